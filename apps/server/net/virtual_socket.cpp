// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/virtual_socket.h"

#include <QHostAddress>

#include <algorithm>

#include <sys/socket.h>

namespace tw::server {

namespace {

QHostAddress peerOf(int descriptor)
{
    sockaddr_storage storage{};
    socklen_t size = sizeof storage;
    if (::getpeername(descriptor, reinterpret_cast<sockaddr *>(&storage), &size) != 0)
        return {};
    return QHostAddress(reinterpret_cast<const sockaddr *>(&storage));
}

} // namespace

VirtualSocket::VirtualSocket(int descriptor, Writer writer, HangUp hangUp, QObject *parent)
    : QTcpSocket(parent), m_writer(std::move(writer)), m_hangUp(std::move(hangUp))
{
    setPeerAddress(peerOf(descriptor));
    setSocketState(ConnectedState);
    setOpenMode(ReadWrite);
}

void VirtualSocket::deliver(std::string head, std::string body)
{
    m_head = std::move(head);
    m_body = std::move(body);
    m_read = 0;
    emit readyRead();
}

void VirtualSocket::retire()
{
    m_writer = nullptr;
    m_hangUp = nullptr;
    m_head = {};
    m_body = {};
    m_read = 0;
    setSocketState(UnconnectedState);
    emit disconnected();
    deleteLater();
}

qint64 VirtualSocket::bytesAvailable() const
{
    return QAbstractSocket::bytesAvailable() + static_cast<qint64>(left());
}

void VirtualSocket::disconnectFromHost()
{
    if (m_hangUp)
        m_hangUp();
}

qint64 VirtualSocket::readData(char *data, qint64 maxSize)
{
    const std::size_t wanted =
        std::min(static_cast<std::size_t>(std::max<qint64>(maxSize, 0)), left());
    std::size_t done = 0;
    const auto copy = [&](const std::string &part, std::size_t offset) {
        const std::size_t count = std::min(wanted - done, part.size() - offset);
        std::copy_n(part.data() + offset, count, data + done);
        done += count;
    };
    if (m_read < m_head.size())
        copy(m_head, m_read);
    if (done < wanted)
        copy(m_body, m_read + done - m_head.size());
    m_read += done;
    if (left() == 0) {
        m_head = {};
        m_body = {};
        m_read = 0;
    }
    return static_cast<qint64>(done);
}

qint64 VirtualSocket::writeData(const char *data, qint64 size)
{
    if (m_writer)
        m_writer({data, static_cast<std::size_t>(size)});
    return size;
}

} // namespace tw::server
