// SPDX-License-Identifier: MIT
// What the engine says of literals, compared with what a server (TABLEWRIGHT_TEST_POSTGRES) does
// with them: each becomes a row of a table with one column of the type, under settings that change
// with every batch. Nothing readable may be refused, nothing unreadable accepted, and of the forms
// that the documentation lists hardly any may be unverified.
//
//     tests/support/with_postgres build/dev/bin/property_literals [COUNT [SEED [TYPE]]]

#include "literal_forms.h"
#include "literal_writer.h"
#include "postgresql_comparison.h"

#include <tablewright/base/utf8.h>

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <memory>

namespace tw::test {

namespace {

using namespace tw::postgresql;
using Kind = ir::DefaultValue::Kind;

constexpr std::size_t batchSize = 2000;
constexpr double unverifiedLimit = 0.01; ///< of the valid forms that the server takes

struct TypeCase {
    ir::DataType type;
    std::string name;
    bool roundsPlainConstants = false; ///< an integer takes `1.5` as a constant, and we do not
};

struct Attempt {
    std::size_t type;
    ir::DefaultValue literal;
    const char *form;
    LiteralVerdict verdict;
    std::string statement;
};

struct Tally {
    std::size_t readable = 0;
    std::size_t unreadable = 0;
    std::size_t unverifiedTaken = 0;   ///< and the server takes it
    std::size_t unverifiedRefused = 0; ///< and the server refuses it
    std::vector<std::string> examples; ///< of what is unverified
};

std::vector<TypeCase> typeCases(const ir::Schema &schema)
{
    std::vector<TypeCase> cases;
    const auto add = [&](const ir::DataType &type) {
        TypeCase one{type, sqlOf(schema, type)};
        one.roundsPlainConstants =
            !type.isEnum() && !type.isArray() &&
            PostgresqlTypeCatalog().info(type.base).family == TypeFamily::Integer;
        if (std::ranges::find(cases, one.name, &TypeCase::name) == cases.end())
            cases.push_back(std::move(one));
    };
    const auto addWith = [&add](Builtin builtin, std::initializer_list<std::int32_t> arguments) {
        ir::DataType type = dataType(builtin);
        type.argumentCount = static_cast<std::uint8_t>(arguments.size());
        std::ranges::copy(arguments, type.arguments.begin());
        add(type);
        add(arrayed(type));
    };
    for (const ir::DataType &type : everyType())
        add(type);
    for (const Builtin text : {Builtin::Varchar, Builtin::Char, Builtin::BpChar})
        addWith(text, {3});
    addWith(Builtin::Numeric, {4, 2});
    addWith(Builtin::Numeric, {2});
    addWith(Builtin::Numeric, {2, -1});
    addWith(Builtin::Numeric, {2, 4});
    addWith(Builtin::Numeric, {10, 2});
    addWith(Builtin::Bit, {3});
    addWith(Builtin::VarBit, {2});
    for (const Builtin time :
         {Builtin::Time, Builtin::TimeTz, Builtin::Timestamp, Builtin::TimestampTz,
          Builtin::Interval, Builtin::IntervalSecond, Builtin::IntervalDaySecond})
        addWith(time, {0});
    addWith(Builtin::Float, {10});
    // Never judged: what a row may have a default may not.
    std::erase_if(cases, [](const TypeCase &one) { return one.name.starts_with("regrole"); });
    return cases;
}

class Prover {
public:
    explicit Prover(std::uint64_t seed) : m_dice(seed), m_seed(seed)
    {
        m_server.makeTypeSchema();
        m_server.run("SET search_path = type_test, public");
        m_server.run(
            "CREATE FUNCTION attempt_all(statements text[]) RETURNS text LANGUAGE plpgsql "
            "AS $$ DECLARE answer text := ''; statement text; value text; BEGIN "
            "FOREACH statement IN ARRAY statements LOOP BEGIN EXECUTE statement INTO value; "
            "answer := answer || '=' || coalesce(replace(replace(value, E'\\\\', "
            "E'\\\\\\\\'), E'\\n', E'\\\\n'), '') || E'\\n'; EXCEPTION WHEN OTHERS THEN "
            "answer := answer || '!' || replace(sqlerrm, E'\\n', ' ') || E'\\n'; END; "
            "END LOOP; RETURN answer; END $$");
    }

