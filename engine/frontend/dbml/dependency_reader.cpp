// SPDX-License-Identifier: MIT
#include "frontend/dbml/elements.h"
#include "frontend/dbml/file_context.h"
#include "frontend/dbml/line_settings.h"
#include "frontend/dbml/link_names.h"
#include "frontend/dbml/settings.h"

#include <tablewright/base/utf8.h>

#include <optional>
#include <string>
#include <utility>

namespace tw::dbml {

namespace {

constexpr std::string_view edgeExpected = "two ends and an arrow between them, `a -> b`";
constexpr std::string_view customExpected = "a string, a number, a colour or a name";

bool isArrow(std::string_view sign) { return sign == "->" || sign == "<-"; }

bool isCustomValue(const Node &value)
{
    return isText(&value) || isColor(&value) || isNumber(&value) || value.isName();
}

/// Keys that are given twice keep the later value.
void setMetadata(ir::Dependency &dependency, ir::Name key, const Node &value, SourceRange range)
{
    ir::Metadata metadata{std::move(key), {{}, range}, isColor(&value)};
    if (isNumber(&value))
        metadata.value.text = numberText(value);
    else
        metadata.value.text = metadata.isColor ? std::string(value.text) : textOf(value);
    dependency.metadata.push_back(std::move(metadata));
}

/// `check`: whether the settings of this list have to be right; those that need not be and are not
/// are passed over.
void readSettings(FileContext &file, const Node &list, ir::Dependency &dependency, bool check)
{
    for (const Setting &setting : list.settings) {
        const Node *const value = setting.value;
        if (setting.key != nullptr) {
            if (check)
                file.diagnostics.report(diag::UnexpectedItem, file.range(*setting.key),
                                        describe(*setting.key), "the name of a setting");
        } else if (setting.name == "color") {
            if (isColor(value))
                dependency.color = {std::string(value->text), file.range(*value)};
            else if (check)
                reportSetting(file, setting, "a colour such as `#3498db`");
        } else if (setting.name == "note") {
            if (isText(value))
                dependency.note = {noteText(*value), file.range(*value)};
            else if (check)
                reportSetting(file, setting, "a string");
        } else if (value != nullptr && isCustomValue(*value)) {
            setMetadata(dependency, {std::string(setting.name), nameRange(file, setting)}, *value,
                        file.range(*value));
        } else if (check && (value != nullptr || !setting.valueWords.empty())) {
            reportSetting(file, setting, customExpected);
        }
    }
}

void readEdge(FileContext &file, const Line &line, ir::Dependency &dependency, bool checkSettings)
{
    const SplitLine split = splitLine(line);
    if (split.settings != nullptr)
        readSettings(file, *split.settings, dependency, checkSettings);
    reportExtra(file, split, "one arrow and its settings");

    const Node &node = *line.items.front();
    if (!node.is(Node::Kind::Binary) || node.parts.size() != 2 || !isArrow(node.text)) {
        file.diagnostics.report(diag::UnexpectedItem, file.range(node), describe(node),
                                edgeExpected);
        return;
    }
    for (const Node *const &end : node.parts) {
        if (!splitEnd(end)) {
            file.diagnostics.report(diag::UnexpectedItem, file.range(*end), describe(*end),
                                    "a table or a column");
            return;
        }
    }
    PendingEdge edge;
    edge.leftIsUpstream = node.text == "->";
    edge.left = node.parts[0];
    edge.right = node.parts[1];
    edge.place = file.range(node);
    edge.edge = static_cast<std::uint32_t>(dependency.edges.size());
    dependency.edges.emplace_back();
    file.links.edges.push_back(std::move(edge));
}

/// `note: 'text'`, `note { 'text' }`, `color: #fff` or a key of people's own.
void readField(FileContext &file, const Element &field, ir::Dependency &dependency)
{
    const SourceRange range = file.tree.range(field.begin, field.end);
    const std::string_view word = field.type->text;
    const Node *value = nullptr;
    if (field.simple != nullptr)
        value = field.simple->items.front();
    const bool isNote = kindOf(word) == ElementKind::Note;
    if (isNote && field.body != nullptr && !field.body->entries.empty() &&
        field.body->entries.front().field == nullptr)
        value = field.body->entries.front().line.items.front();

    const auto expected = [&](std::string_view what) {
        file.diagnostics.report(diag::SettingValue, range, word,
                                value == nullptr ? "a block in braces" : describe(*value), what);
    };
    if (isNote) {
        if (value != nullptr && isText(value))
            dependency.note = {noteText(*value), file.range(*value)};
        else
            expected("a string");
    } else if (equalsIgnoringCase(word, "color")) {
        if (value != nullptr && isColor(value))
            dependency.color = {std::string(value->text), file.range(*value)};
        else
            expected("a colour such as `#3498db`");
    } else if (value != nullptr && isCustomValue(*value)) {
        setMetadata(dependency, {asciiLower(word), file.range(*field.type)}, *value,
                    file.range(*value));
    } else {
        expected(customExpected);
    }
}

/// Of values with one key the last counts; a dependency without edges says nothing.
void finish(FileContext &file, ir::Dependency dependency, std::size_t firstEdge)
{
    if (dependency.edges.empty())
        return;
    StringMap<std::size_t> places;
    std::vector<ir::Metadata> kept;
    for (ir::Metadata &metadata : dependency.metadata) {
        const auto [it, isNew] = places.try_emplace(metadata.key.text, kept.size());
        if (isNew)
            kept.push_back(std::move(metadata));
        else
            kept[it->second] = std::move(metadata);
    }
    dependency.metadata = std::move(kept);
    const auto index = static_cast<std::uint32_t>(file.schema.dependencies.size());
    for (std::size_t i = firstEdge; i < file.links.edges.size(); ++i)
        file.links.edges[i].index = index;
    file.schema.dependencies.push_back(std::move(dependency));
}

} // namespace

void readDependency(FileContext &file, const Element &element)
{
    const HeaderRules rules{.what = "Dep",
                            .naming = HeaderRules::Naming::Optional,
                            .settings = true,
                            .content = HeaderRules::Content::Either};
    checkHeader(file, element, rules);
    ir::Dependency dependency;
    dependency.range = file.tree.range(element.begin, element.end);
    const std::size_t firstEdge = file.links.edges.size();
    if (element.name != nullptr && element.name->isName())
        dependency.name = nameOf(file, *element.name);
    if (element.settings != nullptr)
        readSettings(file, *element.settings, dependency, true);
    if (element.simple != nullptr)
        readEdge(file, *element.simple, dependency, true);
    if (element.body != nullptr) {
        // What stands in the block's own fields counts more than what its lines say.
        for (const Entry &entry : element.body->entries) {
            Element inner;
            if (!toElement(entry, inner))
                readEdge(file, entry.line, dependency, false);
        }
        for (const Entry &entry : element.body->entries) {
            Element inner;
            if (toElement(entry, inner))
                readField(file, inner, dependency);
        }
    }
    finish(file, std::move(dependency), firstEdge);
}

void readInlineDependency(FileContext &file, const Setting &setting, const ColumnOwner &owner)
{
    std::optional<EndSyntax> end;
    const bool isSign = setting.value != nullptr && setting.value->is(Node::Kind::Sign);
    if (isSign && isArrow(setting.value->text))
        end = splitEnd(setting.value->parts.front());
    if (!end || end->group != nullptr || owner.partial.isValid()) {
        reportValue(file, setting,
                    owner.partial.isValid() ? "a string or a colour"
                                            : "an arrow and what it comes from, `<- source`");
        return;
    }
    ir::Dependency dependency;
    dependency.range = file.tree.range(setting.begin, setting.end);
    dependency.edges.emplace_back();
    PendingEdge edge;
    edge.leftIsUpstream = setting.value->text == "->";
    edge.right = setting.value->parts.front();
    edge.owner = owner;
    edge.place = dependency.range;
    edge.index = static_cast<std::uint32_t>(file.schema.dependencies.size());
    file.links.edges.push_back(std::move(edge));
    file.schema.dependencies.push_back(std::move(dependency));
}

} // namespace tw::dbml
