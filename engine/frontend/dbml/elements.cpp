// SPDX-License-Identifier: MIT
#include "frontend/dbml/elements.h"

#include "frontend/dbml/file_context.h"
#include "frontend/dbml/settings.h"

#include <tablewright/base/utf8.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace tw::dbml {

namespace {

constexpr std::array<std::pair<std::string_view, ElementKind>, 13> elementWords{
    {{"Table", ElementKind::Table},
     {"Ref", ElementKind::Ref},
     {"Enum", ElementKind::Enum},
     {"Note", ElementKind::Note},
     {"Indexes", ElementKind::Indexes},
     {"Checks", ElementKind::Checks},
     {"Records", ElementKind::Records},
     {"TableGroup", ElementKind::TableGroup},
     {"TablePartial", ElementKind::TablePartial},
     {"Project", ElementKind::Project},
     {"Dep", ElementKind::Dependency},
     {"DiagramView", ElementKind::DiagramView},
     {"Metadata", ElementKind::Metadata}}};

bool isDocumentElement(ElementKind kind)
{
    return kind != ElementKind::Indexes && kind != ElementKind::Checks &&
           kind != ElementKind::Custom && kind != ElementKind::Document;
}

bool mayStand(ElementKind kind, ElementKind parent)
{
    using enum ElementKind;
    switch (kind) {
    case Indexes:
    case Checks:
        return parent == Table || parent == TablePartial;
    case Records:
        return parent == Document || parent == Table;
    case Note:
        return parent == Document || parent == Table || parent == TablePartial ||
               parent == TableGroup || parent == Project || parent == Dependency;
    case Custom:
        return parent == Project || parent == Dependency || parent == Metadata;
    default:
        return parent == Document;
    }
}

std::string_view expectedPlace(ElementKind kind)
{
    switch (kind) {
    case ElementKind::Indexes:
    case ElementKind::Checks:
        return "in a `Table` or a `TablePartial`";
    case ElementKind::Records:
        return "at the top level or in a `Table`";
    case ElementKind::Note:
        return "at the top level or in a `Table`, `TablePartial`, `TableGroup`, `Project` or `Dep`";
    default:
        return "at the top level";
    }
}

std::string placeIn(ElementKind parent)
{
    if (parent == ElementKind::Document)
        return "at the top level";
    return fmt::format("in `{}`", spelling(parent));
}

std::string_view expectedName(HeaderRules::Naming naming)
{
    return naming == HeaderRules::Naming::Path ? "a name, or names joined by dots" : "one name";
}

void checkName(FileContext &file, const Element &element, const HeaderRules &rules)
{
    using enum HeaderRules::Naming;
    const Node *const name = element.name;
    if (name == nullptr) {
        if (rules.naming == Single || rules.naming == Path)
            file.diagnostics.report(diag::UnnamedElement, file.range(*element.type), rules.what);
        return;
    }
    if (rules.naming == None) {
        file.diagnostics.report(diag::UnexpectedPart, file.range(*name), rules.what, "a name");
        return;
    }
    if (rules.naming == Path ? isNamePath(*name) : name->isName())
        return;
    DiagnosticBuilder report =
        file.diagnostics.report(diag::MalformedName, file.range(*name), describe(*name),
                                fmt::format("a `{}`", rules.what), expectedName(rules.naming));
    if (name->is(Node::Kind::Index) && rules.settings && isNamePath(*name->parts.front())) {
        const std::uint32_t bracket = name->parts.front()->end;
        report.fix("put a space before the settings", file.tree.range(bracket, bracket), " ");
    }
}

} // namespace

ElementKind kindOf(std::string_view word)
{
    const auto *const found =
        std::find_if(elementWords.begin(), elementWords.end(), [&](const auto &entry) {
            return entry.first.size() == word.size() && equalsIgnoringCase(entry.first, word);
        });
    return found == elementWords.end() ? ElementKind::Custom : found->second;
}

std::string_view spelling(ElementKind kind)
{
    const auto *const found = std::find_if(elementWords.begin(), elementWords.end(),
                                           [&](const auto &entry) { return entry.second == kind; });
    return found == elementWords.end() ? std::string_view() : found->first;
}

bool toElement(const Entry &entry, Element &element)
{
    if (entry.field == nullptr) {
        const auto &items = entry.line.items;
        return !items.empty() && items.back()->is(Node::Kind::Body) &&
               toElement(entry.line, element);
    }
    element = {};
    element.type = entry.field;
    element.simple = &entry.line;
    element.begin = entry.begin;
    element.end = entry.end;
    return true;
}

bool checkPlace(FileContext &file, const Element &element, ElementKind parent)
{
    const std::string_view word = element.type->text;
    const ElementKind kind = kindOf(word);
    if (mayStand(kind, parent))
        return true;
    const SourceRange range = file.range(*element.type);
    if (kind != ElementKind::Custom) {
        file.diagnostics.report(diag::MisplacedElement, range, spelling(kind), placeIn(parent),
                                expectedPlace(kind));
        return false;
    }
    DiagnosticBuilder report =
        file.diagnostics.report(diag::UnknownElement, range, word, placeIn(parent));
    NearestName nearest(word);
    for (const auto &[name, candidate] : elementWords) {
        if (parent == ElementKind::Document ? isDocumentElement(candidate)
                                            : mayStand(candidate, parent))
            nearest.consider(name);
    }
    if (!nearest.best().empty())
        report.fix(fmt::format("change to `{}`", nearest.best()), range,
                   std::string(nearest.best()));
    return false;
}

