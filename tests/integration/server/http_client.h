// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QList>
#include <QPair>
#include <QTcpSocket>

/// An HTTP answer as it came over the wire.
struct HttpAnswer {
    int status = 0;
    QByteArray head;
    QByteArray body;

    [[nodiscard]] QByteArray header(const QByteArray &name) const
    {
        for (const QByteArray &line : head.split('\n')) {
            if (line.toLower().startsWith(name.toLower() + ':'))
                return line.mid(name.size() + 1).trimmed();
        }
        return {};
    }
    [[nodiscard]] QJsonObject json() const { return QJsonDocument::fromJson(body).object(); }
};

/// Sends bytes as they are and reads until the server closes.
inline HttpAnswer sendRaw(quint16 port, const QByteArray &bytes, int timeout = 60000)
{
    QTcpSocket socket;
    socket.connectToHost(QStringLiteral("127.0.0.1"), port);
    if (!socket.waitForConnected(5000))
        return {};
    socket.write(bytes);
    QByteArray received;
    while (socket.state() != QAbstractSocket::UnconnectedState && socket.waitForReadyRead(timeout))
        received += socket.readAll();
    received += socket.readAll();
    const qsizetype end = received.indexOf("\r\n\r\n");
    return {received.mid(9, 3).toInt(), received.left(end + 2), received.mid(end + 4)};
}

using HttpFields = QList<QPair<QByteArray, QByteArray>>;

/// One request on a connection of its own. A body is JSON unless the fields say otherwise.
inline HttpAnswer send(quint16 port, const QByteArray &method, const QByteArray &path,
                       const QByteArray &body = {}, const HttpFields &fields = {})
{
    QByteArray request = method + ' ' + path + " HTTP/1.1\r\nConnection: close\r\n";
    bool hasHost = false;
    bool hasType = body.isNull();
    for (const auto &[name, value] : fields) {
        hasHost = hasHost || name == "Host";
        hasType = hasType || name == "Content-Type";
        request += name + ": " + value + "\r\n";
    }
    if (!hasHost)
        request += "Host: 127.0.0.1:" + QByteArray::number(port) + "\r\n";
    if (!hasType)
        request += "Content-Type: application/json\r\n";
    if (!body.isNull())
        request += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
    return sendRaw(port, request + "\r\n" + body);
}
