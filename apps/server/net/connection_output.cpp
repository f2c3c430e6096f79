// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/connection.h"

#include "net/reason_phrase.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include <sys/socket.h>
#include <sys/uio.h>

namespace tw::server {

namespace {

using State = RequestParser::State;

/// What a buffer may keep from one request to the next.
constexpr std::size_t keptBytes = 16 * 1024;

} // namespace

std::chrono::milliseconds Connection::timeFor(std::size_t bytes, std::size_t bytesPerSecond)
{
    return std::chrono::milliseconds(bytes * 1000 / bytesPerSecond);
}

void Connection::clear(std::string &buffer)
{
    if (buffer.capacity() > keptBytes)
        buffer = std::string();
    else
        buffer.clear();
}

void Connection::answer(std::uint64_t request, int status, std::string_view fields,
                        const DirectBody &body)
{
    if (!m_directly || request != m_request)
        return;
    m_directly = false;
    m_gone = std::stop_source(std::nostopstate);
    m_output.append("HTTP/1.1 ").append(std::to_string(status)).append(" ");
    m_output.append(reasonPhrase(status)).append("\r\n");
    m_output.append(m_front.dateLine()).append(fields);
    if (m_closeAfter)
        m_output.append("Connection: close\r\n");
    if (status == 204 || status == 304)
        m_output.append("\r\n");
    else
        m_output.append("Content-Length: ")
            .append(std::to_string(body.bytes.size()))
            .append("\r\n\r\n");
    if (!m_isHead && status != 204 && status != 304)
        m_shared = body;
    endOfResponse();
}

void Connection::endOfResponse()
{
    m_flightShare.giveBack();
    giveBodyBack();
    if (m_phase == Phase::Closed) // whoever answers knows nothing of that
        return finish();
    m_phase = Phase::Reading;
    sendOutput();
}

void Connection::refuse(int status, std::string_view reason)
{
    const FrontRefusal refusal = m_front.refusal(status, reason);
    m_output +=
        fmt::format("HTTP/1.1 {} {}\r\n{}{}{}Content-Length: {}\r\nConnection: close\r\n\r\n{}",
                    status, reasonPhrase(status), m_front.dateLine(), refusal.fields,
                    status == 503 ? "Retry-After: 1\r\n" : "", refusal.body.size(), refusal.body);
    m_parser.reset();
    m_flightShare.giveBack();
    giveBodyBack();
    m_closeAfter = true;
    sendOutput();
}

void Connection::sendOutput()
{
    while (hasOutput()) {
        std::array<iovec, 2> parts{};
        msghdr message{};
        message.msg_iov = parts.data();
        if (!m_output.empty())
            parts[message.msg_iovlen++] = {m_output.data() + m_sent, m_output.size() - m_sent};
        if (!m_shared.bytes.empty())
            parts[message.msg_iovlen++] = {const_cast<char *>(m_shared.bytes.data()),
                                           m_shared.bytes.size()};
        const ssize_t count = ::sendmsg(m_descriptor, &message, MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0 && errno != EAGAIN)
            return close();
        if (count < 0)
            return waitToSend();
        const auto sent = static_cast<std::size_t>(count);
        const std::size_t fromOutput = std::min(sent, m_output.size() - m_sent);
        m_sent += fromOutput;
        m_shared.bytes.remove_prefix(sent - fromOutput);
        if (m_sent == m_output.size()) {
            clear(m_output);
            m_sent = 0;
        }
        if (m_waitsToSend) {
            const FrontLimits &limits = m_front.limits();
            m_deadline = std::min(m_deadline + timeFor(sent, limits.minBytesPerSecond),
                                  Clock::now() + limits.write);
        }
    }
    m_shared.owner.reset();
    outputDrained();
}

void Connection::waitToSend()
{
    if (m_waitsToSend)
        return;
    if (!m_shared.owner) {
        m_output.append(m_shared.bytes);
        m_shared.bytes = {};
    }
    if (!m_unsentShare.growTo(m_output.size()))
        return close();
    m_waitsToSend = true;
    m_deadline = Clock::now() + m_front.limits().write;
    updateEvents();
}

void Connection::outputDrained()
{
    m_waitsToSend = false;
    m_timedState = State::Complete;
    m_unsentShare.giveBack();
    if (m_phase == Phase::Reading && m_closeAfter && m_parser.state() != State::Body)
        return linger();
    if (m_advancing)
        return;
    updateDeadline();
    updateEvents();
    // Not from here: QHttpServer may still be in the call that wrote the end of the response.
    if (m_phase == Phase::Reading && (!m_input.empty() || m_inputEnded))
        later();
}

} // namespace tw::server
