// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QHostAddress>
#include <QTcpSocket>
#include <QTest>

#include <memory>

#include <sys/socket.h>

/// A client in the event loop of the front that it talks to.
struct FrontClient {
    QTcpSocket socket;
    QByteArray received;

    void send(const QByteArray &bytes)
    {
        socket.write(bytes);
        socket.flush();
    }
    void get(const QByteArray &path, const QByteArray &fields = {})
    {
        send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n");
    }
    /// Ends without a farewell (RST); `abort()` alone closes only one direction for the peer.
    void reset()
    {
        const linger none{1, 0};
        ::setsockopt(static_cast<int>(socket.socketDescriptor()), SOL_SOCKET, SO_LINGER, &none,
                     sizeof none);
        socket.abort();
    }
    bool readUntil(const QByteArray &text, int count = 1)
    {
        return QTest::qWaitFor(
            [&] {
                received += socket.readAll();
                return received.count(text) >= count;
            },
            5000);
    }
    bool waitForEnd(int milliseconds = 5000)
    {
        return QTest::qWaitFor(
            [&] {
                received += socket.readAll();
                return socket.state() == QAbstractSocket::UnconnectedState;
            },
            milliseconds);
    }
};

inline std::unique_ptr<FrontClient> connectedTo(quint16 port, int receiveBuffer = 0)
{
    auto client = std::make_unique<FrontClient>();
    if (receiveBuffer > 0)
        client->socket.setReadBufferSize(receiveBuffer);
    client->socket.connectToHost(QHostAddress::LocalHost, port);
    if (!QTest::qWaitFor([&] { return client->socket.state() == QAbstractSocket::ConnectedState; },
                         5000))
        qFatal("cannot connect");
    return client;
}
