// SPDX-License-Identifier: MIT
#include "frontend/dbml/column_type.h"

#include "frontend/dbml/elements.h"
#include "frontend/dbml/settings.h"

#include <algorithm>
#include <vector>

namespace tw::dbml {

namespace {

bool isSuffixed(const Node &node)
{
    return node.is(Node::Kind::Call) || node.is(Node::Kind::Index);
}

bool isDigit(char c) { return c >= '0' && c <= '9'; }

bool isWordStart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

/// `double precision`, `timestamp(3) with time zone`, `text[]`
bool readsAsType(std::string_view text)
{
    return !text.empty() && isWordStart(text.front()) && text.back() != ' ' &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return isWordStart(c) || isDigit(c) ||
                      std::string_view(" (),[]").find(c) != std::string_view::npos;
           });
}

void appendQuoted(std::string &to, std::string_view text, char quote)
{
    to += quote;
    for (const char c : text) {
        if (c == quote)
            to += c;
        to += c;
    }
    to += quote;
}

void appendWord(std::string &to, std::string_view word)
{
    if (isDigit(word.front()))
        appendQuoted(to, word, '"');
    else
        to += word;
}

void appendName(std::string &to, const Node &name)
{
    if (name.is(Node::Kind::Word))
        appendWord(to, name.text);
    else
        appendQuoted(to, textOf(name), '"');
}

void appendBase(std::string &to, const Node &base, bool keepQuotes)
{
    if (base.is(Node::Kind::Path)) {
        for (const Node *part : base.parts) {
            if (part != base.parts.front())
                to += '.';
            appendName(to, *part);
        }
        return;
    }
    if (base.is(Node::Kind::QuotedName) && !keepQuotes) {
        const std::string text = textOf(base);
        if (readsAsType(text)) {
            to += text;
            return;
        }
    }
    appendName(to, base);
}

void appendArguments(std::string &to, std::span<const Node *const> arguments)
{
    to += '(';
    for (const Node *argument : arguments) {
        if (argument != arguments.front())
            to += ',';
        if (isNumber(argument))
            to += numberText(*argument);
        else if (argument->is(Node::Kind::Word))
            to += argument->text;
        else
            appendQuoted(to, textOf(*argument), '\'');
    }
    to += ')';
}

} // namespace

bool isType(const Node &node)
{
    const Node *at = &node;
    for (; isSuffixed(*at); at = at->parts.front()) {
        if (at->is(Node::Kind::Index)) {
            if (!std::all_of(at->settings.begin(), at->settings.end(), [](const Setting &size) {
                    return !size.hasColon && size.key != nullptr && isNumber(size.key);
                }))
                return false;
        } else {
            const auto arguments = at->parts.subspan(1);
            if (!std::all_of(arguments.begin(), arguments.end(), [](const Node *argument) {
                    return isNumber(argument) || isText(argument) || argument->is(Node::Kind::Word);
                }))
                return false;
        }
    }
    return isNamePath(*at);
}

const Node &typeName(const Node &type)
{
    const Node *at = &type;
    while (isSuffixed(*at))
        at = at->parts.front();
    return *at;
}

std::string spellType(const Node &type, bool keepQuotes)
{
    std::string spelling;
    if (type.is(Node::Kind::Word)) {
        appendWord(spelling, type.text);
        return spelling;
    }
    std::vector<const Node *> suffixes;
    const Node *at = &type;
    for (; isSuffixed(*at); at = at->parts.front())
        suffixes.push_back(at);
    appendBase(spelling, *at, keepQuotes);
    std::reverse(suffixes.begin(), suffixes.end());
    for (const Node *suffix : suffixes) {
        if (suffix->is(Node::Kind::Call)) {
            appendArguments(spelling, suffix->parts.subspan(1));
            continue;
        }
        spelling += '[';
        if (!suffix->settings.empty())
            spelling += suffix->settings.front().key->text;
        spelling += ']';
    }
    return spelling;
}

} // namespace tw::dbml
