// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/http_syntax.h"

#include <algorithm>
#include <array>

namespace tw::server {

namespace {

constexpr std::string_view alphanumerics =
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

consteval std::array<bool, 256> charset(std::string_view others)
{
    std::array<bool, 256> set{};
    for (const char c : alphanumerics)
        set[static_cast<unsigned char>(c)] = true;
    for (const char c : others)
        set[static_cast<unsigned char>(c)] = true;
    return set;
}

constexpr auto tokenCharacters = charset("!#$%&'*+-.^_`|~");
constexpr auto targetCharacters = charset("-._~!$&'()*+,;=:@/?[]%");
constexpr auto hostCharacters = charset("-._~!$&'()*+,;=");
constexpr auto addressCharacters = charset(":.");

bool isAll(std::string_view text, const std::array<bool, 256> &set)
{
    return std::all_of(text.begin(), text.end(),
                       [&](char c) { return set[static_cast<unsigned char>(c)]; });
}

/// Checks UTF-8 byte by byte: no overlong form, no surrogate, nothing over U+10FFFF.
class Utf8Check {
public:
    bool take(unsigned char byte)
    {
        if (m_left == 0)
            return lead(byte);
        if (byte < m_low || byte > m_high)
            return false;
        m_low = 0x80;
        m_high = 0xBF;
        --m_left;
        return true;
    }
    [[nodiscard]] bool isComplete() const { return m_left == 0; }

private:
    bool lead(unsigned char byte)
    {
        m_low = 0x80;
        m_high = 0xBF;
        if (byte < 0x80)
            return true;
        if (byte < 0xC2 || byte > 0xF4)
            return false;
        m_left = byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : 3;
        if (byte == 0xE0)
            m_low = 0xA0;
        else if (byte == 0xED)
            m_high = 0x9F;
        else if (byte == 0xF0)
            m_low = 0x90;
        else if (byte == 0xF4)
            m_high = 0x8F;
        return true;
    }

    int m_left = 0;
    unsigned char m_low = 0x80;
    unsigned char m_high = 0xBF;
};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

} // namespace

bool isToken(std::string_view text) { return !text.empty() && isAll(text, tokenCharacters); }

bool isFieldValue(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte == '\t' || (byte >= 0x20 && byte != 0x7F);
    });
}

bool isValidOriginForm(std::string_view target)
{
    if (!target.starts_with('/') || target.starts_with("//") || !isAll(target, targetCharacters))
        return false;
    Utf8Check utf8;
    for (std::size_t i = 0; i < target.size(); ++i) {
        auto byte = static_cast<unsigned char>(target[i]);
        if (byte == '%') {
            if (i + 2 >= target.size() || !isHexDigit(target[i + 1]) || !isHexDigit(target[i + 2]))
                return false;
            byte =
                static_cast<unsigned char>(hexValue(target[i + 1]) * 16 + hexValue(target[i + 2]));
            if (byte == 0)
                return false;
            i += 2;
        }
        if (!utf8.take(byte))
            return false;
    }
    return utf8.isComplete();
}

bool isValidHost(std::string_view host)
{
    std::string_view port;
    if (host.starts_with('[')) {
        const std::size_t end = host.find(']');
        if (end == std::string_view::npos || end < 3 ||
            !isAll(host.substr(1, end - 1), addressCharacters))
            return false;
        port = host.substr(end + 1);
    } else {
        const std::size_t end = std::min(host.find(':'), host.size());
        if (end == 0 || !isAll(host.substr(0, end), hostCharacters))
            return false;
        port = host.substr(end);
    }
    if (port.empty())
        return true;
    port.remove_prefix(1);
    return host[host.size() - port.size() - 1] == ':' && port.size() <= 5 &&
           std::all_of(port.begin(), port.end(), isDigit);
}

std::string lowered(std::string_view text)
{
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), lower);
    return result;
}

bool equalsLower(std::string_view text, std::string_view lowerText)
{
    return std::equal(text.begin(), text.end(), lowerText.begin(), lowerText.end(),
                      [](char a, char b) { return lower(a) == b; });
}

std::string_view trimmed(std::string_view text)
{
    const std::size_t begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

bool listContains(std::string_view list, std::string_view lowerElement)
{
    while (!list.empty()) {
        const std::size_t comma = std::min(list.find(','), list.size());
        if (equalsLower(trimmed(list.substr(0, comma)), lowerElement))
            return true;
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return false;
}

} // namespace tw::server
