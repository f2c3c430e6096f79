// SPDX-License-Identifier: MIT
#include "frontend/json/value_reader.h"

#include "frontend/json/json_string.h"

#include <tablewright/base/utf8.h>

#include <charconv>
#include <cmath>
#include <limits>

namespace tw::json {
namespace {

std::string_view kindOf(char first)
{
    switch (first) {
    case '{':
        return "an object";
    case '[':
        return "an array";
    case '"':
        return "a string";
    case 't':
        return "true";
    case 'f':
        return "false";
    case 'n':
        return "null";
    default:
        return "a number";
    }
}

/// The number as a whole one; nothing when it is none or too large.
std::optional<std::int64_t> wholeNumber(const NumberToken &token)
{
    const char *const begin = token.text.data();
    const char *const end = begin + token.text.size();
    if (token.isInteger) {
        std::int64_t value = 0;
        if (std::from_chars(begin, end, value).ec != std::errc())
            return {};
        return value;
    }
    // `1e2` and `10.0` are whole too.
    constexpr double exact = 9007199254740992.0;
    double value = 0;
    if (std::from_chars(begin, end, value).ec != std::errc() || std::abs(value) > exact ||
        value != std::trunc(value))
        return {};
    return static_cast<std::int64_t>(value);
}

std::string list(std::initializer_list<std::string_view> choices)
{
    std::string result;
    std::size_t left = choices.size();
    for (const std::string_view choice : choices) {
        --left;
        result += fmt::format("`{}`{}", choice, left > 1 ? ", " : left == 1 ? " or " : "");
    }
    return result;
}

/// Whether `text` is `choice` in any case, with spaces or underscores.
bool isChoice(std::string_view text, std::string_view choice)
{
    if (text.size() != choice.size())
        return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto plain = [](char c) {
            return c == '_' ? ' ' : c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
        };
        if (plain(text[i]) != plain(choice[i]))
            return false;
    }
    return true;
}

/// The nearest of the choices, whatever the case of `text`.
std::string_view nearest(std::string_view text, std::initializer_list<std::string_view> choices)
{
    const std::string lower = asciiLower(text);
    std::vector<std::string> candidates;
    for (const std::string_view choice : choices)
        candidates.push_back(asciiLower(choice));
    NearestName name(lower);
    for (const std::string &candidate : candidates)
        name.consider(candidate);
    for (const std::string_view choice : choices) {
        if (!name.best().empty() && equalsIgnoringCase(choice, name.best()))
            return choice;
    }
    return {};
}

} // namespace

std::string Label::text() const
{
    if (member.empty())
        return "the document";
    return fmt::format("{}`{}`", isElement ? "an element of " : "", member);
}

std::string ElementLabel::text() const
{
    return name == nullptr || name->empty() ? std::string(nameless)
                                            : fmt::format("{} `{}`", kind, name->text);
}

SourceRange ValueReader::stringRange(std::uint32_t begin) const
{
    const char *at = m_cursor.text() + begin + 1;
    while (*at != '"')
        at += *at == '\\' ? 2 : 1;
    return range(begin, static_cast<std::uint32_t>(at + 1 - m_cursor.text()));
}

void ValueReader::readText(Label label, std::string &text)
{
    if (m_cursor.peek() != '"') {
        reportWrongType(label, "a string");
        return;
    }
    text.assign(m_cursor.string().text);
}

void ValueReader::readName(Label label, ir::Name &name)
{
    if (m_cursor.peek() != '"') {
        reportWrongType(label, "a string");
        return;
    }
    const StringToken token = m_cursor.string();
    name.text.assign(token.text);
    name.range = range(token.begin, token.end);
}

SourceRange ValueReader::readBool(Label label, bool &value)
{
    const char first = m_cursor.peek();
    if (first != 't' && first != 'f') {
        reportWrongType(label, "true or false");
        return {};
    }
    const std::uint32_t begin = m_cursor.offset();
    m_cursor.literal();
    value = first == 't';
    return range(begin, begin + (value ? 4 : 5));
}

void ValueReader::readWhole(Label label, std::optional<ir::Located<std::int64_t>> &number)
{
    if (!m_cursor.atNumber()) {
        reportWrongType(label, "a whole number");
        return;
    }
    const NumberToken token = m_cursor.number();
    const SourceRange place = range(token.begin, token.end());
    if (const auto value = wholeNumber(token)) {
        number = {*value, place};
        return;
    }
    using Bounds = std::numeric_limits<std::int64_t>;
    constexpr std::size_t shown = 40;
    const std::string_view text = token.text.substr(0, shown);
    if (token.isInteger)
        m_diagnostics.report(diag::NumberOutOfRange, place, label.text(), text, Bounds::min(),
                             Bounds::max());
    else
        m_diagnostics.report(diag::WrongMemberType, place, label.text(), fmt::format("`{}`", text),
                             "a whole number");
}

void ValueReader::readDouble(Label label, double &number)
{
    if (!m_cursor.atNumber()) {
        reportWrongType(label, "a number");
        return;
    }
    const NumberToken token = m_cursor.number();
    const char *const begin = token.text.data();
    // The engine has no use for it: too small is 0, and too large stays what it was.
    std::from_chars(begin, begin + token.text.size(), number);
}

void ValueReader::readExpression(Label label, ir::Expression &expression)
{
    const auto readString = [&](Label of) {
        ir::Name text;
        readName(of, text);
        expression = {std::move(text.text), text.range};
    };
    if (m_cursor.peek() == '"') {
        readString(label);
    } else if (m_cursor.peek() == '{') {
        const ObjectFrame frame = readObject<ExpressionMembers>(
            [&](ExpressionMembers::Member) { readString({"expression"}); });
        const std::string what = label.text();
        require<ExpressionMembers>(frame, {{}, nullptr, what}, {ExpressionMembers::Expression});
    } else {
        reportWrongType(label, "an expression as a string");
    }
}

