// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tw::test {

/// One string of the corpus.
struct HostileText {
    std::size_t line = 0; ///< in `corpus.jsonl`, from 1
    std::string group;
    std::string why;
    std::string bytes;   ///< what it is, valid UTF-8 or not
    std::string escapes; ///< instead of `bytes`: what stands between quotes as it is

    /// No text of a database: not UTF-8, a NUL in it, or escapes that mean nothing.
    [[nodiscard]] bool mustBeRefused() const;
    /// On one line and not long.
    [[nodiscard]] std::string describe() const;
};

/// Throws when a line cannot be read. `@FILE@` in a text becomes `markerFile`.
[[nodiscard]] std::vector<HostileText> readCorpus(const std::string &path,
                                                  const std::string &markerFile);

[[nodiscard]] bool isValidUtf8(std::string_view text);

/// The text with everything but printable ASCII escaped, cut where it gets long.
[[nodiscard]] std::string shown(std::string_view text);

/// What PostgreSQL keeps of a name.
[[nodiscard]] std::string keptName(std::string_view name);

} // namespace tw::test
