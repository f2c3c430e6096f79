// SPDX-License-Identifier: MIT
#include "frontend/dbml/use_scope.h"

#include "frontend/dbml/table_bodies.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tw::dbml {

namespace {

/// A name and its namespace as the first file knows them.
using VisibleName = std::pair<std::string, std::string>;

bool isPlainWord(std::string_view text)
{
    const auto isLetter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    };
    return !text.empty() && isLetter(text.front()) &&
           std::ranges::all_of(text, [&](char c) { return isLetter(c) || (c >= '0' && c <= '9'); });
}

std::string spelled(std::string_view name)
{
    if (isPlainWord(name))
        return std::string(name);
    std::string quoted = "\"";
    for (const char c : name) {
        if (c == '"')
            quoted += c;
        quoted += c;
    }
    return quoted + '"';
}

/// The names at the beginning of a spelled type: `"a"."b"`; `rest` is what follows them.
VisibleName splitType(std::string_view type, std::string_view &rest)
{
    VisibleName name;
    std::size_t at = 0;
    while (at < type.size()) {
        std::string part;
        if (type[at] == '"') {
            for (++at; at < type.size(); ++at) {
                if (type[at] == '"' && (at + 1 == type.size() || type[++at] != '"'))
                    break;
                part += type[at];
            }
            if (at + 1 == type.size() && type[at] == '"')
                ++at;
        } else {
            while (at < type.size() && std::string_view(".([ ").find(type[at]) == std::string::npos)
                part += type[at++];
        }
        if (!name.second.empty())
            name.first += (name.first.empty() ? "" : ".") + name.second;
        name.second = std::move(part);
        if (at >= type.size() || type[at] != '.')
            break;
        ++at;
    }
    rest = type.substr(at);
    return name;
}

/// Which elements of one vector stay, what they are called, and where they move.
class Selection {
public:
    explicit Selection(std::size_t size) : m_kept(size), m_names(size) {}

    void keep(std::size_t index) { m_kept[index] = true; }
    [[nodiscard]] bool keeps(std::size_t index) const { return m_kept[index]; }
    [[nodiscard]] std::optional<VisibleName> &name(std::size_t index) { return m_names[index]; }

    /// Removes from `items` what is not kept.
    template <class Item> void compact(std::vector<Item> &items)
    {
        m_moved.resize(items.size());
        std::size_t next = 0;
        for (std::size_t i = 0; i < items.size(); ++i) {
            m_moved[i] = next;
            if (!m_kept[i])
                continue;
            if (next != i)
                items[next] = std::move(items[i]);
            ++next;
        }
        items.erase(items.begin() + static_cast<std::ptrdiff_t>(next), items.end());
    }

    template <class Id> void move(Id &id) const
    {
        if (id.isValid())
            id = Id(m_moved[id.index()]);
    }

private:
    std::vector<bool> m_kept;
    std::vector<std::optional<VisibleName>> m_names;
    std::vector<std::size_t> m_moved;
};

class Pruner {
public:
    explicit Pruner(std::span<FileContext *const> files)
        : m_schema(files.front()->schema), m_entry(*files.front()),
          m_tables(m_schema.tables.size()), m_enums(m_schema.enums.size()),
          m_partials(m_schema.partials.size()), m_groups(m_schema.groups.size()),
          m_notes(m_schema.stickyNotes.size()), m_views(m_schema.views.size())
    {
        for (FileContext *const file : files)
            m_files.emplace(file->tree.source(), file);
    }

    void run()
    {
        keepVisible();
        keepNeeded();
        renameAll();
        respellTypes();
        compactAll();
    }

private:
    void keepVisible()
    {
        see(SymbolKind::Table, m_tables, m_schema.tables);
        see(SymbolKind::Enum, m_enums, m_schema.enums);
        for (const auto &[kind, selection] :
             {std::pair(SymbolKind::Partial, &m_partials), std::pair(SymbolKind::Group, &m_groups),
              std::pair(SymbolKind::StickyNote, &m_notes)}) {
            m_entry.scope.forEach(kind, [&, kept = selection](std::string_view /*space*/,
                                                              std::string_view name,
                                                              const Symbol &symbol) {
                kept->keep(symbol.index);
                kept->name(symbol.index) = VisibleName(std::string(), name);
            });
        }
        for (const std::uint32_t view : m_entry.links.views)
            m_views.keep(view);
    }

    /// An element that is visible by its own name keeps it.
    template <class Item>
    void see(SymbolKind kind, Selection &selection, const std::vector<Item> &items)
    {
        m_entry.scope.forEach(
            kind, [&](std::string_view space, std::string_view name, const Symbol &symbol) {
                const Item &item = items[symbol.index];
                const std::string_view written = item.namespaceName.view();
                const bool isOwn =
                    name == item.name.text && space == (written == "public" ? "" : written);
                std::optional<VisibleName> &visible = selection.name(symbol.index);
                selection.keep(symbol.index);
                if (isOwn)
                    visible = VisibleName(written, name);
                else if (!visible || (visible->second != item.name.text && visible->second > name))
                    visible = VisibleName(space, name);
            });
    }

