// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/search_index.h"

#include <algorithm>

namespace tw::preview {

namespace {

using Rank = DiagramMatch::Rank;

bool beginsWord(QStringView name, qsizetype at)
{
    if (at == 0)
        return true;
    const QChar before = name[at - 1];
    return !before.isLetterOrNumber() || (before.isLower() && name[at].isUpper()) ||
           (before.isLetter() && name[at].isDigit());
}

/// `folded` is `name` and `text` is folded, too. Folding one by one keeps the places.
Rank rankOfFolded(QStringView name, QStringView folded, QStringView text)
{
    if (text.isEmpty() || text.size() > folded.size())
        return Rank::None;
    if (folded == text)
        return Rank::Exact;
    auto at = folded.indexOf(text);
    if (at == 0)
        return Rank::Prefix;
    if (at > 0) {
        for (; at > 0; at = folded.indexOf(text, at + 1)) {
            if (beginsWord(name, at))
                return Rank::WordPrefix;
        }
        return Rank::Substring;
    }
    // A scattered letter or two would fit nearly everything.
    if (text.size() < 3)
        return Rank::None;
    qsizetype matched = 0;
    for (const QChar c : folded) {
        if (matched < text.size() && c == text[matched])
            ++matched;
    }
    return matched == text.size() && folded[0] == text[0] ? Rank::Scattered : Rank::None;
}

QString foldedOf(QStringView text)
{
    QString folded(text.size(), Qt::Uninitialized);
    std::ranges::transform(text, folded.begin(), [](QChar c) { return c.toCaseFolded(); });
    return folded;
}

} // namespace

DiagramMatch::Rank rankOf(QStringView name, QStringView text)
{
    return rankOfFolded(name, foldedOf(name), foldedOf(text));
}

SearchIndex::SearchIndex(const DiagramModel &model)
{
    m_tables.reserve(model.tables.size());
    for (std::size_t i = 0; i < model.tables.size(); ++i) {
        const auto &table = model.tables[i];
        m_tables.push_back(foldedOf(
            table.namespaceName.isEmpty() ? table.name : table.namespaceName + u'.' + table.name));
        m_entries.push_back({table.name, foldedOf(table.name), static_cast<int>(i), -1});
        for (std::size_t c = 0; c < table.columns.size(); ++c) {
            const auto &name = table.columns[c].name;
            m_entries.push_back({name, foldedOf(name), static_cast<int>(i), static_cast<int>(c)});
        }
    }
}

std::vector<DiagramMatch> SearchIndex::find(const QString &text) const
{
    const QString folded = foldedOf(QStringView(text).trimmed());
    const auto dot = folded.lastIndexOf(u'.');
    const QStringView owner = QStringView(folded).left(std::max<qsizetype>(dot, 0));
    const QStringView part = QStringView(folded).mid(dot + 1);

    struct Found {
        DiagramMatch match;
        Rank ownerRank;
        const Entry *entry;
    };
    std::vector<Found> found;
    const Entry *table = nullptr;
    for (const auto &entry : m_entries) {
        if (entry.column < 0)
            table = &entry;
        auto rank = Rank::None;
        auto ownerRank = Rank::Exact;
        if (dot < 0) {
            rank = rankOfFolded(entry.name, entry.folded, folded);
        } else {
            // Before the dot is a table, or the namespace of one.
            const QStringView key = m_tables[static_cast<std::size_t>(entry.table)];
            ownerRank = std::min(rankOfFolded(table->name, table->folded, owner),
                                 key.contains(owner) ? Rank::Substring : Rank::None);
            const bool isNamespace = key.left(key.size() - table->folded.size()).contains(owner);
            if (ownerRank != Rank::None && (entry.column >= 0 || isNamespace))
                rank = part.isEmpty() ? Rank::Exact : rankOfFolded(entry.name, entry.folded, part);
        }
        if (rank != Rank::None)
            found.push_back({{entry.table, entry.column, rank}, ownerRank, &entry});
    }

    const bool asDeclared = dot >= 0 && part.isEmpty();
    std::ranges::stable_sort(found, [asDeclared](const Found &a, const Found &b) {
        if (a.match.rank != b.match.rank)
            return a.match.rank < b.match.rank;
        if (a.ownerRank != b.ownerRank)
            return a.ownerRank < b.ownerRank;
        if (asDeclared)
            return false;
        if ((a.match.column < 0) != (b.match.column < 0))
            return a.match.column < 0;
        if (a.entry->name.size() != b.entry->name.size())
            return a.entry->name.size() < b.entry->name.size();
        return a.entry->folded < b.entry->folded;
    });
    std::vector<DiagramMatch> matches;
    matches.reserve(found.size());
    std::ranges::transform(found, std::back_inserter(matches), &Found::match);
    return matches;
}

} // namespace tw::preview
