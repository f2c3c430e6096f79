// SPDX-License-Identifier: MIT
// Types of the server's own: identifiers of its objects, transactions and places in its log.
#include "literal_readers.h"
#include "quoting.h"
#include "type_catalog.h"

#include <tablewright/base/utf8.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace tw::postgresql {
namespace {

/// Digits at the front of at most 18 figures; false for none or more.
bool takeNumber(std::string_view &text, std::uint64_t &value)
{
    constexpr std::size_t most = 18;
    const std::size_t count = std::min(text.find_first_not_of("0123456789"), text.size());
    if (count == 0 || count > most)
        return false;
    std::from_chars(text.data(), text.data() + count, value);
    text.remove_prefix(count);
    return true;
}

bool allDigits(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, isDigit);
}

/// The configurations and dictionaries that every database has.
constexpr std::array searchConfigurations = {
    "arabic",    "armenian",   "basque",   "catalan", "danish",     "dutch",
    "english",   "finnish",    "french",   "german",  "greek",      "hindi",
    "hungarian", "indonesian", "irish",    "italian", "lithuanian", "nepali",
    "norwegian", "portuguese", "romanian", "russian", "serbian",    "simple",
    "spanish",   "swedish",    "tamil",    "turkish", "yiddish"};

/// A name of one or two parts as SQL reads it, without the schema of the server's own objects;
/// empty when it is in another schema or not plain.
std::string catalogName(std::string_view text)
{
    constexpr std::string_view schema = "pg_catalog.";
    text = trimmed(text);
    if (equalsIgnoringCase(text.substr(0, schema.size()), schema))
        text.remove_prefix(schema.size());
    const bool quoted = text.size() > 2 && text.front() == '"' && text.back() == '"';
    std::string name = quoted ? std::string(text.substr(1, text.size() - 2)) : asciiLower(text);
    const bool plain = std::ranges::all_of(
        name, [](char c) { return (c >= 'a' && c <= 'z') || isDigit(c) || c == '_'; });
    return plain ? name : std::string();
}

bool isConfiguration(std::string_view name)
{
    return std::ranges::find(searchConfigurations, name) != searchConfigurations.end();
}

bool isKnownObject(Builtin type, const std::string &name)
{
    constexpr std::string_view stem = "_stem";
    switch (type) {
    case Builtin::RegConfig:
        return isConfiguration(name);
    case Builtin::RegDictionary:
        return name == "simple" ||
               (name.ends_with(stem) && name != "simple_stem" &&
                isConfiguration(std::string_view(name).substr(0, name.size() - stem.size())));
    case Builtin::RegNamespace:
        return name == "pg_catalog";
    case Builtin::RegType: {
        // Of the words of SQL those that are no names of the catalog, too.
        static constexpr std::array words = {"integer", "smallint", "bigint", "boolean", "real"};
        const CatalogType *row = findTypeNamed(name);
        return std::ranges::find(words, name) != words.end() || (row && row->kind != 'p');
    }
    default:
        return false;
    }
}

} // namespace

LiteralVerdict readOid(std::string_view text)
{
    std::string_view value = trimmed(text);
    const bool negative = value.starts_with('-');
    if (negative || value.starts_with('+'))
        value.remove_prefix(1);
    constexpr const char *expected = "a number from 0 to 4294967295";
    if (!allDigits(value))
        return unreadable(expected);
    value.remove_prefix(std::min(value.find_first_not_of('0'), value.size()));
    if (value.size() == 20)
        return unverified(); // of the largest of 64 bits the server keeps the lower half
    if (value.size() > 10)
        return unreadable(expected);
    std::uint64_t number = 0;
    std::from_chars(value.data(), value.data() + value.size(), number);
    return number <= (negative ? 2'147'483'648U : 4'294'967'295U) ? readable()
                                                                  : unreadable(expected);
}

/// What is no number is read as 0, or refused, by the server's version.
LiteralVerdict readTransaction(std::string_view text)
{
    constexpr std::size_t certain = 9; // digits
    return allDigits(text) &&
                   (text.size() <= certain || readOid(text).kind == LiteralVerdict::Kind::Readable)
               ? readable()
               : unverified();
}

LiteralVerdict readTupleId(std::string_view text)
{
    const auto refuse = [] { return unreadable("a place as (block,tuple)"); };
    if (text.find(',') == std::string_view::npos)
        return refuse();
    if (!text.starts_with('(') || !text.ends_with(')'))
        return unverified();
    std::string_view rest = text.substr(1, text.size() - 2);
    std::uint64_t block = 0;
    std::uint64_t tuple = 0;
    if (!takeNumber(rest, block) || !rest.starts_with(','))
        return unverified();
    rest.remove_prefix(1);
    if (!takeNumber(rest, tuple) || !rest.empty())
        return unverified();
    return block <= UINT32_MAX && tuple <= UINT16_MAX ? readable() : refuse();
}

LiteralVerdict readLogPosition(std::string_view text)
{
    const std::size_t slash = text.find('/');
    const auto isPart = [](std::string_view part) {
        return !part.empty() && part.size() <= 8 && std::ranges::all_of(part, isHexDigit);
    };
    const bool good = slash != std::string_view::npos && isPart(text.substr(0, slash)) &&
                      isPart(text.substr(slash + 1));
    return good ? readable() : unreadable("a position as 16/B374D848");
}

LiteralVerdict readSnapshot(std::string_view text)
{
    const auto refuse = [] { return unreadable("a snapshot as 10:20:10,14,15"); };
    if (text.find_first_not_of("0123456789:,") != std::string_view::npos)
        return text.find_first_not_of("0123456789:, \t\n\r\v\f+-") != std::string_view::npos
                   ? refuse()
                   : unverified();
    std::uint64_t lowest = 0;
    std::uint64_t next = 0;
    if (!takeNumber(text, lowest) || !text.starts_with(':'))
        return unverified();
    text.remove_prefix(1);
    if (!takeNumber(text, next) || !text.starts_with(':'))
        return unverified();
    text.remove_prefix(1);
    if (lowest == 0 || next == 0 || next < lowest)
        return refuse();
    std::uint64_t last = 0;
    while (!text.empty()) {
        std::uint64_t running = 0;
        if (!takeNumber(text, running))
            return unverified();
        if (running < lowest || running >= next || running < last)
            return refuse();
        last = running;
        if (text.empty())
            break;
        if (!text.starts_with(','))
            return refuse();
        text.remove_prefix(1);
    }
    return readable();
}

LiteralVerdict readObjectName(Builtin type, std::string_view text)
{
    if (type == Builtin::RegRole)
        return unverified(); // a row may have any, a default none, not even by its number
    if (text == "-")         // no object; also the name of an operator
        return type == Builtin::RegOper || type == Builtin::RegOperator ? unverified() : readable();
    if (allDigits(text))
        return readOid(text);
    const std::string name = catalogName(text);
    return !name.empty() && isKnownObject(type, name) ? readable() : unverified();
}

} // namespace tw::postgresql
