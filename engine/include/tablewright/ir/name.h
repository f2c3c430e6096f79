// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/source/source.h>

#include <string>
#include <string_view>

namespace tw::ir {

/// Text with its place. The range covers its quotes too: always in JSON, in DBML where it has some.
/// Also used for notes. Empty text means absent.
struct Name {
    std::string text;
    SourceRange range;

    [[nodiscard]] bool empty() const { return text.empty(); }
    [[nodiscard]] std::string_view view() const { return text; }
};

/// A number with its place.
template <class T> struct Located {
    T value{};
    SourceRange range;
};

/// SQL that the user wrote. `range` covers the text, or the text and a quote on either side.
struct Expression {
    std::string text;
    SourceRange range;

    [[nodiscard]] bool empty() const { return text.empty(); }

    /// The place of `length` bytes of `text` from `offset` on: exact where the source spells the
    /// expression without escapes, the whole expression otherwise.
    [[nodiscard]] SourceRange subrange(std::size_t offset, std::size_t length) const
    {
        const std::size_t written = range.size();
        const bool quoted = written == text.size() + 2;
        if (!range.isValid() || offset + length > text.size() ||
            (!quoted && written != text.size()))
            return range;
        const auto begin = static_cast<std::uint32_t>(range.begin + offset + (quoted ? 1 : 0));
        return {range.source, begin, static_cast<std::uint32_t>(begin + length)};
    }
};

} // namespace tw::ir
