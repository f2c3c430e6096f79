// SPDX-License-Identifier: MIT
// The part of advise-tables about checks and other expressions, and about checks that are missing.

#include "advice.h"
#include "checked_columns.h"
#include "name_words.h"
#include "sql_words.h"

#include <tablewright/base/string_map.h>

#include <algorithm>
#include <array>

namespace tw::advisor {

namespace {

/// How the two ends of a range are named.
struct Ends {
    std::string_view from;
    std::string_view to;
};
constexpr std::array ends = std::to_array<Ends>({{"start", "end"},
                                                 {"starts", "ends"},
                                                 {"begin", "end"},
                                                 {"begins", "ends"},
                                                 {"from", "to"},
                                                 {"from", "until"},
                                                 {"min", "max"},
                                                 {"minimum", "maximum"},
                                                 {"first", "last"},
                                                 {"opens", "closes"},
                                                 {"since", "until"}});

class ExpressionAdvice {
public:
    explicit ExpressionAdvice(Advice &advice)
        : m_advice(advice), m_hasRecords(advice.schema.tables.size()), m_words({})
    {
        for (const ir::Records &records : advice.schema.records)
            m_hasRecords[records.table.index()] = true;
    }

    void check(const ir::Table &table)
    {
        checkTwins(table);
        for (const ir::CheckConstraint &check : table.checks)
            checkNull(table, check.expression, check.partial.isValid());
        for (const ir::Index &index : table.indexes)
            checkNull(table, *index.where, index.partial.isValid());
        for (const ir::Column &column : table.columns)
            checkNull({table, column}, *column.generated, column.partial.isValid());
        checkRanges(table);
    }

private:
    /// The words of an expression, one blank between two.
    static std::string normal(const ir::Expression &expression)
    {
        std::string text;
        for (SqlWords words(expression.text); !words.isEnd(); words.next()) {
            const std::string_view written =
                std::string_view(expression.text)
                    .substr(words.begin(), words.end() - words.begin());
            text += words.kind() == SqlWords::Kind::Word ? std::string_view(words.text()) : written;
            text += ' ';
        }
        return text;
    }

    void checkTwins(const ir::Table &table)
    {
        if (table.checks.size() < 2)
            return;
        StringMap<const ir::CheckConstraint *> seen;
        for (const ir::CheckConstraint &check : table.checks) {
            const auto [it, isNew] = seen.try_emplace(normal(check.expression), &check);
            if (isNew)
                continue;
            const SourceRange place =
                check.expression.range.isValid() ? check.expression.range : check.range;
            auto finding = m_advice.report(rules::DuplicateCheck, table, place,
                                           check.expression.text, table.name.text);
            if (finding && it->second->range.isValid())
                finding->note(it->second->range, "the first one is here");
        }
    }

    static bool isEquality(const SqlWords &words)
    {
        return words.kind() == SqlWords::Kind::Operator &&
               (words.text() == "=" || words.text() == "<>" || words.text() == "!=");
    }

    /// `x = NULL`, but no `f(x => NULL)` and no `x = null_value`.
    void checkNull(const Subject &subject, const ir::Expression &expression, bool isShared)
    {
        std::string_view expected;
        std::size_t begin = 0;
        for (SqlWords words(expression.text); !words.isEnd(); words.next()) {
            if (!expected.empty() && words.is(SqlWords::Kind::Word, "null")) {
                const std::size_t length = words.end() - begin;
                const SourceRange place = expression.subrange(begin, length);
                auto finding = m_advice.report(rules::NullComparison, subject, place,
                                               expression.text.substr(begin, length),
                                               subject.table->name.text, expected);
                words.next();
                // Rows of the document were checked with the comparison that lets all in.
                if (finding && !isShared && !hasRecords(*subject.table) && endsOperand(words) &&
                    place.isValid() && place.size() == length)
                    finding->fix(fmt::format("change to `{}`", expected), place,
                                 std::string(expected));
                return;
            }
            expected = {};
            if (isEquality(words)) {
                expected = words.text() == "=" ? "IS NULL" : "IS NOT NULL";
                begin = words.begin();
            }
        }
    }

