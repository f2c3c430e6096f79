// SPDX-License-Identifier: MIT
#include "literal_readers.h"

#include <algorithm>
#include <array>
#include <optional>

namespace tw::postgresql {
namespace {

using AddressBytes = std::array<std::uint8_t, 16>;

/// Digits up to a limit, leading zeros and all; nothing when there are none or they are too many.
std::optional<int> takeNumber(std::string_view &text, int most)
{
    if (text.empty() || !isDigit(text.front()))
        return std::nullopt;
    int value = 0;
    while (!text.empty() && isDigit(text.front())) {
        value = value * 10 + (text.front() - '0');
        if (value > most)
            return std::nullopt;
        text.remove_prefix(1);
    }
    return value;
}

int hexValue(char c) { return isDigit(c) ? c - '0' : (c | 0x20) - 'a' + 10; }

/// Whether all bits after the first `bits` are zero.
bool isNetwork(const AddressBytes &bytes, std::size_t size, int bits)
{
    for (std::size_t i = 0; i < size; ++i) {
        const int left = bits - static_cast<int>(i * 8);
        const unsigned mask = left >= 8 ? 0U : 0xFFU >> (left > 0 ? left : 0);
        if ((bytes[i] & mask) != 0)
            return false;
    }
    return true;
}

/// How long a network without a length is: by its class, and no shorter than what is written.
int classBits(const AddressBytes &bytes, std::size_t count)
{
    const std::uint8_t first = bytes[0];
    int bits = 8;
    if (first >= 240)
        bits = 32;
    else if (first >= 224)
        bits = 8;
    else if (first >= 192)
        bits = 24;
    else if (first >= 128)
        bits = 16;
    bits = std::max(bits, static_cast<int>(count * 8));
    return bits == 8 && first == 224 ? 4 : bits;
}

bool readFour(std::string_view text, bool isCidr)
{
    AddressBytes bytes{};
    std::size_t count = 0;
    bool ended = false;
    if (isCidr && text.size() > 2 && text[0] == '0' && (text[1] | 0x20) == 'x' &&
        isHexDigit(text[2])) {
        text.remove_prefix(2);
        for (std::size_t nibbles = 0; !text.empty() && isHexDigit(text.front());
             text.remove_prefix(1), ++nibbles) {
            if (nibbles == 8)
                return false;
            const int value = hexValue(text.front());
            bytes[nibbles / 2] |= static_cast<std::uint8_t>(nibbles % 2 == 0 ? value << 4 : value);
            count = nibbles / 2 + 1;
        }
    } else {
        while (!ended && !text.empty() && isDigit(text.front())) {
            const std::optional<int> octet = takeNumber(text, 255);
            if (!octet || count == 4)
                return false;
            bytes[count++] = static_cast<std::uint8_t>(*octet);
            if (text.empty() || text.front() == '/') {
                ended = true;
            } else {
                if (text.front() != '.')
                    return false;
                text.remove_prefix(1);
                if (isCidr && (text.empty() || !isDigit(text.front())))
                    return false;
            }
        }
    }
    if (count == 0)
        return false;
    int bits = -1;
    if (text.size() > 1 && text.front() == '/' && isDigit(text[1])) {
        text.remove_prefix(1);
        const std::optional<int> length = takeNumber(text, 32);
        if (!length)
            return false;
        bits = *length;
    }
    if (!text.empty())
        return false;
    if (isCidr)
        return isNetwork(bytes, 4, bits < 0 ? classBits(bytes, count) : bits);
    return bits < 0 ? count == 4 : static_cast<std::size_t>(bits / 8) <= count;
}

/// `/len` behind an address of version 6: no leading zeros.
std::optional<int> takeLength(std::string_view text)
{
    if (text.empty() || text.size() > 3 || !std::ranges::all_of(text, isDigit) ||
        (text.size() > 1 && text.front() == '0'))
        return std::nullopt;
    return takeNumber(text, 128);
}

/// The four bytes at the end of `::ffff:192.0.2.1`, with the length behind them.
bool takeEmbedded(std::string_view text, AddressBytes &bytes, std::size_t at, int &bits)
{
    for (std::size_t i = 0; i < 4; ++i) {
        const std::string_view whole = text;
        const std::optional<int> octet = takeNumber(text, 255);
        const std::size_t digits = whole.size() - text.size();
        if (!octet || (digits > 1 && whole.front() == '0'))
            return false;
        bytes[at + i] = static_cast<std::uint8_t>(*octet);
        if (i < 3) {
            if (!text.starts_with('.'))
                return false;
            text.remove_prefix(1);
        }
    }
    if (text.empty())
        return true;
    if (text.front() != '/')
        return false;
    const std::optional<int> length = takeLength(text.substr(1));
    bits = length.value_or(-1);
    return length.has_value();
}

Reading readSix(std::string_view text, bool isCidr)
{
    constexpr std::size_t none = SIZE_MAX;
    AddressBytes bytes{};
    std::size_t count = 0;
    std::size_t gap = none;
    int bits = 128;
    if (text.starts_with(':')) {
        if (!text.starts_with("::"))
            return Reading::Bad;
        text.remove_prefix(1);
    }
    std::string_view group = text;
    std::size_t digits = 0;
    unsigned value = 0;
    while (!text.empty()) {
        const char c = text.front();
        text.remove_prefix(1);
        if (isHexDigit(c)) {
            value = value << 4U | static_cast<unsigned>(hexValue(c));
            if (++digits > 4)
                return Reading::Bad;
            continue;
        }
        if (c == ':') {
            group = text;
            if (digits == 0) {
                if (gap != none)
                    return Reading::Bad;
                gap = count;
                continue;
            }
            if (text.empty())
                return Reading::Bad;
            if (count + 2 > bytes.size())
                return Reading::Other; // a slip of the server
            bytes[count++] = static_cast<std::uint8_t>(value >> 8U);
            bytes[count++] = static_cast<std::uint8_t>(value & 0xFFU);
            digits = 0;
            value = 0;
            continue;
        }
        if (c == '.') {
            // The server takes fewer parts and empty ones, too.
            if (count + 4 > bytes.size() || !takeEmbedded(group, bytes, count, bits))
                return Reading::Other;
            count += 4;
            digits = 0;
            break;
        }
        const std::optional<int> length = c == '/' ? takeLength(text) : std::nullopt;
        if (!length)
            return Reading::Bad;
        bits = *length;
        break;
    }
    if (digits > 0) {
        if (count + 2 > bytes.size())
            return Reading::Bad;
        bytes[count++] = static_cast<std::uint8_t>(value >> 8U);
        bytes[count++] = static_cast<std::uint8_t>(value & 0xFFU);
    }
    if (gap != none) {
        if (count == bytes.size())
            return Reading::Bad;
        const auto begin = bytes.begin() + static_cast<std::ptrdiff_t>(gap);
        const auto end = bytes.begin() + static_cast<std::ptrdiff_t>(count);
        std::fill(begin, std::copy_backward(begin, end, bytes.end()), std::uint8_t(0));
    } else if (count != bytes.size()) {
        return Reading::Bad;
    }
    return !isCidr || isNetwork(bytes, bytes.size(), bits) ? Reading::Good : Reading::Bad;
}

/// One of the forms of six bytes: `groups` bytes between two separators, each byte of at most two
/// digits when they are written together.
class MacReader {
public:
    explicit MacReader(std::string_view text) : m_text(text) {}

