// SPDX-License-Identifier: MIT
// advise-types
//
// Requires: a resolved schema.
// Reports: types that lose or change what they are given, types that PostgreSQL has something
// better for, defaults that are not what they look like.

#include "advice.h"
#include "name_words.h"
#include "table_shape.h"
#include "type_fix.h"

#include <algorithm>
#include <array>

namespace tw::advisor {

namespace {

class TypeAdvice {
public:
    explicit TypeAdvice(Advice &advice)
        : m_advice(advice), m_fix(advice), m_words({}),
          m_moneyNames(advice.words(rules::FloatMoney, "names")),
          m_notMoneyNames(advice.words(rules::FloatMoney, "except")),
          m_habitualLengths(advice.list(rules::HabitualLength, "lengths")),
          m_digitNames(advice.words(rules::DigitsAsNumber, "names")),
          m_timestamp(find("timestamp")), m_timeTz(find("timetz")), m_char(find("char")),
          m_bpchar(find("bpchar")), m_varchar(find("varchar")), m_json(find("json"))
    {
    }

    void check(const ir::Table &table, ir::ColumnId id)
    {
        const ir::Column &column = table.column(id);
        checkDefault(table, column);
        const TypeInfo *info = m_advice.infoOf(column);
        if (info == nullptr)
            return;
        checkInternal(table, column, *info);
        checkDigits(table, id, *info);
        switch (info->family) {
        case TypeFamily::Float:
            checkFloat(table, column);
            break;
        case TypeFamily::Money:
            report(rules::MoneyType, table, column, column.name.text);
            break;
        case TypeFamily::Timestamp:
        case TypeFamily::Time:
            checkTime(table, id);
            break;
        case TypeFamily::Text:
            checkText(table, id);
            break;
        case TypeFamily::Json:
            if (column.type.base == m_json)
                fix(report(rules::PlainJson, table, column, column.name.text),
                    m_fix.to("jsonb", table, id));
            break;
        default:
            break;
        }
    }

private:
    [[nodiscard]] ir::TypeId find(std::string_view name) const
    {
        return m_advice.types.find({}, name);
    }

    template <std::size_t N, class... Args>
    std::optional<DiagnosticBuilder> report(const Rule<N> &rule, const ir::Table &table,
                                            const ir::Column &column, const Args &...args)
    {
        return m_advice.report(rule, {table, column}, placeOfType(table, column), args...);
    }

    static void fix(std::optional<DiagnosticBuilder> finding, std::optional<FixIt> edit)
    {
        if (finding && edit)
            finding->fix(*std::move(edit));
    }

    [[nodiscard]] bool hasWord(const std::vector<std::string> &words) const
    {
        return std::ranges::any_of(words, [&](const std::string &word) {
            return m_words.has(word) || m_words.has(word + 's');
        });
    }

    void checkInternal(const ir::Table &table, const ir::Column &column, const TypeInfo &info)
    {
        struct Instead {
            std::string_view type;
            std::string_view expected;
        };
        static constexpr std::array instead =
            std::to_array<Instead>({{"name", "`text`"},
                                    {"\"char\"", "`text` or an enum"},
                                    {"oid", "`bigint`, or `bytea` for what is large"},
                                    {"xid", "`xid8`"},
                                    {"cid", "`bigint`"},
                                    {"tid", "a column of the key"},
                                    {"regclass", "`text`"},
                                    {"regcollation", "`text`"},
                                    {"regconfig", "`text`"},
                                    {"regdictionary", "`text`"},
                                    {"regnamespace", "`text`"},
                                    {"regoper", "`text`"},
                                    {"regoperator", "`text`"},
                                    {"regproc", "`text`"},
                                    {"regprocedure", "`text`"},
                                    {"regrole", "`text`"},
                                    {"regtype", "`text`"}});
        const auto *const it = std::ranges::find(instead, info.name, &Instead::type);
        if (it != instead.end())
            report(rules::InternalType, table, column, column.name.text, m_advice.spell(column),
                   it->expected);
    }

    void checkDigits(const ir::Table &table, ir::ColumnId id, const TypeInfo &info)
    {
        if (info.family != TypeFamily::Integer && info.family != TypeFamily::Decimal &&
            info.family != TypeFamily::Float)
            return;
        const ir::Column &column = table.column(id);
        const Links::OfTable &facts = m_advice.links.of(m_advice.schema, table);
        if (facts.isSource[id.index()] || m_advice.countsByItself(column))
            return;
        m_words.assign(column.name.text);
        if (isNamed(m_words, m_digitNames))
            report(rules::DigitsAsNumber, table, column, column.name.text, m_advice.spell(column));
    }

