// SPDX-License-Identifier: MIT
// Derived names (docs/design/derived_names.md): none clashes, none depends on the order of
// elements, and a change of one element changes no name but those that clash with what has changed.
// Needs no server. A run makes few schemas; by hand, more:
//
//     RC_PARAMS="max_success=10000" build/dev/bin/property_name_stability

#include "choices.h"

#include "postgresql_backend.h"
#include "quoting.h"
#include "sequence_names.h"

#include <tablewright/base/utf8.h>
#include <tablewright/driver/compiler.h>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cstdint>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tw::test {

namespace {

constexpr std::size_t nameBytes = 63;

/// A document with as many ways to name something as there are, and few names.
struct Model {
    struct Column {
        std::string name;
        bool counts = false;
    };
    /// A key or an index.
    struct Key {
        std::string name;
        std::vector<std::size_t> columns;
        std::string extra; ///< further members
        bool isExpression = false;
    };
    struct Check {
        std::string name;
        std::string pattern; ///< `{}` stands for the column
        std::size_t column = 0;
    };
    struct Table {
        std::string id, space, name;
        std::vector<Column> columns;
        std::string keyName;
        std::vector<Key> uniques, indexes;
        std::vector<Check> checks;
    };
    struct Link {
        std::string id, name, source, kind, junction;
        std::string target;
        std::size_t column = 0;
    };
    std::vector<Table> tables;
    std::vector<Link> foreignKeys, relationships;
    std::vector<std::string> enums;
};

/// Makes and changes models at random.
class ModelMaker {
public:
    explicit ModelMaker(std::uint64_t seed) : m_pick(seed) {}

    Model randomModel()
    {
        Model model;
        for (std::size_t i = 0, count = 2 + m_pick.below(4); i < count; ++i)
            model.tables.push_back(randomTable(i, newName(model.tables)));
        for (std::size_t i = 0, count = m_pick.below(5); i < count; ++i)
            model.foreignKeys.push_back(randomLink(model, i));
        for (std::size_t i = 0, count = m_pick.below(4); i < count; ++i)
            model.relationships.push_back(randomLink(model, 100 + i));
        for (std::size_t count = m_pick.below(3); count > 0; --count)
            model.enums.push_back(randomName());
        return model;
    }

    /// Adds, removes or renames one element. What refers to a table goes with it.
    Model changed(Model model)
    {
        Model::Table &table = model.tables[m_pick.below(model.tables.size())];
        switch (m_pick.below(14)) {
        case 0:
            table.uniques.push_back(randomUnique(table));
            break;
        case 1:
            table.indexes.push_back(randomIndex(table));
            break;
        case 2:
            table.checks.push_back(randomCheck(table));
            break;
        case 3:
            removeOne(table.uniques);
            break;
        case 4:
            removeOne(table.indexes);
            break;
        case 5:
            removeOne(table.checks);
            break;
        case 6:
            removeOne(model.foreignKeys);
            break;
        case 7:
            removeOne(model.relationships);
            break;
        case 8:
            model.foreignKeys.push_back(randomLink(model, 900));
            break;
        case 9:
            model.relationships.push_back(randomLink(model, 901));
            break;
        case 10:
            rename(model.tables);
            break;
        case 11:
            rename(table.columns);
            break;
        case 12:
            model.tables.push_back(randomTable(99, newName(model.tables)));
            break;
        default: {
            const std::string id = table.id;
            const auto refersToIt = [&id](const Model::Link &link) {
                return link.source == id || link.target == id;
            };
            std::erase_if(model.foreignKeys, refersToIt);
            std::erase_if(model.relationships, refersToIt);
            std::erase_if(model.tables,
                          [&id](const Model::Table &other) { return other.id == id; });
        }
        }
        return model;
    }

    Model shuffled(Model model)
    {
        shuffle(model.tables);
        shuffle(model.enums);
        shuffle(model.foreignKeys);
        shuffle(model.relationships);
        for (Model::Table &table : model.tables) {
            shuffle(table.uniques);
            shuffle(table.indexes);
            shuffle(table.checks);
        }
        return model;
    }

private:
    std::string randomPart()
    {
        return m_pick.text({"a", "b", "c", "a_b", "b_c", "id", "_", "é", "1", "key", "seq"});
    }

    std::string randomName()
    {
        std::string name = randomPart();
        for (std::size_t more = m_pick.below(3); more > 0; --more)
            name += '_' + randomPart();
        if (!m_pick.chance(15))
            return name;
        // At the limit; cut or not, and perhaps inside a character.
        const std::string_view filler = m_pick.chance(50) ? "x" : "é";
        while (name.size() + filler.size() <= 64)
            name += filler;
        for (const std::size_t size = 62 + m_pick.below(3); name.size() < size;)
            name += 'y';
        return name;
    }

