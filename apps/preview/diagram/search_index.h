// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/diagram_model.h"

#include <QString>

#include <vector>

namespace tw::preview {

struct DiagramMatch {
    /// How well the text fits the name; the better first.
    enum class Rank : std::uint8_t { Exact, Prefix, WordPrefix, Substring, Scattered, None };

    int table = -1;  ///< of the model's `tables`
    int column = -1; ///< of its columns or values; -1 is the table itself
    Rank rank = Rank::None;

    friend bool operator==(const DiagramMatch &, const DiagramMatch &) = default;
};

/// How `text` fits `name`, letter case aside. A word begins after `_`, after another sign, and
/// where small letters turn to capitals; scattered means that the letters come in order.
[[nodiscard]] DiagramMatch::Rank rankOf(QStringView name, QStringView text);

/// The names of a diagram's tables, columns, enums and values, made for searching.
class SearchIndex {
public:
    SearchIndex() = default;
    explicit SearchIndex(const DiagramModel &model);

    /// The best first: by rank, tables before columns, shorter before longer, then by the
    /// alphabet. `table.col` searches the columns of the tables that fit `table`.
    [[nodiscard]] std::vector<DiagramMatch> find(const QString &text) const;

private:
    struct Entry {
        QString name;
        QString folded;
        int table;
        int column;
    };
    std::vector<Entry> m_entries;
    std::vector<QString> m_tables; ///< folded, with the namespace when there is one
};

} // namespace tw::preview
