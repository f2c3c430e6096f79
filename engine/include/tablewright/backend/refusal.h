// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/backend/backend.h>
#include <tablewright/diag/diagnostic.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tw {

/// What a database tells of a statement of a script that it refuses. Texts may be empty.
struct Refusal {
    std::size_t statement = 0; ///< the number of statements when it was the end of the transaction
    /// Where in the text that was sent, in characters from 1 on; 0 when it did not say.
    std::size_t position = 0;
    std::size_t sentFrom = 0; ///< where in the script's text what was sent begins
    std::string column;       ///< that it names
    std::string constraint;
    std::string message;
};

/// The piece of the user's schema that a refusal is about.
struct RefusedElement {
    std::string description; ///< as a message calls it: ``table `users` ``
    SourceRange range;
};

/// As near as the refusal tells: the word of an expression, the column, the constraint, and else
/// what the statement was made for. `script` is what `backend` emitted for `schema`.
[[nodiscard]] TABLEWRIGHT_EXPORT RefusedElement refusedElement(const Backend &backend,
                                                               const ir::Schema &schema,
                                                               const Script &script,
                                                               const Refusal &refusal);

/// Whether the finding says that something can be decided by the database only.
[[nodiscard]] TABLEWRIGHT_EXPORT bool isUnverified(const Diagnostic &found);

/// Adds to what a compile has found what a database told later, each at its place. Where that is
/// the place of something unverified, it is the answer.
TABLEWRIGHT_EXPORT void addAnswers(std::vector<Diagnostic> &found, std::vector<Diagnostic> answers);

} // namespace tw