    /// A name that none of the elements has, also when it is cut.
    template <class Element> std::string newName(const std::vector<Element> &elements)
    {
        std::string name;
        do {
            name = randomName();
        } while (std::ranges::any_of(elements, [&name](const Element &other) {
            return truncateUtf8(other.name, nameBytes) == truncateUtf8(name, nameBytes);
        }));
        return name;
    }

    /// The name that some element could get, or none.
    std::string givenName()
    {
        if (m_pick.chance(70))
            return {};
        return randomName() + m_pick.text({"_key", "_pkey", "_idx", "_fkey", "_gt_0_check",
                                           "_id_seq", "_seq", ""});
    }

    std::vector<std::size_t> someColumns(const Model::Table &table)
    {
        std::vector<std::size_t> columns{m_pick.below(table.columns.size())};
        if (const std::size_t second = m_pick.below(table.columns.size());
            m_pick.chance(40) && second != columns.front())
            columns.push_back(second);
        return columns;
    }

    /// Of keys over the same columns one stays, with the first name that was given; so a second one
    /// has none.
    Model::Key randomUnique(const Model::Table &table)
    {
        Model::Key key{givenName(), someColumns(table), {}, false};
        if (key.columns == std::vector<std::size_t>{0} ||
            std::ranges::any_of(table.uniques, [&key](const Model::Key &other) {
                return other.columns == key.columns;
            }))
            key.name.clear();
        return key;
    }

    Model::Key randomIndex(const Model::Table &table)
    {
        return {givenName(), someColumns(table),
                m_pick.text({"", "", R"(, "unique": true)", R"(, "method": "brin")",
                             R"(, "where": "1 < 2")", R"(, "where": "2 < 3")"}),
                m_pick.chance(20)};
    }

    Model::Check randomCheck(const Model::Table &table)
    {
        return {givenName(),
                m_pick.text({"{} > 0", "{} >0", "{} < 10", "{}::text ~ '^[a-z]'",
                             "{}::text ~ '^[a-z]+'", "{} = 1 OR {} = 2", "{} + 1 > 2"}),
                m_pick.below(table.columns.size())};
    }

    Model::Table randomTable(std::size_t number, const std::string &name)
    {
        Model::Table table{fmt::format("t{}", number),
                           m_pick.text({"", "", "s"}),
                           name,
                           {},
                           givenName(),
                           {},
                           {},
                           {}};
        for (std::size_t count = 2 + m_pick.below(3); count > 0; --count)
            table.columns.push_back({newName(table.columns), m_pick.chance(25)});
        for (std::size_t count = m_pick.below(3); count > 0; --count)
            table.uniques.push_back(randomUnique(table));
        for (std::size_t count = m_pick.below(4); count > 0; --count)
            table.indexes.push_back(randomIndex(table));
        for (std::size_t count = m_pick.below(4); count > 0; --count)
            table.checks.push_back(randomCheck(table));
        return table;
    }

    Model::Link randomLink(const Model &model, std::size_t number)
    {
        const Model::Table &source = model.tables[m_pick.below(model.tables.size())];
        const Model::Table &target = model.tables[m_pick.below(model.tables.size())];
        Model::Link link{fmt::format("l{}", number),
                         givenName(),
                         source.id,
                         m_pick.text({"many-to-many", "many-to-many", "one-to-one", "one-to-many"}),
                         {},
                         target.id,
                         m_pick.below(source.columns.size())};
        if (m_pick.chance(20))
            link.junction = randomName();
        return link;
    }

    template <class Element> void removeOne(std::vector<Element> &elements)
    {
        if (!elements.empty())
            elements.erase(elements.begin() +
                           static_cast<std::ptrdiff_t>(m_pick.below(elements.size())));
    }

    template <class Element> void rename(std::vector<Element> &elements)
    {
        if (!elements.empty())
            elements[m_pick.below(elements.size())].name = randomName();
    }

    template <class Element> void shuffle(std::vector<Element> &elements)
    {
        for (std::size_t i = elements.size(); i > 1; --i)
            std::swap(elements[i - 1], elements[m_pick.below(i)]);
    }

    Choices m_pick;
};

std::string member(std::string_view name, std::string_view value)
{
    return value.empty() ? std::string() : fmt::format(R"("{}": "{}", )", name, value);
}

std::string columnNames(const Model::Table &table, const Model::Key &key)
{
    std::string list;
    for (const std::size_t column : key.columns) {
        const std::string &name = table.columns[column].name;
        list += list.empty() ? "" : ", ";
        if (key.isExpression)
            list +=
                fmt::format(R"x({{"expression": "(\"{}\" + 1)"}})x", truncateUtf8(name, nameBytes));
        else
            list += fmt::format(R"("{}")", name);
    }
    return list;
}

