// SPDX-License-Identifier: MIT
#include "frontend/dbml/elements.h"
#include "frontend/dbml/file_context.h"
#include "frontend/dbml/settings.h"

#include <tablewright/base/utf8.h>

namespace tw::dbml {

namespace {

/// `database_type: 'PostgreSQL'`
void readProjectField(FileContext &file, const Element &element, ir::Schema &schema,
                      StringMap<std::size_t> &places)
{
    const std::string_view key = element.type->text;
    if (!checkHeader(file, element, {.what = key, .content = HeaderRules::Content::Line}) ||
        element.simple == nullptr)
        return;
    const std::span<const Node *const> items = element.simple->items;
    if (!isText(items.front())) {
        file.diagnostics.report(diag::UnexpectedItem, file.range(*items.front()),
                                describe(*items.front()), "a string");
        return;
    }
    if (items.size() > 1) {
        file.diagnostics.report(diag::UnexpectedItem, file.range(*items[1]), describe(*items[1]),
                                "nothing after the string");
        return;
    }
    std::string name = asciiLower(key);
    const auto [place, isNew] = places.try_emplace(name, schema.metadata.size());
    if (isNew)
        schema.metadata.emplace_back().key = {std::move(name), file.range(*element.type)};
    schema.metadata[place->second].value = {textOf(*items.front()), file.range(*items.front())};
}

} // namespace

void readProject(FileContext &file, const Element &element)
{
    if (!checkPlace(file, element, ElementKind::Document))
        return;
    file.tables.projects.push_back(file.range(*element.type));
    const bool readable =
        checkHeader(file, element, {.what = "Project", .naming = HeaderRules::Naming::Optional});
    ir::Schema other; // what another file says of its own project is of no interest
    ir::Schema &schema = file.isEntry ? file.schema : other;
    if (element.name != nullptr && element.name->isName())
        schema.name = nameOf(file, *element.name);
    if (!readable || element.body == nullptr)
        return;
    StringMap<std::size_t> places;
    for (const Entry &entry : element.body->entries) {
        Element inner;
        if (!toElement(entry, inner)) {
            file.diagnostics.report(diag::UnexpectedItem,
                                    file.tree.range(entry.line.begin, entry.line.end),
                                    "a line without a `:`", "`key: 'text'` in a `Project`");
        } else if (checkPlace(file, inner, ElementKind::Project)) {
            if (kindOf(inner.type->text) != ElementKind::Note)
                readProjectField(file, inner, schema, places);
            else if (ir::Name note = readNote(file, inner); note.range.isValid())
                schema.note = std::move(note);
        }
    }
}

} // namespace tw::dbml