    /// `size` is the number of bytes in a group; `separator` is 0 for none.
    Reading read(std::size_t size, char separator)
    {
        m_unsure = false;
        std::string_view rest = m_text;
        for (std::size_t i = 0; i < 6; ++i) {
            if (i > 0 && i % size == 0 && separator != '\0') {
                if (!rest.starts_with(separator))
                    return Reading::Bad;
                rest.remove_prefix(1);
            }
            if (!takeByte(rest, size > 1 ? 2 : SIZE_MAX))
                return m_unsure ? Reading::Other : Reading::Bad;
        }
        if (!std::ranges::all_of(rest, isBlank))
            return Reading::Bad;
        return m_unsure ? Reading::Other : Reading::Good;
    }

    [[nodiscard]] bool isOutOfRange() const { return m_outOfRange; }

private:
    bool takeByte(std::string_view &rest, std::size_t most)
    {
        while (!rest.empty() && isBlank(rest.front()))
            rest.remove_prefix(1);
        std::size_t digits = 0;
        unsigned value = 0;
        // C's reader takes signs and `0x` too.
        if (!rest.empty() && (rest.front() == '-' || rest.front() == '+')) {
            m_unsure = true;
            return false;
        }
        if (rest.size() > 1 && rest[0] == '0' && (rest[1] | 0x20) == 'x') {
            m_unsure = true;
            return false;
        }
        while (digits < most && digits < rest.size() && isHexDigit(rest[digits])) {
            value = std::min(value << 4U | static_cast<unsigned>(hexValue(rest[digits])), 0xFFFFU);
            ++digits;
        }
        if (digits > 8)
            m_unsure = true;
        rest.remove_prefix(digits);
        m_outOfRange = m_outOfRange || value > 0xFF;
        return digits > 0;
    }