    void keepNeeded()
    {
        for (std::size_t i = 0; i < m_schema.groups.size(); ++i) {
            if (!m_groups.keeps(i))
                continue;
            for (const ir::TableGroup::Member &member : m_schema.groups[i].tables)
                m_tables.keep(member.table.index());
        }
        for (std::size_t i = 0; i < m_schema.tables.size(); ++i) {
            if (!m_tables.keeps(i))
                continue;
            for (const ir::Injection &injection : *m_schema.tables[i].injections)
                m_partials.keep(injection.partial.index());
            keepTypes(m_schema.tables[i]);
        }
        for (std::size_t i = 0; i < m_schema.partials.size(); ++i) {
            if (m_partials.keeps(i))
                keepTypes(m_schema.partials[i].table);
        }
    }

    void keepTypes(const ir::Table &table)
    {
        for (const ir::Column &column : table.columns) {
            if (const Symbol *const type = enumOf(column))
                m_enums.keep(type->index);
        }
    }

    /// The enum that a column's type names in the file that the column stands in.
    [[nodiscard]] const Symbol *enumOf(const ir::Column &column) const
    {
        const auto file = m_files.find(column.range.source);
        if (file == m_files.end())
            return nullptr;
        std::string_view rest;
        const VisibleName name = splitType(column.typeSyntax.spelling.text, rest);
        return file->second->scope.find(SymbolKind::Enum, name.first, name.second);
    }

    void renameAll()
    {
        rename(m_tables, m_schema.tables, [&](ir::Table &table, const VisibleName &name) {
            const bool derived =
                table.id == derivedTableId(table.namespaceName.text, table.name.text);
            table.namespaceName.text = name.first;
            table.name.text = name.second;
            if (derived)
                table.id = derivedTableId(name.first, name.second);
        });
        rename(m_enums, m_schema.enums, [](ir::EnumType &type, const VisibleName &name) {
            type.namespaceName.text = name.first;
            type.name.text = name.second;
        });
        const auto renamePlain = [](auto &item, const VisibleName &name) {
            item.name.text = name.second;
        };
        rename(m_groups, m_schema.groups, renamePlain);
        rename(m_notes, m_schema.stickyNotes, renamePlain);
        rename(m_partials, m_schema.partials,
               [](ir::TablePartial &partial, const VisibleName &name) {
                   partial.table.name.text = name.second;
               });
        for (std::size_t i = 0; i < m_schema.tables.size(); ++i) {
            ir::Table &table = m_schema.tables[i];
            if (!m_tables.keeps(i))
                continue;
            const Symbol *const alias = m_entry.scope.find(SymbolKind::Table, {}, table.alias.text);
            if (!table.alias.empty() && (alias == nullptr || alias->index != i))
                table.alias = {};
            if (table.injections->empty())
                continue;
            for (ir::Injection &injection : table.injections.edit())
                injection.partialName.text =
                    m_schema.partials[injection.partial.index()].table.name.text;
        }
    }

    /// What the first file needs but does not name keeps its name if that is free.
    template <class Item, class Rename>
    void rename(Selection &selection, std::vector<Item> &items, Rename renameItem)
    {
        std::set<VisibleName> taken;
        for (std::size_t i = 0; i < items.size(); ++i) {
            if (selection.keeps(i) && selection.name(i)) {
                taken.insert(*selection.name(i));
                renameItem(items[i], *selection.name(i));
            }
        }
        for (std::size_t i = 0; i < items.size(); ++i) {
            if (!selection.keeps(i) || selection.name(i))
                continue;
            const VisibleName own = nameOf(items[i]);
            VisibleName name = own;
            for (std::size_t n = 2; !taken.insert(name).second; ++n)
                name.second = own.second + '_' + std::to_string(n);
            renameItem(items[i], name);
        }
    }

    template <class Item> static VisibleName nameOf(const Item &item)
    {
        if constexpr (requires { item.namespaceName; })
            return {item.namespaceName.text, item.name.text};
        else if constexpr (requires { item.table; })
            return {{}, item.table.name.text};
        else
            return {{}, item.name.text};
    }

    void respellTypes()
    {
        for (std::size_t i = 0; i < m_schema.tables.size(); ++i) {
            if (m_tables.keeps(i))
                respell(m_schema.tables[i]);
        }
        for (std::size_t i = 0; i < m_schema.partials.size(); ++i) {
            if (m_partials.keeps(i))
                respell(m_schema.partials[i].table);
        }
    }

