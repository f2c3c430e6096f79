// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/request_parser.h"

#include "net/http_syntax.h"

#include <algorithm>
#include <array>
#include <limits>

namespace tw::server {

namespace {

constexpr std::array<std::string_view, 7> methods = {"GET",    "HEAD",  "POST",   "PUT",
                                                     "DELETE", "PATCH", "OPTIONS"};

/// Fields that mean something else when they come twice.
constexpr std::array<std::string_view, 5> singletons = {"content-type", "authorization", "origin",
                                                        "x-user-id", "content-encoding"};

} // namespace

void RequestParser::reset()
{
    const RequestLimits limits = m_limits;
    *this = RequestParser(limits);
}

void RequestParser::refuse(int status, std::string_view reason)
{
    m_state = State::Refused;
    m_refusal = status;
    m_reason = reason;
}

bool RequestParser::takeExpectContinue()
{
    const bool waits = m_expectContinue && m_state == State::Body;
    if (waits)
        m_expectContinue = false;
    return waits;
}

std::size_t RequestParser::feed(std::string_view bytes)
{
    std::size_t used = 0;
    while (used < bytes.size() && m_state != State::Complete && m_state != State::Refused) {
        const std::string_view rest = bytes.substr(used);
        switch (m_expect) {
        case Expect::RequestLine:
            m_state = State::Header;
            used += takeLine(rest, m_limits.lineBytes, 414);
            break;
        case Expect::FieldLine:
        case Expect::TrailerLine:
            used += takeLine(rest, m_limits.lineBytes, 431);
            break;
        case Expect::ChunkSize:
            used += takeLine(rest, m_limits.chunkLineBytes, 400);
            break;
        case Expect::ChunkEnd:
            used += takeLine(rest, 0, 400);
            break;
        case Expect::FixedBody:
        case Expect::ChunkData:
            used += takeBody(rest);
            break;
        }
    }
    return used;
}

std::size_t RequestParser::takeLine(std::string_view bytes, std::size_t limit, int tooLong)
{
    const std::size_t lineFeed = bytes.find('\n');
    const std::string_view piece = bytes.substr(0, lineFeed);
    if (m_line.size() + piece.size() > limit + 1) {
        refuse(tooLong, "a line of the request is too long");
        return bytes.size();
    }
    const bool isWhole = m_line.empty() && lineFeed != std::string_view::npos;
    if (!isWhole)
        m_line.append(piece);
    if (lineFeed == std::string_view::npos)
        return bytes.size();
    std::string_view line = isWhole ? piece : m_line;
    if (!line.ends_with('\r')) {
        refuse(400, "a line of the request does not end with CR LF");
        return lineFeed + 1;
    }
    line.remove_suffix(1);
    endOfLine(line);
    m_line.clear();
    return lineFeed + 1;
}

std::size_t RequestParser::takeBody(std::string_view bytes)
{
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(m_remaining, bytes.size()));
    m_message.body.append(bytes.substr(0, count));
    m_remaining -= count;
    if (m_remaining == 0) {
        if (m_expect == Expect::FixedBody)
            m_state = State::Complete;
        else
            m_expect = Expect::ChunkEnd;
    }
    return count;
}

void RequestParser::endOfLine(std::string_view line)
{
    switch (m_expect) {
    case Expect::RequestLine:
        requestLine(line);
        break;
    case Expect::FieldLine:
        if (line.empty())
            endOfHeader();
        else
            fieldLine(line, false);
        break;
    case Expect::TrailerLine:
        if (line.empty())
            m_state = State::Complete;
        else
            fieldLine(line, true);
        break;
    case Expect::ChunkSize:
        chunkSize(line);
        break;
    case Expect::ChunkEnd:
        m_expect = Expect::ChunkSize; // takeLine() has seen to it that the line is empty
        break;
    case Expect::FixedBody:
    case Expect::ChunkData:
        break;
    }
}

void RequestParser::requestLine(std::string_view line)
{
    if (line.empty() && !m_emptyLineSeen) { // RFC 9112, 2.2: some clients end a body with one
        m_emptyLineSeen = true;
        return;
    }
    const std::size_t first = line.find(' ');
    const std::size_t last = line.rfind(' ');
    if (first == std::string_view::npos || first == last)
        return refuse(400, "malformed request line");
    const std::string_view method = line.substr(0, first);
    const std::string_view target = line.substr(first + 1, last - first - 1);
    const std::string_view version = line.substr(last + 1);
    if (!isToken(method))
        return refuse(400, "malformed method");
    if (version != "HTTP/1.1" && version != "HTTP/1.0") {
        const bool other = version.size() == 8 && version.starts_with("HTTP/") &&
                           isDigit(version[5]) && version[6] == '.' && isDigit(version[7]);
        return refuse(other ? 505 : 400,
                      other ? "unsupported HTTP version" : "malformed HTTP version");
    }
    if (std::find(methods.begin(), methods.end(), method) == methods.end())
        return refuse(501, "unsupported method");
    m_version11 = version == "HTTP/1.1";
    m_message.close = !m_version11;
    m_message.isHttp11 = m_version11;
    m_message.method = method;
    if (target.starts_with('/'))
        m_message.target = target;
    else
        absoluteTarget(target);
    if (m_state == State::Refused)
        return;
    if (!isValidOriginForm(m_message.target))
        return refuse(400, "malformed request target");
    m_expect = Expect::FieldLine;
}

