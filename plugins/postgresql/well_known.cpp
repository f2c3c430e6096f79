// SPDX-License-Identifier: MIT
#include "well_known.h"

#include "coercion.h"

#include <algorithm>
#include <array>

namespace tw::postgresql {
namespace {

enum class Form : std::uint8_t { Keyword, KeywordWithPrecision, Call };

struct WellKnown {
    std::string_view word;
    Form form;
    Oid type;
};

constexpr std::array<WellKnown, 10> wellKnown = {{
    {"now", Form::Call, oid::timestamptz},
    {"current_timestamp", Form::KeywordWithPrecision, oid::timestamptz},
    {"current_date", Form::Keyword, oid::date},
    {"gen_random_uuid", Form::Call, oid::uuid},
    {"current_time", Form::KeywordWithPrecision, oid::timetz},
    {"localtimestamp", Form::KeywordWithPrecision, oid::timestamp},
    {"localtime", Form::KeywordWithPrecision, oid::time},
    {"transaction_timestamp", Form::Call, oid::timestamptz},
    {"statement_timestamp", Form::Call, oid::timestamptz},
    {"clock_timestamp", Form::Call, oid::timestamptz},
}};

bool isSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r' && c != '\v'); }

} // namespace

Oid wellKnownExpressionType(std::string_view text)
{
    constexpr std::size_t longest = 64;
    if (text.size() > longest)
        return 0;
    // Without spaces, but none may split the word.
    std::array<char, longest> bare{};
    std::size_t size = 0;
    bool spaceBefore = false;
    for (const char c : text) {
        if (isSpace(c)) {
            spaceBefore = true;
            continue;
        }
        const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        const bool letter = (lower >= 'a' && lower <= 'z') || lower == '_';
        if (spaceBefore && letter && size > 0)
            return 0;
        spaceBefore = false;
        bare[size++] = lower;
    }
    const std::string_view compact(bare.data(), size);
    const std::string_view word = compact.substr(0, compact.find('('));
    const std::string_view rest = compact.substr(word.size());
    const auto *found = std::ranges::find(wellKnown, word, &WellKnown::word);
    if (found == wellKnown.end())
        return 0;
    const bool precision = rest.size() == 3 && rest[1] >= '0' && rest[1] <= '6' && rest[2] == ')';
    const bool fits =
        found->form == Form::Call
            ? rest == "()"
            : rest.empty() || (found->form == Form::KeywordWithPrecision && precision);
    return fits ? found->type : 0;
}

bool fitsWellKnown(Oid expression, Oid column)
{
    const CatalogType *type = findType(column);
    return type && type->category != 'S' &&
           static_cast<bool>(findCoercion(expression, column, CoercionContext::Assignment));
}

} // namespace tw::postgresql
