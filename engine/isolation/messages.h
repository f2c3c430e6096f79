// SPDX-License-Identifier: MIT
// What a host and a plugin's process tell each other, in this order: the host sends `Start`, the
// process answers `Hello`; then, any number of times, the host sends `Request` and the process
// answers `Answer`.
#pragma once

#include "isolation/wire.h"

#include <tablewright/diag/diagnostic.h>
#include <tablewright/frontend/frontend.h>
#include <tablewright/pass/pass_options.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tw::isolation {

/// What the process shall be. It begins with `build` in every build.
struct Start {
    std::string build;              ///< the host's `buildIdentity`
    std::vector<std::string> files; ///< of the backend, of what the plugin needs, of the plugin
    std::string pluginId;
    std::string backend;      ///< its name
    std::uint64_t memory = 0; ///< bytes; 0: any
    std::uint32_t userId = 0; ///< to become before anything is loaded; 0: stay
    std::uint32_t groupId = 0;
};

/// What it has become.
struct Hello {
    struct Pass {
        std::string name;
        std::string description;
    };
    struct Row {
        std::string code;
        std::string name;
        Severity severity = Severity::Warning;
        std::string message;
    };
    std::string failure; ///< why the plugin is not loaded; empty when it is
    std::vector<Pass> passes;
    std::vector<Row> rows;
};

struct Request {
    std::uint32_t pass = 0; ///< a place in `Hello::passes`
    std::uint64_t schemaToken = 0;
    std::string_view schema; ///< empty: the process has that of `schemaToken` still
    Limits limits;
    PassOptions options;
};

/// A finding as it is sent: the row by its place in `Hello::rows`, no severity, which is the
/// host's to say.
struct SentDiagnostic {
    std::uint32_t row = 0;
    std::string message;
    SourceRange range;
    std::vector<DiagnosticNote> notes;
    std::optional<FixIt> fix;
};

struct Answer {
    enum class Outcome : std::uint8_t { Done, Threw };
    Outcome outcome = Outcome::Done;
    std::string thrown; ///< the exception's text
    std::vector<SentDiagnostic> diagnostics;
};

[[nodiscard]] TABLEWRIGHT_EXPORT std::string encode(const Start &start);
[[nodiscard]] TABLEWRIGHT_EXPORT std::string encode(const Request &request);
// A plugin may say anything. What is no text in it (bytes that are no UTF-8, NUL) is sent as
// U+FFFD, and texts of findings are cut at `maxText`; more than a message holds becomes a failure
// of the plugin's, which says so.
[[nodiscard]] TABLEWRIGHT_EXPORT std::string encode(const Hello &hello);
[[nodiscard]] TABLEWRIGHT_EXPORT std::string encode(const Answer &answer);

/// `Start::build` of an encoded `Start`, whatever follows it: what another build sends may be of
/// another form from there on. Throws `WireError`.
[[nodiscard]] TABLEWRIGHT_EXPORT std::string_view buildOf(std::string_view start);

// Each throws `WireError` for what its `encode` did not write.
[[nodiscard]] TABLEWRIGHT_EXPORT Start decodeStart(std::string_view bytes);
/// `schema` of the result is a view of `bytes`.
[[nodiscard]] TABLEWRIGHT_EXPORT Request decodeRequest(std::string_view bytes);
// These two read what a stranger's code may have written. All texts are UTF-8 without NUL.
/// Names of passes, rows and codes are words of letters, digits, `-`, `_` and `.`.
[[nodiscard]] TABLEWRIGHT_EXPORT Hello decodeHello(std::string_view bytes);
/// `rows` and `sourceEnds` (see `EncodedSchema`) are what the diagnostics may refer to. A place
/// that is not within a source becomes none, and a fix with such a place, or with edits that
/// overlap, is left out: the finding is worth having without.
[[nodiscard]] TABLEWRIGHT_EXPORT Answer decodeAnswer(std::string_view bytes, std::size_t rows,
                                                     std::span<const std::uint32_t> sourceEnds);

/// Of a message of a finding, of one of its notes and the like.
inline constexpr std::size_t maxText = 64UL * 1024;
/// Of an answer: findings, notes and edits together.
inline constexpr std::size_t maxFindings = 500'000;

/// One message after another through a socket: its length in four bytes, then it. The host's side
/// never blocks longer than it says; see `HelperProcess`.
inline constexpr std::size_t maxMessage = 64UL * 1024 * 1024;

} // namespace tw::isolation
