// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/response_framer.h"

#include "net/http_syntax.h"

#include <algorithm>

namespace tw::server {

namespace {

std::uint64_t contentLength(std::string_view header)
{
    constexpr std::string_view name = "content-length:";
    for (std::size_t line = header.find("\r\n"); line != std::string_view::npos;
         line = header.find("\r\n", line + 2)) {
        const std::string_view field =
            header.substr(line + 2, header.find("\r\n", line + 2) - line - 2);
        if (!equalsLower(field.substr(0, name.size()), name))
            continue;
        std::uint64_t length = 0;
        for (const char digit : trimmed(field.substr(name.size())))
            length = length * 10 + static_cast<std::uint64_t>(digit - '0');
        return length;
    }
    return 0;
}

} // namespace

void ResponseFramer::start(bool withoutBody, std::string fields)
{
    m_fields = std::move(fields);
    m_header.clear();
    m_remaining = 0;
    m_withoutBody = withoutBody;
    m_inBody = false;
}

void ResponseFramer::endOfHeader(std::string &out)
{
    m_remaining = contentLength(m_header);
    const std::string_view status = std::string_view(m_header).substr(m_header.find(' ') + 1, 3);
    if (status == "204" || status == "304")
        m_remaining = 0;
    out.reserve(out.size() + m_header.size() + m_fields.size() + 2 +
                (m_withoutBody ? 0 : static_cast<std::size_t>(m_remaining)));
    out.append(m_header).append(m_fields).append("\r\n");
    m_inBody = true;
}

bool ResponseFramer::take(std::string_view bytes, std::string &out)
{
    if (!m_inBody) {
        const std::size_t before = m_header.size();
        m_header.append(bytes);
        const std::size_t end = m_header.find("\r\n\r\n", before < 3 ? 0 : before - 3);
        if (end == std::string::npos)
            return false;
        bytes.remove_prefix(end + 4 - before);
        m_header.resize(end + 2);
        endOfHeader(out);
    }
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(m_remaining, bytes.size()));
    if (!m_withoutBody)
        out.append(bytes.substr(0, count));
    m_remaining -= count;
    return m_remaining == 0;
}

} // namespace tw::server
