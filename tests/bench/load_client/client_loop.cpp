// SPDX-License-Identifier: MIT
#include "client_loop.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <stdexcept>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tw::load {

namespace {

constexpr std::size_t readSize = std::size_t{64} * 1024;
constexpr auto scanInterval = std::chrono::milliseconds(500);

bool equalsIgnoringCase(std::string_view a, std::string_view b)
{
    return a.size() == b.size() && ::strncasecmp(a.data(), b.data(), a.size()) == 0;
}

} // namespace

ClientLoop::ClientLoop() : m_epoll(::epoll_create1(EPOLL_CLOEXEC))
{
    if (m_epoll < 0)
        throw std::runtime_error("epoll_create1 failed");
}

ClientLoop::~ClientLoop() { ::close(m_epoll); }

void ClientLoop::at(Clock::time_point time, std::function<void()> action)
{
    m_timers.push({time, m_order++, std::move(action)});
}

void ClientLoop::after(Clock::duration delay, std::function<void()> action)
{
    at(Clock::now() + delay, std::move(action));
}

void ClientLoop::runDue()
{
    const Clock::time_point now = Clock::now();
    while (!m_stopped && !m_timers.empty() && m_timers.top().time <= now) {
        const auto action = m_timers.top().action;
        m_timers.pop();
        action();
    }
    if (now >= m_nextScan) {
        m_nextScan = now + scanInterval;
        cutOffLate();
    }
}

void ClientLoop::cutOffLate()
{
    const Clock::time_point now = Clock::now();
    std::vector<ClientConnection *> late;
    for (ClientConnection *connection : m_connections) {
        if (connection->m_busy && connection->m_deadline <= now)
            late.push_back(connection);
    }
    for (ClientConnection *connection : late) {
        if (m_connections.contains(connection) && connection->m_busy)
            connection->fail("no answer in time");
    }
}

bool ClientLoop::run(Clock::time_point end)
{
    std::array<epoll_event, 256> events{};
    m_stopped = false;
    while (!m_stopped) {
        runDue();
        Clock::time_point until = std::min(end, m_nextScan);
        if (!m_timers.empty())
            until = std::min(until, m_timers.top().time);
        const Clock::time_point now = Clock::now();
        if (now >= end)
            return false;
        const auto wait = std::chrono::ceil<std::chrono::milliseconds>(until - now).count();
        const int count = ::epoll_wait(m_epoll, events.data(), static_cast<int>(events.size()),
                                       m_stopped ? 0 : static_cast<int>(std::max(wait, 0L)));
        for (int i = 0; i < count && !m_stopped; ++i) {
            auto *connection =
                static_cast<ClientConnection *>(events.at(static_cast<std::size_t>(i)).data.ptr);
            if (m_connections.contains(connection))
                connection->handle(events.at(static_cast<std::size_t>(i)).events);
        }
    }
    return true;
}

std::string_view Answer::field(std::string_view name) const
{
    std::size_t start = head.find("\r\n");
    while (start != std::string_view::npos && start + 2 < head.size()) {
        start += 2;
        const std::size_t end = std::min(head.find("\r\n", start), head.size());
        const std::string_view line = head.substr(start, end - start);
        const std::size_t colon = line.find(':');
        if (colon != std::string_view::npos && equalsIgnoringCase(line.substr(0, colon), name)) {
            const std::size_t value = line.find_first_not_of(' ', colon + 1);
            return value == std::string_view::npos ? std::string_view() : line.substr(value);
        }
        start = end;
    }
    return {};
}

ClientConnection::ClientConnection(ClientLoop &loop, std::uint16_t port)
    : m_loop(loop), m_port(port)
{
    m_loop.m_connections.insert(this);
}

ClientConnection::~ClientConnection()
{
    close();
    m_loop.m_connections.erase(this);
}

bool ClientConnection::open()
{
    m_descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (m_descriptor < 0)
        return false;
    const int on = 1;
    ::setsockopt(m_descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(m_port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    sockaddr generic{};
    static_assert(sizeof generic == sizeof address);
    std::memcpy(&generic, &address, sizeof address);
    if (::connect(m_descriptor, &generic, sizeof generic) != 0 && errno != EINPROGRESS) {
        close();
        return false;
    }
    epoll_event event{};
    event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP;
    event.data.ptr = this;
    ::epoll_ctl(m_loop.m_epoll, EPOLL_CTL_ADD, m_descriptor, &event);
    m_watchesWriting = true;
    return true;
}

void ClientConnection::close()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor); // and epoll forgets it
    m_descriptor = -1;
    m_in.clear();
    m_wanted = 0;
}