void RequestParser::absoluteTarget(std::string_view target)
{
    constexpr std::string_view scheme = "http://";
    if (!equalsLower(target.substr(0, scheme.size()), scheme))
        return refuse(400, "malformed request target");
    target.remove_prefix(scheme.size());
    const std::size_t end = std::min(target.find_first_of("/?"), target.size());
    m_authority = target.substr(0, end);
    if (m_authority.empty())
        return refuse(400, "malformed request target");
    m_message.target = target.substr(end);
    if (!m_message.target.starts_with('/'))
        m_message.target.insert(0, "/");
}

void RequestParser::fieldLine(std::string_view line, bool trailer)
{
    m_headerBytes += line.size() + 2;
    if (++m_headerCount > m_limits.headerCount)
        return refuse(431, "too many header fields");
    if (m_headerBytes > m_limits.headerBytes)
        return refuse(431, "the header fields are too long");
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !isToken(line.substr(0, colon)))
        return refuse(400, "malformed header field");
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (!isFieldValue(value))
        return refuse(400, "a header field contains a control character");
    if (!trailer) // a trailer can say nothing that anybody here would believe
        knownField(lowered(line.substr(0, colon)), value);
}

void RequestParser::knownField(std::string_view name, std::string_view value)
{
    if (name == "content-length") {
        if (m_hasLength)
            return refuse(400, "more than one `Content-Length`");
        m_hasLength = true;
        if (value.empty() || !std::all_of(value.begin(), value.end(), isDigit))
            return refuse(400, "malformed `Content-Length`");
        for (const char digit : value) {
            const auto number = static_cast<std::uint64_t>(digit - '0');
            if (m_remaining > (std::numeric_limits<std::uint64_t>::max() - number) / 10)
                return refuse(413, "the body is too large");
            m_remaining = m_remaining * 10 + number;
        }
    } else if (name == "transfer-encoding") {
        if (m_chunked)
            return refuse(400, "more than one `Transfer-Encoding`");
        if (!m_version11)
            return refuse(400, "`Transfer-Encoding` in HTTP/1.0");
        if (!equalsLower(value, "chunked"))
            return refuse(501, "unsupported `Transfer-Encoding`");
        m_chunked = true;
    } else if (name == "connection") {
        m_message.close = m_message.close || listContains(value, "close");
    } else if (name == "expect") {
        if (!equalsLower(value, "100-continue"))
            return refuse(417, "unsupported `Expect`");
        m_expectContinue = m_version11;
    } else if (name == "host") {
        if (m_hasHost)
            return refuse(400, "more than one `Host`");
        m_hasHost = true;
        if (!isValidHost(value))
            return refuse(400, "malformed `Host`");
        m_host = value;
        m_message.headers.push_back({std::string(name), std::string(value)});
    } else if (name != "upgrade" && name != "keep-alive" && name != "te" &&
               name != "proxy-connection") {
        const bool single =
            std::find(singletons.begin(), singletons.end(), name) != singletons.end();
        if (single && std::any_of(m_message.headers.begin(), m_message.headers.end(),
                                  [&](const HeaderField &field) { return field.name == name; }))
            return refuse(400, "a header field came twice that may come once");
        m_message.headers.push_back({std::string(name), std::string(value)});
    }
}

void RequestParser::endOfHeader()
{
    if (m_version11 && !m_hasHost)
        return refuse(400, "no `Host`");
    if (!m_authority.empty() && m_authority != m_host)
        return refuse(400, "the request target and `Host` disagree");
    if (m_chunked && m_hasLength)
        return refuse(400, "both `Content-Length` and `Transfer-Encoding`");
    if (m_remaining > m_limits.bodyBytes)
        return refuse(413, "the body is too large");
    if (m_chunked) {
        m_expect = Expect::ChunkSize;
        m_state = State::Body;
    } else if (m_remaining > 0) {
        m_expect = Expect::FixedBody;
        m_state = State::Body;
    } else {
        m_state = State::Complete;
    }
}

void RequestParser::reserveBody()
{
    if (m_expect == Expect::FixedBody)
        m_message.body.reserve(claimedBody());
}

void RequestParser::chunkSize(std::string_view line)
{
    const std::size_t digits = std::min(line.find(';'), line.size());
    if (digits == 0 || digits > 16 ||
        !std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(digits), isHexDigit))
        return refuse(400, "malformed chunk size");
    if (!isFieldValue(line.substr(digits)))
        return refuse(400, "a chunk extension contains a control character");
    m_extensionBytes += line.size() - digits;
    if (m_extensionBytes > m_limits.extensionBytes)
        return refuse(400, "the chunk extensions are too long");
    std::uint64_t size = 0;
    for (const char digit : line.substr(0, digits))
        size = size * 16 + hexValue(digit);
    if (size > m_limits.bodyBytes - m_message.body.size())
        return refuse(413, "the body is too large");
    m_remaining = size;
    m_expect = size == 0 ? Expect::TrailerLine : Expect::ChunkData;
}

} // namespace tw::server
