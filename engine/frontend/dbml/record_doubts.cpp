// SPDX-License-Identifier: MIT
// Records: rows that the schema itself contradicts, whatever database it is for.

#include "frontend/dbml/file_context.h"
#include "frontend/dbml/link_names.h"
#include "frontend/dbml/record_types.h"

#include <tablewright/base/utf8.h>
#include <tablewright/ir/record_plan.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <unordered_map>
#include <unordered_set>

namespace tw::dbml {

namespace {

using Kind = ir::RecordValue::Kind;

bool isDigit(char c) { return c >= '0' && c <= '9'; }

/// `decimal(10,2)`: 10 and 2; 0 where there is none.
std::array<std::size_t, 2> argumentsOf(std::string_view spelling)
{
    std::array<std::size_t, 2> arguments{};
    std::size_t at = spelling.find('(');
    for (std::size_t &argument : arguments) {
        if (at == std::string_view::npos)
            break;
        const std::size_t begin = spelling.find_first_not_of(" (,", at);
        if (begin == std::string_view::npos)
            break;
        std::size_t number = 0;
        const auto parsed =
            std::from_chars(spelling.data() + begin, spelling.data() + spelling.size(), number);
        if (parsed.ec == std::errc())
            argument = number;
        at = spelling.find(',', begin);
    }
    return arguments;
}

bool isBoolean(const ir::RecordValue &value)
{
    static constexpr std::array<std::string_view, 10> words = {"true",  "yes", "y", "t", "1",
                                                               "false", "no",  "n", "f", "0"};
    const std::string text = asciiLower(value.text.text);
    return value.kind == Kind::Boolean || std::ranges::find(words, text) != words.end();
}

/// Digits in the usual places; a month may have its name.
bool isDateTime(const ir::RecordValue &value)
{
    const std::string &text = value.text.text;
    if (value.kind != Kind::String || !std::ranges::any_of(text, isDigit))
        return false;
    if (text.size() >= 10 && text[4] == '-' && text[7] == '-') {
        const int month = (text[5] - '0') * 10 + text[6] - '0';
        const int day = (text[8] - '0') * 10 + text[9] - '0';
        return month >= 1 && month <= 12 && day >= 1 && day <= 31;
    }
    return std::ranges::all_of(text, [](char c) {
        return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               std::string_view("-:/., +").find(c) != std::string_view::npos;
    });
}

/// What stands behind the point of a plain number, and what before it.
struct Digits {
    std::size_t whole = 0;
    std::size_t fraction = 0;
    bool plain = false;
};

Digits digitsOf(std::string_view number)
{
    if (number.starts_with('-'))
        number.remove_prefix(1);
    Digits digits;
    digits.plain = number.find_first_of("eE") == std::string_view::npos;
    std::string_view fraction;
    if (const std::size_t dot = number.find('.'); dot != std::string_view::npos) {
        fraction = number.substr(dot + 1);
        number = number.substr(0, dot);
    }
    while (fraction.ends_with('0'))
        fraction.remove_suffix(1);
    digits.whole = number.size();
    digits.fraction = fraction.size();
    return digits;
}

using Columns = std::vector<ir::ColumnId>;

class RecordDoubts {
public:
    RecordDoubts(const ir::Schema &schema, Reporter &diagnostics)
        : m_schema(schema), m_diagnostics(diagnostics), m_blocks(schema.tables.size()),
          m_recordsOf(schema.tables.size()), m_finder(schema)
    {
        for (const ir::EnumType &type : schema.enums) {
            std::string name = type.name.text;
            if (!type.namespaceName.empty() && type.namespaceName.text != "public")
                name.insert(0, type.namespaceName.text + '.');
            std::unordered_set<std::string_view> &values = m_enums[name];
            for (const ir::EnumValue &value : type.values)
                values.insert(value.value.view());
        }
    }

