// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/diag/diagnostic_emitter.h>
#include <tablewright/ir/schema.h>

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace tw {

/// What a host allows. Each limit is independent of the others.
struct Limits {
    std::size_t inputBytes = SIZE_MAX;
    std::size_t nesting = 64;
    std::size_t tables = 10'000;
    std::size_t columns = SIZE_MAX; ///< of one table; what the backend takes is checked as well
    std::size_t foreignKeys = 100'000;
    std::size_t expressionBytes = 8 * 1024;
    /// About what partials may add to all tables together: a short text can name a long one often.
    std::size_t injectedBytes = 64 * 1024 * 1024;
};

/// Finds the files that a document names. A host that has none gives none, and such a document is
/// refused where it names one.
class TABLEWRIGHT_EXPORT SourceResolver {
public:
    virtual ~SourceResolver();

    /// The source that `path` means in the document `from`, added to the compile's sources; the
    /// same id for the same file. Empty when there is none or it may not be read; never throws.
    virtual std::optional<SourceId> resolve(SourceId from, std::string_view path) = 0;
};

struct ParseOptions {
    const Limits &limits;
    SourceResolver *resolver = nullptr;
    /// No pass looks at the schema afterwards: the frontend also warns of what they would report.
    bool alone = false;
};

/// Reads one language into the located IR. Stateless and thread-safe.
class TABLEWRIGHT_EXPORT Frontend {
public:
    virtual ~Frontend();

    [[nodiscard]] virtual std::string_view name() const = 0; ///< `json`, `dbml`

    /// Reads a whole source. Always returns what could be read; errors are in the emitter.
    virtual ir::Schema parse(const SourceManager &sources, SourceId source,
                             DiagnosticEmitter &diagnostics, const ParseOptions &options) const = 0;

    /// Adds what only this language has to say about a place: JSON pointers. Called once, with
    /// all diagnostics of a compile.
    virtual void annotate(const SourceManager &sources, SourceId source,
                          std::span<Diagnostic> diagnostics) const;
};

enum class Language : std::uint8_t { Json, Dbml };

/// The frontend of a language; lives as long as the program.
[[nodiscard]] TABLEWRIGHT_EXPORT const Frontend &frontendFor(Language language);

/// By file name ending (`.json`, `.dbml`); empty when no language has it.
[[nodiscard]] TABLEWRIGHT_EXPORT std::optional<Language> languageOfFile(std::string_view fileName);
/// By name (`json`, `dbml`); empty when there is none.
[[nodiscard]] TABLEWRIGHT_EXPORT std::optional<Language> languageNamed(std::string_view name);

} // namespace tw
