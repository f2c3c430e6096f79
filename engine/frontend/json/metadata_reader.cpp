// SPDX-License-Identifier: MIT
#include "frontend/json/value_reader.h"

#include <tablewright/base/utf8.h>

#include <algorithm>

namespace tw::json {
namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }

bool isHexDigit(char c) { return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

bool isColor(std::string_view text)
{
    return (text.size() == 4 || text.size() == 7) && text.front() == '#' &&
           std::all_of(text.begin() + 1, text.end(), isHexDigit);
}

/// A sign, digits with a point behind one of them, an exponent; all but a digit may be absent.
bool isNumber(std::string_view text)
{
    std::size_t at = 0;
    const auto sign = [&] { at += at < text.size() && (text[at] == '+' || text[at] == '-'); };
    const auto digits = [&] {
        const std::size_t first = at;
        while (at < text.size() && isDigit(text[at]))
            ++at;
        return at > first;
    };
    sign();
    if (!digits())
        return false;
    if (at < text.size() && text[at] == '.') {
        ++at;
        digits();
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        sign();
        if (!digits())
            return false;
    }
    return at == text.size();
}

} // namespace

void ValueReader::readColor(Label label, ir::Color &color, NoColor none)
{
    ir::Name read;
    readName(label, read);
    if (!read.range.isValid())
        return;
    if (isColor(read.text) || (none == NoColor::Allowed && read.text == "none"))
        color = std::move(read);
    else
        reportUnknownWord(read, "color",
                          none == NoColor::Allowed ? "`#rgb`, `#rrggbb` or `none`"
                                                   : "`#rgb` or `#rrggbb`");
}

void ValueReader::readNumberText(Label label, ir::Name &number)
{
    ir::Name read;
    readName(label, read);
    if (!read.range.isValid())
        return;
    if (isNumber(read.text))
        number = std::move(read);
    else
        reportUnknownWord(read, "number", "digits with a sign, a point or an exponent at most");
}

bool ValueReader::openMemberName(std::uint32_t scope, ir::Name &name)
{
    const StringToken token = m_cursor.memberName();
    const auto first = m_members.insert(token, scope);
    name = {std::string(token.text), range(token.begin, token.end)};
    if (first) {
        reportDuplicate(token.begin, *first);
        skip();
        return false;
    }
    if (m_cursor.peek() != 'n')
        return true;
    m_cursor.literal();
    return false;
}

void ValueReader::readMetadata(Label label, std::vector<ir::Metadata> &metadata)
{
    readOpenObject(label, [&](ir::Name &key) {
        ir::Metadata entry;
        readMetadataValue({key.text}, entry);
        entry.key = std::move(key);
        if (entry.value.range.isValid())
            metadata.push_back(std::move(entry));
    });
}

void ValueReader::readMetadataValue(Label label, ir::Metadata &entry)
{
    if (m_cursor.peek() == '"') {
        readName(label, entry.value);
        return;
    }
    if (m_cursor.peek() != '{') {
        reportWrongType(label, "a string or an object with a color");
        return;
    }
    entry.isColor = true;
    const ObjectFrame frame = readObject<MetadataValueMembers>([&](MetadataValueMembers::Member) {
        readColor({MetadataValueMembers::names[MetadataValueMembers::Color]}, entry.value);
    });
    const std::string what = label.text();
    require<MetadataValueMembers>(frame, {{}, nullptr, what}, {MetadataValueMembers::Color});
}

void ValueReader::reportUnknownWord(const ir::Name &word, std::string_view what,
                                    std::string_view expected)
{
    constexpr std::size_t shown = 40;
    m_diagnostics.report(diag::UnknownKeyword, word.range, truncateUtf8(word.text, shown), what,
                         expected);
}

void ValueReader::reportUnwanted(const ObjectFrame &frame, std::size_t member,
                                 std::string_view name, std::string_view what)
{
    m_diagnostics.report(diag::UnknownMember, stringRange(frame.nameBegin[member]), name, what);
}

} // namespace tw::json
