// SPDX-License-Identifier: MIT
#include "schema_generator.h"

#include "random_choice.h"

#include <tablewright/frontend/writers.h>
#include <tablewright/ir/partials.h>

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace tw::test {

namespace {

/// What says that something was written; where does not matter.
constexpr SourceRange written{SourceId(0), 0, 1};

ir::Name named(std::string text) { return {std::move(text), written}; }

/// Not empty, and mostly what people write.
std::string anyName()
{
    switch (number(12)) {
    case 0:
        return text({"order", "select", "Table", "note", "as", "user", "indexes", "ref", "enum",
                     "use", "true", "null", "Records", "checks", "public", "tw_id", "pk"});
    case 1:
        return text({"Users", "orderItems", "CamelCase", "UPPER", "mixed_Case_9"});
    case 2: // around 63 bytes, which is what PostgreSQL keeps
        return std::string(61 + number(4), 'n');
    case 3:
        return "é" + std::string(60 + number(3), 'm');
    case 4:
        return text({"a\"b",    "a'b",  "a\\b", "a`b", "a.b",  "a b", "a\nb", "a\tb", "\x01",
                     "\x7f",    "a//b", "/* b", "[x]", "{",    "a,b", "(a)",  "~p",   "'''",
                     "\\u0041", "\"",   "\\",   " a ", "#fff", "*",   "-",    "<>"});
    case 5:
        return text({"😀", "имя", "表", "naïve", "ﬀ", "a\u0301", "\u00a0", "\u2028", "١"});
    case 6:
        return text({"2fa", "1", "1e5", "007", "1.5"});
    default:
        return text({"id", "name", "email", "created_at", "status", "price", "title", "owner_id",
                     "users", "orders", "products", "tags"});
    }
}

/// Of what the database has no use for.
std::string anyLooseName() { return chance(10) ? std::string() : anyName(); }

/// Makes names that none before had.
class NamePool {
public:
    std::string take() { return take(anyName()); }

    std::string take(const std::string &name)
    {
        std::string candidate = name;
        for (int i = 2; !m_taken.insert(candidate).second; ++i)
            candidate = name + std::to_string(i);
        return candidate;
    }

private:
    std::set<std::string> m_taken;
};

std::string anyText()
{
    return text({"a note",
                 "",
                 "two\nlines",
                 "  indented\n    more\n",
                 "\nfirst is empty",
                 "ends with a line\n",
                 "it's",
                 "'''",
                 "''",
                 "say \"hi\"",
                 "back\\slash",
                 "tab\there",
                 "\\",
                 "'",
                 "😀 ünï",
                 "\x01\x1f\x7f",
                 "a\r\nb",
                 " \n ",
                 "\n",
                 "`code`",
                 "trailing space \n x",
                 "x\n\n\ny",
                 "ends with '",
                 "\tx\n\ty",
                 "\u00a0x\n y",
                 "a \\ b",
                 "\\n"});
}

ir::Color anyColor() { return named(text({"#fff", "#3498db", "#ABC", "#00ff00"})); }

std::vector<ir::Metadata> anyMetadata()
{
    std::vector<ir::Metadata> metadata;
    NamePool keys;
    const std::size_t count = chance(80) ? 0 : 1 + number(3);
    for (std::size_t i = 0; i < count; ++i) {
        const std::string key = chance(60)
                                    ? text({"owner", "Owner", "pii", "data class"})
                                    : text({"note", "pk", "tw_id", "x-y", "", "Ключ", "color",
                                            "headercolor", "table", "default", "a b", "9a"});
        ir::Metadata entry;
        entry.key = named(keys.take(key));
        entry.isColor = chance(20);
        entry.value = entry.isColor ? anyColor() : named(anyText());
        metadata.push_back(std::move(entry));
    }
    return metadata;
}

class SchemaMaker {
public:
    explicit SchemaMaker(GeneratorOptions options) : m_options(options) {}

    ir::Schema make()
    {
        m_idStyle = number(4);
        if (chance(60))
            m_schema.name = named(anyName());
        if (chance(20))
            m_schema.note = note();
        if (chance(30))
            m_schema.id = anyName();
        makeEnums();
        if (m_options.annotations)
            makePartials();
        makeTables();
        makePartialLinks();
        ir::injectPartials(m_schema);
        makeLinks();
        if (m_options.annotations) {
            m_schema.metadata = anyMetadata();
            makeRecords();
            makeGroups();
            makeViews();
            makeDependencies();
        }
        return std::move(m_schema);
    }

private:
    /// No note is none at all.
    static ir::Name note()
    {
        std::string text = anyText();
        return text.empty() ? ir::Name() : named(std::move(text));
    }

    static ir::Name anyNamespace()
    {
        return chance(70) ? ir::Name() : named(text({"core", "Billing", "public", "a.b", "x\"y"}));
    }

    /// Tables and columns have ids of their own, none, or those that DBML gives.
    std::string idOf(std::string_view prefix, std::string_view name)
    {
        switch (m_idStyle) {
        case 0:
            return std::string(prefix) + std::to_string(m_nextId++);
        case 1:
            return {};
        case 2:
            return std::string(name);
        default:
            return chance(50) ? std::string(prefix) + std::to_string(m_nextId++) : std::string();
        }
    }

    void makeEnums()
    {
        NamePool names;
        const std::size_t count = number(3);
        for (std::size_t i = 0; i < count; ++i) {
            ir::EnumType &type = m_schema.enums.emplace_back();
            type.namespaceName = anyNamespace();
            type.name = named(names.take("e_" + anyName()));
            if (chance(20))
                type.id = "e" + std::to_string(i);
            if (chance(20))
                type.note = note();
            NamePool values;
            const std::size_t valueCount = m_options.garbage && chance(5) ? 0 : 1 + number(3);
            for (std::size_t v = 0; v < valueCount; ++v) {
                ir::EnumValue value;
                value.value = named(values.take());
                if (chance(10))
                    value.note = note();
                type.values.push_back(std::move(value));
            }
        }
    }

    static std::string quotedType(std::string_view name)
    {
        std::string out = "\"";
        for (const char c : name)
            out += c == '"' ? "\"\"" : std::string(1, c);
        return out + '"';
    }

    void giveType(ir::Column &column)
    {
        ir::TypeSyntax &type = column.typeSyntax;
        const auto set = [&](std::string spelling) { type.spelling = named(std::move(spelling)); };
        const auto argument = [](std::int64_t value) {
            return ir::Located<std::int64_t>{value, written};
        };
        switch (number(9)) {
        case 0:
            set(text({"VARCHAR", "varchar", "CHAR", "character varying"}));
            type.arguments.edit().length = argument(1 + static_cast<std::int64_t>(number(255)));
            return;
        case 1:
            set(text({"DECIMAL", "numeric"}));
            type.arguments.edit().precision = argument(10);
            if (chance(60))
                type.arguments.edit().scale = argument(2);
            return;
        case 2:
            set(text({"varchar(20)", "numeric(10,2)", "numeric(10, 2)", "character varying(20)",
                      "timestamp(3)", "timestamp(3) with time zone", "numeric(5,-2)", "bit(8)"}));
            return;
        case 3:
            set(text({"text[]", "int[3]", "double precision", "timestamp with time zone",
                      "integer[][]", "double precision[]", "varchar(5)[]"}));
            return;
        case 4:
            if (!m_schema.enums.empty()) {
                const ir::EnumType &of = m_schema.enums[number(m_schema.enums.size())];
                std::string name = of.namespaceName.empty()
                                       ? std::string()
                                       : quotedType(of.namespaceName.text) + '.';
                set(name + quotedType(of.name.text) + (chance(20) ? "[]" : ""));
                return;
            }
            break;
        case 5:
            if (m_options.garbage && chance(30)) {
                set(text({"no such type", "enum('a','it''s')", "\"My Type\"", "\"text\"", "a.b",
                          "A.\"b\"", "int(", "имя", "???", "x y(1)[]", "varchar(max)", "\"2fa\"",
                          "", "null", "a.b.c", "int  ", "😀", "nvarchar (5)"}));
                return;
            }
            break;
        default:
            break;
        }
        set(text({"INT", "integer", "BIGINT", "text", "TEXT", "uuid", "boolean", "date",
                  "timestamp", "jsonb", "bytea", "real"}));
    }

    void giveDefault(ir::Column &column)
    {
        using enum ir::DefaultValue::Kind;
        const auto set = [&](ir::DefaultValue::Kind kind, std::string value) {
            column.defaultValue = {kind, {std::move(value), written}};
        };
        switch (number(12)) {
        case 0:
            set(Number, text({"0", "-1", "1.5", "1e3", "-2.5E-3", "1E+2", "12345678901234567890"}));
            break;
        case 1:
            set(Boolean, text({"true", "false"}));
            break;
        case 2:
            set(String, anyText());
            break;
        case 3:
            set(Expression, text({"now()", "1 + 1", "'it''s'", "lower('A')", "CURRENT_TIMESTAMP"}));
            break;
        case 4:
            set(Null, "null");
            break;
        case 5:
            if (m_options.garbage)
                set(Expression, text({"'`'", "a\r\nb", "))", "", "x\ny", "\\"}));
            break;
        default:
            break;
        }
    }

    ir::Column makeColumn(NamePool &names)
    {
        ir::Column column;
        column.name = named(names.take());
        column.id = idOf("c", column.name.text);
        giveType(column);
        column.nullable = chance(60);
        if (!column.nullable || chance(30))
            column.nullableRange = written;
        if (chance(5)) {
            column.autoIncrement = true;
            column.autoIncrementRange = written;
        } else if (chance(5)) {
            column.generated = ir::Expression{text({"1 + 1", "price * 2", "'`' || 'x'"}), written};
        } else {
            giveDefault(column);
        }
        if (chance(15)) {
            ir::Name text = note();
            if (!text.empty())
                column.note = std::move(text);
        }
        if (m_options.annotations) {
            auto metadata = anyMetadata();
            if (!metadata.empty())
                column.metadata = std::move(metadata);
        }
        return column;
    }

    /// Some columns of the table, each once.
    static std::vector<ir::ColumnRef> someColumns(const ir::Table &table, std::size_t atMost)
    {
        std::vector<ir::ColumnRef> columns;
        std::vector<std::size_t> left;
        for (std::size_t i = 0; i < table.columns.size(); ++i)
            left.push_back(i);
        const std::size_t count = left.empty() ? 0 : 1 + number(std::min(atMost, left.size()));
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t at = number(left.size());
            columns.push_back({named(table.columns[left[at]].name.text), {}});
            left.erase(left.begin() + static_cast<std::ptrdiff_t>(at));
        }
        return columns;
    }

    /// Keys, checks and indexes of a table or a partial.
    void makeBody(ir::Table &table)
    {
        if (chance(70) && !table.columns.empty()) {
            ir::PrimaryKey key;
            key.columns =
                chance(70)
                    ? std::vector<ir::ColumnRef>{{named(table.columns.front().name.text), {}}}
                    : someColumns(table, 3);
            key.range = written;
            if (chance(20))
                key.name = named("pk_" + anyName());
            table.primaryKey = std::move(key);
        }
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            if (!chance(15))
                continue;
            ir::UniqueKey key;
            key.columns = {{named(table.columns[i].name.text), {}}};
            key.range = written;
            table.uniqueKeys.push_back(std::move(key));
        }
        for (std::size_t i = chance(75) ? 0 : 1 + number(2); i > 0; --i) {
            ir::UniqueKey key;
            key.columns = someColumns(table, 3);
            key.range = written;
            if (chance(50))
                key.name = named("uq_" + anyName() + std::to_string(i));
            if (!key.columns.empty())
                table.uniqueKeys.push_back(std::move(key));
        }
        for (std::size_t i = chance(75) ? 0 : 1 + number(2); i > 0; --i) {
            ir::CheckConstraint check;
            check.expression = {m_options.garbage ? text({"1 > 0", "true", "'`' = 'x'", "a\rb",
                                                          "x\n> 0", "", "'\\'"})
                                                  : text({"1 > 0", "true", "'a`' = 'b'"}),
                                written};
            check.range = written;
            if (chance(50))
                check.name = named("ck_" + anyName() + std::to_string(i));
            table.checks.push_back(std::move(check));
        }
        for (std::size_t i = chance(60) ? 0 : 1 + number(3); i > 0; --i)
            makeIndex(table, i);
        if (chance(20))
            table.note = note();
        if (m_options.annotations && chance(15))
            table.headerColor = anyColor();
    }

    void makeIndex(ir::Table &table, std::size_t count)
    {
        ir::Index index;
        for (const ir::ColumnRef &column : someColumns(table, 3)) {
            ir::IndexElement &element = index.elements.emplace_back();
            element.column = column;
            element.range = written;
        }
        if (chance(20)) {
            ir::IndexElement &element = index.elements.emplace_back();
            element.expression = ir::Expression{
                m_options.garbage && chance(20) ? "'`'" : text({"lower('x')", "1 + 1"}), written};
            element.range = written;
        }
        if (index.elements.empty())
            return;
        for (ir::IndexElement &element : index.elements) {
            if (!chance(20))
                continue;
            element.order =
                anyOf({ir::IndexElement::Order::Ascending, ir::IndexElement::Order::Descending});
            element.nulls = anyOf({ir::IndexElement::Nulls::Default, ir::IndexElement::Nulls::First,
                                   ir::IndexElement::Nulls::Last});
        }
        if (chance(60))
            index.name = named("ix_" + anyName() + std::to_string(count));
        if (chance(30)) {
            index.unique = true;
            index.uniqueRange = written;
        }
        if (chance(20))
            index.method = named(text({"btree", "hash", "gin"}));
        if (chance(15))
            index.where = ir::Expression{text({"1 > 0", "'`' = 'x'"}), written};
        if (chance(10))
            index.include = someColumns(table, 2);
        if (chance(10)) {
            ir::Name text = note();
            if (!text.empty())
                index.note = std::move(text);
        }
        index.range = written;
        table.indexes.push_back(std::move(index));
    }

    void makePartials()
    {
        NamePool names;
        for (std::size_t i = chance(70) ? 0 : 1 + number(2); i > 0; --i) {
            ir::TablePartial &partial = m_schema.partials.emplace_back();
            ir::Table &table = partial.table;
            table.name = named(names.take(anyLooseName()));
            table.range = written;
            for (std::size_t c = 1 + number(2); c > 0; --c)
                table.columns.push_back(makeColumn(m_columnNames));
            makeBody(table);
            if (auto metadata = anyMetadata(); !metadata.empty())
                table.metadata = std::move(metadata);
        }
    }

    void makeTables()
    {
        NamePool names;
        const std::size_t count = number(5);
        for (std::size_t i = 0; i < count; ++i) {
            ir::Table &table = m_schema.tables.emplace_back();
            table.namespaceName = anyNamespace();
            table.name = named(names.take());
            table.id = idOf("t", table.name.text);
            table.range = written;
            NamePool columns = m_columnNames; // none of a partial's
            const std::size_t columnCount = m_options.garbage && chance(5) ? 0 : 1 + number(4);
            for (std::size_t c = 0; c < columnCount; ++c)
                table.columns.push_back(makeColumn(columns));
            makeBody(table);
            if (!m_options.annotations)
                continue;
            if (chance(10))
                table.alias = named(names.take("alias_" + anyName()));
            if (auto metadata = anyMetadata(); !metadata.empty())
                table.metadata = std::move(metadata);
            for (std::size_t p = 0; p < m_schema.partials.size(); ++p) {
                if (chance(50))
                    table.injections.edit().push_back(
                        {named(m_schema.partials[p].table.name.text), ir::TablePartialId(p),
                         static_cast<std::uint32_t>(number(columnCount + 1))});
            }
            std::stable_sort(
                table.injections.edit().begin(), table.injections.edit().end(),
                [](const ir::Injection &a, const ir::Injection &b) { return a.before < b.before; });
        }
    }

    [[nodiscard]] ir::Endpoint endpoint(ir::TableId id, std::size_t columns) const
    {
        const ir::Table &table = m_schema.table(id);
        ir::Endpoint end;
        end.table = id;
        for (ir::ColumnRef &ref : someColumns(table, columns)) {
            if (end.columns.size() == columns)
                break;
            const auto found =
                std::find_if(table.columns.begin(), table.columns.end(),
                             [&](const ir::Column &c) { return c.name.text == ref.name.text; });
            ref.column = ir::ColumnId(static_cast<std::size_t>(found - table.columns.begin()));
            end.columns.push_back(std::move(ref));
        }
        return end;
    }

    [[nodiscard]] ir::ReferentialAction anyAction() const
    {
        using enum ir::ReferentialAction;
        return chance(60) ? Unspecified : anyOf({NoAction, Restrict, Cascade, SetNull, SetDefault});
    }

    template <class Link> void giveLooks(Link &link)
    {
        if (!m_options.annotations || !chance(25))
            return;
        ir::LinkLooks looks;
        if (chance(30))
            looks.color = anyColor();
        looks.sourceOptional = chance(30);
        looks.targetOptional = chance(30);
        looks.swapped = chance(30);
        if (!looks.color.empty() || looks.sourceOptional || looks.targetOptional || looks.swapped)
            link.looks = std::move(looks);
    }

    ir::ForeignKey makeKey(ir::Endpoint source, ir::Endpoint target)
    {
        ir::ForeignKey key;
        if (chance(40))
            key.id = "f" + std::to_string(m_nextId++);
        if (chance(40))
            key.name = named("fk_" + anyName());
        key.source = std::move(source);
        key.target = std::move(target);
        key.onDelete = anyAction();
        key.onUpdate = anyAction();
        using enum ir::Deferrability;
        if (chance(20))
            key.deferrability = anyOf({InitiallyImmediate, InitiallyDeferred});
        giveLooks(key);
        key.range = written;
        return key;
    }

    ir::Relationship makeRelationship(ir::Endpoint source, ir::Endpoint target)
    {
        ir::Relationship link;
        if (chance(40))
            link.id = "r" + std::to_string(m_nextId++);
        if (chance(40))
            link.name = named("rel_" + anyName());
        using enum ir::Relationship::Kind;
        link.kind = anyOf({OneToOne, OneToMany, ManyToMany});
        link.source = std::move(source);
        link.target = std::move(target);
        link.onDelete = anyAction();
        link.onUpdate = anyAction();
        if (link.kind == ManyToMany && chance(40)) {
            link.junctionName = named(anyName());
            link.junctionNamespace = anyNamespace();
        }
        giveLooks(link);
        link.range = written;
        return link;
    }

    /// Between tables that have columns, as many on both sides; sometimes twice the same.
    void makeLinks()
    {
        std::vector<ir::TableId> tables;
        for (std::size_t i = 0; i < m_schema.tables.size(); ++i) {
            if (!m_schema.tables[i].columns.empty())
                tables.emplace_back(i);
        }
        if (tables.empty())
            return;
        for (std::size_t i = number(6); i > 0; --i) {
            ir::Endpoint source = endpoint(tables[number(tables.size())], chance(80) ? 1 : 2);
            ir::Endpoint target = endpoint(tables[number(tables.size())], source.columns.size());
            if (!m_options.garbage && source.columns.size() != target.columns.size())
                continue;
            const bool active = !m_options.annotations || chance(90);
            if (chance(70))
                (active ? m_ownKeys : m_schema.inactiveForeignKeys)
                    .push_back(makeKey(std::move(source), std::move(target)));
            else
                (active ? m_ownRelationships : m_schema.inactiveRelationships)
                    .push_back(makeRelationship(std::move(source), std::move(target)));
        }
        // Those of partials stand behind the schema's own.
        const auto prepend = [](auto &own, auto &all) {
            all.insert(all.begin(), std::make_move_iterator(own.begin()),
                       std::make_move_iterator(own.end()));
        };
        prepend(m_ownKeys, m_schema.foreignKeys);
        prepend(m_ownRelationships, m_schema.relationships);
    }

    /// Columns are known by name until partials are injected.
    void makePartialLinks()
    {
        for (ir::TablePartial &partial : m_schema.partials) {
            for (std::size_t i = chance(70) ? 0 : 1 + number(2); i > 0; --i) {
                ir::Endpoint source;
                source.columns = someColumns(partial.table, chance(90) ? 1 : 2);
                ir::Endpoint target;
                if (!m_schema.tables.empty() && chance(90)) {
                    target.table = ir::TableId(number(m_schema.tables.size()));
                    target.columns =
                        someColumns(m_schema.table(target.table), source.columns.size());
                }
                if (target.columns.size() != source.columns.size())
                    continue;
                if (chance(80))
                    partial.foreignKeys.push_back(makeKey(std::move(source), std::move(target)));
                else
                    partial.relationships.push_back(
                        makeRelationship(std::move(source), std::move(target)));
            }
        }
    }

    void makeRecords()
    {
        using enum ir::RecordValue::Kind;
        for (std::size_t i = 0; i < m_schema.tables.size(); ++i) {
            if (!chance(25) || m_schema.tables[i].columns.empty())
                continue;
            ir::Records &records = m_schema.records.emplace_back();
            records.table = ir::TableId(i);
            for (const ir::ColumnRef &ref : endpoint(records.table, 3).columns)
                records.columns.push_back(ref.column);
            records.isExample = chance(20);
            const std::size_t rows = number(4);
            for (std::size_t v = 0; v < rows * records.columns.size(); ++v) {
                ir::RecordValue value;
                value.kind = anyOf({Omitted, Null, Boolean, Number, String, Expression});
                if (value.kind == Boolean)
                    value.text.text = text({"true", "false"});
                if (value.kind == Number)
                    value.text.text = text({"0", "-1", "1.5", "1e3", "-2.5E-3"});
                if (value.kind == String)
                    value.text.text = anyText();
                if (value.kind == Expression)
                    value.text.text = text({"now()", "'`'", "1 + 1"});
                value.text.range = written;
                records.values.push_back(std::move(value));
            }
            records.rowRanges.assign(rows, written);
            records.range = written;
        }
    }

    void makeGroups()
    {
        NamePool names;
        for (std::size_t i = chance(70) ? 0 : 1 + number(2); i > 0; --i) {
            ir::TableGroup &group = m_schema.groups.emplace_back();
            group.name = named(names.take(anyLooseName()));
            if (chance(30))
                group.note = note();
            if (chance(30))
                group.color = anyColor();
            group.metadata = anyMetadata();
        }
        for (std::size_t i = 0; !m_schema.groups.empty() && i < m_schema.tables.size(); ++i) {
            if (chance(50))
                m_schema.groups[number(m_schema.groups.size())].tables.push_back(
                    {ir::TableId(i), written});
        }
        NamePool notes;
        for (std::size_t i = chance(70) ? 0 : 1 + number(2); i > 0; --i) {
            ir::StickyNote &sticky = m_schema.stickyNotes.emplace_back();
            sticky.name = named(notes.take(anyLooseName()));
            sticky.text = named(anyText());
            if (chance(30))
                sticky.color = chance(30) ? named("none") : anyColor();
            sticky.metadata = anyMetadata();
        }
    }

    template <class Id>
    static void select(ir::DiagramView::Selection<Id> &selection, std::size_t count)
    {
        selection.given = chance(60);
        if (!selection.given)
            return;
        selection.range = written;
        selection.all = chance(30);
        for (std::size_t i = 0; !selection.all && i < count; ++i) {
            if (chance(50))
                selection.some.emplace_back(i);
        }
    }

    void makeViews()
    {
        NamePool names;
        for (std::size_t i = chance(75) ? 0 : 1 + number(2); i > 0; --i) {
            ir::DiagramView &view = m_schema.views.emplace_back();
            view.name = named(names.take(anyLooseName()));
            select(view.tables, m_schema.tables.size());
            select(view.notes, m_schema.stickyNotes.size());
            select(view.groups, m_schema.groups.size());
            view.namespaces.given = chance(40);
            view.namespaces.all = view.namespaces.given && chance(30);
            if (view.namespaces.given && !view.namespaces.all) {
                NamePool chosen;
                for (std::size_t n = number(3); n > 0; --n)
                    view.namespaces.some.push_back(
                        named(chosen.take(text({"core", "public", "Billing", "nowhere"}))));
            }
        }
    }

    void makeDependencies()
    {
        std::set<std::pair<std::size_t, std::size_t>> pairs;
        for (std::size_t i = chance(75) ? 0 : 1 + number(2); i > 0; --i) {
            ir::Dependency dependency;
            const bool ofColumns = chance(50);
            std::vector<std::size_t> tables;
            for (std::size_t t = 0; t < m_schema.tables.size(); ++t) {
                if (!m_schema.tables[t].columns.empty())
                    tables.push_back(t);
            }
            if (tables.size() < 2)
                return;
            const std::size_t downstream = tables[number(tables.size())];
            for (const std::size_t upstream : tables) {
                if ((upstream == downstream && ofColumns) || !chance(60) ||
                    !pairs.emplace(upstream, downstream).second)
                    continue;
                ir::Dependency::Edge edge;
                edge.upstream.table = ir::TableId(upstream);
                edge.downstream.table = ir::TableId(downstream);
                if (ofColumns) {
                    edge.upstream.column = ir::ColumnId(0);
                    edge.downstream.column = ir::ColumnId(0);
                }
                dependency.edges.push_back(edge);
            }
            if (dependency.edges.empty())
                continue;
            if (chance(50))
                dependency.name = named(anyName());
            if (chance(30))
                dependency.note = note();
            if (chance(30))
                dependency.color = anyColor();
            dependency.metadata = anyMetadata();
            m_schema.dependencies.push_back(std::move(dependency));
        }
    }

    GeneratorOptions m_options;
    ir::Schema m_schema;
    std::size_t m_idStyle = 0;
    std::size_t m_nextId = 1;
    NamePool m_columnNames; ///< of all partials
    std::vector<ir::ForeignKey> m_ownKeys;
    std::vector<ir::Relationship> m_ownRelationships;
};

} // namespace

std::ostream &operator<<(std::ostream &out, const GeneratedSchema &generated)
{
    return out << writeJson(generated.schema);
}

rc::Gen<GeneratedSchema> schemas(GeneratorOptions options)
{
    return rc::gen::exec([options] { return GeneratedSchema{SchemaMaker(options).make()}; });
}

} // namespace tw::test
