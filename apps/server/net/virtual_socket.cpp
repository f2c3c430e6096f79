// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/virtual_socket.h"

#include <cstring>

namespace tw::server {

VirtualSocket::VirtualSocket(const QHostAddress &peer, Writer writer, QObject *parent)
    : QTcpSocket(parent), m_writer(std::move(writer))
{
    setPeerAddress(peer);
    setSocketState(ConnectedState);
    setOpenMode(ReadWrite);
}

void VirtualSocket::deliver(QByteArray request)
{
    m_input = std::move(request);
    m_read = 0;
    emit readyRead();
}

void VirtualSocket::retire()
{
    m_writer = nullptr;
    m_input.clear();
    m_read = 0;
    setSocketState(UnconnectedState);
    emit disconnected();
    deleteLater();
}

qint64 VirtualSocket::bytesAvailable() const
{
    return QAbstractSocket::bytesAvailable() + m_input.size() - m_read;
}

qint64 VirtualSocket::readData(char *data, qint64 maxSize)
{
    const qint64 count = std::min<qint64>(maxSize, m_input.size() - m_read);
    if (count <= 0)
        return 0;
    std::memcpy(data, m_input.constData() + m_read, static_cast<std::size_t>(count));
    m_read += count;
    if (m_read == m_input.size()) {
        m_input.clear();
        m_read = 0;
    }
    return count;
}

qint64 VirtualSocket::writeData(const char *data, qint64 size)
{
    if (m_writer)
        m_writer({data, static_cast<std::size_t>(size)});
    return size;
}

} // namespace tw::server