template <class Elements, class Print>
std::string listOf(const Elements &elements, const Print &print)
{
    std::string list;
    for (const auto &element : elements)
        list += (list.empty() ? "" : ", ") + print(element);
    return '[' + list + ']';
}

std::string printTable(const Model::Table &table)
{
    std::size_t column = 0;
    const auto printColumn = [&](const Model::Column &it) {
        const std::size_t id = column++;
        return fmt::format(R"({{"id": "c{}", "name": "{}", "dataType": "INT"{}{}}})", id, it.name,
                           id == 0 ? R"(, "primaryKey": true)" : "",
                           it.counts ? R"(, "autoIncrement": true)" : "");
    };
    const auto printKey = [&](const Model::Key &key) {
        return fmt::format(R"({{{}"columns": [{}]{}}})", member("name", key.name),
                           columnNames(table, key), key.extra);
    };
    const auto printCheck = [&](const Model::Check &check) {
        const std::string name =
            fmt::format(R"(\"{}\")", truncateUtf8(table.columns[check.column].name, nameBytes));
        std::string expression = check.pattern;
        for (std::size_t at = 0; (at = expression.find("{}", at)) != std::string::npos;
             at += name.size())
            expression.replace(at, 2, name);
        return fmt::format(R"({{{}"expression": "{}"}})", member("name", check.name), expression);
    };
    return fmt::format(
        R"({{"id": "{}", {}"name": "{}", {}"columns": {}, "uniqueConstraints": {}, "indexes": {}, "checks": {}}})",
        table.id, member("namespace", table.space), table.name,
        member("primaryKeyName", table.keyName), listOf(table.columns, printColumn),
        listOf(table.uniques, printKey), listOf(table.indexes, printKey),
        listOf(table.checks, printCheck));
}

std::string printModel(const Model &model)
{
    const auto printForeignKey = [](const Model::Link &link) {
        return fmt::format(
            R"({{{}"sourceTableId": "{}", "sourceColumnId": "c{}", "targetTableId": "{}", "targetColumnId": "c0"}})",
            member("name", link.name), link.source, link.column, link.target);
    };
    const auto printRelationship = [](const Model::Link &link) {
        const bool many = link.kind == "many-to-many";
        return fmt::format(
            R"({{"id": "{}", {}"kind": "{}", "sourceTableId": "{}", "sourceColumnId": "c{}", "targetTableId": "{}", "targetColumnId": "c0"{}}})",
            link.id, many ? "" : member("name", link.name), link.kind, link.source,
            many ? 0 : link.column, link.target,
            many && !link.junction.empty()
                ? fmt::format(R"(, "junction": {{"name": "{}"}})", link.junction)
                : "");
    };
    std::size_t enumNumber = 0;
    const auto printEnum = [&enumNumber](const std::string &name) {
        return fmt::format(R"({{"id": "e{}", "name": "{}", "values": ["v"]}})", enumNumber++, name);
    };
    return fmt::format(
        R"({{"name": "s", "tables": {}, "enums": {}, "foreignKeys": {}, "relationships": {}}})",
        listOf(model.tables, printTable), listOf(model.enums, printEnum),
        listOf(model.foreignKeys, printForeignKey), listOf(model.relationships, printRelationship));
}

/// What a schema's elements are called. An element is told by all that it says, so that one that
/// has changed is another.
struct Naming {
    struct Called {
        std::string name;
        std::string wanted; ///< but for a clash
        friend auto operator<=>(const Called &, const Called &) = default;
    };
    std::map<std::string, std::multiset<Called>> elements;
    std::string clash; ///< what clashes; empty: nothing
};

/// The name without the hash that a clash, or its length, has put into it.
std::string withoutHash(const std::string &name)
{
    const std::size_t last = name.rfind('_');
    for (const std::size_t end : {last, name.size()}) {
        if (end == std::string::npos || end < 9 || name[end - 9] != '_')
            continue;
        const std::string_view hash = std::string_view(name).substr(end - 8, 8);
        if (hash.find_first_not_of("0123456789abcdef") == std::string_view::npos)
            return name.substr(0, end - 9) + name.substr(end);
    }
    return name;
}

class NameReader {
public:
    explicit NameReader(const ir::Schema &schema) : m_schema(schema), m_sequences(schema) {}

