// SPDX-License-Identifier: MIT
// check-names
//
// Requires: a resolved schema.
// Reports: empty, reserved and over-long names, and names that clash in one of the database's
// namespaces: relations (tables, indexes, keys) and types (enums, tables) of a schema, columns and
// constraints of a table. Names are compared as far as the database keeps them. U+0000 in any name,
// note, value or expression, which ends a text for the database.

#include "passes/builtin_passes.h"
#include "passes/key_match.h"

#include <tablewright/base/utf8.h>
#include <tablewright/diag/codes.h>

#include <algorithm>
#include <tsl/robin_map.h>

namespace tw::passes {

namespace {

/// Names of one scope, as far as the database keeps them. `Scope` tells scopes apart.
struct ScopedName {
    std::string_view scope; ///< a namespace
    std::size_t owner;      ///< a table; 0 where the scope is all
    std::string_view name;
    friend bool operator==(const ScopedName &, const ScopedName &) = default;
};

struct ScopedNameHash {
    std::size_t operator()(const ScopedName &key) const noexcept
    {
        const std::hash<std::string_view> hash;
        const std::size_t scope = key.scope.empty() ? 0 : hash(key.scope);
        return hash(key.name) ^ (scope + key.owner) * 0x9E3779B97F4A7C15U;
    }
};

/// A kind of named element, as messages call it.
struct NameKind {
    std::string_view one;     ///< `index`
    std::string_view many;    ///< `indexes`
    std::string_view aOne;    ///< `an index`
    std::string_view another; ///< `another index`
};
constexpr NameKind tableKind{"table", "tables", "a table", "another table"};
constexpr NameKind keyKind{"key", "keys", "a key", "another key"};
constexpr NameKind indexKind{"index", "indexes", "an index", "another index"};
constexpr NameKind enumKind{"enum", "types", "an enum", "another enum"};
constexpr NameKind columnKind{"column", "columns", "a column", "another column"};
constexpr NameKind constraintKind{"constraint", "constraints", "a constraint",
                                  "another constraint"};

struct Declared {
    const ir::Name *name;
    const NameKind *kind;
};

/// Flat, with the hashes beside the keys: a look-up that finds nothing touches one line of memory.
using NameTable = tsl::robin_map<ScopedName, Declared, ScopedNameHash, std::equal_to<>,
                                 std::allocator<std::pair<ScopedName, Declared>>, true>;

class NameChecker {
public:
    NameChecker(const ir::Schema &schema, PassContext &context)
        : m_schema(schema), m_context(context), m_rules(context.target.nameRules()),
          m_maxBytes(m_rules.maxBytes())
    {
    }

    void run()
    {
        // Most tables bring a table, a key and an index.
        m_relations.reserve(m_schema.tables.size() * 2);
        m_constraints.reserve(m_schema.foreignKeys.size());
        m_types.reserve(m_schema.tables.size() + m_schema.enums.size());
        for (const ir::Table &table : m_schema.tables)
            checkTableName(table);
        for (std::size_t i = 0; i < m_schema.tables.size(); ++i)
            checkParts(m_schema.tables[i], i);
        for (const ir::EnumType &type : m_schema.enums)
            checkEnum(type);
        for (const ir::ForeignKey &key : m_schema.foreignKeys)
            checkConstraint(key.source.table.index(), key.name);
        for (const ir::Relationship &relationship : m_schema.relationships)
            checkRelationship(relationship);
    }

private:
    [[nodiscard]] std::string_view kept(std::string_view name) const
    {
        return truncateUtf8(name, m_maxBytes);
    }

    /// False for a name that is empty and so takes no part in anything else.
    bool checkOne(const ir::Name &name, SourceRange element, std::string_view what)
    {
        if (name.empty()) {
            m_context.diagnostics.report(diag::EmptyName,
                                         name.range.isValid() ? name.range : element, what);
            return false;
        }
        checkLength(name);
        return true;
    }

    void checkText(std::string_view text, SourceRange range, std::string_view what)
    {
        if (text.find('\0') != std::string_view::npos)
            m_context.diagnostics.report(diag::NulCharacter, range, what);
    }

    void checkNote(const ir::Name &note) { checkText(note.text, note.range, "the note"); }

