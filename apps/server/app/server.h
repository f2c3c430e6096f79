// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/options.h"

#include <QObject>
#include <QTimer>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace tw::server {

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

    void openHost();
    void openStores();
    void makeLoops();
    void addSources();
    void listen();
    void startCounting();
    void afterDrain();
    void shutDown();

    Options m_options;
    std::unique_ptr<Parts> m_parts;
    QTimer m_counting;
    QTimer m_patience;
    std::uint16_t m_port = 0;
    std::size_t m_draining = 0;
    bool m_stopping = false;
};

} // namespace tw::server
