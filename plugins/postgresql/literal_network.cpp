// SPDX-License-Identifier: MIT
#include "literal_readers.h"

#include <arpa/inet.h>

#include <array>
#include <cstring>

namespace tw::postgresql {
namespace {

using AddressBytes = std::array<std::uint8_t, 16>;

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

} // namespace

LiteralVerdict readInet(std::string_view text, bool isCidr)
{
    const auto refuse = [isCidr] {
        return unreadable(isCidr ? "a network as 10.0.0.0/8 or 2001:db8::/32"
                                 : "an address as 192.0.2.1 or 2001:db8::1");
    };
    if (isCidr && (text.starts_with("0x") || text.starts_with("0X")))
        return unverified(); // the bytes of a network in hexadecimal
    if (text.empty() ||
        text.find_first_not_of("0123456789abcdefABCDEF:./") != std::string_view::npos)
        return refuse();
    const std::size_t slash = text.find('/');
    const std::string address(text.substr(0, slash));
    const bool six = address.find(':') != std::string::npos;
    AddressBytes bytes{};
    if (inet_pton(six ? AF_INET6 : AF_INET, address.c_str(), bytes.data()) != 1) {
        // Short forms of a network, leading zeros.
        return six || text.find_first_not_of("0123456789./") != std::string_view::npos
                   ? refuse()
                   : unverified();
    }
    int bits = six ? 128 : 32;
    if (slash != std::string_view::npos) {
        const std::string_view length = text.substr(slash + 1);
        const bool number = !length.empty() && length.size() <= 3 &&
                            length.find_first_not_of("0123456789") == std::string_view::npos;
        if (!number)
            return refuse();
        if (length.size() > 1 && length[0] == '0')
            return unverified();
        int given = 0;
        for (const char c : length)
            given = given * 10 + (c - '0');
        if (given > bits)
            return refuse();
        bits = given;
    }
    return !isCidr || isNetwork(bytes, six ? 16 : 4, bits) ? readable() : refuse();
}

LiteralVerdict readMacAddress(std::string_view text, bool eightBytes)
{
    const auto refuse = [eightBytes] {
        return unreadable(eightBytes ? "an address as 08:00:2b:01:02:03:04:05"
                                     : "an address as 08:00:2b:01:02:03");
    };
    const std::string_view value = trimmed(text);
    if (value.empty() ||
        value.find_first_not_of("0123456789abcdefABCDEF:-.") != std::string_view::npos)
        return refuse();
    // Pairs of digits with one separator throughout are what every reader takes.
    constexpr std::size_t sixPairs = 6 * 3 - 1;
    constexpr std::size_t eightPairs = 8 * 3 - 1;
    if (value.size() != sixPairs && (!eightBytes || value.size() != eightPairs))
        return unverified();
    const char separator = value[2];
    for (std::size_t i = 0; i < value.size(); ++i) {
        const bool good =
            i % 3 == 2 ? value[i] == separator && separator != '.' : isHexDigit(value[i]);
        if (!good)
            return unverified();
    }
    return isHexDigit(separator) ? unverified() : readable();
}

} // namespace tw::postgresql
