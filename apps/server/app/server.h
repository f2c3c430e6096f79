// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/calls.h"
#include "app/options.h"
#include "databases/private_cluster.h"
#include "http/endpoint.h"
#include "http/workers.h"
#include "store/pg_pool.h"

#include <QObject>
#include <QThread>
#include <QTimer>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tw::server {

/// A folder that only one server uses at a time.
class DataFolder {
public:
    /// Makes it if need be. Throws `std::runtime_error` when another process has it.
    explicit DataFolder(const std::string &path);
    DataFolder(const DataFolder &) = delete;
    DataFolder &operator=(const DataFolder &) = delete;
    ~DataFolder();

private:
    int m_lock = -1;
};

/// Puts the parts together, starts them in order and stops them in the reverse one.
class Server final : public QObject {
    Q_OBJECT
public:
    explicit Server(Options options);
    ~Server() override;

    /// Blocks until the server listens. Throws `std::exception`.
    void start();
    [[nodiscard]] std::string url() const;

    /// Lets requests in flight be answered, within bounds, and emits `stopped`.
    void stop();

signals:
    void stopped();
    /// It cannot go on.
    void failed();

private:
    struct Parts;

    void listen();
    void afterDrain();

    Options m_options;
    std::unique_ptr<Parts> m_parts;
    QTimer m_reconcile;
    QTimer m_patience;
    std::uint16_t m_port = 0;
    std::size_t m_draining = 0;
    bool m_stopping = false;
};

} // namespace tw::server
