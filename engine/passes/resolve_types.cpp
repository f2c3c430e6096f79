// SPDX-License-Identifier: MIT
// resolve-types
//
// Requires: a parsed schema.
// Ensures: every column has a resolved `DataType`, or an error says why not; `serial` and its like
// have become an auto-incrementing integer; a string default that is meant as an expression has
// become one; the default namespace is written as none.

#include "passes/builtin_passes.h"
#include "passes/type_parser.h"

#include <tablewright/base/utf8.h>
#include <tablewright/diag/codes.h>

#include <algorithm>
#include <limits>

namespace tw::passes {

namespace {

/// What a spelling means; computed once for each distinct one.
struct Meaning {
    ParsedType parsed;
    ir::DataType type;              ///< without arguments
    const TypeInfo *info = nullptr; ///< null for enums and unknown types
};

class TypeResolver {
public:
    TypeResolver(ir::Schema &schema, PassContext &context)
        : m_schema(schema), m_context(context), m_catalog(context.target.typeCatalog())
    {
    }

    void run()
    {
        normalizeNamespaces();
        for (std::size_t i = 0; i < m_schema.enums.size(); ++i) {
            const ir::EnumType &type = m_schema.enums[i];
            m_enums.try_emplace(key(type.namespaceName.text, type.name.text), i);
        }
        for (ir::Table &table : m_schema.tables) {
            for (ir::Column &column : table.columns)
                resolve(column);
        }
    }

private:
    /// Of both names what the target keeps.
    [[nodiscard]] std::string key(std::string_view namespaceName, std::string_view name) const
    {
        const std::size_t kept = m_context.target.nameRules().maxBytes();
        std::string joined(truncateUtf8(namespaceName, kept));
        joined += '\0';
        joined += truncateUtf8(name, kept);
        return joined;
    }

    void normalizeNamespaces()
    {
        const std::string_view standard = m_context.target.nameRules().defaultNamespace();
        const auto normalize = [&](ir::Name &name) {
            if (name.text == standard)
                name.text.clear();
        };
        for (ir::Table &table : m_schema.tables)
            normalize(table.namespaceName);
        for (ir::EnumType &type : m_schema.enums)
            normalize(type.namespaceName);
        for (ir::Relationship &relationship : m_schema.relationships)
            normalize(relationship.junctionNamespace);
    }

    const Meaning &meaningOf(std::string_view spelling)
    {
        const auto it = m_meanings.find(spelling);
        if (it != m_meanings.end())
            return it->second;
        Meaning meaning;
        meaning.parsed = parseType(spelling);
        if (meaning.parsed.problem.empty())
            lookUp(meaning);
        meaning.type.arrayDimensions = meaning.parsed.arrayDimensions;
        return m_meanings.emplace(std::string(spelling), std::move(meaning)).first->second;
    }

    /// An enum of exactly this name wins, so that a document may have one called `date`; then the
    /// target's types without regard to case; then, as unquoted SQL would, an enum in lower case.
    void lookUp(Meaning &meaning)
    {
        const ParsedType &parsed = meaning.parsed;
        std::string_view space = parsed.namespaceName;
        if (space == m_context.target.nameRules().defaultNamespace())
            space = {};
        if (const auto it = m_enums.find(key(space, parsed.name)); it != m_enums.end()) {
            meaning.type.enumType = it->second;
            return;
        }
        const std::string lower = asciiLower(parsed.name);
        // In quotes `char` is the type of one byte, which only has this name.
        const bool isByte = parsed.quoted && parsed.namespaceName.empty() && parsed.name == "char";
        const ir::TypeId builtin = m_catalog.find(isByte ? "pg_catalog" : parsed.namespaceName,
                                                  parsed.quoted ? parsed.name : lower);
        if (builtin.isValid()) {
            meaning.type.base = builtin;
            meaning.info = &m_catalog.info(builtin);
            return;
        }
        if (parsed.quoted)
            return;
        const auto it = m_enums.find(key(asciiLower(space), lower));
        if (it != m_enums.end())
            meaning.type.enumType = it->second;
    }

