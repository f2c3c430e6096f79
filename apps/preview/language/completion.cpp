// SPDX-License-Identifier: GPL-3.0-or-later
#include "language/completion.h"

#include "language/completion_source.h"

#include <tablewright/base/utf8.h>

#include <algorithm>
#include <unordered_set>

namespace tw::preview {

std::vector<Token> CompletionPlace::tokensTo(std::uint32_t end, TokenState &state) const
{
    state = lineState;
    std::vector<Token> tokens =
        tokenize(request.language, request.text.substr(lineStart, end - lineStart), state);
    // At the end of a part a new line is expected; here the line goes on.
    state.newLine = tokens.empty();
    for (Token &token : tokens) {
        token.begin += lineStart;
        token.end += lineStart;
    }
    return tokens;
}

void addTypes(const CompletionRequest &request, std::vector<Completion> &items)
{
    std::unordered_set<std::string> seen;
    const auto add = [&](Completion::Kind kind, const std::string &name, std::string detail) {
        if (!name.empty() && seen.insert(asciiLower(name)).second)
            items.push_back({kind, name, name, std::move(detail), 0});
    };
    if (request.schema != nullptr) {
        for (const ir::EnumType &type : request.schema->enums) {
            const std::string space = type.namespaceName.text;
            add(Completion::Kind::Enum,
                space.empty() ? type.name.text : space + '.' + type.name.text, "enum");
        }
        for (const ir::Table &table : request.schema->tables) {
            for (const ir::Column &column : table.columns) {
                if (!column.type.isEnum() && column.type.isResolved())
                    add(Completion::Kind::Type, column.typeSyntax.spelling.text, {});
            }
        }
    }
    static const char *const common[] = {
        "int",     "bigint",    "smallint",    "serial", "bigserial", "varchar(255)",  "text",
        "boolean", "timestamp", "timestamptz", "date",   "time",      "decimal(10,2)", "numeric",
        "real",    "float8",    "uuid",        "jsonb",  "json",      "bytea"};
    for (const char *name : common)
        add(Completion::Kind::Type, name, {});
    if (request.types != nullptr) {
        for (const std::string &name : *request.types)
            add(Completion::Kind::Type, name, {});
    }
}

std::string typeText(const ir::Column &column) { return column.typeSyntax.spelling.text; }

int matchScore(std::string_view label, std::string_view typed)
{
    if (typed.empty())
        return 1;
    const std::string name = asciiLower(label);
    const std::string wanted = asciiLower(typed);
    if (name.starts_with(wanted))
        return name.size() == wanted.size() ? 100 : 80;
    for (std::size_t at = name.find(wanted); at != std::string::npos;
         at = name.find(wanted, at + 1)) {
        const char before = name[at - 1];
        if (before == '_' || before == '.' || before == ' ' ||
            (label[at] >= 'A' && label[at] <= 'Z'))
            return 60; // at the start of one of its words
    }
    if (name.find(wanted) != std::string::npos)
        return wanted.size() > 1 ? 40 : 0;
    // The letters in order, as in `uid` for `user_id`; the first one is the name's.
    std::size_t at = 0;
    for (const char c : name)
        at += at < wanted.size() && c == wanted[at] ? 1 : 0;
    return wanted.size() > 1 && name[0] == wanted[0] && at == wanted.size() ? 20 : 0;
}

CompletionList complete(const CompletionRequest &request)
{
    CompletionList list;
    list.begin = list.end = request.cursor;
    CompletionPlace place{request, 0, {}};
    const std::size_t lineBreak =
        request.cursor == 0 ? std::string_view::npos : request.text.rfind('\n', request.cursor - 1);
    place.lineStart =
        lineBreak == std::string_view::npos ? 0 : static_cast<std::uint32_t>(lineBreak + 1);
    if (request.lineState)
        place.lineState = *request.lineState;
    else
        (void)tokenize(request.language, request.text.substr(0, place.lineStart), place.lineState);
    if (request.language == Language::Dbml)
        completeDbml(place, list);
    else
        completeJson(place, list);
    std::vector<std::pair<int, std::size_t>> order;
    for (std::size_t i = 0; i < list.items.size(); ++i) {
        if (const int score = matchScore(list.items[i].label, list.prefix); score > 0)
            order.emplace_back(-score, i);
    }
    std::stable_sort(order.begin(), order.end(),
                     [](const auto &a, const auto &b) { return a.first < b.first; });
    constexpr std::size_t most = 200;
    std::vector<Completion> items;
    for (std::size_t i = 0; i < std::min(order.size(), most); ++i)
        items.push_back(std::move(list.items[order[i].second]));
    list.items = std::move(items);
    return list;
}

} // namespace tw::preview
