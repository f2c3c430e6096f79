// SPDX-License-Identifier: MIT
#include "frontend/dbml/file_context.h"

#include <string_view>
#include <unordered_map>
#include <vector>

namespace tw::dbml {

namespace {

/// Each value once; the second place of one that is not is a note.
void checkValues(FileContext &file, const ir::EnumType &type)
{
    std::unordered_map<std::string_view, std::size_t> firstOf;
    std::vector<bool> reported(type.values.size());
    firstOf.reserve(type.values.size());
    for (std::size_t i = 0; i < type.values.size(); ++i) {
        const ir::Name &value = type.values[i].value;
        const auto [it, isNew] = firstOf.try_emplace(value.text, i);
        if (isNew || reported[it->second])
            continue;
        reported[it->second] = true;
        file.diagnostics
            .report(diag::DuplicateEnumValue, type.values[it->second].value.range, value.text,
                    type.name.text)
            .note(value.range, "and again here");
    }
}

void declare(FileContext &file, SymbolKind kind, std::string_view what,
             const ir::Name &namespaceName, const ir::Name &name, std::uint32_t index)
{
    if (!name.range.isValid())
        return;
    Symbol symbol{index, name.range};
    if (namespaceName.range.isValid())
        symbol.place.begin = namespaceName.range.begin;
    if (const auto other = file.scope.declare(kind, namespaceName.text, name.text, symbol))
        file.diagnostics.report(diag::DuplicateName, symbol.place, what, name.text)
            .note(other->place, "it is first declared here");
}

} // namespace

void declareLinks(FileContext &file)
{
    const ir::Schema &schema = file.schema;
    for (const std::uint32_t index : file.links.enums) {
        const ir::EnumType &type = schema.enums[index];
        declare(file, SymbolKind::Enum, "enum", type.namespaceName, type.name, index);
        checkValues(file, type);
    }
    for (const std::uint32_t index : file.links.groups)
        declare(file, SymbolKind::Group, "table group", {}, schema.groups[index].name, index);
    for (const std::uint32_t index : file.links.notes)
        declare(file, SymbolKind::StickyNote, "note", {}, schema.stickyNotes[index].name, index);
    for (const std::uint32_t index : file.links.views)
        declare(file, SymbolKind::View, "view", {}, schema.views[index].name, index);
}

} // namespace tw::dbml
