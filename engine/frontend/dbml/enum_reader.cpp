// SPDX-License-Identifier: MIT
#include "frontend/dbml/elements.h"
#include "frontend/dbml/file_context.h"
#include "frontend/dbml/line_settings.h"
#include "frontend/dbml/settings.h"

#include <algorithm>

namespace tw::dbml {

namespace {

void readValueSettings(FileContext &file, const Node &list, ir::EnumValue &value)
{
    checkSettingNames(file, list);
    for (const Setting &setting : list.settings) {
        if (setting.name == "note") {
            if (isText(setting.value))
                value.note = {noteText(*setting.value), file.range(*setting.value)};
            else
                reportSetting(file, setting, "a string");
        } else if (setting.key == nullptr) {
            reportUnknownSetting(file, setting, "a value of an enum", {"note"});
        }
    }
}

void readValue(FileContext &file, const Line &line, ir::EnumType &type)
{
    ir::EnumValue value;
    const SplitLine split = splitLine(line);
    if (split.settings != nullptr)
        readValueSettings(file, *split.settings, value);
    const Node &name = *line.items.front();
    if (name.isName())
        value.value = nameOf(file, name);
    else
        file.diagnostics.report(diag::UnexpectedItem, file.range(name), describe(name),
                                "the name of a value");
    if (name.isName() && value.value.empty())
        file.diagnostics.report(diag::EmptyName, file.range(name), "a value of an enum");
    reportExtra(file, split, "a line with one value and its settings");
    type.values.push_back(std::move(value));
}

} // namespace

void readEnum(FileContext &file, const Element &element)
{
    const HeaderRules rules{.what = "Enum", .naming = HeaderRules::Naming::Path};
    const std::size_t before = file.diagnostics.errorCount();
    ir::EnumType type;
    type.range = file.tree.range(element.begin, element.end);
    if (element.name != nullptr && isNamePath(*element.name)) {
        QualifiedName name = qualifiedName(file, *element.name);
        type.namespaceName = std::move(name.namespaceName);
        type.name = std::move(name.name);
        if (type.name.empty())
            file.diagnostics.report(diag::EmptyName, file.range(*element.type), "an enum");
    }
    if (!checkHeader(file, element, rules) || element.body == nullptr)
        return;
    const bool isSound = file.diagnostics.errorCount() == before;
    for (const Entry &entry : element.body->entries) {
        Element inner;
        if (toElement(entry, inner))
            checkPlace(file, inner, ElementKind::Enum);
        else
            readValue(file, entry.line, type);
    }
    if (type.values.empty() && isSound)
        file.diagnostics.report(diag::EmptyElement, file.range(*element.type), rules.what,
                                "a value at least");
    file.links.enums.push_back(static_cast<std::uint32_t>(file.schema.enums.size()));
    file.schema.enums.push_back(std::move(type));
}

} // namespace tw::dbml