    /// Needs no quotes in any language.
    static bool isWord(std::string_view text)
    {
        return std::ranges::all_of(text, [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                   c == '_';
        });
    }

    void reportUnknown(const ir::Column &column, const ParsedType &parsed)
    {
        const ir::Name &spelling = column.typeSyntax.spelling;
        DiagnosticBuilder report =
            m_context.diagnostics.report(diag::UnknownType, spelling.range, spelling.text);
        NearestName nearest(parsed.name);
        for (const ir::EnumType &type : m_schema.enums)
            nearest.consider(type.name.text);
        for (const std::string_view name : m_catalog.commonNames())
            nearest.consider(name);
        if (nearest.best().empty())
            return;
        // A fix replaces the whole spelling, so it is offered where that loses nothing.
        const bool whole =
            parsed.arguments.empty() && parsed.arrayDimensions == 0 && parsed.namespaceName.empty();
        const std::string best(nearest.best());
        const std::size_t written = spelling.range.size();
        const std::string title = fmt::format("change to `{}`", best);
        if (whole && written == spelling.text.size() + 2)
            report.fix(title, spelling.range, '"' + best + '"');
        else if (whole && written == spelling.text.size() && isWord(best))
            report.fix(title, spelling.range, best);
        else
            report.note(fmt::format("the nearest known type is `{}`", best));
    }

    void resolve(ir::Column &column)
    {
        const ir::Name &spelling = column.typeSyntax.spelling;
        const Meaning &meaning = meaningOf(spelling.text);
        if (!meaning.parsed.problem.empty()) {
            m_context.diagnostics.report(diag::MalformedType, spelling.range, spelling.text,
                                         meaning.parsed.problem);
            return;
        }
        if (!meaning.type.isResolved()) {
            reportUnknown(column, meaning.parsed);
            return;
        }
        column.type = meaning.type;
        if (!setArguments(column, meaning))
            column.type = {};
        else if (meaning.info != nullptr)
            settle(column, *meaning.info);
    }

    /// One argument: from the spelling, from the column's member, or from both when they agree.
    bool merge(const ir::Column &column, std::string_view what, std::optional<std::int64_t> spelled,
               const std::optional<ir::Located<std::int64_t>> &member,
               std::optional<ir::Located<std::int64_t>> &result)
    {
        if (spelled && member && *spelled != member->value) {
            m_context.diagnostics.report(diag::TypeArgumentConflict, member->range, what, *spelled,
                                         member->value);
            return false;
        }
        if (member)
            result = member;
        else if (spelled)
            result = ir::Located<std::int64_t>{*spelled, column.typeSyntax.spelling.range};
        return true;
    }

    bool refuseMember(const ir::Column &column, std::string_view typeName, std::string_view what,
                      const std::optional<ir::Located<std::int64_t>> &member)
    {
        if (!member)
            return true;
        DiagnosticBuilder report = m_context.diagnostics.report(diag::TypeArgumentNotAllowed,
                                                                member->range, typeName, what);
        if (what == "length" && column.type.base.isValid() &&
            m_catalog.info(column.type.base).takesPrecision)
            report.note("its size is given as `precision`");
        return false;
    }

    bool inRange(const ir::Located<std::int64_t> &argument, std::string_view what,
                 std::string_view typeName, std::int32_t min, std::int32_t max)
    {
        if (argument.value >= min && argument.value <= max)
            return true;
        m_context.diagnostics.report(diag::TypeArgumentOutOfRange, argument.range, what, typeName,
                                     argument.value, min, max);
        return false;
    }