    [[nodiscard]] bool isReady() const { return m_server.isOpen(); }

    void chooseTypes(const std::string &only)
    {
        m_types = typeCases(m_schema);
        if (!only.empty())
            std::erase_if(m_types, [&only](const TypeCase &one) { return one.name != only; });
        for (std::size_t i = 0; i < m_types.size(); ++i)
            m_server.run(
                fmt::format("CREATE UNLOGGED TABLE literal_{} (c {})", i, m_types[i].name));
    }

    void run(std::size_t count)
    {
        for (std::size_t done = 0; done < count && !m_types.empty(); done += batchSize) {
            std::vector<Attempt> batch;
            while (batch.size() < std::min(batchSize, count - done))
                batch.push_back(makeAttempt());
            settle(batch);
        }
    }

    [[nodiscard]] bool report() const
    {
        Tally all;
        for (const auto &[form, byType] : m_tallies) {
            Tally sum;
            for (const auto &[type, tally] : byType) {
                sum.readable += tally.readable;
                sum.unreadable += tally.unreadable;
                sum.unverifiedTaken += tally.unverifiedTaken;
                sum.unverifiedRefused += tally.unverifiedRefused;
            }
            fmt::print("{:10} {:8} readable {:8} unreadable {:7} unverified ({} of them taken)\n",
                       form, sum.readable, sum.unreadable,
                       sum.unverifiedTaken + sum.unverifiedRefused, sum.unverifiedTaken);
            for (const auto &[type, tally] : byType) {
                const std::size_t unverified = tally.unverifiedTaken + tally.unverifiedRefused;
                if (form != "dependent" && unverified > 0)
                    fmt::print("    {:6} {:30} {}\n", unverified, type,
                               fmt::join(tally.examples, "  "));
            }
            if (form == "valid")
                all = sum;
        }
        const double share =
            static_cast<double>(all.unverifiedTaken) /
            static_cast<double>(std::max<std::size_t>(1, all.readable + all.unverifiedTaken));
        fmt::print("seed {}: {} disagreements, {:.3f} % of the valid forms unverified, {} keys\n",
                   m_seed, m_wrongCount, share * 100, m_keys);
        return m_wrongCount == 0 && share < unverifiedLimit && all.readable > 0;
    }

private:
    Attempt makeAttempt()
    {
        Attempt one;
        one.type = m_dice.below(m_types.size());
        const ir::DataType &type = m_types[one.type].type;
        std::string text;
        switch (m_dice.below(10)) {
        case 0:
        case 1:
        case 2:
        case 3:
            one.form = "valid";
            text = validForm(m_schema, type, m_dice);
            break;
        case 4:
        case 5:
        case 6:
            one.form = "mutated";
            text = mutated(validForm(m_schema, type, m_dice), m_dice);
            break;
        case 7:
            one.form = "foreign";
            text = m_dice.chance(50)
                       ? edgeForm(m_dice)
                       : validForm(m_schema, m_types[m_dice.below(m_types.size())].type, m_dice);
            break;
        case 8:
            one.form = "dependent";
            text = dependentForm(type, m_dice);
            if (!text.empty())
                break;
            [[fallthrough]];
        default:
            one.form = "random";
            text = randomText(m_dice);
            break;
        }
        one.literal.kind = Kind::String;
        if (isJsonNumber(text) && m_dice.chance(50))
            one.literal.kind = Kind::Number;
        one.literal.value.text = text;
        one.verdict = m_catalog.checkLiteral(m_schema, type, one.literal);
        std::string constant;
        const bool refused = one.verdict.kind == LiteralVerdict::Kind::Unreadable;
        if (refused && m_types[one.type].roundsPlainConstants)
            appendDefaultLiteral(constant, dataType(Builtin::Text), one.literal);
        else
            appendDefaultLiteral(constant, type, one.literal);
        one.statement =
            fmt::format("INSERT INTO literal_{} VALUES ({}) RETURNING c::text", one.type, constant);
        return one;
    }

