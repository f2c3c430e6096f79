// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/front.h"
#include "net/request_parser.h"
#include "net/response_framer.h"

#include <QObject>
#include <QSocketNotifier>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace tw::server {

class VirtualSocket;

/// One client: its descriptor, its parser, its deadlines, and the virtual socket behind it.
/// Lives until the descriptor is closed *and* no request of it is in flight.
class Connection final : public QObject {
    Q_OBJECT
public:
    using Clock = std::chrono::steady_clock;

    /// Owns `descriptor`, which must not block.
    Connection(Front &front, int descriptor, const QHostAddress &peer);
    ~Connection() override;

    [[nodiscard]] VirtualSocket *socket() const { return m_socket; }

    void expireIfDue(Clock::time_point now);
    /// Closes now if idle, otherwise after the response in flight.
    void closeWhenIdle();

private:
    enum class Phase : std::uint8_t {
        Reading,   ///< the parser's state says how far
        InFlight,  ///< QHttpServer has a request
        Lingering, ///< all is said; waits for the client to have read it
        Closed
    };

    void onReadable();
    void onWritable();
    /// Parses and dispatches while input is there and output is not.
    void advance();
    void dispatch();
    void takeResponse(std::string_view bytes);
    void endOfResponse();
    void refuse(int status, std::string_view reason);
    void sendOutput();
    void outputDrained();
    void linger();
    void close();
    void finish();
    void updateNotifiers();
    void updateDeadline();

    Front &m_front;
    int m_descriptor;
    QSocketNotifier m_readable;
    QSocketNotifier m_writable;
    VirtualSocket *m_socket; ///< owned by the front; gone before this is
    RequestParser m_parser;
    ResponseFramer m_framer;
    std::string m_input;
    std::string m_output;
    std::size_t m_sent = 0;
    std::size_t m_responseSent = 0; ///< since output began to wait for the client
    Phase m_phase = Phase::Reading;
    RequestParser::State m_timedState = RequestParser::State::Complete;
    Clock::time_point m_phaseStart;
    Clock::time_point m_deadline;
    bool m_inputEnded = false;
    bool m_closeAfter = false;
    bool m_advancing = false;
    bool m_waitsToSend = false;
    bool m_finishing = false;
};

} // namespace tw::server
