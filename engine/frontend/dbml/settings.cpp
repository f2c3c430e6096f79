// SPDX-License-Identifier: MIT
#include "frontend/dbml/settings.h"

#include "frontend/dbml/elements.h"
#include "frontend/dbml/file_context.h"

#include <tablewright/base/utf8.h>

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

namespace tw::dbml {

namespace {

bool isSignOfNumber(const Node &node)
{
    return node.is(Node::Kind::Sign) && (node.text == "-" || node.text == "+") &&
           node.parts.size() == 1;
}

bool contains(std::initializer_list<std::string_view> names, std::string_view name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

std::string describeValue(const Setting &setting)
{
    if (!setting.valueWords.empty())
        return fmt::format("`{}`", setting.valueName);
    if (setting.value == nullptr)
        return "no value";
    return describe(*setting.value);
}

bool hasValue(const Setting &setting)
{
    return setting.value != nullptr || !setting.valueWords.empty();
}

} // namespace

bool isText(const Node *node)
{
    return node != nullptr && (node->isString() || node->is(Node::Kind::QuotedName));
}

bool isColor(const Node *node)
{
    if (node == nullptr || !node->is(Node::Kind::Color))
        return false;
    const std::string_view digits = node->text.substr(1);
    return (digits.size() == 3 || digits.size() == 6) &&
           digits.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

bool isNumber(const Node *node)
{
    while (node != nullptr && isSignOfNumber(*node))
        node = node->parts.front();
    return node != nullptr && node->is(Node::Kind::Number);
}

std::string numberText(const Node &node)
{
    const Node *number = &node;
    bool negative = false;
    for (; number->is(Node::Kind::Sign); number = number->parts.front())
        negative ^= number->text == "-";
    std::string_view digits = number->text;
    while (digits.size() > 1 && digits[0] == '0' && digits[1] >= '0' && digits[1] <= '9')
        digits.remove_prefix(1);
    std::string result(negative ? "-" : "");
    result += digits;
    const std::size_t dot = result.find('.');
    if (dot != std::string::npos &&
        (dot + 1 == result.size() || result[dot + 1] == 'e' || result[dot + 1] == 'E'))
        result.erase(dot, 1);
    return result;
}

void checkSettingNames(FileContext &file, const Node &list,
                       std::initializer_list<std::string_view> repeatable)
{
    const std::span<const Setting> settings = list.settings;
    for (const Setting &setting : settings) {
        if (setting.key != nullptr)
            file.diagnostics.report(diag::UnexpectedItem, file.range(*setting.key),
                                    describe(*setting.key), "the name of a setting");
    }
    // `firstOf` says where the name stood first; made only for lists that are longer than
    // anybody's.
    constexpr std::size_t searchLimit = 16;
    std::unordered_map<std::string_view, std::size_t> firstOf;
    std::vector<bool> reported;
    for (std::size_t i = 0; i < settings.size(); ++i) {
        const std::string_view name = settings[i].name;
        if (name.empty())
            continue;
        std::size_t first = i;
        if (settings.size() > searchLimit) {
            first = firstOf.try_emplace(name, i).first->second;
        } else {
            for (std::size_t j = 0; j < i && first == i; ++j) {
                if (settings[j].name == name)
                    first = j;
            }
        }
        if (first == i || contains(repeatable, name))
            continue;
        reported.resize(settings.size());
        if (!reported[first])
            file.diagnostics.report(diag::DuplicateSetting, nameRange(file, settings[first]), name)
                .note(nameRange(file, settings[i]), "and again here");
        reported[first] = true;
    }
}

SourceRange valueRange(const FileContext &file, const Setting &setting)
{
    if (setting.value != nullptr)
        return file.range(*setting.value);
    if (!setting.valueWords.empty())
        return file.tree.range(setting.valueWords.front()->begin, setting.valueWords.back()->end);
    return nameRange(file, setting);
}

SourceRange nameRange(const FileContext &file, const Setting &setting)
{
    return file.tree.range(setting.begin, setting.nameEnd);
}

DiagnosticBuilder reportValue(FileContext &file, const Setting &setting, std::string_view expected,
                              Blame blame)
{
    const SourceRange range = blame == Blame::Value ? valueRange(file, setting)
                                                    : file.tree.range(setting.begin, setting.end);
    return file.diagnostics.report(diag::SettingValue, range, setting.name, describeValue(setting),
                                   expected);
}

void reportUnknownSetting(FileContext &file, const Setting &setting, std::string_view what,
                          std::initializer_list<std::string_view> known)
{
    const SourceRange range = nameRange(file, setting);
    DiagnosticBuilder report =
        file.diagnostics.report(diag::UnknownSetting, range, setting.name, what);
    NearestName nearest(setting.name);
    for (const std::string_view name : known)
        nearest.consider(name);
    if (!nearest.best().empty())
        report.fix(fmt::format("change to `{}`", nearest.best()), range,
                   std::string(nearest.best()));
}

bool expectNoValue(FileContext &file, const Setting &setting, Blame blame)
{
    if (!hasValue(setting))
        return true;
    reportValue(file, setting, "none", blame);
    return false;
}

const Node *expectText(FileContext &file, const Setting &setting, Blame blame)
{
    if (isText(setting.value))
        return setting.value;
    reportValue(file, setting, "a string", blame);
    return nullptr;
}

const Node *expectColor(FileContext &file, const Setting &setting)
{
    if (isColor(setting.value))
        return setting.value;
    reportValue(file, setting, "a colour such as `#3498db`");
    return nullptr;
}

void readNoteSetting(FileContext &file, const Setting &setting, ir::Name &note, Blame blame)
{
    if (const Node *const text = expectText(file, setting, blame))
        note = {noteText(*text), file.range(*text)};
}

void readColorSetting(FileContext &file, const Setting &setting, ir::Color &color)
{
    if (const Node *const value = expectColor(file, setting))
        color = {std::string(value->text), file.range(*value)};
}

std::optional<ir::Metadata> readMetadataSetting(FileContext &file, const Setting &setting,
                                                std::string_view what,
                                                std::initializer_list<std::string_view> known)
{
    if (setting.key != nullptr)
        return std::nullopt; // reported with the names
    const bool color = isColor(setting.value);
    if (!color && !isText(setting.value)) {
        if (hasValue(setting))
            reportValue(file, setting, "a string or a colour");
        else
            reportUnknownSetting(file, setting, what, known);
        return std::nullopt;
    }
    const Node &value = *setting.value;
    return ir::Metadata{{std::string(setting.name), nameRange(file, setting)},
                        {color ? std::string(value.text) : textOf(value), file.range(value)},
                        color};
}

} // namespace tw::dbml