    void checkFloat(const ir::Table &table, const ir::Column &column)
    {
        m_words.assign(column.name.text);
        if (hasWord(m_moneyNames) && !hasWord(m_notMoneyNames))
            report(rules::FloatMoney, table, column, column.name.text, m_advice.spell(column));
    }

    void checkTime(const ir::Table &table, ir::ColumnId id)
    {
        const ir::Column &column = table.column(id);
        const ir::TypeId base = column.type.base;
        const bool rounds = column.type.argumentCount == 1 && column.type.arguments[0] == 0;
        if (base == m_timestamp) {
            m_words.assign(column.name.text);
            // A birthday is the same everywhere: a zone would only move it.
            if (m_words.endsWith("date") || m_words.has("birth") || m_words.has("birthday"))
                report(rules::TimestampWithoutZone, table, column, column.name.text,
                       "`date` or `timestamptz`");
            else
                fix(report(rules::TimestampWithoutZone, table, column, column.name.text,
                           "`timestamptz`"),
                    m_fix.to("timestamptz", table, id));
        } else if (base == m_timeTz) {
            report(rules::TimeWithZone, table, column, column.name.text);
        }
        if (rounds)
            report(rules::RoundedTime, table, column, column.name.text, m_advice.spell(column));
    }

    void checkText(const ir::Table &table, ir::ColumnId id)
    {
        const ir::Column &column = table.column(id);
        const ir::DataType &type = column.type;
        if (type.base == m_char || (type.base == m_bpchar && type.argumentCount == 1)) {
            // Without a length it is one character, and `varchar` is any number.
            const bool lengthIsWritten =
                column.typeSyntax.arguments->length.has_value() ||
                column.typeSyntax.spelling.text.find('(') != std::string::npos;
            fix(report(rules::FixedChar, table, column, column.name.text, m_advice.spell(column)),
                lengthIsWritten ? m_fix.to("varchar", table, id)
                                : m_fix.to("varchar(1)", table, id));
        } else if (type.base == m_varchar && type.argumentCount == 1 &&
                   std::ranges::find(m_habitualLengths, std::to_string(type.arguments[0])) !=
                       m_habitualLengths.end()) {
            report(rules::HabitualLength, table, column, column.name.text, type.arguments[0]);
        }
    }

    void checkDefault(const ir::Table &table, const ir::Column &column)
    {
        const ir::DefaultValue &value = column.defaultValue;
        if (value.kind != ir::DefaultValue::Kind::String)
            return;
        m_words.assign(value.value.text);
        const SourceRange place =
            value.value.range.isValid() ? value.value.range : placeOf(table, column);
        if (m_advice.isOf(column, TypeFamily::Text)) {
            if (m_words.is("null"))
                m_advice.report(rules::NullAsText, {table, column}, place, column.name.text,
                                value.value.text);
            return;
        }
        const bool isDate = m_advice.isOf(column, TypeFamily::Date);
        if (!isDate && !m_advice.isOf(column, TypeFamily::Timestamp) &&
            !m_advice.isOf(column, TypeFamily::Time))
            return;
        if (m_words.is("now") || m_words.is("today") || m_words.is("tomorrow") ||
            m_words.is("yesterday"))
            m_advice.report(rules::FrozenNow, {table, column}, place, value.value.text,
                            column.name.text, isDate ? "CURRENT_DATE" : "now()");
    }

    Advice &m_advice;
    const TypeFix m_fix;
    NameWords m_words;
    const std::vector<std::string> m_moneyNames;
    const std::vector<std::string> m_notMoneyNames;
    const std::vector<std::string> &m_habitualLengths;
    const std::vector<std::string> m_digitNames;
    const ir::TypeId m_timestamp, m_timeTz, m_char, m_bpchar, m_varchar, m_json;
};

} // namespace

void adviseTypes(Advice &advice)
{
    TypeAdvice types(advice);
    for (const ir::Table &table : advice.schema.tables) {
        for (std::size_t i = 0; i < table.columns.size(); ++i)
            types.check(table, ir::ColumnId(i));
    }
    adviseConsistency(advice);
}

} // namespace tw::advisor