    Naming read()
    {
        for (const ir::EnumType &type : m_schema.enums) {
            take(scopeOf(type.namespaceName, "types"), type.name.text);
            note("enum", {}, type.name.text, type.name.text);
        }
        for (const ir::ForeignKey &key : m_schema.foreignKeys) {
            const ir::Table &table = m_schema.table(key.source.table);
            const ir::Table &target = m_schema.table(key.target.table);
            if (table.id.starts_with('l'))
                m_joined[&table] += pathOf(target) + '(' + list(target, key.target.columns) + ')';
        }
        for (const ir::Table &table : m_schema.tables)
            readTable(table);
        for (const ir::ForeignKey &key : m_schema.foreignKeys) {
            const ir::Table &table = m_schema.table(key.source.table);
            const ir::Table &target = m_schema.table(key.target.table);
            take(constraintsOf(table), key.name.text);
            note("fkey",
                 {pathOf(table), list(table, key.source.columns), pathOf(target),
                  list(target, key.target.columns)},
                 key.name);
        }
        return std::move(m_naming);
    }

private:
    void readTable(const ir::Table &table)
    {
        const std::string relations = scopeOf(table.namespaceName, "relations");
        const std::string constraints = constraintsOf(table);
        take(relations, table.name.text);
        take(scopeOf(table.namespaceName, "types"), table.name.text);
        const auto joined = m_joined.find(&table);
        if (joined == m_joined.end())
            note("table", {table.id, pathOf(table)}, table.name.text, table.name.text);
        else
            note("junction", {table.id, table.namespaceName.text, joined->second}, table.name.text,
                 withoutHash(table.name.text));
        if (const auto &key = table.primaryKey) {
            take(relations, key->name.text);
            take(constraints, key->name.text);
            note("pkey", {pathOf(table), list(table, key->columns)}, key->name);
        }
        for (const ir::UniqueKey &key : table.uniqueKeys) {
            take(relations, key.name.text);
            take(constraints, key.name.text);
            note("key", {pathOf(table), list(table, key.columns)}, key.name);
        }
        for (const ir::CheckConstraint &check : table.checks) {
            take(constraints, check.name.text);
            note("check", {pathOf(table), check.expression.text}, check.name);
        }
        for (const ir::Index &index : table.indexes) {
            take(relations, index.name.text);
            std::string columns;
            for (const ir::IndexElement &element : index.elements)
                columns += element.isExpression() ? element.expression->text
                                                  : list(table, {element.column});
            note("index",
                 {pathOf(table), columns, index.unique ? "unique" : "", index.method.text,
                  index.where->text},
                 index.name);
        }
        for (const ir::Column &column : table.columns) {
            if (!column.autoIncrement)
                continue;
            const std::string automatic =
                postgresql::automaticSequenceName(table.name.text, column.name.text);
            std::string name(m_sequences.explicitNameFor(column));
            if (name.empty())
                name = automatic;
            take(relations, name);
            take(scopeOf(table.namespaceName, "types"), name);
            note("sequence", {pathOf(table), column.name.text}, name, automatic);
        }
    }

    void take(const std::string &scope, std::string_view name)
    {
        const std::string kept(truncateUtf8(name, nameBytes));
        if (!m_taken.emplace(scope, kept).second)
            m_naming.clash = fmt::format("`{}` twice among {}", kept, scope);
    }

    /// A name with a place was given.
    void note(std::string_view kind, std::vector<std::string> content, const ir::Name &name)
    {
        if (name.text.size() > nameBytes && !name.range.isValid())
            m_naming.clash = fmt::format("`{}` is too long", name.text);
        if (name.range.isValid())
            content.push_back("called " + name.text);
        note(kind, content, name.text, name.range.isValid() ? name.text : withoutHash(name.text));
    }

    void note(std::string_view kind, const std::vector<std::string> &content,
              const std::string &name, const std::string &wanted)
    {
        m_naming.elements[fmt::format("{}|{}", kind, fmt::join(content, "|"))].insert(
            {name, std::string(truncateUtf8(wanted, nameBytes))});
    }

    static std::string scopeOf(const ir::Name &space, std::string_view what)
    {
        return fmt::format("the {} of `{}`", what, space.text);
    }
    static std::string constraintsOf(const ir::Table &table)
    {
        return fmt::format("the constraints of `{}`", pathOf(table));
    }
    static std::string pathOf(const ir::Table &table)
    {
        return table.namespaceName.text + '.' + table.name.text;
    }
    static std::string list(const ir::Table &table, const std::vector<ir::ColumnRef> &columns)
    {
        std::string text;
        for (const ir::ColumnRef &ref : columns)
            text += table.column(ref.column).name.text + ',';
        return text;
    }