    void checkExpression(const ir::Expression &expression)
    {
        checkText(expression.text, expression.range, "the expression");
    }

    void checkLength(const ir::Name &name)
    {
        checkText(name.text, name.range, "the name");
        if (name.text.size() <= m_maxBytes)
            return;
        m_context.diagnostics.report(diag::NameTooLong, name.range, name.text, name.text.size(),
                                     m_maxBytes, kept(name.text));
    }

    void checkNamespace(const ir::Name &name)
    {
        checkLength(name);
        if (!name.empty() && m_rules.isReservedNamespace(name.text))
            m_context.diagnostics.report(diag::ReservedNamespace, name.range, name.text);
    }

    /// Declares a name; returns the one declared before it, if any.
    const Declared *declare(NameTable &names, const ScopedName &key, const ir::Name &name,
                            const NameKind &kind)
    {
        const auto [it, isNew] = names.try_emplace(key, Declared{&name, &kind});
        return isNew ? nullptr : &it.value();
    }

    static std::string_view nameOf(const Declared &other, const NameKind &kind)
    {
        return other.kind == &kind ? kind.another : other.kind->aOne;
    }

    /// Whether the clash is one of the cut names only; reported here if it is.
    bool reportIfCut(const ir::Name &name, const NameKind &kind, const Declared &other)
    {
        if (name.text == other.name->text)
            return false;
        m_context.diagnostics
            .report(diag::NamesEqualWhenCut, name.range, other.kind == &kind ? kind.many : "names",
                    name.text, other.name->text, m_maxBytes)
            .note(other.name->range, "the other one is here");
        return true;
    }

    void checkTableName(const ir::Table &table)
    {
        checkNamespace(table.namespaceName);
        if (!checkOne(table.name, table.range, "a table"))
            return;
        const ScopedName key{kept(table.namespaceName.text), 0, kept(table.name.text)};
        const Declared *other = declare(m_relations, key, table.name, tableKind);
        declare(m_types, key, table.name, tableKind);
        if (other == nullptr || reportIfCut(table.name, tableKind, *other))
            return;
        m_context.diagnostics.report(diag::DuplicateTable, table.name.range, table.name.text)
            .note(other->name->range, "it is first declared here");
    }

    void checkRelation(const ir::Table &table, const ir::Name &name, const NameKind &kind)
    {
        if (name.empty())
            return;
        const ScopedName key{kept(table.namespaceName.text), 0, kept(name.text)};
        const Declared *other = declare(m_relations, key, name, kind);
        if (other == nullptr || reportIfCut(name, kind, *other))
            return;
        m_context.diagnostics
            .report(diag::DuplicateRelation, name.range, kind.one, name.text, nameOf(*other, kind))
            .note(other->name->range, "it is first used here")
            .note("tables, indexes and the keys of all tables of a namespace share their names");
    }

    void checkConstraint(std::size_t table, const ir::Name &name)
    {
        if (name.empty())
            return;
        checkLength(name);
        const Declared *other =
            declare(m_constraints, {{}, table, kept(name.text)}, name, constraintKind);
        if (other == nullptr || reportIfCut(name, constraintKind, *other))
            return;
        m_context.diagnostics
            .report(diag::DuplicateConstraint, name.range, name.text,
                    m_schema.tables[table].name.text)
            .note(other->name->range, "it is first declared here");
    }

    void checkColumns(const ir::Table &table)
    {
        m_columns.clear();
        for (const ir::Column &column : table.columns) {
            checkNote(*column.note);
            checkText(column.defaultValue.value.text, column.defaultValue.value.range,
                      "the default");
            checkExpression(*column.generated);
            if (!checkOne(column.name, column.range, "a column"))
                continue;
            if (m_rules.isReservedColumn(column.name.text))
                m_context.diagnostics.report(diag::ReservedColumnName, column.name.range,
                                             column.name.text);
            m_columns.push_back(&column.name);
        }
        // Sorted by the kept name, equal ones stand together in the order of the document.
        std::sort(m_columns.begin(), m_columns.end(), [&](const ir::Name *a, const ir::Name *b) {
            const int order = kept(a->text).compare(kept(b->text));
            return order != 0 ? order < 0 : a < b;
        });
        for (std::size_t i = 1, first = 0; i < m_columns.size(); ++i) {
            const ir::Name &name = *m_columns[i];
            const ir::Name &other = *m_columns[first];
            if (kept(name.text) != kept(other.text)) {
                first = i;
                continue;
            }
            if (reportIfCut(name, columnKind, {&other, &columnKind}))
                continue;
            m_context.diagnostics
                .report(diag::DuplicateColumn, name.range, name.text, table.name.text)
                .note(other.range, "it is first declared here");
        }
    }

