// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/connection.h"

#include "net/virtual_socket.h"

#include <fmt/format.h>

#include <QLoggingCategory>

#include <algorithm>
#include <array>
#include <cerrno>
#include <exception>

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tw::server {

namespace {

Q_LOGGING_CATEGORY(lcFront, "front")

using State = RequestParser::State;

constexpr std::size_t receiveBytes = 64 * 1024;
/// Of one client, before others have their turn.
constexpr int requestsATurn = 16;
/// So small bodies are not worth asking whose they are: requests in flight are limited, too.
constexpr std::size_t uncountedBytes = 16 * 1024;

} // namespace

Connection::Connection(Front &front, int descriptor, BudgetShare share)
    : m_front(front), m_descriptor(descriptor), m_parser(front.limits().request),
      m_share(std::move(share)), m_bodyShare(front.limits().bodyBytes),
      m_userShare(front.limits().userBodies), m_flightShare(front.limits().requestsInFlight),
      m_unsentShare(front.limits().unsentBytes)
{
}

Connection::~Connection()
{
    if (m_socket)
        m_socket->retire();
    if (m_ticket)
        m_front.m_poller.remove(*m_ticket);
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

bool Connection::start()
{
    m_ticket = m_front.m_poller.add(m_descriptor, *this, EPOLLIN);
    updateDeadline();
    return m_ticket.has_value();
}

void Connection::takeEvents(std::uint32_t events)
{
    if ((events & EPOLLOUT) != 0)
        sendOutput();
    if (m_phase == Phase::Closed)
        return;
    if ((events & EPOLLIN) != 0)
        receive();
    else if ((events & (EPOLLERR | EPOLLHUP)) != 0)
        close(); // comes whether asked for or not
}

void Connection::receive()
{
    if (m_advancing)
        return;
    std::array<char, receiveBytes> bytes;
    const ssize_t count = ::recv(m_descriptor, bytes.data(), bytes.size(), 0);
    if (count < 0) {
        if (errno != EAGAIN && errno != EINTR)
            close();
        return;
    }
    if (count == 0) {
        m_inputEnded = true;
        if (m_phase == Phase::Lingering ||
            (m_phase == Phase::Reading && !hasOutput() && m_input.empty()))
            return close();
        askWhetherItWaits();
        return updateEvents();
    }
    if (m_phase == Phase::Lingering)
        return;
    const std::string_view piece(bytes.data(), static_cast<std::size_t>(count));
    if (m_input.empty())
        return advance(piece);
    m_input.append(piece);
    advance(m_input);
}

std::string_view Connection::consume(std::string_view input)
{
    int requests = 0;
    while (m_phase == Phase::Reading && !hasOutput() && !input.empty() &&
           requests < requestsATurn) {
        input.remove_prefix(m_parser.feed(input));
        const State state = m_parser.state();
        if (state == State::Refused) {
            refuse(m_parser.refusal(), m_parser.reason());
        } else if (state == State::Body || state == State::Complete) {
            if (!claimBody()) {
                refuse(503, "too much is being uploaded");
            } else if (state == State::Complete) {
                ++requests;
                dispatch();
            }
        }
    }
    return input;
}

void Connection::advance(std::string_view input)
{
    const bool isKept = input.data() == m_input.data();
    m_advancing = true;
    const std::string_view rest = consume(input);
    m_advancing = false;
    if (m_phase == Phase::Closed || m_phase == Phase::Lingering)
        return;
    if (!isKept)
        m_input.assign(rest);
    else if (rest.empty())
        clear(m_input);
    else
        m_input.erase(0, input.size() - rest.size());
    if (m_phase == Phase::Reading && !hasOutput() && m_parser.takeExpectContinue()) {
        m_output = "HTTP/1.1 100 Continue\r\n\r\n";
        sendOutput();
    }
    if (m_phase == Phase::Reading && !hasOutput()) {
        if (!m_input.empty())
            later();
        else if (m_inputEnded)
            return close();
    }
    updateDeadline();
    updateEvents();
}

bool Connection::claimBody()
{
    const std::size_t claimed = m_parser.claimedBody();
    if (!m_bodyShare.growTo(claimed))
        return false;
    const bool isCounted = m_front.limits().userBodies != nullptr;
    if (isCounted && claimed > std::max(uncountedBytes, m_userShare.amount()) &&
        !m_userShare.growTo(claimed, m_front.userOf(m_parser.message())))
        return false;
    m_parser.reserveBody();
    return true;
}

void Connection::giveBodyBack()
{
    m_bodyShare.giveBack();
    m_userShare.giveBack();
}

void Connection::dispatch()
{
    if (!m_front.isVital(m_parser.message().target) && !m_flightShare.growTo(1))
        return refuse(503, "too many requests are being worked on");
    RequestMessage message = std::move(m_parser.message());
    m_parser.reset();
    ++m_request;
    m_phase = Phase::InFlight;
    m_timedState = State::Complete;
    m_deadline = Clock::now() + m_front.limits().response;
    m_closeAfter = m_closeAfter || message.close || m_front.isDraining();
    m_isHead = message.method == "HEAD";
    m_isHttp11 = message.isHttp11;
    if (!dispatchDirectly(message))
        dispatchToServer(std::move(message));
}

bool Connection::dispatchDirectly(RequestMessage &message)
{
    if (!m_front.m_directHandler)
        return false;
    m_directly = true;
    try {
        m_directly = m_front.m_directHandler(message, DirectReply(weak_from_this(), m_request));
        return m_directly;
    } catch (const std::exception &error) {
        qCCritical(lcFront, "a direct answer: %s", error.what());
        const FrontRefusal refusal = m_front.refusal(500, "the server's log tells more");
        answer(m_request, 500, refusal.fields, {refusal.body});
        return true;
    }
}

void Connection::dispatchToServer(RequestMessage message)
{
    m_framer.start(m_isHead, m_front.dateLine() + (m_closeAfter ? "Connection: close\r\n" : ""));
    std::string head;
    head.reserve(1024);
    // Qt 6.4 has no answer to HEAD on a GET route.
    head.append(m_isHead ? "GET" : message.method).append(" ");
    head.append(message.target).append(" HTTP/1.1\r\n");
    for (const HeaderField &field : message.headers)
        head.append(field.name).append(": ").append(field.value).append("\r\n");
    if (!message.body.empty())
        head.append(fmt::format("content-length: {}\r\n", message.body.size()));
    head.append("\r\n");
    if (!m_socket) {
        m_socket = new VirtualSocket(
            m_descriptor, [this](std::string_view bytes) { takeResponse(bytes); },
            [this] { hangUp(); }, &m_front);
        m_front.handOver(m_socket);
    }
    m_socket->deliver(std::move(head), std::move(message.body));
}

std::stop_token Connection::goneToken(std::uint64_t request)
{
    if (!m_directly || request != m_request)
        return {};
    if (!m_gone.stop_possible())
        m_gone = std::stop_source();
    return m_gone.get_token();
}

/// The client may have closed only its own direction and still wait for answers: this means nothing
/// to it then. One that is gone has the connection reset, and whoever works for it is told.
void Connection::askWhetherItWaits()
{
    if (m_phase != Phase::InFlight || !m_gone.stop_possible() || !m_isHttp11 || hasOutput())
        return;
    m_output = "HTTP/1.1 100 Continue\r\n\r\n";
    sendOutput();
}

void Connection::takeResponse(std::string_view bytes)
{
    const bool isAwaited =
        (m_phase == Phase::InFlight || m_phase == Phase::Closed) && !m_directly && !m_finishing;
    if (isAwaited && m_framer.take(bytes, m_output))
        endOfResponse();
}

void Connection::hangUp()
{
    if (m_directly || m_finishing)
        return;
    if (m_phase == Phase::Closed)
        return finish();
    if (m_phase != Phase::InFlight)
        return;
    m_phase = Phase::Reading;
    m_output.clear();
    refuse(400, "malformed request");
}

void Connection::linger()
{
    m_phase = Phase::Lingering;
    ::shutdown(m_descriptor, SHUT_WR);
    if (m_inputEnded)
        return close();
    m_input = {};
    m_deadline = Clock::now() + m_front.limits().linger;
    updateEvents();
}

void Connection::closeWhenIdle()
{
    m_closeAfter = true;
    const auto isIdle = [this] {
        return m_phase == Phase::Reading && m_parser.state() == State::Idle && !hasOutput() &&
               m_input.empty();
    };
    if (isIdle())
        receive(); // what was sent before is answered
    if (!isIdle())
        return;
    if (m_request > 0)
        linger();
    else // its first request may be on its way
        m_deadline = std::min(m_deadline, Clock::now() + m_front.limits().firstRequest);
}

void Connection::close()
{
    if (m_phase == Phase::Closed)
        return;
    const bool inFlight = m_phase == Phase::InFlight;
    m_phase = Phase::Closed;
    if (m_ticket)
        m_front.m_poller.remove(*m_ticket);
    m_ticket.reset();
    ::close(m_descriptor);
    m_descriptor = -1;
    m_input = {};
    m_output = {};
    m_shared = {};
    m_sent = 0;
    m_parser.reset();
    m_unsentShare.giveBack();
    if (inFlight) {
        m_gone.request_stop();
        return;
    }
    giveBodyBack();
    finish();
}

void Connection::finish()
{
    m_finishing = true;
    later();
}

void Connection::later()
{
    if (!m_isDue)
        m_front.callLater(shared_from_this());
    m_isDue = true;
}

void Connection::resume()
{
    m_isDue = false;
    if (!m_finishing)
        return advance(m_input);
    if (m_socket)
        m_socket->retire();
    m_socket = nullptr;
    m_front.forget(this);
}

void Connection::updateEvents()
{
    if (!m_ticket)
        return;
    const bool hasRoom =
        m_phase == Phase::Lingering || m_input.size() < m_front.limits().pipelinedBytes;
    std::uint32_t events = m_waitsToSend ? EPOLLOUT : 0U;
    if (!m_inputEnded && !m_waitsToSend && hasRoom)
        events |= EPOLLIN;
    m_front.m_poller.change(*m_ticket, events);
}

void Connection::updateDeadline()
{
    if (m_phase != Phase::Reading || m_waitsToSend)
        return;
    const FrontLimits &limits = m_front.limits();
    const State state = m_parser.state();
    const bool hasBegun = state != m_timedState;
    if (!hasBegun && state != State::Body)
        return; // bytes alone buy no time
    const auto now = Clock::now();
    if (hasBegun) {
        m_timedState = state;
        m_timedBytes = 0;
        const auto idle = m_front.isDraining() ? limits.firstRequest : limits.idle;
        m_deadline = now + (state == State::Body     ? limits.body
                            : state == State::Header ? limits.header
                                                     : idle);
    }
    if (state == State::Body) {
        const std::size_t bytes = m_parser.bodySize();
        m_deadline = std::min(m_deadline + timeFor(bytes - m_timedBytes, limits.minBytesPerSecond),
                              now + limits.body);
        m_timedBytes = bytes;
    }
}

void Connection::expireIfDue(Clock::time_point now)
{
    if (m_phase == Phase::Closed || now < m_deadline)
        return;
    const State state = m_parser.state();
    if (m_phase != Phase::Reading || m_waitsToSend)
        close();
    else if (state == State::Header || state == State::Body)
        refuse(408, "the request did not arrive in time");
    else
        linger();
}

} // namespace tw::server
