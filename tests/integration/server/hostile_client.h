// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QElapsedTimer>

#include <algorithm>
#include <array>
#include <cerrno>

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

/// A client that does as it pleases: sends any bytes, or none; reads, or does not; leaves at any
/// time.
class HostileClient {
public:
    /// A small `receiveBuffer` makes the server wait for this client to read.
    explicit HostileClient(quint16 port, int receiveBuffer = 0)
        : m_descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        if (receiveBuffer > 0)
            ::setsockopt(m_descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, sizeof receiveBuffer);
        const int one = 1;
        ::setsockopt(m_descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        m_open = ::connect(m_descriptor, reinterpret_cast<const sockaddr *>(&address),
                           sizeof address) == 0;
        ::fcntl(m_descriptor, F_SETFL, O_NONBLOCK);
        m_age.start();
    }
    HostileClient(const HostileClient &) = delete;
    HostileClient &operator=(const HostileClient &) = delete;
    ~HostileClient() { ::close(m_descriptor); }

    /// What the system takes at once; the count, or -1 when the connection is over.
    qint64 sendSome(const QByteArray &bytes, qint64 offset = 0)
    {
        const ssize_t count = ::send(m_descriptor, bytes.constData() + offset,
                                     static_cast<std::size_t>(bytes.size() - offset), MSG_NOSIGNAL);
        if (count < 0 && errno == EAGAIN)
            return 0;
        m_open = m_open && count >= 0;
        return count;
    }
    /// Sends all of it, reading what comes meanwhile. False when the server would not have it.
    bool send(const QByteArray &bytes, int milliseconds = 10000)
    {
        QElapsedTimer timer;
        timer.start();
        for (qint64 sent = 0; sent < bytes.size();) {
            const qint64 count = sendSome(bytes, sent);
            if (count < 0 || timer.elapsed() > milliseconds)
                return false;
            sent += count;
            receiveSome();
            if (m_ended)
                return false;
            if (count == 0)
                wait(POLLIN | POLLOUT, 100);
        }
        return true;
    }
    /// Takes what is there. False when no more will come.
    bool receiveSome()
    {
        std::array<char, 65536> bytes;
        for (;;) {
            const ssize_t count = ::recv(m_descriptor, bytes.data(), bytes.size(), 0);
            if (count < 0 && errno == EAGAIN)
                return true;
            if (count <= 0) {
                m_ended = true;
                m_open = false;
                return false;
            }
            received.append(bytes.data(), static_cast<qsizetype>(count));
        }
    }
    /// True when the server closed in time.
    bool readToEnd(int milliseconds = 10000)
    {
        QElapsedTimer timer;
        timer.start();
        while (receiveSome()) {
            if (timer.elapsed() > milliseconds)
                return false;
            wait(POLLIN, 50);
        }
        return true;
    }
    bool readUntil(const QByteArray &text, int milliseconds = 10000)
    {
        QElapsedTimer timer;
        timer.start();
        while (!received.contains(text)) {
            if (!receiveSome() || timer.elapsed() > milliseconds)
                return received.contains(text);
            wait(POLLIN, 50);
        }
        return true;
    }
    void reset()
    {
        const linger none{1, 0};
        ::setsockopt(m_descriptor, SOL_SOCKET, SO_LINGER, &none, sizeof none);
        ::close(m_descriptor);
        m_descriptor = -1;
        m_open = false;
    }

    /// Of the first answer; 0 when there is none.
    [[nodiscard]] int status() const
    {
        return received.startsWith("HTTP/1.1 ") ? received.mid(9, 3).toInt() : 0;
    }
    [[nodiscard]] qsizetype answers() const { return received.count("HTTP/1.1 "); }
    [[nodiscard]] bool isOpen() const { return m_open; }
    [[nodiscard]] qint64 age() const { return m_age.elapsed(); }

    QByteArray received;

private:
    void wait(short events, int milliseconds) const
    {
        pollfd entry{m_descriptor, events, 0};
        ::poll(&entry, 1, milliseconds);
    }

    int m_descriptor;
    bool m_open = false;
    bool m_ended = false;
    QElapsedTimer m_age;
};
