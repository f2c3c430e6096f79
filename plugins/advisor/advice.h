// SPDX-License-Identifier: MIT
#pragma once

#include "links.h"
#include "rules.h"

#include <tablewright/pass/pass.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tw::advisor {

/// What a finding is about, for lists of what to ignore.
struct Subject {
    const ir::Table *table = nullptr;
    const ir::EnumType *enumType = nullptr;
    std::vector<const ir::Column *> columns;

    Subject(const ir::Table &of) : table(&of) {}
    Subject(const ir::EnumType &of) : enumType(&of) {}
    Subject(const ir::Table &of, const ir::Column &column) : table(&of), columns{&column} {}
    Subject(const ir::Table &of, const std::vector<ir::ColumnRef> &refs);
    Subject(const ir::Table &of, const std::vector<ir::ColumnId> &ids); ///< the valid ones
};

/// What one run of one family of rules works with.
class Advice {
public:
    Advice(const ir::Schema &of, PassContext &with)
        : schema(of), context(with), links(with.analyses.get<Links>(of)),
          types(with.target.typeCatalog())
    {
    }

    const ir::Schema &schema;
    PassContext &context;
    const Links &links;
    const TypeCatalog &types;

    /// Reports with the reason as a note, unless a list of the configuration has the subject.
    template <std::size_t N, class... Args>
    std::optional<DiagnosticBuilder> report(const Rule<N> &rule, const Subject &subject,
                                            SourceRange range, const Args &...args)
    {
        if (isIgnored(rule.key, subject))
            return std::nullopt;
        DiagnosticBuilder finding = context.diagnostics.report(rule, range, args...);
        finding.note(std::string(rule.why));
        return finding;
    }

    template <std::size_t N>
    [[nodiscard]] bool isIgnored(const Rule<N> &rule, const Subject &subject)
    {
        return isIgnored(rule.key, subject);
    }

    template <std::size_t N>
    [[nodiscard]] std::int64_t integer(const Rule<N> &rule, std::string_view option) const
    {
        return context.options.integer(key(rule.key, option));
    }
    template <std::size_t N>
    [[nodiscard]] bool boolean(const Rule<N> &rule, std::string_view option) const
    {
        return context.options.boolean(key(rule.key, option));
    }
    template <std::size_t N>
    [[nodiscard]] const std::vector<std::string> &list(const Rule<N> &rule,
                                                       std::string_view option) const
    {
        return context.options.list(key(rule.key, option));
    }

    /// A list of patterns for names in words, each in words itself: `created_at` of `createdAt`.
    template <std::size_t N>
    [[nodiscard]] std::vector<std::string> words(const Rule<N> &rule, std::string_view option) const
    {
        return inWords(list(rule, option));
    }

    /// Null for arrays, enums and what is not built in.
    [[nodiscard]] const TypeInfo *infoOf(const ir::Column &column) const;
    [[nodiscard]] bool isOf(const ir::Column &column, TypeFamily family) const;
    [[nodiscard]] bool countsByItself(const ir::Column &column) const;
    /// Whether a row may have no value there; the primary key's columns and those that count always
    /// have one.
    [[nodiscard]] bool isNullable(const ir::Table &table, ir::ColumnId column) const;
    [[nodiscard]] std::string spell(const ir::Column &column) const
    {
        return types.spell(schema, column.type);
    }

private:
    [[nodiscard]] static std::vector<std::string> inWords(const std::vector<std::string> &patterns);
    [[nodiscard]] static std::string key(std::string_view rule, std::string_view option);
    [[nodiscard]] bool isIgnored(std::string_view rule, const Subject &subject);
    [[nodiscard]] bool isIn(const std::vector<std::string> &patterns, const Subject &subject) const;

    struct IgnoreList {
        std::string_view rule;
        const std::vector<std::string> *patterns;
    };
    std::vector<IgnoreList> m_ignored; ///< of the rules that have reported, looked up once
};

/// The place of the table's name, the column's, the column's type.
[[nodiscard]] SourceRange placeOf(const ir::Table &table);
[[nodiscard]] SourceRange placeOf(const ir::Table &table, const ir::Column &column);
[[nodiscard]] SourceRange placeOfType(const ir::Table &table, const ir::Column &column);

/// `` `a`, `b` and `c` ``
[[nodiscard]] std::string listed(const std::vector<std::string_view> &names);
[[nodiscard]] std::string listed(const ir::Table &table, const std::vector<ir::ColumnRef> &refs);

// The families. Each requires a resolved schema.
void adviseIndexes(Advice &advice);
void adviseIndexWorth(Advice &advice); ///< a part of the indexes
void adviseKeys(Advice &advice);
void adviseReferences(Advice &advice);
void adviseCycles(Advice &advice); ///< a part of the references
void adviseTypes(Advice &advice);
void adviseConsistency(Advice &advice); ///< a part of the types
void adviseColumns(Advice &advice);
void adviseTables(Advice &advice);
void adviseAlike(Advice &advice); ///< a part of the tables, as what follows
void adviseExpressions(Advice &advice);
void adviseEnums(Advice &advice);

} // namespace tw::advisor
