// SPDX-License-Identifier: MIT
#include "ugly_documents.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <string_view>
#include <vector>

namespace tw::test {

namespace {

constexpr std::array<std::string_view, 22> wordList{
    "user",  "order",  "item", "line",  "status", "http", "url",    "id",
    "name",  "people", "x",    "state", "note",   "date", "active", "address",
    "order", "number", "note", "v2",    "über",   "city"};

bool isPlainWord(std::string_view name)
{
    return !name.empty() && std::isdigit(static_cast<unsigned char>(name.front())) == 0 &&
           std::ranges::all_of(name, [](char c) {
               return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
           });
}

class Writer {
public:
    explicit Writer(Choices &choices) : m_choices(choices) {}

    std::string run()
    {
        makeNames();
        for (const Enum &type : m_enums)
            writeEnum(type);
        for (const Table &partial : m_partials)
            writeTable("TablePartial", partial);
        for (const Table &table : m_tables)
            writeTable("Table", table);
        writeRefs();
        writeAnnotations();
        return m_out;
    }

private:
    struct Enum {
        std::string space, name;
        std::vector<std::string> values;
    };
    struct Column {
        std::string name;
        std::string type; ///< empty: that of the enum
        std::size_t enumType = 0;
    };
    struct Table {
        std::string space, name, alias;
        std::vector<Column> columns; ///< the first is the key
        std::vector<std::size_t> partials;
    };

    // --- Names ---------------------------------------------------------------------------------

    std::string capitalized(std::string word)
    {
        if (static_cast<unsigned char>(word.front()) < 0x80)
            word.front() =
                static_cast<char>(std::toupper(static_cast<unsigned char>(word.front())));
        return word;
    }

    std::string newName(std::set<std::string> &taken)
    {
        for (;;) {
            std::string name = anyName();
            std::string lower = name;
            std::ranges::transform(lower, lower.begin(), [](unsigned char c) {
                return static_cast<char>(std::tolower(c));
            });
            // Some only differ in their case, which is what fixes stumble over.
            if (taken.insert(m_choices.chance(90) ? lower : name).second &&
                taken.insert(name).second)
                return name;
            if (taken.insert(name + "1").second)
                return name + "1";
        }
    }

    std::string anyName()
    {
        const std::size_t style = m_choices.below(8);
        std::string name;
        for (std::size_t i = 0, count = 1 + m_choices.below(3); i < count; ++i) {
            std::string word(m_choices.of(wordList));
            if (style == 1 || style == 2)
                name += style == 1 && i == 0 ? word : capitalized(word);
            else
                name += (i == 0       ? ""
                         : style == 3 ? "-"
                         : style == 4 ? " "
                         : style == 5 ? "__"
                                      : "_") +
                        word;
        }
        if (style == 6)
            std::ranges::transform(name, name.begin(), [](unsigned char c) {
                return c < 0x80 ? static_cast<char>(std::toupper(c)) : static_cast<char>(c);
            });
        if (style == 7 && m_choices.chance(30))
            name = "_" + name + "_";
        return name;
    }

    std::string quoted(const std::string &name)
    {
        if (isPlainWord(name) && m_choices.chance(70))
            return name;
        return '"' + name + '"';
    }

    std::string tableName(const Table &table)
    {
        if (!table.alias.empty() && m_choices.chance(30))
            return quoted(table.alias);
        if (table.space.empty())
            return m_choices.chance(8) ? "public." + quoted(table.name) : quoted(table.name);
        return quoted(table.space) + "." + quoted(table.name);
    }

    std::string enumName(const Enum &type)
    {
        return type.space.empty() ? quoted(type.name)
                                  : quoted(type.space) + "." + quoted(type.name);
    }