void ClientConnection::watch(bool forWriting)
{
    if (m_watchesWriting == forWriting)
        return;
    m_watchesWriting = forWriting;
    epoll_event event{};
    event.events = EPOLLIN | EPOLLRDHUP;
    if (forWriting)
        event.events |= EPOLLOUT;
    event.data.ptr = this;
    ::epoll_ctl(m_loop.m_epoll, EPOLL_CTL_MOD, m_descriptor, &event);
}

void ClientConnection::send(std::string request, Done done)
{
    if (m_busy)
        throw std::logic_error("a connection has one request in flight");
    m_busy = true;
    m_out = std::move(request);
    m_sent = 0;
    m_done = std::move(done);
    m_deadline = Clock::now() + m_timeout;
    if (m_descriptor < 0) {
        if (!open()) // told from the loop, so that a caller that sends again does not recurse
            m_deadline = Clock::now();
        return; // goes on when it is connected
    }
    writeMore();
}

void ClientConnection::handle(std::uint32_t events)
{
    if ((events & (EPOLLERR | EPOLLHUP)) != 0 && (events & EPOLLIN) == 0) {
        fail("the connection broke");
        return;
    }
    if ((events & EPOLLOUT) != 0 && m_busy)
        writeMore();
    if (m_descriptor >= 0 && (events & (EPOLLIN | EPOLLRDHUP)) != 0)
        readMore();
}

void ClientConnection::writeMore()
{
    while (m_sent < m_out.size()) {
        const ssize_t count =
            ::send(m_descriptor, m_out.data() + m_sent, m_out.size() - m_sent, MSG_NOSIGNAL);
        if (count < 0 && errno == EAGAIN) {
            watch(true);
            return;
        }
        if (count < 0) {
            if (errno == EINTR)
                continue;
            fail("the connection broke while the request was sent");
            return;
        }
        m_sent += static_cast<std::size_t>(count);
    }
    watch(false);
}

void ClientConnection::readMore()
{
    thread_local std::array<char, readSize> buffer;
    for (;;) {
        const ssize_t count = ::recv(m_descriptor, buffer.data(), buffer.size(), 0);
        if (count < 0 && errno == EINTR)
            continue;
        if (count == 0 || (count < 0 && errno != EAGAIN)) {
            fail(m_busy ? "the connection ended before the answer" : "");
            return;
        }
        if (count < 0)
            break;
        m_in.append(buffer.data(), static_cast<std::size_t>(count));
        if (count < static_cast<ssize_t>(readSize))
            break;
    }
    parse();
}

void ClientConnection::parse()
{
    if (!m_busy) {
        if (!m_in.empty())
            fail(""); // an unasked answer; a server that is about to close sends 408
        return;
    }
    const std::size_t headEnd = m_in.find("\r\n\r\n");
    if (m_wanted == 0) {
        if (headEnd == std::string::npos)
            return;
        const Answer head{0, std::string_view(m_in).substr(0, headEnd + 2), {}};
        const std::string_view length = head.field("content-length");
        std::size_t bytes = 0;
        const bool isEmpty = m_in.compare(9, 3, "204") == 0 || m_in.compare(9, 3, "304") == 0;
        if (!isEmpty && std::from_chars(length.data(), length.data() + length.size(), bytes).ec !=
                            std::errc()) {
            fail("an answer without Content-Length");
            return;
        }
        m_wanted = headEnd + 4 + bytes;
        m_in.reserve(m_wanted);
    }
    if (m_in.size() < m_wanted)
        return;
    if (m_in.size() > m_wanted) {
        fail("more bytes than the answer has");
        return;
    }
    const std::string whole = std::exchange(m_in, {});
    m_wanted = 0;
    Answer answer{0, std::string_view(whole).substr(0, headEnd + 2),
                  std::string_view(whole).substr(headEnd + 4)};
    std::from_chars(whole.data() + 9, whole.data() + 12, answer.status);
    m_busy = false;
    if (equalsIgnoringCase(answer.field("connection"), "close"))
        close();
    const Done done = std::exchange(m_done, {});
    done(&answer);
}

void ClientConnection::fail(std::string_view why)
{
    close();
    if (!m_busy)
        return;
    m_busy = false;
    m_failure = why;
    const Done done = std::exchange(m_done, {});
    done(nullptr);
}

} // namespace tw::load
