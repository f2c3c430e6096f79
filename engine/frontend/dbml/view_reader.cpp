// SPDX-License-Identifier: MIT
#include "frontend/dbml/elements.h"
#include "frontend/dbml/file_context.h"
#include "frontend/dbml/settings.h"

#include <tablewright/base/utf8.h>

#include <algorithm>
#include <array>
#include <optional>
#include <ranges>
#include <utility>

namespace tw::dbml {

namespace {

using Kind = PendingMember::Kind;

constexpr std::array<std::pair<std::string_view, Kind>, 4> blockWords{
    {{"Tables", Kind::ViewTable},
     {"Notes", Kind::ViewNote},
     {"TableGroups", Kind::ViewGroup},
     {"Schemas", Kind::ViewNamespace}}};

std::optional<Kind> blockKind(std::string_view word)
{
    for (const auto &[spelling, kind] : blockWords) {
        if (equalsIgnoringCase(word, spelling))
            return kind;
    }
    return std::nullopt;
}

/// Calls `change` with the selection that a block of this kind fills.
template <class Change> void select(ir::DiagramView &view, Kind kind, Change change)
{
    switch (kind) {
    case Kind::GroupTable:
    case Kind::ViewTable:
        change(view.tables);
        break;
    case Kind::ViewNote:
        change(view.notes);
        break;
    case Kind::ViewGroup:
        change(view.groups);
        break;
    case Kind::ViewNamespace:
        change(view.namespaces);
        break;
    }
}

bool isStar(const Entry &entry)
{
    return entry.field == nullptr && entry.line.items.front()->is(Node::Kind::Star);
}

void addMember(FileContext &file, Kind kind, const Node &name)
{
    PendingMember member;
    member.kind = kind;
    member.index = static_cast<std::uint32_t>(file.schema.views.size());
    member.name = &name;
    file.links.members.push_back(member);
}

/// Names that operators join are looked up each: `order-lines` without its quotes is two.
void addMembers(FileContext &file, Kind kind, const Node &item)
{
    std::vector<const Node *> names; // the last one first
    const Node *rest = &item;
    for (; rest->is(Node::Kind::Binary); rest = rest->parts[0])
        names.push_back(rest->parts[1]);
    addMember(file, kind, *rest);
    for (const Node *const name : std::views::reverse(names))
        addMember(file, kind, *name);
}

/// `Tables { a  s.b }`, `Notes { * }`
void readBlock(FileContext &file, const Element &block, Kind kind, ir::DiagramView &view)
{
    if (block.simple != nullptr) {
        const std::uint32_t colon = block.type->end;
        file.diagnostics.report(diag::WrongBody, file.tree.range(colon, colon + 1),
                                block.type->text, "a `:` and a line", "a block in braces");
        return;
    }
    const std::span<const Entry> entries = block.body->entries;
    const bool all = std::ranges::any_of(entries, isStar);
    bool some = false;
    for (const Entry &entry : entries) {
        Element inner;
        if (toElement(entry, inner))
            continue; // it shows nothing
        const std::span<const Node *const> items = entry.line.items;
        if (!isStar(entry)) {
            some = true;
            for (const Node *const item : items.subspan(1))
                file.diagnostics.report(diag::UnexpectedItem, file.range(*item), describe(*item),
                                        "one name in a line");
        }
        addMembers(file, kind, *items.front());
    }
    if (all && some)
        file.diagnostics.report(diag::StarAndNames, file.range(*block.type), block.type->text);
    select(view, kind, [&](auto &selection) {
        selection.given = true;
        selection.all |= all;
        selection.range = file.tree.range(block.begin, block.end);
    });
}

} // namespace

void readDiagramView(FileContext &file, const Element &element)
{
    const HeaderRules rules{
        .what = "DiagramView", .naming = HeaderRules::Naming::Single, .settings = true};
    const bool hasBlock = checkHeader(file, element, rules);
    ir::DiagramView view;
    view.range = file.tree.range(element.begin, element.end);
    if (element.name != nullptr && element.name->isName())
        view.name = nameOf(file, *element.name);
    if (element.settings != nullptr) {
        checkSettingNames(file, *element.settings);
        for (const Setting &setting : element.settings->settings) {
            if (setting.key == nullptr)
                reportUnknownSetting(file, setting, "a view", {});
        }
    }
    if (!hasBlock || element.body == nullptr)
        return;
    const std::span<const Entry> entries = element.body->entries;
    for (const Entry &entry : entries) {
        Element inner;
        if (toElement(entry, inner)) {
            if (const auto kind = blockKind(inner.type->text))
                readBlock(file, inner, *kind, view);
            else
                file.diagnostics.report(
                    diag::UnexpectedItem, file.tree.range(inner.begin, inner.end),
                    describe(*inner.type), "`Tables`, `Notes`, `TableGroups`, `Schemas` or `*`");
        } else if (!isStar(entry)) {
            file.diagnostics.report(diag::UnexpectedItem,
                                    file.tree.range(entry.line.begin, entry.line.end),
                                    describe(*entry.line.items.front()),
                                    "`Tables`, `Notes`, `TableGroups`, `Schemas` or `*`");
        } else {
            for (const Node *const item : entry.line.items.subspan(1))
                file.diagnostics.report(diag::UnexpectedItem, file.range(*item), describe(*item),
                                        "nothing behind `*`");
            if (entries.size() == 1) {
                for (const auto &[word, kind] : blockWords)
                    select(view, kind, [&](auto &selection) {
                        selection.given = true;
                        selection.all = true;
                        selection.range = file.range(*entry.line.items.front());
                    });
            }
        }
    }
    file.links.views.push_back(static_cast<std::uint32_t>(file.schema.views.size()));
    file.schema.views.push_back(std::move(view));
}

} // namespace tw::dbml
