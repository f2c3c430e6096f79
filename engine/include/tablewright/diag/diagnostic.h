// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/source/source.h>

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tw {

/// `Ignored` is not reported; as that of a row, only where a host sets another.
enum class Severity : std::uint8_t { Ignored, Note, Warning, Error };

/// One row of a table of diagnostics: the engine's own (`diagnostics.def`) or a plugin's.
/// Rows live as long as the program or the plugin that brings them.
struct DiagnosticInfo {
    std::string_view code;    ///< `TW4001`; a plugin has a prefix of its own
    std::string_view name;    ///< `TableWithoutPrimaryKey`
    Severity severity;        ///< unless the host sets another
    std::string_view message; ///< with `{}`, and nothing in it, for each argument
};

namespace detail {
consteval std::size_t countPlaceholders(std::string_view message)
{
    std::size_t count = 0;
    for (std::size_t i = 0; i + 1 < message.size(); ++i)
        count += (message[i] == '{' && message[i + 1] == '}') ? 1 : 0;
    return count;
}
} // namespace detail

/// A row that knows at compile time how many arguments its message takes.
template <std::size_t ArgumentCount> struct DiagnosticDef : DiagnosticInfo {
    static constexpr std::size_t argumentCount = ArgumentCount;
};

/// Defines `name` as a diagnostic in the enclosing namespace.
#define TABLEWRIGHT_DIAGNOSTIC(code, name, severity, message)                                      \
    inline constexpr ::tw::DiagnosticDef<::tw::detail::countPlaceholders(message)> name            \
    {                                                                                              \
        {                                                                                          \
            code, #name, ::tw::Severity::severity, message                                         \
        }                                                                                          \
    }

/// Something said beside the message, often about another place.
struct DiagnosticNote {
    std::string message;
    SourceRange range; ///< may be invalid
};

/// Put `replacement` in place of `range`, which is empty where something is put in.
struct TextEdit {
    SourceRange range;
    std::string replacement; ///< source text, already quoted as its language asks
};

/// An edit that mends what the diagnostic reports: put `replacement` in place of `range`.
struct FixIt {
    std::string title; ///< `change to `users``
    SourceRange range;
    std::string replacement;    ///< source text, already quoted as its language asks
    std::vector<TextEdit> also; ///< edits elsewhere without which this one breaks the document

    /// All of it, ready to be applied together; none overlaps another.
    [[nodiscard]] TABLEWRIGHT_EXPORT std::vector<TextEdit> edits() const;
};

/// One finding. `info` points into a table that outlives it.
struct Diagnostic {
    const DiagnosticInfo *info = nullptr;
    Severity severity = Severity::Error;
    std::string message;
    SourceRange range;       ///< invalid when the finding has no place
    std::string pointer;     ///< RFC 6901; filled for JSON input when the compile ends
    bool hasPointer = false; ///< tells the pointer to the whole document from none
    std::string_view pass;   ///< the pass or stage that found it
    std::vector<DiagnosticNote> notes;
    std::optional<FixIt> fix;
};

/// The engine's own rows, sorted by code.
[[nodiscard]] TABLEWRIGHT_EXPORT const std::vector<const DiagnosticInfo *> &builtinDiagnostics();

} // namespace tw
