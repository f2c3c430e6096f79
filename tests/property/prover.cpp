// SPDX-License-Identifier: MIT
#include "prover.h"

#include "case_list.h"
#include "edge_names.h"
#include "expected_catalog.h"

#include <tablewright/backend/refusal.h>
#include <tablewright/diag/codes.h>
#include <tablewright/frontend/writers.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace tw::test {

namespace {

struct Policy {
    std::string_view code;
    std::string_view words;
};
const auto policies = std::to_array<Policy>({
#define TW_POLICY(diagnostic, words) {diag::diagnostic.code, words},
#define TW_UNSAYABLE(diagnostic)
#include "policies.def"
#undef TW_POLICY
#undef TW_UNSAYABLE
});

const std::set<std::string_view> unsayable{
#define TW_POLICY(diagnostic, words)
#define TW_UNSAYABLE(diagnostic) diag::diagnostic.code,
#include "policies.def"
#undef TW_POLICY
#undef TW_UNSAYABLE
};

bool isError(const Diagnostic &found) { return found.severity == Severity::Error; }

bool isPolicy(const Diagnostic &found)
{
    return std::ranges::any_of(policies, [&](const Policy &policy) {
        return found.info->code == policy.code &&
               found.message.find(policy.words) != std::string::npos;
    });
}

std::vector<std::string> codesOf(const CompileResult &result)
{
    std::set<std::string_view> codes;
    for (const Diagnostic &found : result.diagnostics) {
        if (isError(found))
            codes.insert(found.info->code);
    }
    return {codes.begin(), codes.end()};
}

std::string listed(const CompileResult &result)
{
    std::string text;
    for (const Diagnostic &found : result.diagnostics) {
        if (found.severity >= Severity::Warning)
            text += fmt::format("  {} {}\n", found.info->code, found.message);
    }
    return text;
}

bool lies(const SourceRange &inner, const SourceRange &outer)
{
    return outer.isValid() && inner.begin >= outer.begin && inner.end <= outer.end;
}

/// A message without the names in it.
std::string withoutNames(std::string_view message)
{
    std::string out;
    bool inName = false;
    for (const char c : message) {
        if (c == '"' || c == '`') {
            inName = !inName;
            out.push_back(c);
        } else if (!inName && (c < '0' || c > '9')) {
            out.push_back(c);
        }
    }
    return out;
}

/// The type as the column says it, its arguments in their place.
std::string typeSql(const ir::TypeSyntax &type)
{
    std::string text = type.spelling.text;
    const ir::TypeArguments &beside = *type.arguments;
    const auto &first = beside.length ? beside.length : beside.precision;
    if (!first || text.find('(') != std::string::npos)
        return text;
    std::string arguments = '(' + std::to_string(first->value);
    if (beside.scale)
        arguments += ',' + std::to_string(beside.scale->value);
    // `timestamp with time zone`, `text[]`
    const std::size_t at = std::min({text.find(" with"), text.find('['), text.size()});
    return text.insert(at, arguments + ')');
}

} // namespace

Prover::Prover(std::string url) : m_url(std::move(url))
{
    renew();
    // Every declared code of the database, as a warning.
    for (const DiagnosticInfo *info : builtinDiagnostics()) {
        if (info->severity == Severity::Error && info->code >= "TW2" && info->code < "TW5")
            m_forced.emplace(std::string(info->code), Severity::Warning);
    }
}

std::string_view spelling(Verdict::Kind kind)
{
    constexpr std::array<std::string_view, 10> names{"applied",
                                                     "unverified",
                                                     "refused by both",
                                                     "refused by policy",
                                                     "unsayable",
                                                     "malformed",
                                                     "ACCEPTED AND IT FAILS",
                                                     "THE CATALOG DIFFERS",
                                                     "REFUSED AND POSTGRESQL TAKES IT",
                                                     "JSON AND DBML PART"};
    return names[static_cast<std::size_t>(kind)];
}

CompileResult Prover::compile(SourceManager &sources, const std::string &text, Language language,
                              bool forced) const
{
    CompileOptions options;
    options.language = language;
    if (forced)
        options.severities = m_forced;
    options.severities.insert_or_assign(std::string(diag::TableWithoutPrimaryKey.code),
                                        Severity::Warning);
    return compiler().compile(sources, sources.add("made", text), options);
}

void Prover::renew()
{
    m_connection.reset();
    m_database.reset();
    m_database = std::make_unique<cli::ScratchDatabase>(m_url);
    m_connection = std::make_unique<cli::Connection>(m_database->connect());
    m_used = 0;
}

