// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/connection.h"

#include "net/reason_phrase.h"
#include "net/virtual_socket.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>

#include <sys/socket.h>
#include <unistd.h>

namespace tw::server {

namespace {

using State = RequestParser::State;

std::chrono::milliseconds timeFor(std::size_t bytes, std::size_t bytesPerSecond)
{
    return std::chrono::milliseconds(bytes * 1000 / bytesPerSecond);
}

} // namespace

Connection::Connection(Front &front, int descriptor, const QHostAddress &peer)
    : QObject(&front), m_front(front), m_descriptor(descriptor),
      m_readable(descriptor, QSocketNotifier::Read), m_writable(descriptor, QSocketNotifier::Write),
      m_socket(new VirtualSocket(
          peer, [this](std::string_view bytes) { takeResponse(bytes); }, &front)),
      m_parser(front.limits().request)
{
    m_writable.setEnabled(false);
    connect(&m_readable, &QSocketNotifier::activated, this, &Connection::onReadable);
    connect(&m_writable, &QSocketNotifier::activated, this, &Connection::onWritable);
    updateDeadline();
}

Connection::~Connection()
{
    if (m_socket)
        m_socket->retire();
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

void Connection::onReadable()
{
    std::array<char, 64 * 1024> bytes;
    const ssize_t count = ::recv(m_descriptor, bytes.data(), bytes.size(), 0);
    if (count < 0) {
        if (errno != EAGAIN && errno != EINTR)
            close();
        return;
    }
    if (count == 0) {
        // The client may have closed only its own direction and still wait for answers.
        m_inputEnded = true;
        if (m_phase == Phase::Lingering || (m_phase == Phase::Reading && m_output.empty()))
            return close();
        return updateNotifiers();
    }
    if (m_phase == Phase::Lingering)
        return;
    m_input.append(bytes.data(), static_cast<std::size_t>(count));
    advance();
}

void Connection::onWritable() { sendOutput(); }

void Connection::advance()
{
    if (m_advancing)
        return;
    m_advancing = true;
    while (m_phase == Phase::Reading && m_output.empty() && !m_input.empty()) {
        m_input.erase(0, m_parser.feed(m_input));
        if (m_parser.state() == State::Refused)
            refuse(m_parser.refusal(), m_parser.reason());
        else if (m_parser.state() == State::Complete)
            dispatch();
    }
    m_advancing = false;
    if (m_phase == Phase::Reading && m_output.empty() && m_parser.takeExpectContinue()) {
        m_output = "HTTP/1.1 100 Continue\r\n\r\n";
        sendOutput();
    }
    if (m_phase == Phase::Reading && m_output.empty() && m_inputEnded)
        return close();
    updateDeadline();
    updateNotifiers();
}

void Connection::dispatch()
{
    RequestMessage &message = m_parser.message();
    m_phase = Phase::InFlight;
    updateDeadline();
    m_closeAfter = m_closeAfter || message.close || m_front.isDraining();
    const bool head = message.method == "HEAD"; // Qt 6.4 has no answer to HEAD on a GET route
    m_framer.start(head, m_front.dateLine() + (m_closeAfter ? "Connection: close\r\n" : ""));

    QByteArray request;
    request.reserve(static_cast<qsizetype>(message.body.size() + 1024));
    request.append(head ? "GET" : message.method.c_str()).append(' ');
    request.append(message.target.c_str()).append(" HTTP/1.1\r\n");
    for (const HeaderField &field : message.headers)
        request.append(field.name.c_str()).append(": ").append(field.value.c_str()).append("\r\n");
    if (!message.body.empty())
        request.append("content-length: ")
            .append(QByteArray::number(static_cast<qulonglong>(message.body.size())))
            .append("\r\n");
    request.append("\r\n").append(
        QByteArrayView(message.body.data(), static_cast<qsizetype>(message.body.size())));
    m_parser.reset();
    m_socket->deliver(std::move(request));
}

void Connection::takeResponse(std::string_view bytes)
{
    if (m_phase == Phase::Closed) { // the client is gone; still wait for QHttpServer to be done
        std::string nowhere;
        if (!m_finishing && m_framer.take(bytes, nowhere))
            finish();
        return;
    }
    if (m_phase == Phase::InFlight && m_framer.take(bytes, m_output))
        endOfResponse();
}

void Connection::endOfResponse()
{
    m_phase = Phase::Reading;
    sendOutput();
}

void Connection::refuse(int status, std::string_view reason)
{
    const FrontRefusal refusal = m_front.refusal(status, reason);
    m_output +=
        fmt::format("HTTP/1.1 {} {}\r\n{}{}Content-Length: {}\r\nConnection: close\r\n\r\n{}",
                    status, reasonPhrase(status), m_front.dateLine(), refusal.fields,
                    refusal.body.size(), refusal.body);
    m_closeAfter = true;
    sendOutput();
}

void Connection::sendOutput()
{
    while (m_sent < m_output.size()) {
        const ssize_t count =
            ::send(m_descriptor, m_output.data() + m_sent, m_output.size() - m_sent, MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0 && errno != EAGAIN)
            return close();
        if (count < 0) {
            if (!m_waitsToSend) {
                m_waitsToSend = true;
                m_responseSent = 0;
                m_phaseStart = Clock::now();
            }
            updateDeadline();
            return updateNotifiers();
        }
        m_sent += static_cast<std::size_t>(count);
        m_responseSent += static_cast<std::size_t>(count);
    }
    m_output.clear();
    m_sent = 0;
    outputDrained();
}

void Connection::outputDrained()
{
    m_waitsToSend = false;
    m_timedState = State::Complete;
    if (m_phase == Phase::Reading && m_closeAfter && m_parser.state() != State::Body)
        return linger();
    updateDeadline();
    updateNotifiers();
    // Not from here: QHttpServer may still be in the call that wrote the end of the response.
    if (m_phase == Phase::Reading && !m_advancing)
        QMetaObject::invokeMethod(this, &Connection::advance, Qt::QueuedConnection);
}

void Connection::linger()
{
    m_phase = Phase::Lingering;
    m_input.clear();
    ::shutdown(m_descriptor, SHUT_WR);
    if (m_inputEnded)
        return close();
    updateDeadline();
    updateNotifiers();
}

void Connection::closeWhenIdle()
{
    m_closeAfter = true;
    if (m_phase == Phase::Reading && m_parser.state() == State::Idle && m_output.empty())
        close();
}

void Connection::close()
{
    if (m_phase == Phase::Closed)
        return;
    const bool inFlight = m_phase == Phase::InFlight;
    m_phase = Phase::Closed;
    m_readable.setEnabled(false);
    m_writable.setEnabled(false);
    ::close(m_descriptor);
    m_descriptor = -1;
    m_input = {};
    m_output = {};
    m_sent = 0;
    if (!inFlight)
        finish();
}

void Connection::finish()
{
    m_finishing = true;
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_socket->retire();
            m_socket = nullptr;
            m_front.forget(this);
            deleteLater();
        },
        Qt::QueuedConnection);
}