    static bool isJsonNumber(std::string_view text)
    {
        if (text.starts_with('-'))
            text.remove_prefix(1);
        const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
        if (digits == 0 || (digits > 1 && text[0] == '0'))
            return false;
        text.remove_prefix(digits);
        if (text.starts_with('.')) {
            const std::size_t end = std::min(text.find_first_not_of("0123456789", 1), text.size());
            if (end < 2)
                return false;
            text.remove_prefix(end);
        }
        return text.empty();
    }

    void settle(const std::vector<Attempt> &batch)
    {
        const std::string style =
            m_dice.any({"'ISO, MDY'", "'ISO, DMY'", "'ISO, YMD'", "'German, DMY'", "'SQL, MDY'"});
        m_printsReadable = style.starts_with("'ISO");
        m_server.run(fmt::format(
            "SET DateStyle = {}; SET IntervalStyle = {}; SET TimeZone = '{}'; "
            "SET timezone_abbreviations = '{}'",
            style, m_dice.any({"postgres", "sql_standard", "iso_8601", "postgres_verbose"}),
            m_dice.any({"UTC", "America/New_York", "Asia/Kolkata", "Pacific/Kiritimati",
                        "Australia/Sydney"}),
            m_dice.any({"Default", "Default", "Australia", "India"})));
        std::string call = "SELECT attempt_all(ARRAY[";
        for (std::size_t i = 0; i < batch.size(); ++i) {
            call += i > 0 ? "," : "";
            appendDefaultLiteral(call, dataType(Builtin::Text),
                                 {Kind::String, {batch[i].statement, {}}});
        }
        const std::string answers = m_server.run(call + "])");
        std::string_view rest = answers;
        for (const Attempt &one : batch) {
            const std::size_t end = rest.find('\n');
            if (end == std::string_view::npos) {
                wrong("", "the server did not answer: " + answers);
                return;
            }
            compare(one, rest.substr(0, end));
            rest.remove_prefix(end + 1);
        }
        if (++m_batches % 20 == 0) {
            for (std::size_t i = 0; i < m_types.size(); ++i)
                m_server.run(fmt::format("TRUNCATE literal_{}", i));
        }
    }

    void compare(const Attempt &one, std::string_view answer)
    {
        const TypeCase &type = m_types[one.type];
        Tally &tally = m_tallies[one.form][type.name];
        const bool taken = answer.starts_with('=');
        const std::string_view problem = taken ? std::string_view() : answer;
        if (taken && one.verdict.kind == LiteralVerdict::Kind::Readable)
            compareKeys(one, unescaped(answer.substr(1)));
        switch (one.verdict.kind) {
        case LiteralVerdict::Kind::Readable:
            ++tally.readable;
            break;
        case LiteralVerdict::Kind::Unreadable:
            ++tally.unreadable;
            break;
        case LiteralVerdict::Kind::Unverified:
            ++(taken ? tally.unverifiedTaken : tally.unverifiedRefused);
            if (tally.examples.size() < 3)
                tally.examples.push_back((taken ? "+'" : "-'") + shown(one.literal.value.text) +
                                         '\'');
            return;
        }
        if ((one.verdict.kind == LiteralVerdict::Kind::Readable) != taken)
            wrong(type.name, fmt::format("{} ({}): {} [{}] {}", type.name, one.form,
                                         taken ? "unreadable, and taken" : "readable", problem,
                                         one.statement));
    }