Verdict Prover::judge(const ir::Schema &schema, Depth depth)
{
    // What was rolled back stays in the catalogs' files.
    constexpr std::size_t most = 500;
    if (++m_used > most)
        renew();
    const std::string json = writeJson(schema);
    SourceManager sources;
    const CompileResult result = compile(sources, json, Language::Json, false);
    Verdict verdict;
    if (result.ok)
        verdict = judgeAccepted(result, depth.catalog);
    else if (depth.refusals)
        verdict = explain(result, json);
    else
        verdict.kind = Verdict::Kind::Refused;
    verdict.codes = codesOf(result);
    if (depth.languages && !verdict.isWrong() && verdict.kind != Verdict::Kind::Malformed) {
        const std::string parting = compareLanguages(result, json);
        if (!parting.empty()) {
            verdict.kind = Verdict::Kind::LanguagesPart;
            verdict.signature = withoutNames(parting.substr(0, parting.find('\n')));
            verdict.detail = parting;
        }
    }
    return verdict;
}

Verdict Prover::judgeAccepted(const CompileResult &result, bool compareCatalog)
{
    Verdict verdict;
    for (const Diagnostic &found : result.diagnostics) {
        if (isUnverified(found)) {
            verdict.reasons.push_back(fmt::format("{} {}", found.info->code, found.message));
            verdict.kind = Verdict::Kind::Unverified;
        }
    }
    try {
        m_connection->execute("BEGIN");
        m_connection->execute(result.script->text);
        if (compareCatalog) {
            verdict.detail = catalogDifferences(result.schema, compiler().backend().typeCatalog(),
                                                *m_connection);
            if (!verdict.detail.empty()) {
                verdict.kind = Verdict::Kind::Differs;
                verdict.signature = verdict.detail.substr(0, verdict.detail.find(' ', 2));
                verdict.detail += result.script->text;
            }
        }
    } catch (const cli::DatabaseError &error) {
        if (verdict.kind != Verdict::Kind::Unverified) {
            verdict.kind = Verdict::Kind::Unsound;
            verdict.signature = withoutNames(error.what());
            verdict.detail = fmt::format("PostgreSQL says {}: {}\n{}{}", error.message().sqlState,
                                         error.what(), listed(result), result.script->text);
        }
    }
    m_connection->execute("ROLLBACK");
    return verdict;
}

Prover::Refusal Prover::attempt(const std::string &sql)
{
    Refusal refusal;
    try {
        m_connection->execute("BEGIN");
        m_connection->execute(sql);
    } catch (const cli::DatabaseError &error) {
        refusal = {error.message().sqlState, error.what()};
    }
    m_connection->execute("ROLLBACK");
    return refusal;
}

namespace {

/// `scale` of a type that has none is a member of the document; SQL has no place for it.
bool isBeside(const CompileResult &result, const Diagnostic &found)
{
    for (const ir::Table &table : result.schema.tables) {
        for (const ir::Column &column : table.columns) {
            const ir::TypeArguments &beside = *column.typeSyntax.arguments;
            for (const auto *one : {&beside.length, &beside.precision, &beside.scale}) {
                if (*one && lies(found.range, (*one)->range))
                    return found.info->code == diag::TypeArgumentNotAllowed.code;
            }
        }
    }
    return false;
}

} // namespace

Verdict Prover::explain(const CompileResult &result, const std::string &json)
{
    Verdict verdict;
    bool asSql = true; ///< whether all that is refused can be said in SQL
    for (const Diagnostic &found : result.diagnostics) {
        if (!isError(found))
            continue;
        const std::string_view code = found.info->code;
        if (unsayable.contains(code) || code < "TW2") {
            verdict.kind =
                unsayable.contains(code) ? Verdict::Kind::Unsayable : Verdict::Kind::Malformed;
            return verdict;
        }
        verdict.kind = Verdict::Kind::Refused;
        if (code >= diag::UnknownType.code && code <= diag::ScaleWithoutPrecision.code) {
            if (explainType(result, found)) {
                verdict.server = "type";
                return verdict;
            }
            if (isBeside(result, found)) {
                verdict.kind = Verdict::Kind::Unsayable;
                return verdict;
            }
            asSql = false;
        }
        if (code == diag::ExpressionSyntax.code || code == diag::NotOneExpression.code) {
            if (explainSyntax(result, found)) {
                verdict.server = "syntax";
                return verdict;
            }
            asSql = false;
        }
    }
    std::string script;
    if (asSql) {
        SourceManager sources;
        const CompileResult forced = compile(sources, json, Language::Json, true);
        if (forced.script) {
            script = forced.script->text;
            const Refusal refusal = attempt(script);
            verdict.server = refusal.state;
            if (!refusal.state.empty())
                return verdict;
        } else {
            script = "-- there is no script:\n" + listed(forced);
        }
    }
    if (std::ranges::all_of(result.diagnostics, [](const Diagnostic &found) {
            return !isError(found) || isPolicy(found);
        })) {
        verdict.kind = Verdict::Kind::ByPolicy;
        return verdict;
    }
    verdict.kind = Verdict::Kind::Unexplained;
    verdict.signature = fmt::format("{}", fmt::join(codesOf(result), " "));
    verdict.detail = listed(result) + script;
    return verdict;
}