    void respell(ir::Table &table)
    {
        for (ir::Column &column : table.columns) {
            const Symbol *const symbol = enumOf(column);
            if (symbol == nullptr)
                continue;
            const ir::EnumType &type = m_schema.enums[symbol->index];
            std::string &text = column.typeSyntax.spelling.text;
            std::string_view rest;
            if (splitType(text, rest) == VisibleName(type.namespaceName.text, type.name.text))
                continue;
            std::string now;
            if (!type.namespaceName.empty())
                now = spelled(type.namespaceName.text) + '.';
            text = now + spelled(type.name.text) + std::string(rest);
        }
    }

    void compactAll()
    {
        dropLinks();
        m_tables.compact(m_schema.tables);
        m_enums.compact(m_schema.enums);
        m_partials.compact(m_schema.partials);
        m_groups.compact(m_schema.groups);
        m_notes.compact(m_schema.stickyNotes);
        m_views.compact(m_schema.views);
        for (ir::Table &table : m_schema.tables)
            moveTable(table);
        for (ir::TablePartial &partial : m_schema.partials) {
            moveLinks(partial.foreignKeys);
            moveLinks(partial.relationships);
        }
        moveLinks(m_schema.foreignKeys);
        moveLinks(m_schema.relationships);
        moveLinks(m_schema.inactiveForeignKeys);
        moveLinks(m_schema.inactiveRelationships);
        for (ir::TableGroup &group : m_schema.groups) {
            for (ir::TableGroup::Member &member : group.tables)
                m_tables.move(member.table);
        }
        for (ir::DiagramView &view : m_schema.views) {
            moveAll(m_tables, view.tables.some);
            moveAll(m_notes, view.notes.some);
            moveAll(m_groups, view.groups.some);
        }
        for (ir::Dependency &dependency : m_schema.dependencies) {
            for (ir::Dependency::Edge &edge : dependency.edges) {
                m_tables.move(edge.upstream.table);
                m_tables.move(edge.downstream.table);
            }
        }
        for (ir::Records &records : m_schema.records)
            m_tables.move(records.table);
    }

    /// What one of whose tables goes.
    void dropLinks()
    {
        const auto goes = [&](ir::TableId table) {
            return table.isValid() && !m_tables.keeps(table.index());
        };
        const auto drop = [&](auto &links) {
            std::erase_if(links, [&](const auto &link) {
                return goes(link.source.table) || goes(link.target.table);
            });
        };
        drop(m_schema.foreignKeys);
        drop(m_schema.relationships);
        drop(m_schema.inactiveForeignKeys);
        drop(m_schema.inactiveRelationships);
        for (ir::TablePartial &partial : m_schema.partials) {
            drop(partial.foreignKeys);
            drop(partial.relationships);
        }
        std::erase_if(m_schema.records,
                      [&](const ir::Records &records) { return goes(records.table); });
        std::erase_if(m_schema.dependencies, [&](const ir::Dependency &dependency) {
            return std::ranges::any_of(dependency.edges, [&](const ir::Dependency::Edge &edge) {
                return goes(edge.upstream.table) || goes(edge.downstream.table);
            });
        });
    }

    void moveTable(ir::Table &table) const
    {
        for (ir::Column &column : table.columns)
            m_partials.move(column.partial);
        for (ir::UniqueKey &key : table.uniqueKeys)
            m_partials.move(key.partial);
        for (ir::CheckConstraint &check : table.checks)
            m_partials.move(check.partial);
        for (ir::Index &index : table.indexes)
            m_partials.move(index.partial);
        m_partials.move(table.notePartial);
        m_partials.move(table.headerColorPartial);
        m_partials.move(table.primaryKeyPartial);
        if (table.injections->empty())
            return;
        for (ir::Injection &injection : table.injections.edit())
            m_partials.move(injection.partial);
    }

    template <class Link> void moveLinks(std::vector<Link> &links) const
    {
        for (Link &link : links) {
            m_partials.move(link.partial);
            for (ir::Endpoint *const end : {&link.source, &link.target}) {
                m_tables.move(end->table);
                if (end->table.isValid())
                    end->tableSyntax.text = m_schema.table(end->table).id;
            }
        }
    }

    template <class Id> static void moveAll(const Selection &selection, std::vector<Id> &ids)
    {
        for (Id &id : ids)
            selection.move(id);
    }

    ir::Schema &m_schema;
    const FileContext &m_entry;
    std::unordered_map<SourceId, const FileContext *> m_files;
    Selection m_tables;
    Selection m_enums;
    Selection m_partials;
    Selection m_groups;
    Selection m_notes;
    Selection m_views;
};

} // namespace

void keepUsed(std::span<FileContext *const> files) { Pruner(files).run(); }

} // namespace tw::dbml
