// SPDX-License-Identifier: MIT
// name-constraints
//
// Requires: a checked schema without relationships.
// Ensures: every key, check, foreign key and index has a name that clashes with no other and that
// the database keeps whole. Names are PostgreSQL's own (`table_column_key`) where these are free.

#include "passes/builtin_passes.h"
#include "passes/derived_names.h"

#include <tablewright/base/string_map.h>
#include <tablewright/base/utf8.h>

namespace tw::passes {

namespace {

class ConstraintNamer {
public:
    ConstraintNamer(ir::Schema &schema, std::size_t maxBytes)
        : m_schema(schema), m_maxBytes(maxBytes), m_names(maxBytes)
    {
    }

    void run()
    {
        // What has a name keeps it, wherever it stands; so all of them are taken first.
        std::size_t count = m_schema.foreignKeys.size();
        for (const ir::Table &table : m_schema.tables)
            count += 2 + table.uniqueKeys.size() + table.checks.size() + table.indexes.size();
        m_names.reserve(count);
        m_relations.reserve(m_schema.tables.size());
        for (std::size_t i = 0; i < m_schema.tables.size(); ++i)
            takeNames(i);
        for (const ir::ForeignKey &key : m_schema.foreignKeys)
            m_names.take(constraintsOf(key.source.table.index()), key.name.text);

        for (std::size_t i = 0; i < m_schema.tables.size(); ++i)
            nameParts(i);
        for (std::size_t i = 0; i < m_schema.foreignKeys.size(); ++i) {
            ir::ForeignKey &key = m_schema.foreignKeys[i];
            if (key.name.empty())
                m_names.want(key.name, constraintsOf(key.source.table.index()), foreignStem(key),
                             foreignSuffix, element(Kind::Foreign, 0, i));
        }
        m_names.settle([this](NameGiver::Element which) { return identify(which); });
    }

private:
    using Scope = NameGiver::Scope;
    enum class Kind : std::uint8_t { Primary, Unique, Check, Index, Foreign };

    static constexpr std::string_view primarySuffix = "_pkey";
    static constexpr std::string_view uniqueSuffix = "_key";
    static constexpr std::string_view checkSuffix = "_check";
    static constexpr std::string_view indexSuffix = "_idx";
    static constexpr std::string_view foreignSuffix = "_fkey";

    /// Constraints are named apart in each table; the suffixes tell derived names of the kinds
    /// apart, so keys only have to look there for names that were given.
    static Scope constraintsOf(std::size_t table) { return Scope{1} << 32U | table; }
    [[nodiscard]] Scope relationsOf(std::size_t table) const { return m_relations[table]; }

    static NameGiver::Element element(Kind kind, std::size_t table, std::size_t part)
    {
        return static_cast<NameGiver::Element>(kind) << 60U |
               static_cast<NameGiver::Element>(table) << 32U | part;
    }

    void takeNames(std::size_t number)
    {
        const ir::Table &table = m_schema.tables[number];
        const std::string_view space = truncateUtf8(table.namespaceName.text, m_maxBytes);
        const Scope relations = m_namespaces.try_emplace(space, m_namespaces.size()).first->second;
        const Scope constraints = constraintsOf(number);
        m_relations.push_back(relations);
        m_names.take(relations, table.name.text);
        const auto takeKey = [&](const ir::Name &name) {
            m_names.take(relations, name.text);
            m_names.take(constraints, name.text);
        };
        if (table.primaryKey)
            takeKey(table.primaryKey->name);
        for (const ir::UniqueKey &key : table.uniqueKeys)
            takeKey(key.name);
        for (const ir::CheckConstraint &check : table.checks)
            m_names.take(constraints, check.name.text);
        for (const ir::Index &index : table.indexes)
            m_names.take(relations, index.name.text);
    }

    void nameParts(std::size_t number)
    {
        ir::Table &table = m_schema.tables[number];
        const Scope relations = relationsOf(number);
        const Scope constraints = constraintsOf(number);
        if (table.primaryKey && table.primaryKey->name.empty())
            m_names.want(table.primaryKey->name, relations, table.name.text, primarySuffix,
                         element(Kind::Primary, number, 0), constraints);
        for (std::size_t i = 0; i < table.uniqueKeys.size(); ++i) {
            ir::UniqueKey &key = table.uniqueKeys[i];
            if (key.name.empty())
                m_names.want(key.name, relations, stem(table, key.columns), uniqueSuffix,
                             element(Kind::Unique, number, i), constraints);
        }
        for (std::size_t i = 0; i < table.checks.size(); ++i) {
            ir::CheckConstraint &check = table.checks[i];
            if (check.name.empty())
                m_names.want(check.name, constraints, checkStem(table, check), checkSuffix,
                             element(Kind::Check, number, i));
        }
        for (std::size_t i = 0; i < table.indexes.size(); ++i) {
            ir::Index &index = table.indexes[i];
            if (index.name.empty())
                m_names.want(index.name, relations, indexStem(table, index), indexSuffix,
                             element(Kind::Index, number, i));
        }
    }