bool Prover::explainType(const CompileResult &result, const Diagnostic &found)
{
    std::string enums;
    for (const ir::EnumType &type : result.schema.enums) {
        // Their values do not matter here.
        const std::string name = quotedName(type.name.text);
        const std::string space =
            type.namespaceName.empty() ? "public" : quotedName(type.namespaceName.text);
        enums += fmt::format("CREATE SCHEMA IF NOT EXISTS {0}; CREATE TYPE {0}.{1} AS ENUM ();",
                             space, name);
    }
    for (const ir::Table &table : result.schema.tables) {
        for (const ir::Column &column : table.columns) {
            const ir::TypeArguments &beside = *column.typeSyntax.arguments;
            const bool isIt = lies(found.range, column.typeSyntax.spelling.range) ||
                              (beside.length && lies(found.range, beside.length->range)) ||
                              (beside.precision && lies(found.range, beside.precision->range)) ||
                              (beside.scale && lies(found.range, beside.scale->range)) ||
                              lies(column.typeSyntax.spelling.range, found.range);
            // As a column, and where a column's other clauses cannot follow.
            const std::string type = typeSql(column.typeSyntax);
            const auto isRefused = [&](std::string_view before, std::string_view behind) {
                return !attempt(fmt::format("{}{}{}{}", enums, before, type, behind)).state.empty();
            };
            if (isIt && (isRefused("CREATE TABLE public.tw_probe (c ", ")") ||
                         isRefused("SELECT CAST(NULL AS ", ")")))
                return true;
        }
    }
    return false;
}

bool Prover::isOneExpression(const std::string &sql)
{
    const cli::ResultPtr prepared(
        PQprepare(m_connection->handle(), "", ("SELECT " + sql).c_str(), 0, nullptr));
    if (PQresultStatus(prepared.get()) != PGRES_COMMAND_OK) {
        const char *state = PQresultErrorField(prepared.get(), PG_DIAG_SQLSTATE);
        // Anything but a syntax error comes after the text was read.
        return state != nullptr && std::string_view(state) != "42601";
    }
    const cli::ResultPtr described(PQdescribePrepared(m_connection->handle(), ""));
    return PQnfields(described.get()) == 1;
}

bool Prover::explainSyntax(const CompileResult &result, const Diagnostic &found)
{
    const auto isNone = [&](const ir::Expression &expression) {
        return lies(found.range, expression.range) &&
               !(isOneExpression('(' + expression.text + "\n)") &&
                 isOneExpression('\n' + expression.text + '\n'));
    };
    for (const ir::Table &table : result.schema.tables) {
        for (const ir::Column &column : table.columns) {
            if (isNone(column.defaultValue.value) || isNone(*column.generated))
                return true;
        }
        for (const ir::CheckConstraint &check : table.checks) {
            if (isNone(check.expression))
                return true;
        }
        for (const ir::Index &index : table.indexes) {
            if (isNone(*index.where))
                return true;
            for (const ir::IndexElement &element : index.elements) {
                if (isNone(*element.expression))
                    return true;
            }
        }
    }
    for (const ir::Records &records : result.schema.records) {
        for (const ir::RecordValue &value : records.values) {
            if (value.kind == ir::RecordValue::Kind::Expression &&
                isNone({value.text.text, value.text.range}))
                return true;
        }
    }
    return false;
}

std::string Prover::compareLanguages(const CompileResult &result, const std::string &json) const
{
    SourceManager sources;
    CompileOptions parse;
    parse.until = CompileOptions::Until::Parse;
    const CompileResult parsed = compiler().compile(sources, sources.add("made", json), parse);
    if (!parsed.ok)
        return {};
    const std::string dbml = writeDbml(parsed.schema);
    const CompileResult other = compile(sources, dbml, Language::Dbml, false);
    if (result.ok != other.ok)
        return fmt::format("JSON is {}, DBML is {}: {}\n{}---\n{}{}",
                           result.ok ? "accepted" : "refused", other.ok ? "accepted" : "refused",
                           fmt::join(codesOf(result.ok ? other : result), " "), listed(result),
                           listed(other), dbml);
    if (!result.ok) {
        // DBML refers to things by their names, so one that is empty or there twice is another
        // error.
        const std::vector<std::string> codes = codesOf(result);
        const bool ambiguous = std::ranges::any_of(codes, [](const std::string &code) {
            return code >= diag::EmptyName.code && code <= diag::NamesEqualWhenCut.code;
        });
        return ambiguous || codes == codesOf(other)
                   ? std::string()
                   : fmt::format("refused for {} in JSON and {} in DBML\n{}---\n{}{}",
                                 fmt::join(codesOf(result), " "), fmt::join(codesOf(other), " "),
                                 listed(result), listed(other), dbml);
    }
    const std::string &a = result.script->text;
    const std::string &b = other.script->text;
    if (a == b)
        return {};
    const auto at = static_cast<std::size_t>(
        std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
    const std::size_t begin = at > 200 ? at - 200 : 0;
    return fmt::format("the scripts differ\n--- JSON\n{}\n--- DBML\n{}\n{}", a.substr(begin, 500),
                       b.substr(std::min(begin, b.size()), 500), dbml);
}

} // namespace tw::test