    const ir::Schema &m_schema;
    postgresql::SequenceNames m_sequences;
    std::map<const ir::Table *, std::string> m_joined; ///< what a junction table joins
    std::set<std::pair<std::string, std::string>> m_taken;
    Naming m_naming;
};

/// Empty when the document is refused, as it is when given names clash.
std::optional<Naming> nameAll(const Model &model)
{
    static const Compiler compiler(std::make_shared<const postgresql::PostgresqlBackend>());
    SourceManager sources;
    const SourceId source = sources.add("names.json", printModel(model));
    CompileOptions options;
    options.until = CompileOptions::Until::Transform;
    const CompileResult result = compiler.compile(sources, source, options);
    for (const Diagnostic &found : result.diagnostics)
        RC_ASSERT(!found.info->code.starts_with("TW1") || found.info->code == "TW1008");
    if (!result.ok)
        return {};
    return NameReader(result.schema).read();
}

/// Names of elements that both have and call differently, but for clashes with what one of them
/// alone has.
std::string wronglyRenamed(const Naming &before, const Naming &after)
{
    std::set<std::string> inTheWay;
    const auto collect = [&inTheWay](const Naming &from, const Naming &to) {
        for (const auto &[element, names] : from.elements) {
            const auto other = to.elements.find(element);
            if (other != to.elements.end() && other->second.size() == names.size())
                continue;
            for (const Naming::Called &called : names) {
                inTheWay.insert(called.name);
                inTheWay.insert(called.wanted);
            }
        }
    };
    collect(before, after);
    collect(after, before);
    for (const auto &[element, names] : before.elements) {
        const auto other = after.elements.find(element);
        if (other == after.elements.end() || other->second.size() != names.size() ||
            other->second == names)
            continue;
        for (const auto *list : {&names, &other->second}) {
            const bool excused = std::ranges::any_of(*list, [&](const Naming::Called &called) {
                return inTheWay.contains(called.wanted) || inTheWay.contains(called.name);
            });
            if (!excused)
                return fmt::format("{}: `{}` became `{}`", element, names.begin()->name,
                                   other->second.begin()->name);
        }
    }
    return {};
}

struct Tally {
    std::size_t schemas = 0, refused = 0, changes = 0, names = 0, clashes = 0;
};

void checkOne(ModelMaker &maker, Tally &tally)
{
    const Model model = maker.randomModel();
    const auto names = nameAll(model);
    if (!names) {
        ++tally.refused;
        return;
    }
    ++tally.schemas;
    for (const auto &[element, called] : names->elements) {
        tally.names += called.size();
        tally.clashes += static_cast<std::size_t>(std::ranges::count_if(
            called, [](const Naming::Called &it) { return it.name != it.wanted; }));
    }
    const auto fail = [&](std::string_view what, const std::string &problem, const Model &other) {
        if (!problem.empty())
            RC_FAIL(
                fmt::format("{}: {}\n{}\n{}", what, problem, printModel(model), printModel(other)));
    };
    fail("a clash", names->clash, model);

    const Model otherOrder = maker.shuffled(model);
    const auto reordered = nameAll(otherOrder);
    RC_ASSERT(reordered.has_value());
    fail("a clash", reordered->clash, otherOrder);
    for (const auto &[element, called] : names->elements) {
        const auto other = reordered->elements.find(element);
        if (other == reordered->elements.end() || other->second != called)
            fail("reordered", element, otherOrder);
    }

    const Model other = maker.changed(model);
    if (const auto renamed = nameAll(other)) {
        ++tally.changes;
        fail("a clash", renamed->clash, other);
        fail("changed", wronglyRenamed(*names, *renamed), other);
    }
}

} // namespace

} // namespace tw::test

int main()
{
    using namespace tw::test;
    constexpr std::size_t schemasACase = 10;
    Tally tally;
    const bool ok = rc::check("derived names clash with nothing and stay", [&tally] {
        ModelMaker maker(*rc::gen::noShrink(rc::gen::arbitrary<std::uint64_t>()));
        for (std::size_t i = 0; i < schemasACase; ++i)
            checkOne(maker, tally);
    });
    std::cout << fmt::format(
        "{} schemas with {} names, {} of them not as wanted; {} changes; {} refused\n",
        tally.schemas, tally.names, tally.clashes, tally.changes, tally.refused);
    const bool enough = tally.schemas > tally.refused && tally.clashes * 50 > tally.names;
    if (ok && !enough)
        std::cout << "too few were looked at\n";
    return ok && enough ? 0 : 1;
}