    /// Whether nothing follows that would take the null before the comparison does.
    static bool endsOperand(const SqlWords &words)
    {
        return words.isEnd() || words.is(SqlWords::Kind::Mark, ")") ||
               words.is(SqlWords::Kind::Word, "and") || words.is(SqlWords::Kind::Word, "or");
    }

    [[nodiscard]] bool hasRecords(const ir::Table &table) const
    {
        return m_hasRecords[static_cast<std::size_t>(&table - m_advice.schema.tables.data())];
    }

    /// Whether values of the type come one after the other.
    [[nodiscard]] bool isOrdered(const ir::Column &column) const
    {
        const TypeInfo *info = m_advice.infoOf(column);
        if (info == nullptr)
            return false;
        switch (info->family) {
        case TypeFamily::Integer:
        case TypeFamily::Decimal:
        case TypeFamily::Float:
        case TypeFamily::Date:
        case TypeFamily::Timestamp:
            return true;
        default:
            // Shops that close after midnight have a time of day that is less.
            return false;
        }
    }

    void checkRanges(const ir::Table &table)
    {
        const Links::OfTable &facts = m_advice.links.of(m_advice.schema, table);
        m_checked.reset();
        m_byName.clear();
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            const ir::Column &from = table.columns[i];
            if (facts.isSource[i] || !isOrdered(from))
                continue;
            m_words.assign(from.name.text);
            for (const Ends &pair : ends) {
                const std::string other = withWord(m_words.text(), pair);
                if (other.empty())
                    continue;
                const ir::Column *to = find(table, other);
                if (to == nullptr || to->type != from.type)
                    continue;
                reportRange(table, from, *to);
                break;
            }
        }
    }

    /// The column of that name in words; what it looks in is made when a table is asked first.
    const ir::Column *find(const ir::Table &table, const std::string &name)
    {
        if (m_byName.empty()) {
            NameWords words({});
            for (const ir::Column &column : table.columns) {
                words.assign(column.name.text);
                m_byName.emplace(words.text(), &column);
            }
        }
        const auto it = m_byName.find(name);
        return it == m_byName.end() ? nullptr : it->second;
    }

    /// The name with the word for the other end as its first or last word.
    static std::string withWord(std::string_view words, const Ends &pair)
    {
        if (words == pair.from)
            return std::string(pair.to);
        if (words.starts_with(pair.from) && words.substr(pair.from.size()).starts_with('_'))
            return std::string(pair.to) + std::string(words.substr(pair.from.size()));
        if (words.ends_with(pair.from) &&
            words.substr(0, words.size() - pair.from.size()).ends_with('_'))
            return std::string(words.substr(0, words.size() - pair.from.size())) +
                   std::string(pair.to);
        return {};
    }

    void reportRange(const ir::Table &table, const ir::Column &from, const ir::Column &to)
    {
        if (!m_checked)
            m_checked.emplace(table);
        if (m_checked->together({from.name.text, to.name.text}))
            return;
        const NameRules &names = m_advice.context.target.nameRules();
        Subject subject(table, from);
        subject.columns.push_back(&to);
        auto finding = m_advice.report(
            rules::UncheckedRange, subject, placeOf(table, from), from.name.text, to.name.text,
            fmt::format("{} <= {}", names.quoted(from.name.text), names.quoted(to.name.text)));
        if (finding)
            finding->note(placeOf(table, to), "the other end is here");
    }

    Advice &m_advice;
    std::vector<bool> m_hasRecords; ///< by table
    NameWords m_words;
    std::optional<CheckedColumns> m_checked; ///< of the table at hand, when it was needed
    StringMap<const ir::Column *> m_byName;  ///< the same, by name in words
};

} // namespace

void adviseExpressions(Advice &advice)
{
    ExpressionAdvice expressions(advice);
    for (const ir::Table &table : advice.schema.tables)
        expressions.check(table);
}

} // namespace tw::advisor