    std::string_view m_text;
    bool m_unsure = false;
    bool m_outOfRange = false;
};

Reading readSixBytes(std::string_view text)
{
    struct Form {
        std::size_t size;
        char separator;
    };
    static constexpr std::array<Form, 7> forms = {Form{1, ':'}, {1, '-'}, {3, ':'}, {3, '-'},
                                                  {2, '.'},     {2, '-'}, {6, '\0'}};
    for (const Form form : forms) {
        MacReader reader(text);
        const Reading reading = reader.read(form.size, form.separator);
        if (reading == Reading::Other)
            return reading;
        if (reading == Reading::Good)
            return reader.isOutOfRange() ? Reading::Bad : Reading::Good;
    }
    return Reading::Bad;
}

/// Pairs of digits with the same separator, or none, before any of them.
Reading readEightBytes(std::string_view text)
{
    while (!text.empty() && isBlank(text.front()))
        text.remove_prefix(1);
    if (text.empty() || !isHexDigit(text.front()))
        return Reading::Bad;
    char separator = '\0';
    std::size_t count = 0;
    while (text.size() > 1) {
        if (!isHexDigit(text[0]) || !isHexDigit(text[1]) || ++count > 8)
            return Reading::Bad;
        text.remove_prefix(2);
        if (!text.empty() && std::string_view(":-.").find(text.front()) != std::string_view::npos) {
            if (separator == '\0')
                separator = text.front();
            else if (separator != text.front())
                return Reading::Bad;
            text.remove_prefix(1);
        }
        if ((count == 6 || count == 8) && !text.empty() && isBlank(text.front())) {
            if (!std::ranges::all_of(text, isBlank))
                return Reading::Bad;
            text = {};
        }
    }
    // What the server makes of half a pair at the end is its own.
    if (!text.empty())
        return Reading::Other;
    return count == 6 || count == 8 ? Reading::Good : Reading::Bad;
}

} // namespace

LiteralVerdict readInet(std::string_view text, bool isCidr)
{
    const bool six = text.find(':') != std::string_view::npos;
    const Reading reading =
        six ? readSix(text, isCidr) : (readFour(text, isCidr) ? Reading::Good : Reading::Bad);
    return answer(reading, isCidr ? "a network as 10.0.0.0/8 or 2001:db8::/32"
                                  : "an address as 192.0.2.1 or 2001:db8::1");
}

LiteralVerdict readMacAddress(std::string_view text, bool eightBytes)
{
    return eightBytes ? answer(readEightBytes(text), "an address as 08:00:2b:01:02:03:04:05")
                      : answer(readSixBytes(text), "an address as 08:00:2b:01:02:03");
}

} // namespace tw::postgresql
