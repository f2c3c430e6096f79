// SPDX-License-Identifier: MIT
#include "frontend/dbml/line_settings.h"

#include "frontend/dbml/elements.h"
#include "frontend/dbml/file_context.h"
#include "frontend/dbml/settings.h"

#include <fmt/format.h>

#include <string>

namespace tw::dbml {

SplitLine splitLine(const Line &line)
{
    SplitLine split;
    split.extra = line.items.subspan(1);
    if (split.extra.empty())
        return split;
    if (split.extra.back()->is(Node::Kind::List)) {
        split.settings = split.extra.back();
        split.extra = split.extra.first(split.extra.size() - 1);
    } else if (split.extra.front()->is(Node::Kind::List)) {
        split.settings = split.extra.front();
        split.extra = split.extra.subspan(1);
    }
    return split;
}

void reportExtra(FileContext &file, const SplitLine &line, std::string_view expected)
{
    for (const Node *const item : line.extra)
        file.diagnostics.report(diag::UnexpectedItem, file.range(*item), describe(*item), expected);
}

void reportSetting(FileContext &file, const Setting &setting, std::string_view expected)
{
    std::string found = "no value";
    if (!setting.valueWords.empty())
        found = fmt::format("`{}`", setting.valueName);
    else if (setting.value != nullptr)
        found = describe(*setting.value);
    file.diagnostics.report(diag::SettingValue, file.tree.range(setting.begin, setting.end),
                            setting.name, found, expected);
}

} // namespace tw::dbml
