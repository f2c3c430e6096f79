// SPDX-License-Identifier: MIT
#include "expression_constants.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <optional>
#include <string>

namespace tw::postgresql {
namespace {

using Kind = Constant::Kind;
using Outcome = Folded::Outcome;

constexpr double moderate = 1e15; // so that a product of two is far from every limit

Folded value(Constant constant) { return {Outcome::Value, constant}; }
Folded fails() { return {Outcome::Fails, {}}; }
Folded unknown() { return {}; }

bool isInteger(Oid type) { return type == oid::int2 || type == oid::int4 || type == oid::int8; }
bool isFloat(Oid type) { return type == oid::float4 || type == oid::float8; }
bool isNumeric(Oid type) { return isInteger(type) || isFloat(type) || type == oid::numeric; }
bool isText(Oid type)
{
    return type == oid::text || type == oid::varchar || type == oid::bpchar || type == oid::name;
}
bool isTemporal(Oid type)
{
    return type == oid::date || type == oid::timestamp || type == oid::interval ||
           type == oid::time || type == oid::timestamptz || type == oid::timetz;
}

bool fitsInteger(Oid type, std::int64_t number)
{
    if (type == oid::int2)
        return number >= INT16_MIN && number <= INT16_MAX;
    return type != oid::int4 || (number >= INT32_MIN && number <= INT32_MAX);
}

Folded integerValue(Oid type, std::int64_t number)
{
    return fitsInteger(type, number) ? value(Constant::ofInteger(number)) : fails();
}

Folded numberValue(double number)
{
    const Constant made = Constant::ofNumber(number);
    return made.kind == Kind::Number ? value(made) : unknown();
}

Folded integerArithmetic(char sign, std::int64_t left, std::int64_t right, Oid result)
{
    std::int64_t made = 0;
    bool overflows = false;
    switch (sign) {
    case '+':
        overflows = __builtin_add_overflow(left, right, &made);
        break;
    case '-':
        overflows = __builtin_sub_overflow(left, right, &made);
        break;
    case '*':
        overflows = __builtin_mul_overflow(left, right, &made);
        break;
    default: // `/` and `%`
        if (right == 0)
            return fails();
        if (right == -1)
            return sign == '%' ? value(Constant::ofInteger(0))
                               : integerArithmetic('-', 0, left, result);
        made = sign == '/' ? left / right : left % right;
        break;
    }
    return overflows ? fails() : integerValue(result, made);
}

Folded arithmetic(char sign, const Operand &left, const Operand &right, Oid result)
{
    if (!left.constant.isNumber() || !right.constant.isNumber())
        return unknown();
    if (isInteger(result) && left.constant.kind == Kind::Integer &&
        right.constant.kind == Kind::Integer)
        return integerArithmetic(sign, left.constant.integer, right.constant.integer, result);
    if (isInteger(result) || !isNumeric(result) || !isNumeric(left.type) || !isNumeric(right.type))
        return unknown();
    const double a = left.constant.number;
    const double b = right.constant.number;
    switch (sign) {
    case '+':
        return numberValue(a + b);
    case '-':
        return numberValue(a - b);
    case '*':
        return numberValue(a * b);
    case '%':
        return b == 0 ? fails() : numberValue(std::fmod(a, b));
    default:
        if (b == 0 && right.constant.kind == Kind::Integer)
            return fails();
        return std::abs(b) < 1e-9 ? unknown() : numberValue(a / b);
    }
}

Folded power(const Operand &left, const Operand &right)
{
    if (!left.constant.isNumber() || !right.constant.isNumber())
        return unknown();
    const double a = left.constant.number;
    const double b = right.constant.number;
    if (a <= 0 || std::abs(b) > 1000)
        return unknown();
    return numberValue(std::pow(a, b));
}

std::optional<int> comparison(std::string_view name)
{
    constexpr std::array<std::string_view, 6> names = {"=", "<>", "<", ">", "<=", ">="};
    const auto *found = std::ranges::find(names, name);
    return found == names.end() ? std::nullopt
                                : std::optional<int>(static_cast<int>(found - names.begin()));
}

bool compare(int how, std::int64_t left, std::int64_t right)
{
    switch (how) {
    case 0:
        return left == right;
    case 1:
        return left != right;
    case 2:
        return left < right;
    case 3:
        return left > right;
    case 4:
        return left <= right;
    default:
        return left >= right;
    }
}

/// Types all of whose values can be compared without a collation.
bool comparesPlainly(Oid type)
{
    const CatalogType *row = findType(type);
    if (!row)
        return false;
    if (isNumeric(type) || type == oid::boolean || isEnum(type))
        return true;
    switch (type) {
    case oid::bytea:
    case oid::oidType:
    case oid::date:
    case oid::time:
    case oid::timetz:
    case oid::timestamp:
    case oid::timestamptz:
    case oid::interval:
    case oid::uuid:
    case oid::jsonb:
    case oid::money:
    case oid::inet:
    case oid::macaddr:
    case oid::macaddr8:
    case oid::bit:
    case oid::varbit:
    case oid::charType:
        return true;
    default:
        return row->kind == 'r' || row->kind == 'm';
    }
}

Folded fold(int how, const Operand &left, const Operand &right, bool collated)
{
    if (left.constant.kind == Kind::Integer && right.constant.kind == Kind::Integer)
        return value(Constant::ofBool(compare(how, left.constant.integer, right.constant.integer)));
    const auto truth = [](const Constant &constant) -> std::optional<int> {
        if (constant.kind == Kind::True || constant.kind == Kind::False)
            return constant.kind == Kind::True ? 1 : 0;
        return std::nullopt;
    };
    const std::optional<int> a = truth(left.constant);
    const std::optional<int> b = truth(right.constant);
    if (a && b)
        return value(Constant::ofBool(compare(how, *a, *b)));
    if (isText(left.type) && isText(right.type) && !collated)
        return left.type == oid::name || right.type == oid::name ? unknown() : fails();
    if (comparesPlainly(left.type) || isText(left.type))
        return value(Constant::of(Kind::Any));
    return unknown();
}

/// Dates and times of everyday size stay within their limits.
Folded temporal(std::string_view name, const Operand &left, const Operand &right, Oid result)
{
    const auto isTame = [](const Operand &operand) {
        if (operand.constant.kind == Kind::Tame)
            return true;
        return operand.constant.isNumber() && std::abs(operand.constant.number) < 10000;
    };
    const bool known = name == "+" || name == "-" || name == "*";
    if (!known || !isTame(left) || !isTame(right))
        return unknown();
    return value(Constant::of(isTemporal(result) ? Kind::Tame : Kind::NotNull));
}

struct SafeFunction {
    std::string_view name;
    bool needsCollation = false; ///< of texts
};

/// Immutable, and a value or null for all arguments, in each of their forms. The property test
/// tries them with constants.
constexpr SafeFunction safeFunctions[] = {
    {"abbrev"},
    {"array_dims"},
    {"array_length"},
    {"array_lower"},
    {"array_ndims"},
    {"array_remove"},
    {"array_upper"},
    {"ascii"},
    {"bit_length"},
    {"broadcast"},
    {"btrim"},
    {"cardinality"},
    {"char_length"},
    {"character_length"},
    {"family"},
    {"host"},
    {"hostmask"},
    {"initcap", true},
    {"isempty"},
    {"isfinite"},
    {"json_typeof"},
    {"jsonb_strip_nulls"},
    {"jsonb_typeof"},
    {"left"},
    {"lower", true},
    {"lower_inc"},
    {"lower_inf"},
    {"ltrim"},
    {"masklen"},
    {"md5"},
    {"netmask"},
    {"num_nonnulls"},
    {"num_nulls"},
    {"octet_length"},
    {"pi"},
    {"position", true},
    {"quote_ident"},
    {"quote_literal"},
    {"quote_nullable"},
    {"replace", true},
    {"reverse"},
    {"right"},
    {"rtrim"},
    {"sha256"},
    {"starts_with", true},
    {"strpos", true},
    {"textcat"},
    {"to_hex"},
    {"translate"},
    {"upper", true},
    {"upper_inc"},
    {"upper_inf"},
};

constexpr std::string_view currentTimes[] = {"clock_timestamp", "now", "statement_timestamp",
                                             "transaction_timestamp"};

constexpr std::string_view safeAtRunTime[] = {
    "array_to_string", "concat",           "concat_ws",         "current_database",
    "gen_random_uuid", "json_build_array", "jsonb_build_array", "pg_typeof",
    "random",          "to_json",          "to_jsonb",          "version",
};

bool isOneOf(std::string_view word, std::initializer_list<std::string_view> words)
{
    return std::ranges::find(words, word) != words.end();
}

bool hasText(const Operand &operand) { return operand.constant.text.data() != nullptr; }

/// The parts of a date or a time that `extract` gives of every value of the type.
bool isPart(std::string_view part, Oid type)
{
    const bool ofDate =
        isOneOf(part, {"century", "day", "decade", "dow", "doy", "epoch", "isodow", "isoyear",
                       "julian", "millennium", "month", "quarter", "week", "year"});
    const bool ofTime =
        isOneOf(part, {"hour", "minute", "second", "microseconds", "milliseconds", "epoch"});
    if (type == oid::date)
        return ofDate;
    if (type == oid::time)
        return ofTime;
    if (type == oid::interval)
        return ofTime || isOneOf(part, {"century", "day", "decade", "millennium", "month",
                                        "quarter", "year"});
    return (type == oid::timestamp || type == oid::timestamptz) && (ofDate || ofTime);
}

/// `date_trunc` and the like: what a word means to a date or a time.
Folded foldTemporalFunction(std::string_view name, std::span<const Operand> operands, Oid result)
{
    if (operands.size() < 2 || !hasText(operands[0]))
        return unknown();
    const std::string_view word = operands[0].constant.text;
    const Oid type = operands[1].type;
    if (name == "extract" || name == "date_part")
        return isPart(word, type) ? value(Constant::of(Kind::Any)) : unknown();
    const bool isTame = operands[1].constant.kind == Kind::Tame;
    if (name == "date_trunc" && isTame && isTemporal(result) && operands.size() == 2) {
        const bool known =
            isOneOf(word, {"microseconds", "milliseconds", "second", "minute", "hour", "day",
                           "month", "quarter", "year", "decade", "century"}) ||
            (word == "week" && result != oid::interval);
        return known ? value(Constant::of(Kind::Tame)) : unknown();
    }
    if (name == "timezone" && isTame && isOneOf(word, {"UTC", "utc", "GMT"}))
        return value(Constant::of(Kind::Tame));
    return unknown();
}

bool isCount(const Operand &operand)
{
    return operand.constant.kind == Kind::Integer && operand.constant.integer >= 0 &&
           operand.constant.integer <= 10000;
}

} // namespace

Constant Constant::ofNumber(double value)
{
    if (!(std::abs(value) < moderate))
        return of(Kind::NotNull);
    return {Kind::Number, 0, value, {}};
}

Constant readConstant(Oid type, std::string_view text)
{
    const auto trim = [](std::string_view from) {
        while (!from.empty() &&
               (from.front() == ' ' || (from.front() >= '\t' && from.front() <= '\r')))
            from.remove_prefix(1);
        while (!from.empty() &&
               (from.back() == ' ' || (from.back() >= '\t' && from.back() <= '\r')))
            from.remove_suffix(1);
        return from;
    };
    std::string_view bare = trim(text);
    if (type == oid::boolean && !bare.empty()) {
        const char first = static_cast<char>(bare.front() | 0x20);
        const bool isOn = first == 'o' && bare.size() > 1 && (bare[1] | 0x20) == 'n';
        return Constant::ofBool(first == 't' || first == 'y' || first == '1' || isOn);
    }
    if (isNumeric(type)) {
        if (bare.starts_with('+'))
            bare.remove_prefix(1);
        const char *end = bare.data() + bare.size();
        if (std::int64_t number = 0; isInteger(type)) {
            const auto [stop, error] = std::from_chars(bare.data(), end, number);
            if (error == std::errc() && stop == end)
                return Constant::ofInteger(number);
        } else {
            double real = 0;
            const auto [stop, error] = std::from_chars(bare.data(), end, real);
            if (error == std::errc() && stop == end)
                return Constant::ofNumber(real);
        }
        return Constant::of(Kind::NotNull);
    }
    if (isTemporal(type)) {
        // No run of more than four digits, so no number that could be large.
        std::size_t digits = 0;
        for (const char c : bare) {
            digits = c >= '0' && c <= '9' ? digits + 1 : 0;
            if (digits > 4)
                return Constant::of(Kind::NotNull);
        }
        Constant made = Constant::of(Kind::Tame);
        const bool starts = !bare.empty() && bare.front() >= '0' && bare.front() <= '9';
        const bool isDated = bare.size() > 4 && bare[4] == '-' && bare.back() != 'C';
        const bool everyday = type == oid::interval || type == oid::time || isDated;
        const bool fewWords = bare.size() < 32 && bare.find("ill") == std::string_view::npos &&
                              bare.find("ent") == std::string_view::npos;
        if (!starts || !everyday || !fewWords)
            return Constant::of(Kind::NotNull);
        if (isDated && bare.size() == 10) // which orders days
            made.number = (bare[0] * 10 + bare[1]) * 1e6 + (bare[2] * 10 + bare[3]) * 1e4 +
                          (bare[5] * 10 + bare[6]) * 1e2 + bare[8] * 10 + bare[9];
        return made;
    }
    Constant made = Constant::of(Kind::NotNull);
    if (isText(type))
        made.text = text;
    return made;
}

Folded foldOperator(std::string_view name, std::span<const Operand> operands, Oid result,
                    bool collated)
{
    if (operands.size() == 1) {
        const Operand &only = operands[0];
        if (name == "-" && only.constant.isNumber() && isNumeric(result))
            return only.constant.kind == Kind::Integer && isInteger(result)
                       ? integerArithmetic('-', 0, only.constant.integer, result)
                       : numberValue(-only.constant.number);
        if (name == "+" && isNumeric(result))
            return value(only.constant);
        if (name == "@" && only.constant.isNumber() && isNumeric(result))
            return only.constant.kind == Kind::Integer && only.constant.integer < 0
                       ? integerArithmetic('-', 0, only.constant.integer, result)
                       : numberValue(std::abs(only.constant.number));
        if (name == "~" && isInteger(result))
            return value(Constant::of(Kind::NotNull));
        return unknown();
    }
    const Operand &left = operands[0];
    const Operand &right = operands[1];
    if (const std::optional<int> how = comparison(name); how && result == oid::boolean)
        return fold(*how, left, right, collated);
    const bool arithmeticSign =
        name.size() == 1 && std::string_view("+-*/%").find(name[0]) != std::string_view::npos;
    if (arithmeticSign && isNumeric(left.type) && isNumeric(right.type))
        return arithmetic(name[0], left, right, result);
    if (name == "^")
        return power(left, right);
    if (name == "||" && (result == oid::text || result == oid::bytea || result == oid::varbit))
        return value(Constant::of(Kind::Any));
    if ((name == "&" || name == "|" || name == "#") && isInteger(result))
        return value(Constant::of(Kind::NotNull));
    if (isOneOf(name, {"~~", "!~~", "~~*", "!~~*"}) && isText(left.type) && hasText(right) &&
        right.constant.text.find('\\') == std::string_view::npos)
        return collated ? value(Constant::of(Kind::Any)) : unknown();
    if ((name == "->" || name == "->>" || name == "?" || name == "@>" || name == "<@" ||
         name == "#>" || name == "#>>" || name == "?|" || name == "?&") &&
        (left.type == oid::jsonb || left.type == oid::json))
        return value(Constant::of(Kind::Any));
    return temporal(name, left, right, result);
}

Folded foldFunction(std::string_view name, std::span<const Operand> operands, Oid result,
                    bool collated)
{
    const std::size_t count = operands.size();
    if (const auto *safe = std::ranges::find(safeFunctions, name, &SafeFunction::name);
        safe != std::end(safeFunctions)) {
        if (!safe->needsCollation || collated || count == 0 || !isText(operands[0].type))
            return value(Constant::of(Kind::Any));
        return isOneOf(name, {"lower", "upper", "initcap"}) ? fails() : unknown();
    }
    if (count == 1) {
        const CatalogType *target = findTypeNamed(name);
        if (target && target->oid == result)
            return foldCast(operands[0], result);
        if (name == "length")
            return value(Constant::of(Kind::Any));
        if (name == "abs")
            return foldOperator("@", operands, result, collated);
        if (isOneOf(name, {"round", "trunc", "ceil", "floor", "ceiling", "sign"}) &&
            operands[0].constant.isNumber())
            return numberValue(operands[0].constant.number);
    }
    if (name == "power" || name == "pow")
        return count == 2 ? power(operands[0], operands[1]) : unknown();
    if ((name == "mod" || name == "div") && count == 2)
        return foldOperator(name == "mod" ? "%" : "/", operands, result, collated);
    if ((name == "round" || name == "trunc") && count == 2 && operands[0].constant.isNumber() &&
        isCount(operands[1]))
        return numberValue(operands[0].constant.number);
    if (name == "point" && count == 2 && operands[0].constant.isNumber() &&
        operands[1].constant.isNumber() && std::abs(operands[0].constant.number) < 1e300 &&
        std::abs(operands[1].constant.number) < 1e300)
        return value(Constant::of(Kind::Any));
    if ((name == "box" || name == "lseg") && count == 2) // of two points
        return value(Constant::of(Kind::Any));
    if (name == "substr" || name == "substring") {
        const bool plain = count > 1 && isText(operands[0].type) &&
                           operands[1].constant.kind == Kind::Integer &&
                           std::abs(operands[1].constant.number) < 10000;
        return plain && (count == 2 || isCount(operands[2])) ? value(Constant::of(Kind::Any))
                                                             : unknown();
    }
    if (isOneOf(name, {"lpad", "rpad", "repeat"}) && count > 1 && isCount(operands[1]))
        return value(Constant::of(Kind::Any));
    if (isOneOf(name,
                {"int4range", "int8range", "numrange", "daterange", "tsrange", "tstzrange"})) {
        const bool open =
            count > 1 && (operands[0].constant.isNull() || operands[1].constant.isNull());
        const bool dated = count > 1 && operands[0].constant.kind == Kind::Tame &&
                           operands[1].constant.kind == Kind::Tame &&
                           operands[0].constant.number > 0 &&
                           operands[0].constant.number < operands[1].constant.number;
        const bool ordered = count > 1 && operands[0].constant.isNumber() &&
                             operands[1].constant.isNumber() &&
                             operands[0].constant.number + 1 < operands[1].constant.number &&
                             std::abs(operands[1].constant.number) < 1e9;
        const bool bounds =
            count == 2 ||
            (hasText(operands[2]) && isOneOf(operands[2].constant.text, {"[)", "[]", "()", "(]"}));
        const bool tame =
            count > 1 && std::ranges::all_of(operands.first(2), [](const Operand &one) {
                return one.constant.isNull() || one.constant.kind == Kind::Tame ||
                       one.constant.isNumber();
            });
        return bounds && tame && (open || ordered || dated) ? value(Constant::of(Kind::NotNull))
                                                            : unknown();
    }
    if (isOneOf(name,
                {"to_tsvector", "plainto_tsquery", "phraseto_tsquery", "websearch_to_tsquery"}))
        return count == 2 && isText(operands[1].type) ? value(Constant::of(Kind::NotNull))
                                                      : unknown();
    if (name == "similar_to_escape") {
        const bool plain =
            hasText(operands[0]) && operands[0].constant.text.find('"') == std::string_view::npos;
        const bool escaped =
            count == 1 || (hasText(operands[1]) && operands[1].constant.text.size() == 1);
        return plain && escaped ? value(Constant::of(Kind::NotNull)) : unknown();
    }
    if (name == "make_interval" && std::ranges::all_of(operands, isCount))
        return value(Constant::of(Kind::Tame));
    if (name == "make_date" && count == 3 && std::ranges::all_of(operands, isCount)) {
        const bool plain = operands[0].constant.integer > 0 && operands[1].constant.integer > 0 &&
                           operands[1].constant.integer <= 12 && operands[2].constant.integer > 0 &&
                           operands[2].constant.integer <= 28;
        return plain ? value(Constant::of(Kind::Tame)) : unknown();
    }
    return foldTemporalFunction(name, operands, result);
}

Folded foldCast(const Operand &operand, Oid target)
{
    const Constant &constant = operand.constant;
    const CatalogType *to = findType(target);
    if (!to)
        return unknown();
    if (isText(target)) { // everything can be written
        Constant written = Constant::of(constant.isNotNull() ? Kind::NotNull : Kind::Any);
        written.text = target == oid::name ? std::string_view() : constant.text;
        return value(written);
    }
    if (isInteger(target) && constant.kind == Kind::Integer)
        return integerValue(target, constant.integer);
    if (isInteger(target) && constant.kind == Kind::Number) {
        // Half ways round differently in numeric and float; what matters here are the limits.
        const double limit = target == oid::int2 ? 32767 : target == oid::int4 ? 2147483647 : 9e18;
        if (std::abs(constant.number) < limit - 1)
            return value(Constant::of(Kind::NotNull));
        return std::abs(constant.number) > limit + 2 ? fails() : unknown();
    }
    if (isInteger(operand.type) && (isNumeric(target) || target == oid::money)) {
        const CatalogCast *cast = findCast(operand.type, target);
        if (cast && cast->context == 'i')
            return value(constant.isNumber() ? Constant::ofNumber(constant.number) : constant);
        return isNumeric(target) && constant.isNumber() ? numberValue(constant.number) : unknown();
    }
    if (isNumeric(target) && constant.isNumber())
        return numberValue(constant.number);
    if (target == oid::boolean && constant.kind == Kind::Integer)
        return value(Constant::ofBool(constant.integer != 0));
    if (operand.type == oid::boolean && target == oid::int4 &&
        (constant.kind == Kind::True || constant.kind == Kind::False))
        return value(Constant::ofInteger(constant.kind == Kind::True ? 1 : 0));
    if (constant.kind == Kind::Tame && isTemporal(operand.type) && isTemporal(target))
        return value(Constant::of(Kind::Tame));
    return unknown();
}

Folded foldNumericLimit(const Constant &constant, int precision, int scale)
{
    if (!constant.isNumber())
        return unknown();
    const double limit = std::pow(10.0, precision - scale);
    const double slack = limit * 1e-9 + std::pow(10.0, -scale);
    if (std::abs(constant.number) < limit - slack)
        return value(constant);
    return std::abs(constant.number) > limit + slack ? fails() : unknown();
}

Folded foldAtRunTime(std::string_view function, std::span<const Operand> operands, Oid result)
{
    if (std::ranges::find(currentTimes, function) != std::end(currentTimes))
        return value(Constant::of(Kind::Tame));
    if (std::ranges::find(safeAtRunTime, function) != std::end(safeAtRunTime))
        return value(Constant::of(Kind::Any));
    if (function == "json_build_object" || function == "jsonb_build_object") {
        bool named = operands.size() % 2 == 0;
        for (std::size_t i = 0; i < operands.size(); i += 2)
            named = named && (operands[i].type == oid::unknown || hasText(operands[i])) &&
                    operands[i].constant.isNotNull();
        return named ? value(Constant::of(Kind::NotNull)) : unknown();
    }
    return foldFunction(function, operands, result, true);
}

} // namespace tw::postgresql
