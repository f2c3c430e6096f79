// SPDX-License-Identifier: MIT
#include "frontend/dbml/record_types.h"

#include <tablewright/base/utf8.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace tw::dbml {

namespace {

struct NamedType {
    std::string_view name;
    RecordType type;
};

// In order.
constexpr std::array<NamedType, 46> namedTypes{
    {{"bigint", RecordType::Integer},
     {"bigserial", RecordType::Serial},
     {"bit", RecordType::Boolean},
     {"bool", RecordType::Boolean},
     {"boolean", RecordType::Boolean},
     {"char", RecordType::Text},
     {"character", RecordType::Text},
     {"character varying", RecordType::Text},
     {"date", RecordType::DateTime},
     {"datetime", RecordType::DateTime},
     {"datetime2", RecordType::DateTime},
     {"decimal", RecordType::Decimal},
     {"double", RecordType::Decimal},
     {"double precision", RecordType::Decimal},
     {"float", RecordType::Decimal},
     {"int", RecordType::Integer},
     {"integer", RecordType::Integer},
     {"longtext", RecordType::Text},
     {"mediumint", RecordType::Integer},
     {"mediumtext", RecordType::Text},
     {"nchar", RecordType::Text},
     {"ntext", RecordType::Text},
     {"number", RecordType::Decimal},
     {"numeric", RecordType::Decimal},
     {"nvarchar", RecordType::Text},
     {"nvarchar2", RecordType::Text},
     {"real", RecordType::Decimal},
     {"serial", RecordType::Serial},
     {"smalldatetime", RecordType::DateTime},
     {"smallint", RecordType::Integer},
     {"smallserial", RecordType::Serial},
     {"string", RecordType::Text},
     {"text", RecordType::Text},
     {"time", RecordType::DateTime},
     {"time with time zone", RecordType::DateTime},
     {"time without time zone", RecordType::DateTime},
     {"timestamp", RecordType::DateTime},
     {"timestamp with local time zone", RecordType::DateTime},
     {"timestamp with time zone", RecordType::DateTime},
     {"timestamp without time zone", RecordType::DateTime},
     {"timestamptz", RecordType::DateTime},
     {"timetz", RecordType::DateTime},
     {"tinyint", RecordType::Integer},
     {"tinytext", RecordType::Text},
     {"varchar", RecordType::Text},
     {"varchar2", RecordType::Text}}};

} // namespace

RecordType recordTypeOf(std::string_view spelling)
{
    // One blank between words; what is behind a bracket is no part of the name.
    std::string name;
    for (const char c : asciiLower(spelling.substr(0, spelling.find('(')))) {
        const bool blank = c == ' ' || c == '\t';
        if (!blank || (!name.empty() && name.back() != ' '))
            name.push_back(blank ? ' ' : c);
    }
    if (name.ends_with(' '))
        name.pop_back();
    const auto *const found = std::ranges::lower_bound(namedTypes, name, {}, &NamedType::name);
    return found != namedTypes.end() && found->name == name ? found->type : RecordType::Other;
}

std::string isoDate(std::string_view text)
{
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    std::array<int, 3> parts{};
    const char *at = text.data();
    const char *const end = text.data() + text.size();
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (at == end || !isDigit(*at))
            return {};
        const auto parsed = std::from_chars(at, end, parts[i]);
        const auto digits = parsed.ptr - at;
        if (parsed.ec != std::errc() || (i < 2 ? digits > 2 : digits != 4))
            return {};
        at = parsed.ptr;
        if (i < 2 && (at == end || *at++ != '/'))
            return {};
    }
    if (at != end)
        return {};
    return fmt::format("{:04}-{:02}-{:02}", parts[2], parts[0], parts[1]);
}

} // namespace tw::dbml