void Connection::updateNotifiers()
{
    if (m_phase == Phase::Closed)
        return;
    m_writable.setEnabled(m_waitsToSend);
    const bool hasRoom =
        m_phase == Phase::Lingering || m_input.size() < m_front.limits().pipelinedBytes;
    m_readable.setEnabled(!m_inputEnded && !m_waitsToSend && hasRoom);
}

void Connection::updateDeadline()
{
    const FrontLimits &limits = m_front.limits();
    if (m_waitsToSend) {
        m_deadline =
            m_phaseStart + limits.write + timeFor(m_responseSent, limits.minBytesPerSecond);
        return;
    }
    if (m_phase == Phase::InFlight) {
        m_deadline = Clock::now() + limits.response;
        m_timedState = State::Complete;
        return;
    }
    if (m_phase == Phase::Lingering) {
        m_deadline = Clock::now() + limits.linger;
        return;
    }
    const State state = m_parser.state();
    if (state != m_timedState) {
        m_timedState = state;
        m_phaseStart = Clock::now();
    }
    if (state == State::Body)
        m_deadline =
            m_phaseStart + limits.body + timeFor(m_parser.bodySize(), limits.minBytesPerSecond);
    else
        m_deadline = m_phaseStart + (state == State::Header ? limits.header : limits.idle);
}

void Connection::expireIfDue(Clock::time_point now)
{
    if (m_phase == Phase::Closed || now < m_deadline)
        return;
    const State state = m_parser.state();
    const bool reading = m_phase == Phase::Reading && !m_waitsToSend;
    if (reading && (state == State::Header || state == State::Body)) {
        m_parser.reset();
        refuse(408, "the request did not arrive in time");
    } else {
        close();
    }
}

} // namespace tw::server
