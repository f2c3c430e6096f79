// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/backend/script.h>

#include <cstddef>
#include <string_view>
#include <vector>

namespace tw::postgresql {

/// Remembers what the pieces of one statement of a script are written from while it is written.
class PartRecorder {
public:
    explicit PartRecorder(std::size_t statement) : m_statement(statement) {}

    /// Whether the last statement of the script is the one whose pieces are wanted.
    [[nodiscard]] bool wants(const Script &script) const
    {
        return script.statements.size() == m_statement + 1;
    }

    // Each piece reaches from `begin` to the end of `text`.
    void column(std::string_view text, std::size_t begin, const ir::Column &column);
    void type(std::string_view text, std::size_t begin, const ir::Column &column);
    void literal(std::string_view text, std::size_t begin, const ir::Column &column);
    /// `expression` stands somewhere behind `begin`, as it is.
    void expression(std::string_view text, std::size_t begin, const ir::Expression &expression,
                    std::string_view what, const ir::Name &owner);
    /// `kind` is `check`, `foreign key` and so on.
    void constraint(std::string_view text, std::size_t begin, std::string_view kind,
                    const ir::Name &name, const SourceRange &range);
    void enumValue(std::string_view text, std::size_t begin, const ir::Name &value);
    /// What the message calls by the name of the whole statement's element.
    void place(std::string_view text, std::size_t begin, const SourceRange &range);
    void recordValue(std::string_view text, std::size_t begin, const ir::Column &column,
                     const SourceRange &range);

    [[nodiscard]] std::vector<StatementPart> take() { return std::move(m_parts); }

private:
    StatementPart &add(std::string_view text, std::size_t begin, const SourceRange &range);

    std::size_t m_statement;
    std::vector<StatementPart> m_parts;
};

} // namespace tw::postgresql