    [[nodiscard]] NameGiver::Identity identify(NameGiver::Element which)
    {
        const auto kind = static_cast<Kind>(which >> 60U);
        const std::size_t part = which & 0xFFFFFFFFU;
        if (kind == Kind::Foreign) {
            const ir::ForeignKey &key = m_schema.foreignKeys[part];
            return {foreignStem(key), foreignSuffix, foreignContent(key)};
        }
        const ir::Table &table = m_schema.tables[which >> 32U & 0xFFFFFFFU];
        m_content.clear();
        addPart(table.name.text);
        switch (kind) {
        case Kind::Primary:
            return {table.name.text, primarySuffix, m_content};
        case Kind::Unique: {
            const ir::UniqueKey &key = table.uniqueKeys[part];
            addColumns(table, key.columns);
            return {stem(table, key.columns), uniqueSuffix, m_content};
        }
        case Kind::Check:
            addPart(table.checks[part].expression.text);
            return {checkStem(table, table.checks[part]), checkSuffix, m_content};
        default:
            addIndex(table, table.indexes[part]);
            return {indexStem(table, table.indexes[part]), indexSuffix, m_content};
        }
    }

    void addPart(std::string_view part)
    {
        m_content += part;
        m_content += '\0';
    }

    void addColumns(const ir::Table &table, const std::vector<ir::ColumnRef> &columns)
    {
        for (const ir::ColumnRef &ref : columns)
            addPart(table.column(ref.column).name.text);
        addPart({});
    }

    void addIndex(const ir::Table &table, const ir::Index &index)
    {
        for (const ir::IndexElement &element : index.elements) {
            addPart(element.isExpression() ? element.expression->text
                                           : table.column(element.column.column).name.text);
            addPart(fmt::format("{} {} {}", element.isExpression(), static_cast<int>(element.order),
                                static_cast<int>(element.nulls)));
        }
        addPart({});
        addColumns(table, index.include);
        addPart(index.unique ? "unique" : "");
        addPart(asciiLower(index.method.text));
        addPart(index.where->text);
    }

    [[nodiscard]] std::string foreignContent(const ir::ForeignKey &key)
    {
        const ir::Table &target = m_schema.table(key.target.table);
        m_content.clear();
        addColumns(m_schema.table(key.source.table), key.source.columns);
        addPart(target.namespaceName.text);
        addPart(target.name.text);
        addColumns(target, key.target.columns);
        addPart(fmt::format("{} {} {}", static_cast<int>(key.onDelete),
                            static_cast<int>(key.onUpdate), static_cast<int>(key.deferrability)));
        return m_content;
    }

    const std::string &foreignStem(const ir::ForeignKey &key)
    {
        return stem(m_schema.table(key.source.table), key.source.columns);
    }

    const std::string &stem(const ir::Table &table, const std::vector<ir::ColumnRef> &columns)
    {
        m_stem = table.name.text;
        for (const ir::ColumnRef &ref : columns) {
            m_stem += '_';
            m_stem += table.column(ref.column).name.text;
        }
        return m_stem;
    }

    /// With a hash where the words do not say all: then no other check can have the name.
    const std::string &checkStem(const ir::Table &table, const ir::CheckConstraint &check)
    {
        const std::string &expression = check.expression.text;
        const ExpressionWords words = wordsOf(expression);
        m_stem = table.name.text;
        if (!words.text.empty()) {
            m_stem += '_';
            m_stem += words.text;
        }
        if (!words.isWhole)
            m_stem = DerivedNames(m_maxBytes - checkSuffix.size()).hashed(m_stem, {}, expression);
        return m_stem;
    }

    const std::string &indexStem(const ir::Table &table, const ir::Index &index)
    {
        m_stem = table.name.text;
        for (const ir::IndexElement &element : index.elements) {
            m_stem += '_';
            m_stem += element.isExpression() ? wordsOf(element.expression->text).text
                                             : table.column(element.column.column).name.text;
        }
        return m_stem;
    }

    ir::Schema &m_schema;
    std::size_t m_maxBytes;
    NameGiver m_names;
    StringViewMap<Scope> m_namespaces;
    std::vector<Scope> m_relations; ///< the namespace of each table
    std::string m_stem, m_content;
};

class NameConstraints final : public TransformPass {
public:
    [[nodiscard]] std::string_view name() const override { return "name-constraints"; }
    [[nodiscard]] std::string_view description() const override
    {
        return "keys, checks and indexes without a name get one that clashes with nothing";
    }
    void run(ir::Schema &schema, PassContext &context) const override
    {
        ConstraintNamer(schema, context.target.nameRules().maxBytes()).run();
    }
};

} // namespace

std::shared_ptr<const TransformPass> makeNameConstraints()
{
    return std::make_shared<NameConstraints>();
}

} // namespace tw::passes
