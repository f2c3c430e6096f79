// SPDX-License-Identifier: MIT
#include "frontend/dbml/elements.h"
#include "frontend/dbml/file_context.h"
#include "frontend/dbml/metadata_blocks.h"
#include "frontend/dbml/settings.h"

#include <tablewright/base/utf8.h>

#include <string>
#include <utility>
#include <vector>

namespace tw::dbml {

namespace {

void readSettings(FileContext &file, const Node &list, ir::StickyNote &note)
{
    checkSettingNames(file, list);
    for (const Setting &setting : list.settings) {
        if (setting.name == "color") {
            if (!readNoteColor(file, setting.value, note.color))
                reportValue(file, setting, "a colour such as `#3498db`, or `none`");
        } else if (auto metadata = readMetadataSetting(file, setting, "a note", {"color"})) {
            note.metadata.push_back(std::move(*metadata));
        }
    }
}

} // namespace

bool readNoteColor(const FileContext &file, const Node *value, ir::Color &color)
{
    if (isColor(value))
        color = {std::string(value->text), file.range(*value)};
    else if (value != nullptr && value->is(Node::Kind::Word) &&
             equalsIgnoringCase(value->text, "none"))
        color = {"none", file.range(*value)};
    else
        return false;
    return true;
}

void readStickyNote(FileContext &file, const Element &element)
{
    const HeaderRules rules{.what = "Note", .naming = HeaderRules::Naming::Path, .settings = true};
    const std::size_t before = file.diagnostics.errorCount();
    const bool hasBlock = checkHeader(file, element, rules);
    ir::StickyNote note;
    note.range = file.tree.range(element.begin, element.end);
    if (element.name != nullptr && isNamePath(*element.name))
        note.name = qualifiedName(file, *element.name).name;
    if (element.settings != nullptr)
        readSettings(file, *element.settings, note);
    if (!hasBlock || element.body == nullptr)
        return;
    const bool isSound = file.diagnostics.errorCount() == before;
    std::vector<const Line *> lines;
    for (const Entry &entry : element.body->entries) {
        Element inner;
        if (toElement(entry, inner))
            checkPlace(file, inner, ElementKind::Note);
        else
            lines.push_back(&entry.line);
    }
    for (const Line *const line : lines) {
        const Node &text = *line->items.front();
        const SourceRange place = file.tree.range(line->begin, line->end);
        if (line != lines.front())
            file.diagnostics.report(diag::UnexpectedItem, place, describe(text),
                                    "one string in a `Note`");
        else if (isText(&text))
            note.text = {noteText(text), file.range(text)};
        else if (lines.size() == 1)
            file.diagnostics.report(diag::UnexpectedItem, place, describe(text), "a string");
        for (const Node *const item : line->items.subspan(1))
            file.diagnostics.report(diag::UnexpectedItem, file.range(*item), describe(*item),
                                    "one string in a `Note`");
    }
    if (lines.empty() && isSound)
        file.diagnostics.report(diag::EmptyElement, file.range(*element.type), rules.what,
                                "a string");
    file.links.notes.push_back(static_cast<std::uint32_t>(file.schema.stickyNotes.size()));
    file.schema.stickyNotes.push_back(std::move(note));
}

} // namespace tw::dbml
