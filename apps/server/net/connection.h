// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/budget.h"
#include "net/front.h"
#include "net/poller.h"
#include "net/request_parser.h"
#include "net/response_framer.h"
#include "net/user_shares.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

namespace tw::server {

class VirtualSocket;

/// One client: its descriptor, its parser, its deadlines, and once QHttpServer is needed the
/// virtual socket behind it. Lives until the descriptor is closed *and* no request of it is in
/// flight.
class Connection final : public PollTarget, public std::enable_shared_from_this<Connection> {
public:
    using Clock = std::chrono::steady_clock;

    /// Owns `descriptor`, which must not block. `share` is of the limit of connections.
    Connection(Front &front, int descriptor, BudgetShare share);
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;
    ~Connection() override;

    /// False when the system cannot watch one descriptor more.
    [[nodiscard]] bool start();

    /// The answer to the request of that number; dropped when that one has been answered.
    void answer(std::uint64_t request, int status, std::string_view fields, const DirectBody &body);

    /// For the request of that number, while it is in flight and direct.
    [[nodiscard]] std::stop_token goneToken(std::uint64_t request);

    void expireIfDue(Clock::time_point now);
    /// Closes when no request is on its way, otherwise after the response to it.
    void closeWhenIdle();
    /// Goes on with what could not be done on the stack of another call.
    void resume();

private:
    enum class Phase : std::uint8_t {
        Reading,   ///< the parser's state says how far
        InFlight,  ///< somebody works on a request
        Lingering, ///< all is said; waits for the client to have read it
        Closed
    };

    void takeEvents(std::uint32_t events) override;
    void receive();
    /// Parses and dispatches while input is there and output is not; returns what is left over.
    [[nodiscard]] std::string_view consume(std::string_view input);
    void advance(std::string_view input);
    [[nodiscard]] bool claimBody();
    void giveBodyBack();
    void dispatch();
    [[nodiscard]] bool dispatchDirectly(RequestMessage &message);
    void dispatchToServer(RequestMessage message);
    void takeResponse(std::string_view bytes);
    void hangUp();
    void askWhetherItWaits();
    void linger();
    void close();
    void finish();
    void later();
    void updateEvents();
    void updateDeadline();

    // connection_output.cpp
    void endOfResponse();
    void refuse(int status, std::string_view reason);
    void sendOutput();
    void waitToSend();
    void outputDrained();

    [[nodiscard]] static std::chrono::milliseconds timeFor(std::size_t bytes,
                                                           std::size_t bytesPerSecond);
    static void clear(std::string &buffer);
    [[nodiscard]] bool hasOutput() const { return !m_output.empty() || !m_shared.bytes.empty(); }

    Front &m_front;
    int m_descriptor;
    std::optional<Poller::Ticket> m_ticket;
    VirtualSocket *m_socket = nullptr; ///< owned by the front or QHttpServer; gone before this is
    RequestParser m_parser;
    ResponseFramer m_framer;
    BudgetShare m_share;
    BudgetShare m_bodyShare;
    UserShare m_userShare; ///< of what `m_bodyShare` has
    BudgetShare m_flightShare;
    BudgetShare m_unsentShare;
    std::string m_input;
    std::string m_output;
    DirectBody m_shared;    ///< goes after `m_output`
    std::size_t m_sent = 0; ///< of `m_output`
    std::uint64_t m_request = 0;
    std::stop_source m_gone{std::nostopstate}; ///< made when somebody asks for it
    std::size_t m_timedBytes = 0;              ///< of the body, that have bought time
    RequestParser::State m_timedState = RequestParser::State::Complete;
    Clock::time_point m_deadline;
    Phase m_phase = Phase::Reading;
    bool m_directly = false; ///< the request in flight is not QHttpServer's
    bool m_isHead = false;
    bool m_isHttp11 = false;
    bool m_inputEnded = false;
    bool m_closeAfter = false;
    bool m_advancing = false;
    bool m_waitsToSend = false;
    bool m_finishing = false;
    bool m_isDue = false;
};

} // namespace tw::server
