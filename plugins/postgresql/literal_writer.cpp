// SPDX-License-Identifier: MIT
#include "literal_writer.h"

#include "quoting.h"
#include "type_catalog.h"

namespace tw::postgresql {
namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }

bool isPlainNumberType(Oid type)
{
    switch (type) {
    case oid::int2:
    case oid::int4:
    case oid::int8:
    case oid::numeric:
    case oid::float4:
    case oid::float8:
    case oid::money: // in quotes it would be read by the locale
        return true;
    default:
        return false;
    }
}

bool isWord(std::string_view text)
{
    for (const char c : text) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        if (!letter && !isDigit(c))
            return false;
    }
    return !text.empty() && !isDigit(text[0]);
}

} // namespace

bool isPlainNumber(std::string_view text)
{
    std::size_t i = text.starts_with('-') ? 1 : 0;
    std::size_t digits = 0;
    std::size_t dots = 0;
    for (; i < text.size(); ++i) {
        if (isDigit(text[i])) {
            ++digits;
        } else if (text[i] == '.' && digits > 0 && dots == 0) {
            ++dots;
        } else {
            return false;
        }
    }
    return digits > 0 && isDigit(text.back());
}

bool isSerial(const ir::DataType &type)
{
    return type.base == typeId(Builtin::Serial4) || type.base == typeId(Builtin::Serial8) ||
           type.base == typeId(Builtin::Serial2);
}

void appendDefaultLiteral(std::string &out, const ir::DataType &type,
                          const ir::DefaultValue &literal)
{
    const std::string &text = literal.value.text;
    const Oid column = oidOf(type);
    const bool truth = column == oid::boolean && (text == "true" || text == "false");
    // 1e3 for an integer is a number, '1e3' is none.
    const bool number = isPlainNumberType(column) &&
                        (literal.kind == ir::DefaultValue::Kind::Number || isPlainNumber(text));
    if (truth || number)
        out += text;
    else
        appendLiteral(out, text);
}

void appendDefaultExpression(std::string &out, std::string_view expression)
{
    const std::string_view word =
        expression.ends_with("()") ? expression.substr(0, expression.size() - 2) : expression;
    if (isWord(word))
        out += expression;
    else
        appendExpression(out, expression);
}

} // namespace tw::postgresql
