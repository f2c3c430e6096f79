// SPDX-License-Identifier: MIT
#pragma once

#include "advice.h"
#include "name_words.h"

namespace tw::advisor {

/// What a table is for, as far as its shape and its names tell.
class TableShapes {
public:
    explicit TableShapes(const Advice &advice);

    /// Whether the table only says which rows of other tables belong together: two links at least,
    /// beside their columns nothing but a key of one column and the times of the row, and nothing
    /// refers to it.
    [[nodiscard]] bool isJunction(const ir::Table &table) const;

    /// Whether its rows tell what happened, so that they do not change and may be there twice.
    [[nodiscard]] bool isRecordOfEvents(const ir::Table &table) const;

    [[nodiscard]] bool hasCreated(const ir::Table &table) const
    {
        return hasColumn(table, m_created);
    }
    [[nodiscard]] bool hasUpdated(const ir::Table &table) const
    {
        return hasColumn(table, m_updated);
    }

private:
    static bool hasColumn(const ir::Table &table, const std::vector<std::string> &patterns);

    const Advice &m_advice;
    const std::vector<std::string> m_created;
    const std::vector<std::string> m_updated;
    const std::vector<std::string> m_events;
};

/// Whether the name in words fits one of the patterns.
[[nodiscard]] bool isNamed(const NameWords &name, const std::vector<std::string> &patterns);

/// Whether the column's values are given by the database: it counts, or is a UUID with a default.
[[nodiscard]] bool isGenerated(const Advice &advice, const ir::Column &column);

/// The only column of the table's primary key; null when it has another number of columns.
[[nodiscard]] const ir::Column *soleKeyColumn(const ir::Table &table);

} // namespace tw::advisor