    static std::string unescaped(std::string_view text)
    {
        std::string plain;
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (text[i] != '\\')
                plain += text[i];
            else
                plain += text[++i] == 'n' ? '\n' : text[i];
        }
        return plain;
    }

    /// What the server prints is the same value, so readable and of the same key; and one key is
    /// one value.
    void compareKeys(const Attempt &one, const std::string &printed)
    {
        const TypeCase &type = m_types[one.type];
        const ir::DefaultValue again{Kind::String, {printed, {}}};
        const bool isMoney = type.name.starts_with("money");
        if (m_printsReadable && !isMoney &&
            m_catalog.checkLiteral(m_schema, type.type, again).kind ==
                LiteralVerdict::Kind::Unreadable)
            wrong(type.name, fmt::format("{}: {} is printed as {}, which is unreadable", type.name,
                                         one.literal.value.text, printed));
        const std::optional<std::string> key = m_catalog.valueKey(type.type, one.literal);
        if (!key)
            return;
        ++m_keys;
        const std::optional<std::string> printedKey = m_catalog.valueKey(type.type, again);
        if (m_printsReadable && printedKey && *printedKey != *key)
            wrong(type.name, fmt::format("{}: {} has the key {} and {} has {}", type.name,
                                         one.literal.value.text, *key, printed, *printedKey));
        // Of numbers one value has several prints.
        const TypeFamily family =
            type.type.isEnum() ? TypeFamily::Other : m_catalog.info(type.type.base).family;
        const bool zoned = type.name.find("with time zone") != std::string::npos;
        if (family == TypeFamily::Decimal || family == TypeFamily::Float || zoned ||
            !m_printsReadable)
            return;
        const auto [known, isNew] = m_printOfKey[type.name].emplace(*key, printed);
        if (!isNew && known->second != printed)
            wrong(type.name, fmt::format("{}: the key {} is that of {} and of {}", type.name, *key,
                                         known->second, printed));
    }

    static std::string shown(std::string text)
    {
        constexpr std::size_t longest = 60;
        text = truncateUtf8(text, longest);
        std::ranges::replace(text, '\n', ' ');
        return text;
    }

    /// A few of each type, so that one mistake does not hide the others.
    void wrong(const std::string &type, const std::string &text)
    {
        constexpr std::size_t shown = 5;
        ++m_wrongCount;
        if (++m_wrongOfType[type] <= shown)
            fmt::print("{}\n", text);
    }

    Dice m_dice;
    std::uint64_t m_seed;
    Server m_server;
    ir::Schema m_schema = enumSchema();
    PostgresqlTypeCatalog m_catalog;
    std::vector<TypeCase> m_types;
    std::map<std::string, std::map<std::string, Tally>> m_tallies;
    std::map<std::string, std::size_t> m_wrongOfType;
    std::size_t m_wrongCount = 0;
    std::map<std::string, std::map<std::string, std::string>> m_printOfKey;
    std::size_t m_keys = 0;
    bool m_printsReadable = true;
    std::size_t m_batches = 0;
};

int run(int argc, char **argv)
{
    const auto argument = [&](int at) { return argc > at ? std::string(argv[at]) : std::string(); };
    const std::size_t count = argc > 1 ? std::stoul(argument(1)) : 20'000;
    const std::uint64_t seed = argc > 2 ? std::stoull(argument(2)) : std::random_device()();
    Prover prover(seed);
    if (!prover.isReady()) {
        fmt::print(stderr, "no server to compare with\n");
        return 2;
    }
    prover.chooseTypes(argument(3));
    prover.run(count);
    return prover.report() ? 0 : 1;
}

} // namespace

} // namespace tw::test

int main(int argc, char **argv)
{
    try {
        return tw::test::run(argc, argv);
    } catch (const std::exception &error) {
        fmt::print(stderr, "{}\n", error.what());
        return 2;
    }
}
