// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tw::server {

struct RequestLimits {
    std::size_t lineBytes = 8 * 1024;    ///< of the request line and of each field line
    std::size_t headerBytes = 16 * 1024; ///< of all field lines together
    std::size_t headerCount = 64;
    std::size_t bodyBytes = 16 * 1024 * 1024;
    std::size_t chunkLineBytes = 256;       ///< of a chunk's size with its extensions
    std::size_t extensionBytes = 16 * 1024; ///< of the extensions of all chunks
};

struct HeaderField {
    std::string name; ///< lower case
    std::string value;
};

/// A request that is complete and unambiguous. Framing and connection fields are not among
/// `headers`: what they said is in the other members.
struct RequestMessage {
    std::string method;
    std::string target; ///< origin form: begins with `/`
    std::vector<HeaderField> headers;
    std::string body;
    bool close = false;    ///< the client wants the connection closed after the response
    bool isHttp11 = false; ///< else 1.0, which knows no answers before the answer
};

/// Reads requests as RFC 9112 has them and refuses all else: no bare LF, no folded field, no
/// second meaning of where a message ends. Takes bytes in pieces of any size; knows no socket.
class RequestParser {
public:
    enum class State : std::uint8_t { Idle, Header, Body, Complete, Refused };

    explicit RequestParser(const RequestLimits &limits = {}) : m_limits(limits) {}

    /// Consumes bytes up to the end of the present request and returns how many. Consumes none
    /// when complete or refused.
    std::size_t feed(std::string_view bytes);

    /// Makes ready for the next request of the connection.
    void reset();

    [[nodiscard]] State state() const { return m_state; }
    /// The status to answer when refused: 400, 413, 414, 417, 431, 501 or 505.
    [[nodiscard]] int refusal() const { return m_refusal; }
    /// What is wrong, for people.
    [[nodiscard]] std::string_view reason() const { return m_reason; }
    /// True once in the life of a request whose client waits for `100 Continue`.
    [[nodiscard]] bool takeExpectContinue();
    [[nodiscard]] std::size_t bodySize() const { return m_message.body.size(); }
    /// How large the body is at least, from what the client has said so far. Valid from `Body` on.
    [[nodiscard]] std::size_t claimedBody() const
    {
        return m_message.body.size() + static_cast<std::size_t>(m_remaining);
    }
    /// Makes room for a body whose size is known: for when whoever has the memory has agreed.
    void reserveBody();
    /// Valid when complete.
    [[nodiscard]] RequestMessage &message() { return m_message; }

private:
    enum class Expect : std::uint8_t {
        RequestLine,
        FieldLine,
        FixedBody,
        ChunkSize,
        ChunkData,
        ChunkEnd,
        TrailerLine
    };

    void refuse(int status, std::string_view reason);
    std::size_t takeLine(std::string_view bytes, std::size_t limit, int tooLong);
    std::size_t takeBody(std::string_view bytes);
    void endOfLine(std::string_view line);
    void requestLine(std::string_view line);
    void fieldLine(std::string_view line, bool trailer);
    void knownField(std::string_view name, std::string_view value);
    void endOfHeader();
    void chunkSize(std::string_view line);
    void absoluteTarget(std::string_view target);

    RequestLimits m_limits;
    State m_state = State::Idle;
    Expect m_expect = Expect::RequestLine;
    int m_refusal = 0;
    std::string_view m_reason;
    RequestMessage m_message;
    std::string m_line; ///< the line being read, without its end
    std::size_t m_headerBytes = 0;
    std::size_t m_headerCount = 0;
    std::size_t m_extensionBytes = 0;
    std::uint64_t m_remaining = 0; ///< of the body, or of the chunk
    std::string m_host;
    std::string m_authority; ///< of an absolute-form target
    bool m_version11 = false;
    bool m_emptyLineSeen = false;
    bool m_hasHost = false;
    bool m_hasLength = false;
    bool m_chunked = false;
    bool m_expectContinue = false;
};

} // namespace tw::server
