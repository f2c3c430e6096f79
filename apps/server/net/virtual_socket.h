// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTcpSocket>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace tw::server {

/// The socket that QHttpServer sees. It has no descriptor: a `Connection` puts one complete request
/// into it at a time and takes what QHttpServer writes. It never tells of a client that went away
/// while its request is in flight, which Qt 6.4 cannot bear.
class VirtualSocket final : public QTcpSocket {
    Q_OBJECT
public:
    using Writer = std::function<void(std::string_view)>;
    using HangUp = std::function<void()>;

    /// Names the peer of `descriptor` as its own. `hangUp` is called when QHttpServer wants no more
    /// of this client.
    VirtualSocket(int descriptor, Writer writer, HangUp hangUp, QObject *parent);

    /// Hands a request to QHttpServer, which may answer before this returns.
    void deliver(std::string head, std::string body);

    /// No more requests will come; what is still written is dropped.
    void retire();

    [[nodiscard]] qint64 bytesAvailable() const override;
    void disconnectFromHost() override;

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    qint64 writeData(const char *data, qint64 size) override;

private:
    [[nodiscard]] std::size_t left() const { return m_head.size() + m_body.size() - m_read; }

    Writer m_writer;
    HangUp m_hangUp;
    std::string m_head;
    std::string m_body;
    std::size_t m_read = 0; ///< of both
};

} // namespace tw::server
