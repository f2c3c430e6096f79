// SPDX-License-Identifier: MIT
#include "frontend/dbml/link_binders.h"

#include "frontend/dbml/elements.h"

#include <map>
#include <string>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace tw::dbml {

namespace {

using Kind = PendingMember::Kind;
using Names = NameFinder::Names;

class MemberBinder {
public:
    MemberBinder(FileContext &file, NameFinder &names) : m_file(file), m_names(names) {}

    void run()
    {
        for (const PendingMember &member : m_file.links.members) {
            checkOnce(member);
            if (member.kind == Kind::GroupTable)
                bindGroupTable(member);
            else
                bindViewMember(member);
        }
    }

private:
    /// One group or one view names an element once; `public.a` and `a` are the same.
    void checkOnce(const PendingMember &member)
    {
        std::string name;
        if (isNamePath(*member.name)) {
            const QualifiedName written = qualifiedName(m_file, *member.name);
            const std::string &space = written.namespaceName.text;
            const bool ofTable = member.kind == Kind::GroupTable || member.kind == Kind::ViewTable;
            if (!space.empty() && !(ofTable && space == "public"))
                name = space + '.';
            name += written.name.text;
        }
        const auto key = std::tuple(member.kind, member.index, std::move(name));
        const auto [it, isNew] = m_seen.try_emplace(key, Seen{m_file.range(*member.name), false});
        if (isNew || std::exchange(it->second.reported, true))
            return;
        m_file.diagnostics
            .report(diag::DuplicateElement, it->second.place,
                    isNamePath(*member.name) ? std::get<2>(key) : std::string(member.name->text),
                    member.kind == Kind::GroupTable ? "in this group" : "in this view")
            .note(m_file.range(*member.name), "and again here");
    }

    /// The last name of a path is where the reference looks for a mistake first.
    void bindGroupTable(const PendingMember &member)
    {
        ir::TableGroup &group = m_file.schema.groups[member.index];
        ir::TableGroup::Member &slot = group.tables[m_slots[member.index]++];
        const Names path = pathOf(member);
        const Symbol *found = m_names.findTable(path);
        if (found != nullptr && path.size() > 1 &&
            m_file.schema.tables[found->index].name.text != textOf(*path.back()))
            found = nullptr; // an alias is no name in a namespace
        if (found == nullptr) {
            m_names.reportUnknownTable(path);
            return;
        }
        const ir::Table &table = m_file.schema.tables[found->index];
        if (table.range.source != m_file.tree.source()) {
            m_file.diagnostics.report(diag::ForeignGroupMember, m_file.range(*path.back()),
                                      table.name.text);
            return;
        }
        slot.table = ir::TableId(found->index);
        m_names.mentionTable(found->index, path);
    }

    void bindViewMember(const PendingMember &member)
    {
        const Names path = pathOf(member);
        if (path.empty())
            return; // what is no name shows nothing
        ir::DiagramView &view = m_file.schema.views[member.index];
        switch (member.kind) {
        case Kind::GroupTable:
            break;
        case Kind::ViewTable:
            if (const ir::TableId table = m_names.table(path); table.isValid())
                view.tables.some.push_back(table);
            break;
        case Kind::ViewNote:
            if (const Symbol *const found =
                    m_names.find(SymbolKind::StickyNote, *path.back(), "note"))
                view.notes.some.emplace_back(found->index);
            break;
        case Kind::ViewGroup:
            if (const Symbol *const found =
                    m_names.find(SymbolKind::Group, *path.back(), "table group"))
                view.groups.some.emplace_back(found->index);
            break;
        case Kind::ViewNamespace:
            if (m_names.hasNamespace(path))
                view.namespaces.some.push_back(
                    {NameFinder::joined(path), m_file.range(*member.name)});
            break;
        }
    }

    [[nodiscard]] static Names pathOf(const PendingMember &member)
    {
        if (!isNamePath(*member.name))
            return {};
        return member.name->is(Node::Kind::Path) ? member.name->parts : Names(&member.name, 1);
    }

    struct Seen {
        SourceRange place;
        bool reported = false;
    };

    FileContext &m_file;
    NameFinder &m_names;
    std::map<std::tuple<Kind, std::uint32_t, std::string>, Seen> m_seen;
    std::unordered_map<std::uint32_t, std::size_t> m_slots; ///< the next member of each group
};

} // namespace

void bindMembers(FileContext &file, NameFinder &names)
{
    MemberBinder(file, names).run();
    for (const std::uint32_t index : file.links.views) {
        ir::DiagramView &view = file.schema.views[index];
        const auto dropNames = [](auto &selection) {
            if (selection.all)
                selection.some.clear();
        };
        dropNames(view.tables);
        dropNames(view.notes);
        dropNames(view.groups);
        dropNames(view.namespaces);
        // By its name and by its alias.
        std::unordered_set<std::size_t> shown;
        std::erase_if(view.tables.some,
                      [&](const ir::TableId table) { return !shown.insert(table.index()).second; });
    }
}

} // namespace tw::dbml
