// SPDX-License-Identifier: MIT
#include "isolation/wire.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

namespace tw::isolation {

void WireWriter::grow(std::size_t size)
{
    m_bytes.resize(std::max(m_size + size, 2 * m_bytes.size() + 64));
}

void WireWriter::real(double value)
{
    auto bits = std::bit_cast<std::uint64_t>(value);
    for (int i = 0; i < 8; ++i, bits >>= 8U)
        byte(static_cast<std::uint8_t>(bits));
}

std::uint64_t WireReader::longNumber()
{
    std::uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
        const std::uint8_t digit = byte();
        if (shift == 63 && digit > 1)
            throw WireError("found a number of more than 64 bits");
        value |= static_cast<std::uint64_t>(digit & 0x7FU) << shift;
        if (digit >= 0x80)
            continue;
        if (digit == 0 && shift > 0)
            throw WireError("found a number in more bytes than it needs");
        return value;
    }
}

double WireReader::real()
{
    std::uint64_t bits = 0;
    for (unsigned shift = 0; shift < 64; shift += 8)
        bits |= static_cast<std::uint64_t>(byte()) << shift;
    return std::bit_cast<double>(bits);
}

bool WireReader::boolean() { return number(1) == 1; }

void WireReader::endsEarly() { throw WireError("it ends before what it says to hold"); }

void WireReader::tooLarge(std::uint64_t value, std::uint64_t most)
{
    throw WireError(fmt::format("found {}, expected {} at most", value, most));
}

} // namespace tw::isolation
