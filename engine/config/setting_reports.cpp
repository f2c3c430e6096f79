// SPDX-License-Identifier: MIT
#include "config/setting_reports.h"

#include <tablewright/base/suggestion.h>
#include <tablewright/base/utf8.h>
#include <tablewright/diag/codes.h>

#include <fmt/format.h>

namespace tw::config {

namespace {

constexpr std::size_t shownBytes = 60;

std::string describedList(const TomlList &list)
{
    return list.empty() ? "an empty list" : "a list";
}

} // namespace

std::string shown(std::string_view text)
{
    const std::string_view cut = truncateUtf8(text, shownBytes);
    return fmt::format("{}{}", cut, cut.size() < text.size() ? "…" : "");
}

std::string described(const TomlValue &value)
{
    struct Describe {
        std::string operator()(bool boolean) const { return boolean ? "true" : "false"; }
        std::string operator()(std::int64_t integer) const { return fmt::format("{}", integer); }
        std::string operator()(double number) const { return fmt::format("{}", number); }
        std::string operator()(const std::string &text) const
        {
            return fmt::format("the text `{}`", shown(text));
        }
        std::string operator()(TomlDate /*date*/) const { return "a date or a time"; }
        std::string operator()(const TomlList &list) const { return describedList(list); }
        std::string operator()(const TomlTable & /*table*/) const { return "a table"; }
    };
    return std::visit(Describe(), value.value);
}

SourceRange placeOf(const TomlEntry &entry)
{
    return entry.value.as<TomlTable>() != nullptr ? entry.keyRange : entry.value.range;
}

void reportInvalid(DiagnosticEmitter &diagnostics, const TomlEntry &entry, std::string_view setting,
                   std::string_view expected)
{
    diagnostics.report(diag::InvalidConfiguration, placeOf(entry), shown(setting),
                       described(entry.value), expected);
}

void UnknownNames::report(SourceRange range, std::string_view what, std::string_view name,
                          const std::function<std::vector<std::string_view>()> &candidates)
{
    constexpr std::size_t longest = 200; // nobody slips in a longer one
    std::string nearest;
    if (name.size() <= longest && m_left > 0) {
        --m_left;
        nearest = suggestion(name, candidates());
    }
    m_diagnostics.report(diag::UnknownConfiguration, range, what, shown(name), nearest);
}

TextList textsOf(DiagnosticEmitter &diagnostics, const TomlEntry &entry, std::string_view setting,
                 std::string_view expected)
{
    const auto *list = entry.value.as<TomlList>();
    if (list == nullptr) {
        reportInvalid(diagnostics, entry, setting, expected);
        return {{}, false};
    }
    TextList result;
    for (const TomlValue &item : *list) {
        if (item.as<std::string>() != nullptr)
            result.texts.push_back(&item);
        else
            diagnostics.report(diag::InvalidConfiguration, item.range, shown(setting),
                               fmt::format("a list with {} in it", described(item)), expected);
    }
    result.isWhole = result.texts.size() == list->size();
    return result;
}

} // namespace tw::config
