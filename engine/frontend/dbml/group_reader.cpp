// SPDX-License-Identifier: MIT
#include "frontend/dbml/elements.h"
#include "frontend/dbml/file_context.h"
#include "frontend/dbml/settings.h"

#include <string>
#include <utility>

namespace tw::dbml {

namespace {

void readSettings(FileContext &file, const Node &list, ir::TableGroup &group)
{
    checkSettingNames(file, list);
    for (const Setting &setting : list.settings) {
        if (setting.name == "note")
            readNoteSetting(file, setting, group.note);
        else if (setting.name == "color")
            readColorSetting(file, setting, group.color);
        else if (auto metadata =
                     readMetadataSetting(file, setting, "a table group", {"note", "color"}))
            group.metadata.push_back(std::move(*metadata));
    }
}

void readMember(FileContext &file, const Line &line, ir::TableGroup &group)
{
    const Node &name = *line.items.front();
    for (const Node *const item : line.items.subspan(1))
        file.diagnostics.report(diag::UnexpectedItem, file.range(*item), describe(*item),
                                "one table in a line");
    if (!isNamePath(name)) {
        file.diagnostics.report(diag::UnexpectedItem, file.range(name), describe(name),
                                "the name of a table");
        return;
    }
    PendingMember member;
    member.index = static_cast<std::uint32_t>(file.schema.groups.size());
    member.name = &name;
    group.tables.push_back({{}, file.range(name)});
    file.links.members.push_back(member);
}

} // namespace

void readTableGroup(FileContext &file, const Element &element)
{
    const HeaderRules rules{
        .what = "TableGroup", .naming = HeaderRules::Naming::Single, .settings = true};
    const bool hasBlock = checkHeader(file, element, rules);
    ir::TableGroup group;
    group.range = file.tree.range(element.begin, element.end);
    if (element.name != nullptr && element.name->isName())
        group.name = nameOf(file, *element.name);
    if (element.settings != nullptr)
        readSettings(file, *element.settings, group);
    if (!hasBlock || element.body == nullptr)
        return;
    const Node *firstNote = nullptr;
    bool noteTwice = false;
    for (const Entry &entry : element.body->entries) {
        Element inner;
        if (!toElement(entry, inner)) {
            readMember(file, entry.line, group);
        } else if (checkPlace(file, inner, ElementKind::TableGroup)) {
            ir::Name note = readNote(file, inner);
            if (firstNote == nullptr) {
                firstNote = inner.type;
                group.note = std::move(note);
            } else if (!std::exchange(noteTwice, true)) {
                file.diagnostics
                    .report(diag::DuplicateElement, file.range(*firstNote), "Note",
                            "in this `TableGroup`")
                    .note(file.range(*inner.type), "and again here");
            }
        }
    }
    file.links.groups.push_back(static_cast<std::uint32_t>(file.schema.groups.size()));
    file.schema.groups.push_back(std::move(group));
}

} // namespace tw::dbml
