// SPDX-License-Identifier: MIT
#include "passes/derived_names.h"

#include <tablewright/base/utf8.h>

#include <fmt/format.h>

#include <cstdint>

namespace tw::passes {

namespace {

/// FNV-1a, 64 bits, folded to 32: the same on every machine and in every version.
std::uint32_t stableHash(std::string_view a, std::string_view b, unsigned salt)
{
    std::uint64_t hash = 0xcbf29ce484222325U;
    const auto mix = [&](unsigned char byte) {
        hash ^= byte;
        hash *= 0x100000001b3U;
    };
    for (const char c : a)
        mix(static_cast<unsigned char>(c));
    mix(0);
    for (const char c : b)
        mix(static_cast<unsigned char>(c));
    for (; salt > 0; salt >>= 8U)
        mix(static_cast<unsigned char>(salt & 0xFFU));
    return static_cast<std::uint32_t>(hash ^ (hash >> 32U));
}

} // namespace

std::string DerivedNames::shorten(std::string_view stem, std::string_view suffix) const
{
    if (stem.size() + suffix.size() > m_maxBytes)
        return variant(stem, suffix, 0);
    std::string name;
    name.reserve(stem.size() + suffix.size());
    name += stem;
    name += suffix;
    return name;
}

std::string DerivedNames::variant(std::string_view stem, std::string_view suffix,
                                  unsigned attempt) const
{
    const std::string hash = fmt::format("_{:08x}", stableHash(stem, suffix, attempt));
    std::string name(truncateUtf8(stem, m_maxBytes - suffix.size() - hash.size()));
    name += hash;
    name += suffix;
    return name;
}

} // namespace tw::passes
