// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHostAddress>
#include <QTcpSocket>

#include <functional>
#include <string_view>

namespace tw::server {

/// The socket that QHttpServer sees. It has no descriptor: a `Connection` puts one complete request
/// into it at a time and takes what QHttpServer writes. It never tells of a client that went away
/// while its request is in flight, which Qt 6.4 cannot bear.
class VirtualSocket final : public QTcpSocket {
    Q_OBJECT
public:
    using Writer = std::function<void(std::string_view)>;

    VirtualSocket(const QHostAddress &peer, Writer writer, QObject *parent);

    /// Hands a request to QHttpServer, which may answer before this returns.
    void deliver(QByteArray request);

    /// No more requests will come; what is still written is dropped.
    void retire();

    [[nodiscard]] qint64 bytesAvailable() const override;
    void disconnectFromHost() override {}

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    qint64 writeData(const char *data, qint64 size) override;

private:
    Writer m_writer;
    QByteArray m_input;
    qsizetype m_read = 0;
};

} // namespace tw::server
