// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/json_writer.h"

#include <fmt/format.h>

#include <iterator>

namespace tw::server {

void appendJsonString(std::string &out, std::string_view text)
{
    out += '"';
    for (const char c : text) {
        switch (c) {
        case '"':
            out += "\\\"";
            break;
        case '\\':
            out += "\\\\";
            break;
        case '\n':
            out += "\\n";
            break;
        case '\r':
            out += "\\r";
            break;
        case '\t':
            out += "\\t";
            break;
        default:
            if (static_cast<unsigned char>(c) < 0x20)
                fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<int>(c));
            else
                out += c;
        }
    }
    out += '"';
}

void JsonObject::beginMember(std::string_view name)
{
    if (m_text.size() > 1)
        m_text += ',';
    appendJsonString(m_text, name);
    m_text += ':';
}

JsonObject &JsonObject::add(std::string_view name, std::string_view value)
{
    beginMember(name);
    appendJsonString(m_text, value);
    return *this;
}

JsonObject &JsonObject::add(std::string_view name, std::int64_t value)
{
    return addJson(name, std::to_string(value));
}

JsonObject &JsonObject::add(std::string_view name, bool value)
{
    return addJson(name, value ? "true" : "false");
}

JsonObject &JsonObject::addNull(std::string_view name) { return addJson(name, "null"); }

JsonObject &JsonObject::addJson(std::string_view name, std::string_view json)
{
    beginMember(name);
    m_text += json;
    return *this;
}

std::string JsonObject::take()
{
    m_text += '}';
    return std::move(m_text);
}

} // namespace tw::server