    void makeNames()
    {
        std::set<std::string> global;
        for (std::size_t i = 0, count = m_choices.below(3); i < count; ++i) {
            Enum &type = m_enums.emplace_back();
            type.space = m_choices.chance(20) ? "coreData" : "";
            type.name = newName(global);
            std::set<std::string> values;
            for (std::size_t k = 0, most = 1 + m_choices.below(3); k < most; ++k)
                type.values.push_back(newName(values));
        }
        for (std::size_t i = 0, count = m_choices.below(3); i < count; ++i)
            m_partials.push_back(makeTable(global, true));
        for (std::size_t i = 0, count = 1 + m_choices.below(4); i < count; ++i)
            m_tables.push_back(makeTable(global, false));
    }

    Table makeTable(std::set<std::string> &global, bool isPartial)
    {
        Table table;
        table.space = !isPartial && m_choices.chance(20) ? "coreData" : "";
        table.name = newName(global);
        if (!isPartial && m_choices.chance(30))
            table.alias = newName(global);
        std::set<std::string> names;
        if (!isPartial) {
            table.columns.push_back({newName(names), "int", 0});
            for (std::size_t i = 0; i < m_partials.size(); ++i) {
                if (m_choices.chance(40))
                    table.partials.push_back(i);
            }
        }
        for (std::size_t i = 0, count = 1 + m_choices.below(5); i < count; ++i) {
            Column column{newName(names), m_choices.text({"int", "text", "boolean", "int", ""}), 0};
            if (column.type.empty() && m_enums.empty())
                column.type = "int";
            if (column.type.empty())
                column.enumType = m_choices.below(m_enums.size());
            // One that a partial brings as well takes its place.
            if (!table.partials.empty() && m_choices.chance(10)) {
                const Table &partial = m_partials[table.partials.front()];
                const std::string &other = partial.columns.back().name;
                if (names.insert(other).second)
                    column.name = other;
            }
            table.columns.push_back(column);
        }
        return table;
    }

    // --- Text ----------------------------------------------------------------------------------

    template <class... Args> void put(fmt::format_string<Args...> format, Args &&...args)
    {
        m_out += fmt::format(format, std::forward<Args>(args)...);
    }

    void writeEnum(const Enum &type)
    {
        put("Enum {} {{\n", enumName(type));
        for (const std::string &value : type.values)
            put("  {}\n", quoted(value));
        put("}}\n");
    }

    std::string indexName() { return fmt::format("{}{}", anyName(), ++m_number); }

    std::string settings(const Table &table, std::size_t index, bool isPartial)
    {
        const Column &column = table.columns[index];
        std::vector<std::string> all;
        if (index == 0 && !isPartial)
            all.emplace_back("pk");
        else if (m_choices.chance(15) && column.type != "boolean")
            all.emplace_back("unique");
        if (column.type.empty() && m_choices.chance(50)) {
            const Enum &type = m_enums[column.enumType];
            const std::string &value = m_choices.of(type.values);
            all.push_back(m_choices.chance(60)
                              ? fmt::format("default: {}.{}", enumName(type), quoted(value))
                              : fmt::format("default: '{}'", value));
        }
        if (column.type == "int" && m_choices.chance(10))
            all.push_back(fmt::format("check: `\"{}\" > 0`", column.name));
        if (column.type == "int" && index > 0 && m_choices.chance(25)) {
            const Table &target = m_choices.of(m_tables);
            if (&target != &table || !isPartial)
                all.push_back(fmt::format("ref: {} {}.{}", m_choices.text({">", ">", "-"}),
                                          tableName(target), quoted(target.columns[0].name)));
        }
        if (m_choices.chance(10))
            all.emplace_back("note: 'of the user'");
        return all.empty() ? "" : fmt::format(" [{}]", fmt::join(all, ", "));
    }

