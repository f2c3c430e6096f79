// SPDX-License-Identifier: MIT
#include "edge_names.h"

#include <tablewright/base/utf8.h>

namespace tw::test {

std::string edgeName(Choices &choices, std::string_view plain)
{
    const std::string stem(plain);
    const auto filled = [&](std::size_t bytes, char with) {
        return stem + std::string(bytes > stem.size() ? bytes - stem.size() : 0, with);
    };
    switch (choices.below(24)) {
    case 0:
    case 1:
        return choices.text({"order",        "select",  "Table",    "user",     "check",
                             "primary",      "null",    "true",     "group",    "desc",
                             "limit",        "default", "all",      "collate",  "references",
                             "current_date", "array",   "end",      "left",     "timestamp",
                             "interval",     "values",  "position", "xmlparse", "between",
                             "coalesce"});
    case 2:
        return choices.text({"Users", "orderItems", "CamelCase", "UPPER", "iD", "Ünï"});
    case 3:
        return filled(62 + choices.below(3), 'n');
    case 4:
        return filled(60 + choices.below(4), 'm') + choices.text({"é", "😀", "表"});
    case 5:
        return choices.text({"a\"b", "a'b", "a\\b", "a.b", "a b",    "a\nb", "$1",
                             "%s",   "--",  "/*",   ";",   "x'y\"z", "{}",   "a$b$",
                             "\"\"", "'",   "`",    "a,b", "(",      "\t",   "\x01",
                             "a:b",  "@",   "?",    "E'",  "U&\"",   "*/",   "$$"});
    case 6:
        return choices.text({"😀", "имя", "表", "naïve", "a\u0301", "é", "١", "ﬀ", "\u00a0",
                             "\u2028", "👩‍👩‍👧"});
    case 7:
        return choices.text({"1", "2fa", "1e5", "007", "_", "__", "pg_x", "pg_class", "oid",
                             "public", "int", "text", "date", "now", "excluded", "new", "old"});
    case 8:
        return filled(80 + choices.below(40), 'l');
    default:
        return stem;
    }
}

std::string edgeText(Choices &choices)
{
    return choices.text(
        {"a note",      "it's",       "two\nlines", "back\\slash",         "\\",           "'",
         "''",          "\"q\"",      "😀 ünï",     "'; DROP TABLE t; --", "$$",           "E'\\n'",
         " ",           "/* */",      "--",         "tab\there",           "\x01\x1f\x7f", "a\r\nb",
         "%s %n",       "U&'\\0041'", "NULL",       "{\"json\": \"yes\"}", "\\'",          "'''",
         "ends with '", "\\u0041"});
}

std::string wholeName(std::string_view name)
{
    std::string out = "\"";
    for (const char c : name) {
        out.push_back(c);
        if (c == '"')
            out.push_back(c);
    }
    return out + '"';
}

std::string quotedName(std::string_view name) { return wholeName(truncateUtf8(name, nameBytes)); }

std::string quotedText(std::string_view text)
{
    std::string out = "'";
    for (const char c : text) {
        out.push_back(c);
        if (c == '\'')
            out.push_back(c);
    }
    return out + '\'';
}

std::string NamePool::take(std::string wanted, std::string_view plain)
{
    std::string name = std::move(wanted);
    for (int i = 2; !m_taken.emplace(truncateUtf8(name, nameBytes)).second; ++i)
        name = std::string(plain) + std::to_string(i);
    return name;
}

} // namespace tw::test