    bool setArguments(ir::Column &column, const Meaning &meaning)
    {
        const ir::Name &spelling = column.typeSyntax.spelling;
        const ir::TypeArguments &syntax = *column.typeSyntax.arguments;
        const std::vector<std::int64_t> &spelled = meaning.parsed.arguments;
        if (spelled.empty() && !syntax.length && !syntax.precision && !syntax.scale)
            return true;

        static const TypeInfo noArguments{};
        const TypeInfo &info = meaning.info != nullptr ? *meaning.info : noArguments;
        const std::string_view name =
            meaning.info != nullptr ? info.name : std::string_view(spelling.text);
        const std::size_t takes =
            (info.takesLength || info.takesPrecision ? 1U : 0U) + (info.takesScale ? 1U : 0U);
        if (spelled.size() > takes) {
            m_context.diagnostics.report(diag::TypeArgumentNotAllowed, spelling.range, name,
                                         takes == 0   ? "arguments"
                                         : takes == 1 ? "second argument"
                                                      : "third argument");
            return false;
        }
        bool ok = true;
        if (!info.takesLength)
            ok = refuseMember(column, name, "length", syntax.length) && ok;
        if (!info.takesPrecision)
            ok = refuseMember(column, name, "precision", syntax.precision) && ok;
        if (!info.takesScale)
            ok = refuseMember(column, name, "scale", syntax.scale) && ok;
        if (!ok)
            return false;

        const auto at = [&](std::size_t i) {
            return i < spelled.size() ? std::optional(spelled[i]) : std::nullopt;
        };
        const std::string_view firstName = info.takesLength ? "length" : "precision";
        std::optional<ir::Located<std::int64_t>> first;
        std::optional<ir::Located<std::int64_t>> second;
        if (!merge(column, firstName, at(0), info.takesLength ? syntax.length : syntax.precision,
                   first) ||
            !merge(column, "scale", at(1), syntax.scale, second))
            return false;
        if (second && !first) {
            m_context.diagnostics.report(diag::ScaleWithoutPrecision, second->range, name);
            return false;
        }
        if (first && info.reducesFirst && first->value > info.maxFirst &&
            first->value <= std::numeric_limits<std::int32_t>::max()) {
            m_context.diagnostics.report(diag::PrecisionReduced, first->range, name, first->value,
                                         info.maxFirst);
            first->value = info.maxFirst;
        }
        if (first && !inRange(*first, firstName, name, info.minFirst, info.maxFirst))
            return false;
        if (second && !inRange(*second, "scale", name, info.minSecond, info.maxSecond))
            return false;
        for (const auto &argument : {first, second}) {
            if (argument)
                column.type.arguments[column.type.argumentCount++] =
                    static_cast<std::int32_t>(argument->value);
        }
        return true;
    }

    void settle(ir::Column &column, const TypeInfo &info)
    {
        if (info.impliesAutoIncrement)
            column.autoIncrement = true;
        if (info.storageType != column.type.base) { // `serial`, and names for another type
            column.type.base = info.storageType;
            column.type.arguments = {};
            column.type.argumentCount = 0;
        }
        if (column.autoIncrement)
            column.nullable = false; // an identity column never is
        ir::DefaultValue &value = column.defaultValue;
        if (value.kind == ir::DefaultValue::Kind::String &&
            m_catalog.isWellKnownExpression(column.type, value.value.text))
            value.kind = ir::DefaultValue::Kind::Expression;
    }

    ir::Schema &m_schema;
    PassContext &m_context;
    const TypeCatalog &m_catalog;
    StringMap<ir::EnumId> m_enums;
    StringMap<Meaning> m_meanings;
};

class ResolveTypes final : public TransformPass {
public:
    [[nodiscard]] std::string_view name() const override { return "resolve-types"; }
    [[nodiscard]] std::string_view description() const override
    {
        return "spelled types become the target's types or enums";
    }
    void run(ir::Schema &schema, PassContext &context) const override
    {
        TypeResolver(schema, context).run();
    }
};

} // namespace

std::shared_ptr<const TransformPass> makeResolveTypes() { return std::make_shared<ResolveTypes>(); }

} // namespace tw::passes