    void checkParts(const ir::Table &table, std::size_t index)
    {
        checkNote(table.note);
        checkColumns(table);
        if (table.primaryKey) {
            checkConstraint(index, table.primaryKey->name);
            checkRelation(table, table.primaryKey->name, keyKind);
        }
        const std::vector<bool> dropped = droppedKeys(table);
        for (std::size_t i = 0; i < table.uniqueKeys.size(); ++i) {
            const ir::Name &name = table.uniqueKeys[i].name;
            if (!dropped.empty() && dropped[i]) {
                checkLength(name);
                continue;
            }
            checkConstraint(index, name);
            checkRelation(table, name, keyKind);
        }
        for (const ir::CheckConstraint &check : table.checks) {
            checkConstraint(index, check.name);
            checkExpression(check.expression);
        }
        for (const ir::Index &tableIndex : table.indexes) {
            checkNote(*tableIndex.note);
            checkExpression(*tableIndex.where);
            for (const ir::IndexElement &element : tableIndex.elements)
                checkExpression(*element.expression);
            checkLength(tableIndex.name);
            checkRelation(table, tableIndex.name, indexKind);
        }
    }

    void checkEnum(const ir::EnumType &type)
    {
        checkNamespace(type.namespaceName);
        checkNote(type.note);
        for (const ir::EnumValue &value : type.values) {
            checkText(value.value.text, value.value.range, "the value");
            checkNote(value.note);
        }
        if (!checkOne(type.name, type.range, "an enum"))
            return;
        const ScopedName key{kept(type.namespaceName.text), 0, kept(type.name.text)};
        const Declared *other = declare(m_types, key, type.name, enumKind);
        if (other == nullptr || reportIfCut(type.name, enumKind, *other))
            return;
        DiagnosticBuilder report = m_context.diagnostics.report(
            diag::DuplicateType, type.name.range, type.name.text, nameOf(*other, enumKind));
        report.note(other->name->range, "it is first declared here");
        if (other->kind == &tableKind)
            report.note("every table is also a type of its name");
    }

    void checkRelationship(const ir::Relationship &relationship)
    {
        if (relationship.kind != ir::Relationship::Kind::ManyToMany) {
            // Its name is that of the foreign key that it becomes.
            checkConstraint(relationship.source.table.index(), relationship.name);
            return;
        }
        checkNamespace(relationship.junctionNamespace);
        const ir::Name &name = relationship.junctionName;
        if (name.empty())
            return;
        checkLength(name);
        const ScopedName key{kept(relationship.junctionNamespace.text), 0, kept(name.text)};
        const Declared *other = declare(m_relations, key, name, tableKind);
        if (other == nullptr)
            other = declare(m_types, key, name, tableKind);
        if (other == nullptr || reportIfCut(name, tableKind, *other))
            return;
        m_context.diagnostics
            .report(diag::DuplicateRelation, name.range, "junction table", name.text,
                    nameOf(*other, tableKind))
            .note(other->name->range, "it is first used here");
    }

    const ir::Schema &m_schema;
    PassContext &m_context;
    const NameRules &m_rules;
    std::size_t m_maxBytes;
    NameTable m_relations;
    NameTable m_types;
    NameTable m_constraints;
    std::vector<const ir::Name *> m_columns;
};

class CheckNames final : public CheckPass {
public:
    [[nodiscard]] std::string_view name() const override { return "check-names"; }
    [[nodiscard]] std::string_view description() const override
    {
        return "names are there, short enough, not reserved and clash with no other";
    }
    void run(const ir::Schema &schema, PassContext &context) const override
    {
        NameChecker(schema, context).run();
    }
};

} // namespace

std::shared_ptr<const CheckPass> makeCheckNames() { return std::make_shared<CheckNames>(); }

} // namespace tw::passes