    void run()
    {
        for (const ir::Records &records : m_schema.records) {
            m_recordsOf[records.table.index()] = &records;
            m_blocks[records.table.index()] = std::make_unique<ir::RecordPlan>(
                m_schema.table(records.table), records, [](const ir::Column &column) {
                    return column.autoIncrement ||
                           recordTypeOf(column.typeSyntax.spelling.text) == RecordType::Serial;
                });
        }
        for (const ir::Records &records : m_schema.records) {
            if (records.rowCount() == 0)
                continue;
            checkValues(records);
            checkKeys(records);
        }
        for (const ir::ForeignKey &key : m_schema.foreignKeys)
            checkReference(key.source, key.target);
        for (const ir::Relationship &link : m_schema.relationships) {
            if (link.kind != ir::Relationship::Kind::ManyToMany)
                checkReference(link.source, link.target);
        }
    }

private:
    void doubt(const ir::Records &records, std::size_t row, const ir::RecordValue &value,
               const ir::Column &column, std::string_view expected)
    {
        static constexpr std::array<std::string_view, 6> kinds = {
            "no value", "null", "the boolean", "the number", "the string", "the expression"};
        std::string found(kinds[static_cast<std::size_t>(value.kind)]);
        if (value.kind != Kind::Omitted && value.kind != Kind::Null)
            found += fmt::format(" `{}`", truncateUtf8(value.text.text, 60));
        m_diagnostics.report(diag::DoubtfulValue,
                             value.text.range.isValid() ? value.text.range : records.rowRanges[row],
                             found, column.name.text, expected);
    }

    void checkValues(const ir::Records &records)
    {
        const ir::Table &table = m_schema.table(records.table);
        const std::size_t width = records.columns.size();
        for (std::size_t place = 0; place < width; ++place) {
            const ir::Column &column = table.column(records.columns[place]);
            const std::string &spelling = column.typeSyntax.spelling.text;
            const RecordType type = recordTypeOf(spelling);
            const auto members = m_enums.find(spelling);
            const ir::RecordPlan::Entry &entry =
                m_blocks[records.table.index()]->entry(records.columns[place]);
            for (std::size_t row = 0; row < records.rowCount(); ++row) {
                const ir::RecordValue &value = records.values[row * width + place];
                std::string expected;
                if (value.kind == Kind::Null || value.kind == Kind::Omitted) {
                    if (!column.nullable && !entry.counts && !entry.hasDefault)
                        expected = "a value: it is not null and has no default";
                } else if (value.kind == Kind::Expression) {
                    continue;
                } else if (members != m_enums.end()) {
                    if (!members->second.contains(value.text.view()))
                        expected = fmt::format("a value of enum `{}`", spelling);
                } else {
                    expected = expectedInstead(value, type, spelling);
                }
                if (!expected.empty())
                    doubt(records, row, value, column, expected);
            }
        }
    }

    /// Empty when the value fits.
    static std::string expectedInstead(const ir::RecordValue &value, RecordType type,
                                       std::string_view spelling)
    {
        const std::string &text = value.text.text;
        switch (type) {
        case RecordType::Integer:
        case RecordType::Serial:
        case RecordType::Decimal: {
            if (value.kind != Kind::Number)
                return "a number";
            const Digits digits = digitsOf(text);
            if (type != RecordType::Decimal)
                return digits.plain && digits.fraction > 0 ? "a whole number" : "";
            const auto arguments = argumentsOf(spelling);
            if (arguments[0] == 0 || !digits.plain)
                return {};
            if (digits.whole + digits.fraction > arguments[0])
                return fmt::format("at most {} digits", arguments[0]);
            if (digits.fraction > arguments[1])
                return fmt::format("at most {} digits behind the point", arguments[1]);
            return {};
        }
        case RecordType::Boolean:
            return isBoolean(value) ? "" : "a boolean";
        case RecordType::DateTime:
            return isDateTime(value) ? "" : "a date or a time";
        case RecordType::Text: {
            const auto arguments = argumentsOf(spelling);
            if (arguments[0] > 0 && text.size() > arguments[0])
                return fmt::format("at most {} bytes", arguments[0]);
            return {};
        }
        case RecordType::Other:
            break;
        }
        return {};
    }

    /// Empty when one of them is unknown. Keys name their columns, foreign keys have found them.
    Columns columnsOf(ir::TableId table, const std::vector<ir::ColumnRef> &refs)
    {
        Columns columns;
        for (const ir::ColumnRef &ref : refs) {
            const ir::ColumnId column =
                ref.column.isValid() ? ref.column : m_finder.find(table, ref.name.text);
            if (!column.isValid())
                return {};
            columns.push_back(column);
        }
        return columns;
    }