bool checkHeader(FileContext &file, const Element &element, const HeaderRules &rules)
{
    checkName(file, element, rules);
    if (element.alias != nullptr) {
        const SourceRange range = file.range(*element.alias);
        if (!rules.alias)
            file.diagnostics.report(diag::UnexpectedPart, range, rules.what, "an alias");
        else if (!element.alias->isName())
            file.diagnostics.report(diag::MalformedName, range, describe(*element.alias),
                                    "an alias", "one name");
    }
    if (element.settings != nullptr && !rules.settings)
        file.diagnostics.report(diag::UnexpectedPart, file.range(*element.settings), rules.what,
                                "settings");
    using enum HeaderRules::Content;
    if (rules.content == Block && element.simple != nullptr) {
        file.diagnostics.report(diag::WrongBody,
                                file.tree.range(element.simple->begin, element.simple->end),
                                rules.what, "a `:` and a line", "a block in braces");
        return false;
    }
    if (rules.content == Line && element.body != nullptr) {
        file.diagnostics.report(diag::WrongBody,
                                file.tree.range(element.body->begin, element.body->begin + 1),
                                rules.what, "a block in braces", "a `:` and a value");
        return false;
    }
    return true;
}

ir::Name readNote(FileContext &file, const Element &element)
{
    checkHeader(file, element, {.what = "Note", .content = HeaderRules::Content::Either});
    std::vector<const Line *> lines;
    if (element.simple != nullptr)
        lines.push_back(element.simple);
    if (element.body != nullptr) {
        for (const Entry &entry : element.body->entries) {
            Element inner;
            if (toElement(entry, inner))
                checkPlace(file, inner, ElementKind::Note);
            else
                lines.push_back(&entry.line);
        }
    }
    if (lines.empty() || lines.front()->items.empty()) {
        file.diagnostics.report(diag::EmptyElement, file.range(*element.type), "Note", "a string");
        return {};
    }
    const std::span<const Node *const> items = lines.front()->items;
    const Node &content = *items.front();
    if (!isText(&content))
        file.diagnostics.report(diag::UnexpectedItem, file.range(content), describe(content),
                                "the text of the note in quotes");
    else if (items.size() > 1)
        file.diagnostics.report(diag::UnexpectedItem, file.range(*items[1]), describe(*items[1]),
                                "nothing after the text of the note");
    else if (lines.size() > 1)
        file.diagnostics.report(diag::UnexpectedItem,
                                file.tree.range(lines[1]->begin, lines[1]->end),
                                "another line in a note", "one string");
    else
        return {noteText(content), file.range(content)};
    return {};
}

std::string noteText(const Node &string)
{
    if (!string.is(Node::Kind::BlockString))
        return textOf(string);
    std::string text = withoutIndent(textOf(string));
    const std::size_t last = text.find_last_not_of(" \t\r\n\f\v");
    if (last == std::string::npos)
        return {};
    text.resize(std::min(text.find('\n', last), text.size()));
    return text;
}

bool isNamePath(const Node &node)
{
    return node.isName() ||
           (node.is(Node::Kind::Path) && std::all_of(node.parts.begin(), node.parts.end(),
                                                     [](const Node *p) { return p->isName(); }));
}

ir::Name nameOf(const FileContext &file, const Node &leaf)
{
    return {leaf.is(Node::Kind::Word) ? std::string(leaf.text) : textOf(leaf), file.range(leaf)};
}

QualifiedName qualifiedName(const FileContext &file, const Node &path)
{
    if (!path.is(Node::Kind::Path))
        return {{}, nameOf(file, path)};
    QualifiedName result;
    const auto spaces = path.parts.first(path.parts.size() - 1);
    for (const Node *part : spaces) {
        if (part != spaces.front())
            result.namespaceName.text += '.';
        result.namespaceName.text += textOf(*part);
    }
    result.namespaceName.range = file.tree.range(spaces.front()->begin, spaces.back()->end);
    result.name = nameOf(file, *path.parts.back());
    return result;
}

std::string describe(const Node &node)
{
    using enum Node::Kind;
    constexpr std::size_t longest = 40;
    switch (node.kind) {
    case Word:
    case QuotedName:
    case Number:
    case Color:
    case Star:
        return node.text.size() <= longest ? fmt::format("`{}`", node.text) : "a long name";
    case String:
    case BlockString:
        return "a string";
    case Expression:
        return "an expression in backticks";
    case Path:
        return isNamePath(node) ? "names joined by dots" : "more than names joined by dots";
    case Sign:
        return fmt::format("`{}` before a value", node.text);
    case Binary:
        return fmt::format("values joined by `{}`", node.text);
    case Call:
        return "a name with arguments";
    case Index:
        return "a name with `[…]`";
    case Group:
        return "values in parentheses";
    case Commas:
        return "values with commas";
    case List:
        return "settings";
    case Body:
        return "a block";
    case Missing:
        break;
    }
    return "nothing";
}

} // namespace tw::dbml
