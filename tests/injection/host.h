// SPDX-License-Identifier: MIT
#pragma once

#include "hostile_text.h"

#include <tablewright/frontend/frontend.h>

#include <optional>
#include <string>
#include <vector>

namespace tw::test {

/// A piece of a host document that a hostile text can take the place of.
struct HostToken {
    enum class Kind : std::uint8_t {
        JsonString,
        JsonKey,
        Word, ///< of DBML: a name, a keyword, a number, a colour
        QuotedName,
        String,
        Block,
        Expression
    };
    Kind kind = Kind::Word;
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string value; ///< what it says
    /// `/tables/*/name` in JSON; in DBML the elements around it and what it is there:
    /// `table/indexes/line[]/name:`.
    std::string place;
};

/// A well-formed document in which each text can be told from the others.
struct Host {
    std::string name; ///< `names.json`
    Language language = Language::Json;
    std::string text;
    std::vector<HostToken> tokens;
};

[[nodiscard]] Host readHost(const std::string &path);

/// One way to put a text into a host.
struct Position {
    enum class Form : std::uint8_t {
        Json,
        QuotedName,
        String,
        Block,
        Expression,
        Raw ///< as it is, without quotes
    };
    const Host *host = nullptr;
    std::vector<std::size_t> tokens; ///< those that get the text: a name and what refers to it
    Form form = Form::Json;

    [[nodiscard]] const HostToken &token() const { return host->tokens[tokens.front()]; }
    /// `names.json /tables/*/name`, `tables.dbml table/line/0 "…"`
    [[nodiscard]] std::string describe() const;
};

[[nodiscard]] std::vector<Position> positionsOf(const Host &host);

/// The document with the text at the position. `spelling` chooses between the ways of writing the
/// same characters. Empty when the form cannot hold the text.
[[nodiscard]] std::optional<std::string>
documentWith(const Position &position, const HostileText &text, unsigned spelling = 0);

} // namespace tw::test