std::optional<std::size_t> ValueReader::readChoice(Label label, std::string_view what,
                                                   std::initializer_list<std::string_view> choices,
                                                   SourceRange *place)
{
    if (m_cursor.peek() != '"') {
        reportWrongType(label, "one of " + list(choices));
        return {};
    }
    const StringToken token = m_cursor.string();
    const SourceRange tokenRange = range(token.begin, token.end);
    for (std::size_t i = 0; i < choices.size(); ++i) {
        if (isChoice(token.text, choices.begin()[i])) {
            if (place != nullptr)
                *place = tokenRange;
            return i;
        }
    }
    auto report =
        m_diagnostics.report(diag::UnknownKeyword, tokenRange, token.text, what, list(choices));
    if (const std::string_view near = nearest(token.text, choices); !near.empty())
        report.fix(fmt::format("change to `{}`", near), tokenRange, quoted(near));
    return {};
}

void ValueReader::readAction(Label label, ir::ReferentialAction &action, SourceRange *place)
{
    using enum ir::ReferentialAction;
    static constexpr std::array actions{Cascade, Restrict, SetNull, NoAction, SetDefault};
    if (const auto choice =
            readChoice(label, "referential action",
                       {"CASCADE", "RESTRICT", "SET NULL", "NO ACTION", "SET DEFAULT"}, place))
        action = actions[*choice];
}

SourceRange ValueReader::readNames(Label label, std::vector<ir::ColumnRef> &columns)
{
    return readArray(label, [&](Label element) {
        ir::ColumnRef column;
        readName(element, column.name);
        if (column.name.range.isValid())
            columns.push_back(std::move(column));
    });
}

SourceRange ValueReader::readNames(Label label, std::vector<ir::Name> &names)
{
    return readArray(label, [&](Label element) {
        ir::Name name;
        readName(element, name);
        if (name.range.isValid())
            names.push_back(std::move(name));
    });
}

void ValueReader::checkNameInSkipped(std::uint32_t scope)
{
    const StringToken name = m_cursor.memberName();
    if (const auto first = m_members.insert(name, scope))
        reportDuplicate(name.begin, *first);
}

// Without recursion, so that no nesting that the limit allows can exhaust the stack.
void ValueReader::skip()
{
    m_skipStack.clear(); // the scope of each open object, 0 for an array
    for (;;) {
        const char first = m_cursor.peek();
        bool closed = true;
        if (first == '{' || first == '[') {
            m_cursor.open();
            closed = m_cursor.peek() == (first == '{' ? '}' : ']');
            if (closed)
                m_cursor.close();
            else
                m_skipStack.push_back(first == '{' ? ++m_lastScope : 0);
        } else if (first == '"') {
            m_cursor.string();
        } else if (m_cursor.atNumber()) {
            m_cursor.number();
        } else {
            m_cursor.literal();
        }
        std::uint32_t end = 0;
        while (closed) {
            if (m_skipStack.empty())
                return;
            closed = !m_cursor.comma(m_skipStack.back() != 0 ? '}' : ']', end);
            if (closed)
                m_skipStack.pop_back();
        }
        if (m_skipStack.back() != 0)
            checkNameInSkipped(m_skipStack.back());
    }
}

void ValueReader::unknownMember(const StringToken &name, std::uint32_t scope, std::string_view what,
                                std::span<const std::string_view> known)
{
    const SourceRange place = range(name.begin, name.end);
    const auto first = m_members.insert(name, scope);
    if (first) {
        reportDuplicate(name.begin, *first);
    } else if (!name.text.starts_with("x-")) {
        NearestName nearestName(name.text);
        for (const std::string_view candidate : known)
            nearestName.consider(candidate);
        auto report = m_diagnostics.report(diag::UnknownMember, place, name.text, what);
        if (const std::string_view near = nearestName.best(); !near.empty()) {
            report.note(fmt::format("did you mean `{}`", near));
            report.fix(fmt::format("change to `{}`", near), place, quoted(near));
        }
    }
    skip();
}

void ValueReader::reportDuplicate(std::uint32_t nameBegin, std::uint32_t firstBegin)
{
    const SourceRange place = stringRange(nameBegin);
    std::string text;
    const std::string_view raw{m_cursor.text() + nameBegin + 1, place.end - m_base - nameBegin - 2};
    static_cast<void>(unescape(raw, text));
    m_diagnostics.report(diag::DuplicateMember, place, text)
        .note(stringRange(firstBegin), "the first one is here");
}

void ValueReader::reportMissing(const ObjectFrame &frame, const ElementLabel &what,
                                std::string_view member)
{
    m_diagnostics.report(diag::MissingMember, range(frame.begin, frame.begin + 1), what.text(),
                         member);
}

void ValueReader::reportConflict(const ObjectFrame &frame, std::size_t first,
                                 std::string_view firstName, std::size_t second,
                                 std::string_view secondName)
{
    m_diagnostics
        .report(diag::ConflictingMembers, stringRange(frame.nameBegin[second]), firstName,
                secondName)
        .note(stringRange(frame.nameBegin[first]), "the other one is here");
}

void ValueReader::reportWrongType(Label label, std::string_view expected)
{
    const char first = m_cursor.peek();
    const std::uint32_t begin = m_cursor.offset();
    const std::uint32_t end = m_cursor.tokenEnd(); // of a container its bracket stands for it
    skip();
    m_diagnostics.report(diag::WrongMemberType, range(begin, end), label.text(), kindOf(first),
                         expected);
}

} // namespace tw::json
