// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tablewright/frontend/tokens.h>
#include <tablewright/ir/schema.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tw::preview {

/// One thing that can stand at the cursor.
struct Completion {
    enum class Kind : std::uint8_t {
        Keyword,
        Table,
        Column,
        Type,
        Enum,
        Value,
        Setting,
        Member,
        Name
    };
    Kind kind = Kind::Keyword;
    std::string label;
    std::string text;   ///< what is put in
    std::string detail; ///< one line beside it: a type, what it is for
    int back = 0;       ///< so many bytes before the end of `text` the cursor goes
};

struct CompletionRequest {
    Language language = Language::Dbml;
    std::string_view text; ///< all of it
    std::uint32_t cursor = 0;
    const ir::Schema *schema = nullptr;              ///< of the last text that could be read
    const std::vector<std::string> *types = nullptr; ///< the target's own, those in use first
    /// What the line of the cursor begins with; found out when not given, which takes time.
    std::optional<TokenState> lineState;
};

struct CompletionList {
    std::uint32_t begin = 0; ///< what is replaced
    std::uint32_t end = 0;
    std::string prefix;            ///< what of the word stands before the cursor
    std::vector<Completion> items; ///< those that fit the prefix, best first
};

/// What can stand at the cursor. Takes no longer than the line and the schema are.
[[nodiscard]] CompletionList complete(const CompletionRequest &request);

/// How well `label` fits what was typed: 0 not at all, more is better.
[[nodiscard]] int matchScore(std::string_view label, std::string_view typed);

} // namespace tw::preview
