// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <cstdint>
#include <vector>

namespace tw::preview {

struct TextQuery {
    QString pattern;
    bool matchCase = false;
    bool wholeWord = false;
    bool isExpression = false; ///< a regular expression, as Perl has them

    friend bool operator==(const TextQuery &, const TextQuery &) = default;
};

struct TextMatch {
    std::uint32_t begin = 0; ///< bytes
    std::uint32_t end = 0;
    QStringList groups; ///< of an expression: all of it, then what its parentheses hold
};

struct TextMatches {
    std::vector<TextMatch> matches;
    bool isCut = false; ///< there are more than were asked for
    QString error;      ///< what is wrong with the expression
};

/// Every match, in order, not overlapping; empty ones are left out. Takes time: not for the
/// window's thread.
[[nodiscard]] TextMatches findAll(const QByteArray &text, const TextQuery &query,
                                  std::size_t limit = 100'000);

/// `$1` and `\1` are what the groups hold, `\n` and `\t` what they are called, `$$` and `\\` the
/// signs themselves.
[[nodiscard]] QByteArray expandReplacement(const QString &replacement, const TextMatch &match);

} // namespace tw::preview