    void writeTable(std::string_view word, const Table &table)
    {
        const bool isPartial = word != "Table";
        put("{} {}{}{} {{\n", word, table.space.empty() ? "" : quoted(table.space) + ".",
            quoted(table.name), table.alias.empty() ? "" : " as " + quoted(table.alias));
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            const Column &column = table.columns[i];
            std::string type =
                column.type.empty() ? enumName(m_enums[column.enumType]) : column.type;
            put("  {} {}{}\n", quoted(column.name), type, settings(table, i, isPartial));
        }
        for (const std::size_t partial : table.partials)
            put("  ~{}\n", quoted(m_partials[partial].name));
        if (m_choices.chance(50))
            writeIndexes(table);
        if (m_choices.chance(20))
            put("  checks {{\n    `1 < 2` [name: '{}']\n  }}\n", indexName());
        if (!isPartial && m_choices.chance(20))
            put("  Records({}) {{\n    {}\n  }}\n", quoted(table.columns[0].name), ++m_number);
        put("}}\n");
    }

    void writeIndexes(const Table &table)
    {
        put("  indexes {{\n");
        const std::string first = quoted(table.columns.front().name);
        const std::string last = quoted(table.columns.back().name);
        if (table.columns.size() > 1)
            put("    ({}, {}){}\n", first, last,
                m_choices.chance(50) ? fmt::format(" [name: '{}']", indexName()) : "");
        if (m_choices.chance(30))
            put("    {} [name: '{}'{}]\n", last, indexName(), "");
        if (m_choices.chance(15))
            put("    (`coalesce(\"{}\", {})`) [name: \"{}\"]\n", table.columns.front().name,
                table.columns.front().type == "int" ? "1" : "null", indexName());
        put("  }}\n");
    }

    void writeRefs()
    {
        for (std::size_t count = m_choices.below(3); count > 0; --count) {
            const Table &source = m_choices.of(m_tables);
            const Table &target = m_choices.of(m_tables);
            const Column &column = source.columns.back();
            if (column.type != "int" || &source == &target)
                continue;
            const std::string name =
                m_choices.chance(50) ? " " + quoted(fmt::format("fkOf{}", ++m_number)) : "";
            const bool isLong = m_choices.chance(30);
            put("Ref{}{}{}.{} {} {}.{}{}{}\n", name, isLong ? " {\n  " : ": ", tableName(source),
                quoted(column.name), m_choices.text({">", "<>", "?>"}), tableName(target),
                quoted(target.columns[0].name), m_choices.chance(15) ? " [inactive]" : "",
                isLong ? "\n}" : "");
        }
    }

    void writeAnnotations()
    {
        const Table &table = m_tables.front();
        const Table &other = m_tables.back();
        if (m_choices.chance(40))
            put("TableGroup someTables {{\n  {}\n}}\n",
                table.space.empty() ? quoted(table.name)
                                    : quoted(table.space) + "." + quoted(table.name));
        if (m_choices.chance(30))
            put("DiagramView someView {{\n  Tables {{\n    {}\n  }}\n}}\n", tableName(table));
        if (m_choices.chance(30) && &table != &other)
            put("Dep {{\n  {}.{} -> {}.{}\n  {} -> {}\n}}\n", tableName(table),
                quoted(table.columns.back().name), tableName(other),
                quoted(other.columns.back().name), tableName(other), tableName(table));
        if (m_choices.chance(30))
            put("Metadata Table {} {{\n  owner: 'me'\n}}\n", tableName(table));
        if (m_choices.chance(30))
            put("Metadata Column {}.{} {{\n  owner: 'me'\n}}\n", tableName(other),
                quoted(other.columns.back().name));
        if (m_choices.chance(15))
            put("Project p {{\n  tw_views: '[]'\n}}\n");
    }

    Choices &m_choices;
    std::string m_out;
    std::vector<Enum> m_enums;
    std::vector<Table> m_partials;
    std::vector<Table> m_tables;
    std::size_t m_number = 0;
};

} // namespace

std::string uglyDocument(Choices &choices) { return Writer(choices).run(); }

} // namespace tw::test