    void checkKeys(const ir::Records &records)
    {
        const ir::Table &table = m_schema.table(records.table);
        const auto check = [&](const std::vector<ir::ColumnRef> &refs, std::string_view what) {
            const Columns columns = columnsOf(records.table, refs);
            if (!columns.empty())
                checkUnique(records, columns, what);
        };
        if (table.primaryKey) {
            check(table.primaryKey->columns, "primary key");
            checkPresent(records, columnsOf(records.table, table.primaryKey->columns));
        }
        for (const ir::UniqueKey &key : table.uniqueKeys)
            check(key.columns, "unique key");
        for (const ir::Index &index : table.indexes) {
            std::vector<ir::ColumnRef> columns;
            columns.reserve(index.elements.size());
            for (const ir::IndexElement &element : index.elements)
                columns.push_back(element.isExpression() ? ir::ColumnRef() : element.column);
            if (index.unique)
                check(columns, "unique index");
        }
    }

    void report(const ir::Records &records, std::size_t row, const std::string &why)
    {
        m_diagnostics.report(diag::DoubtfulRow, records.rowRanges[row],
                             m_schema.table(records.table).name.text, why);
    }

    void checkPresent(const ir::Records &records, const Columns &key)
    {
        const ir::Table &table = m_schema.table(records.table);
        const ir::RecordPlan &plan = *m_blocks[records.table.index()];
        for (const ir::ColumnId column : key) {
            const ir::RecordPlan::Entry &entry = plan.entry(column);
            // What says that it is not null is reported as a value.
            if (entry.counts || entry.hasDefault || !table.column(column).nullable)
                continue;
            for (std::size_t row = 0; row < records.rowCount(); ++row) {
                const Kind kind = plan.value(row, entry).kind;
                if (kind == Kind::Null || kind == Kind::Omitted)
                    report(records, row,
                           fmt::format("has no `{}`, which is in the primary key",
                                       table.column(column).name.text));
            }
        }
    }

    /// The values in the columns, joined; empty when one is null or not known.
    std::string keyOf(const ir::Records &records, const Columns &columns, std::size_t row) const
    {
        const ir::Table &table = m_schema.table(records.table);
        const ir::RecordPlan &plan = *m_blocks[records.table.index()];
        std::string key;
        for (const ir::ColumnId column : columns) {
            const ir::RecordPlan::Entry &entry = plan.entry(column);
            const ir::RecordValue &value = plan.value(row, entry);
            const bool isDefault = value.kind == Kind::Omitted || value.kind == Kind::Null;
            const ir::DefaultValue &otherwise = table.column(column).defaultValue;
            if (value.kind == Kind::Expression || (isDefault && !otherwise.isLiteral()))
                return {};
            const std::string &text = isDefault ? otherwise.value.text : value.text.text;
            key += fmt::format("{}:{}", text.size(), text);
        }
        return key;
    }

    void checkUnique(const ir::Records &records, const Columns &columns, std::string_view what)
    {
        std::unordered_set<std::string> seen;
        for (std::size_t row = 0; row < records.rowCount(); ++row) {
            std::string key = keyOf(records, columns, row);
            if (!key.empty() && !seen.insert(std::move(key)).second)
                report(records, row, fmt::format("repeats the {} of another row", what));
        }
    }

    void checkReference(const ir::Endpoint &source, const ir::Endpoint &target)
    {
        if (!source.table.isValid() || !target.table.isValid())
            return;
        const Columns from = columnsOf(source.table, source.columns);
        const Columns to = columnsOf(target.table, target.columns);
        if (from.empty() || from.size() != to.size())
            return;
        const ir::Records *const rows = m_recordsOf[source.table.index()];
        const ir::Records *const others = m_recordsOf[target.table.index()];
        if (rows == nullptr)
            return;
        std::unordered_set<std::string> known;
        for (std::size_t row = 0; others != nullptr && row < others->rowCount(); ++row)
            known.insert(keyOf(*others, to, row));
        for (std::size_t row = 0; row < rows->rowCount(); ++row) {
            const std::string key = keyOf(*rows, from, row);
            if (!key.empty() && !known.contains(key))
                report(*rows, row,
                       fmt::format("refers to a row that table `{}` does not have",
                                   m_schema.table(target.table).name.text));
        }
    }

    const ir::Schema &m_schema;
    Reporter &m_diagnostics;
    std::vector<std::unique_ptr<ir::RecordPlan>> m_blocks; ///< by table
    std::vector<const ir::Records *> m_recordsOf;          ///< by table
    ColumnFinder m_finder;
    std::unordered_map<std::string, std::unordered_set<std::string_view>> m_enums;
};

} // namespace

void warnOfRecords(const ir::Schema &schema, Reporter &diagnostics)
{
    if (!schema.records.empty())
        RecordDoubts(schema, diagnostics).run();
}

} // namespace tw::dbml
