// SPDX-License-Identifier: MIT
//
// Feeds any bytes to the parser of requests: whole, cut in two at every place, and byte by byte,
// which must all come to the same. Of what it accepts, a second reader that knows nothing of the
// first must find the same end and the same body, and written anew it must mean the same.
#include "net/http_syntax.h"
#include "net/request_parser.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using tw::server::HeaderField;
using tw::server::RequestLimits;
using tw::server::RequestMessage;
using tw::server::RequestParser;
using State = RequestParser::State;

namespace {

constexpr std::size_t mostSplits = 600;
constexpr std::array<std::string_view, 8> hopFields = {
    "content-length", "transfer-encoding", "connection", "expect",
    "upgrade",        "keep-alive",        "te",         "proxy-connection"};

void expect(bool holds)
{
    if (!holds)
        std::abort();
}

/// Small, so that short inputs reach them.
RequestLimits smallLimits()
{
    RequestLimits limits;
    limits.lineBytes = 120;
    limits.headerBytes = 300;
    limits.headerCount = 8;
    limits.bodyBytes = 100;
    limits.chunkLineBytes = 24;
    limits.extensionBytes = 40;
    return limits;
}

bool isSame(const RequestMessage &a, const RequestMessage &b)
{
    const auto isSameField = [](const HeaderField &x, const HeaderField &y) {
        return x.name == y.name && x.value == y.value;
    };
    return a.method == b.method && a.target == b.target && a.body == b.body && a.close == b.close &&
           std::equal(a.headers.begin(), a.headers.end(), b.headers.begin(), b.headers.end(),
                      isSameField);
}

/// What came of all the requests of an input.
struct Reading {
    std::vector<RequestMessage> messages;
    std::vector<std::size_t> ends; ///< of each in the input
    State state = State::Idle;     ///< of the last, which is not complete
    int refusal = 0;
    std::string_view reason;
    bool waitsForContinue = false;
};

class Reader {
public:
    void take(std::string_view piece)
    {
        while (!piece.empty() && m_parser.state() != State::Refused) {
            const std::size_t used = m_parser.feed(piece);
            expect(used <= piece.size());
            m_used += used;
            piece.remove_prefix(used);
            if (m_parser.state() == State::Body)
                m_parser.reserveBody();
            if (m_parser.state() != State::Complete) {
                expect(piece.empty() || m_parser.state() == State::Refused);
                continue;
            }
            expect(m_parser.feed(piece) == 0);
            m_reading.messages.push_back(m_parser.message());
            m_reading.ends.push_back(m_used);
            m_parser.reset();
        }
    }
    Reading finish()
    {
        m_reading.state = m_parser.state();
        if (m_reading.state == State::Refused) {
            m_reading.refusal = m_parser.refusal();
            m_reading.reason = m_parser.reason();
        }
        m_reading.waitsForContinue = m_parser.takeExpectContinue();
        expect(!m_parser.takeExpectContinue());
        return std::move(m_reading);
    }

private:
    RequestParser m_parser{smallLimits()};
    Reading m_reading;
    std::size_t m_used = 0;
};

bool isSame(const Reading &a, const Reading &b)
{
    return a.ends == b.ends && a.state == b.state && a.refusal == b.refusal &&
           a.reason == b.reason && a.waitsForContinue == b.waitsForContinue &&
           std::equal(a.messages.begin(), a.messages.end(), b.messages.begin(), b.messages.end(),
                      [](const auto &x, const auto &y) { return isSame(x, y); });
}

/// A line of `text` up to CR LF, which must hold no other CR, LF or NUL.
std::string_view takeLine(std::string_view &text)
{
    const std::size_t end = text.find("\r\n");
    expect(end != std::string_view::npos);
    const std::string_view line = text.substr(0, end);
    expect(line.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos);
    text.remove_prefix(end + 2);
    return line;
}

/// Reads chunks to the end of the trailers, and nothing may follow.
std::string dechunked(std::string_view text)
{
    std::string body;
    for (;;) {
        const std::string size(takeLine(text));
        char *end = nullptr;
        expect(!size.empty() && tw::server::isHexDigit(size.front()));
        const unsigned long long bytes = std::strtoull(size.c_str(), &end, 16);
        expect(*end == '\0' || *end == ';');
        expect(bytes <= text.size());
        if (bytes == 0)
            break;
        body.append(text.substr(0, bytes));
        text.remove_prefix(bytes);
        expect(takeLine(text).empty());
    }
    while (!takeLine(text).empty()) {
    }
    expect(text.empty());
    return body;
}

/// Finds where a message ends as RFC 9112, 6.3 has it, and nothing that another server could read
/// otherwise.
void checkFraming(std::string_view text, const RequestMessage &message)
{
    if (text.starts_with("\r\n"))
        text.remove_prefix(2);
    const std::string_view requestLine = takeLine(text);
    const bool isNew = requestLine.ends_with(" HTTP/1.1");
    expect(isNew || requestLine.ends_with(" HTTP/1.0"));
    expect(std::count(requestLine.begin(), requestLine.end(), ' ') == 2);
    std::optional<std::string> length;
    bool isChunked = false;
    std::size_t hosts = 0;
    for (std::string_view line = takeLine(text); !line.empty(); line = takeLine(text)) {
        const std::size_t colon = line.find(':');
        expect(colon != std::string_view::npos && tw::server::isToken(line.substr(0, colon)));
        const std::string name = tw::server::lowered(line.substr(0, colon));
        const std::string_view value = tw::server::trimmed(line.substr(colon + 1));
        if (name == "content-length") {
            expect(!length && !value.empty());
            length = value;
        } else if (name == "transfer-encoding") {
            expect(!isChunked && isNew && tw::server::lowered(value) == "chunked");
            isChunked = true;
        } else if (name == "host") {
            ++hosts;
        }
    }
    expect(hosts == 1 || (hosts == 0 && !isNew));
    expect(!(length && isChunked));
    if (isChunked)
        return expect(dechunked(text) == message.body);
    expect(text == message.body);
    if (length) {
        expect(length->find_first_not_of("0123456789") == std::string::npos);
        expect(std::strtoull(length->c_str(), nullptr, 10) == text.size());
    } else {
        expect(text.empty());
    }
}

void checkMessage(const RequestMessage &message)
{
    const RequestLimits limits = smallLimits();
    expect(tw::server::isToken(message.method));
    expect(tw::server::isValidOriginForm(message.target));
    expect(message.body.size() <= limits.bodyBytes);
    expect(message.headers.size() <= limits.headerCount);
    for (const HeaderField &field : message.headers) {
        expect(tw::server::isToken(field.name) && field.name == tw::server::lowered(field.name));
        expect(tw::server::isFieldValue(field.value));
        expect(tw::server::trimmed(field.value) == field.value);
        expect(std::find(hopFields.begin(), hopFields.end(), field.name) == hopFields.end());
    }
}

std::string written(const RequestMessage &message)
{
    const bool hasHost = std::any_of(message.headers.begin(), message.headers.end(),
                                     [](const HeaderField &field) { return field.name == "host"; });
    std::string text =
        message.method + ' ' + message.target + (hasHost ? " HTTP/1.1" : " HTTP/1.0");
    text += "\r\n";
    for (const HeaderField &field : message.headers)
        text += field.name + ": " + field.value + "\r\n";
    if (message.close)
        text += "connection: close\r\n";
    if (!message.body.empty())
        text += "content-length: " + std::to_string(message.body.size()) + "\r\n";
    return text + "\r\n" + message.body;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view input(reinterpret_cast<const char *>(data), size);
    Reader reader;
    reader.take(input);
    const Reading whole = reader.finish();

    for (std::size_t split = 1; split < size && split < mostSplits; ++split) {
        Reader halves;
        halves.take(input.substr(0, split));
        halves.take(input.substr(split));
        expect(isSame(halves.finish(), whole));
    }
    Reader bytes;
    for (std::size_t i = 0; i < size; ++i)
        bytes.take(input.substr(i, 1));
    expect(isSame(bytes.finish(), whole));

    std::size_t begin = 0;
    for (std::size_t i = 0; i < whole.messages.size(); ++i) {
        const RequestMessage &message = whole.messages[i];
        checkMessage(message);
        checkFraming(input.substr(begin, whole.ends[i] - begin), message);
        begin = whole.ends[i];

        RequestParser again;
        const std::string text = written(message);
        expect(again.feed(text) == text.size() && again.state() == State::Complete);
        expect(isSame(again.message(), message));
    }
    return 0;
}
