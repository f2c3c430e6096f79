// SPDX-License-Identifier: MIT
// advise-columns
//
// Requires: a resolved schema.
// Reports: columns whose name tells of another type than they have, and names that get in the way.

#include "advice.h"
#include "name_words.h"
#include "reserved_words.h"
#include "table_shape.h"

#include <algorithm>
#include <array>

namespace tw::advisor {

namespace {

class ColumnAdvice {
public:
    explicit ColumnAdvice(Advice &advice)
        : m_advice(advice), m_words({}), m_listNames(advice.words(rules::ListInText, "names")),
          m_flagNames(advice.words(rules::FlagNotBoolean, "names")),
          m_dateNames(advice.words(rules::DateAsText, "names")),
          m_passwordNames(advice.words(rules::PlainPassword, "names")),
          m_uuid(advice.types.find({}, "uuid"))
    {
    }

    void check(const ir::Table &table)
    {
        const Links::OfTable &facts = m_advice.links.of(m_advice.schema, table);
        checkName(table, "table", table.name, placeOf(table));
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            const ir::Column &column = table.columns[i];
            checkName({table, column}, "column", column.name, placeOf(table, column));
            m_words.assign(column.name.text);
            const TypeInfo *info = m_advice.infoOf(column);
            if (info == nullptr || facts.isSource[i])
                continue;
            if (info->family == TypeFamily::Boolean)
                checkBoolean(table, column, facts.isPrimary[i]);
            else if (info->family == TypeFamily::Integer)
                checkIntegerFlag(table, column, *info);
            else if (info->family == TypeFamily::Text)
                checkText(table, column);
        }
    }

    void checkName(const Subject &subject, std::string_view kind, const ir::Name &name,
                   SourceRange place)
    {
        if (kind == "enum" ? isReservedTypeWord(name.text) : isReservedWord(name.text))
            m_advice.report(rules::ReservedName, subject, place, kind, name.text);
    }

private:
    template <std::size_t N>
    void reportType(const Rule<N> &rule, const ir::Table &table, const ir::Column &column)
    {
        m_advice.report(rule, {table, column}, placeOfType(table, column), column.name.text,
                        m_advice.spell(column));
    }

    void checkBoolean(const ir::Table &table, const ir::Column &column, bool isPrimary)
    {
        if (column.nullable && !isPrimary && column.generated->empty())
            m_advice.report(rules::NullableBoolean, {table, column}, placeOf(table, column),
                            column.name.text);
    }

    void checkIntegerFlag(const ir::Table &table, const ir::Column &column, const TypeInfo &info)
    {
        if (info.impliesAutoIncrement || column.autoIncrement)
            return;
        if (isNamed(m_words, m_flagNames))
            reportType(rules::FlagNotBoolean, table, column);
    }

    void checkText(const ir::Table &table, const ir::Column &column)
    {
        const ir::DataType &type = column.type;
        const std::int32_t length = type.argumentCount == 1 ? type.arguments[0] : 0;
        if (length > 0 && length <= longestFlag && isNamed(m_words, m_flagNames))
            reportType(rules::FlagNotBoolean, table, column);
        else if (isNamed(m_words, m_listNames))
            reportType(rules::ListInText, table, column);
        else if (isNamed(m_words, m_dateNames))
            reportType(rules::DateAsText, table, column);
        else if (length == uuidLength && m_uuid.isValid() &&
                 (m_words.endsWith("id") || m_words.endsWith("uuid") || m_words.endsWith("guid")))
            reportType(rules::UuidAsText, table, column);
        else if (isNamed(m_words, m_passwordNames) && !saysHash())
            m_advice.report(rules::PlainPassword, {table, column}, placeOf(table, column),
                            column.name.text);
    }

    [[nodiscard]] bool saysHash() const
    {
        static constexpr std::array<std::string_view, 7> words{
            "hash", "hashed", "encrypted", "crypted", "digest", "salted", "bcrypt"};
        return std::ranges::any_of(words, [&](std::string_view word) { return m_words.has(word); });
    }

    static constexpr std::int32_t longestFlag = 5; ///< `false`
    static constexpr std::int32_t uuidLength = 36;

    Advice &m_advice;
    NameWords m_words;
    const std::vector<std::string> m_listNames;
    const std::vector<std::string> m_flagNames;
    const std::vector<std::string> m_dateNames;
    const std::vector<std::string> m_passwordNames;
    const ir::TypeId m_uuid;
};

} // namespace

void adviseColumns(Advice &advice)
{
    ColumnAdvice columns(advice);
    for (const ir::Table &table : advice.schema.tables)
        columns.check(table);
    for (const ir::EnumType &type : advice.schema.enums)
        columns.checkName(type, "enum", type.name,
                          type.name.range.isValid() ? type.name.range : type.range);
}

} // namespace tw::advisor
