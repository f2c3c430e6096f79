// SPDX-License-Identifier: MIT
#include "judge.h"

#include "catalog_reader.h"
#include "expected_catalog.h"
#include "sabotage.h"
#include "text_checks.h"

#include <tablewright/diag/codes.h>

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>

namespace tw::test {

namespace {

/// The files that a host names in a `use`.
class HostFiles final : public SourceResolver {
public:
    explicit HostFiles(SourceManager &sources) : m_sources(sources) {}

    std::optional<SourceId> resolve(SourceId, std::string_view path) override
    {
        if (path != "./all" && path != "./some" && path != "./more")
            return std::nullopt;
        auto [at, isNew] = m_files.try_emplace(std::string(path));
        if (isNew)
            at->second = m_sources.add(std::string(path), contents(path));
        return at->second;
    }

private:
    static std::string contents(std::string_view path)
    {
        if (path == "./all")
            return "Table everywhere { id int [pk] }\n";
        if (path == "./some")
            return "Table core.users { id int [pk] }\nEnum moods { glad }\n";
        return "Table core.things { id int [pk] }\nTable paired { id int [pk] }\n"
               "TablePartial stamped { at int }\nNote todo { 'x' }\nTableGroup pair { paired }\n";
    }

    SourceManager &m_sources;
    std::map<std::string, SourceId> m_files;
};

bool isUnverified(const Diagnostic &found) { return found.message.starts_with("unverified"); }

/// A text of such a type is stored as it is.
bool isTextType(std::string_view type)
{
    return type == "text" || type.starts_with("character varying") || type == "json" ||
           (type.find("mood") != std::string_view::npos);
}

/// Whether DBML takes some of it for layout between `'''`.
bool isLaidOut(std::string_view text)
{
    const auto isPlain = [](char c) { return c > ' ' && c < 0x7F; };
    return text.find('\n') != std::string_view::npos || !isPlain(text.front()) ||
           !isPlain(text.back());
}

/// Whether the schema itself asks for a table of the canary's name: PostgreSQL has to refuse that,
/// and what a database holds already is not what the compiler can know.
bool declaresTheCanary(const ir::Schema &schema)
{
    return std::ranges::any_of(schema.tables, [](const ir::Table &table) {
        return table.name.view() == "canary" &&
               (table.namespaceName.empty() || table.namespaceName.view() == "public");
    });
}

std::string rowText(const CatalogRow &row)
{
    std::string text;
    for (const std::string &field : row)
        text += (text.empty() ? "" : " | ") + shown(field);
    return text;
}

} // namespace

std::string_view spelling(PositionKind kind)
{
    static constexpr std::string_view names[] = {"strict", "silent", "declared"};
    return names[static_cast<std::size_t>(kind)];
}

void InjectionTally::add(const InjectionTally &other)
{
    cases += other.cases;
    refused += other.refused;
    sameScript += other.sameScript;
    strict += other.strict;
    declared += other.declared;
    repeated += other.repeated;
    incomparable += other.incomparable;
    unverified += other.unverified;
    unverifiedRefused += other.unverifiedRefused;
    alreadyThere += other.alreadyThere;
    for (const auto &[code, count] : other.codes)
        codes[code] += count;
    problems.insert(problems.end(), other.problems.begin(), other.problems.end());
}

struct Judge::Compiled {
    SourceManager sources;
    HostFiles files{sources};
    SourceId source;
    CompileResult result;

    [[nodiscard]] const std::string &script() const { return result.script->text; }
    [[nodiscard]] bool unverified() const
    {
        return std::ranges::any_of(result.diagnostics, isUnverified);
    }
};

Judge::Judge(const Compiler &compiler, Options options)
    : m_compiler(compiler), m_options(std::move(options)),
      m_database(m_options.url, CanaryDatabase::Role::Superuser, m_options.markerFile),
      m_ownerDatabase(m_options.url, CanaryDatabase::Role::Owner, m_options.markerFile)
{
}

void Judge::compile(Compiled &compiled, Language language, const std::string &document) const
{
    compiled.source = compiled.sources.add(
        language == Language::Json ? "hostile.json" : "hostile.dbml", document);
    CompileOptions options;
    options.language = language;
    options.resolver = &compiled.files;
    options.severities.emplace(std::string(diag::TableWithoutPrimaryKey.code), Severity::Warning);
    compiled.result = m_compiler.compile(compiled.sources, compiled.source, options);
}

std::string Judge::spoilt(const std::string &script) const
{
    switch (m_options.sabotage) {
    case Sabotage::None:
        break;
    case Sabotage::Names:
        return withoutNameQuotes(script);
    case Sabotage::Literals:
        return withoutLiteralEscapes(script);
    }
    return script;
}

const Judge::Baseline &Judge::baseline(const Host &host)
{
    auto [at, isNew] = m_baselines.try_emplace(&host);
    Baseline &baseline = at->second;
    if (!isNew)
        return baseline;
    Compiled compiled;
    compile(compiled, host.language, host.text);
    baseline.accepted = compiled.result.ok;
    baseline.schema = compiled.result.schema;
    if (!baseline.accepted)
        return baseline;
    baseline.script = compiled.script();
    const CanaryDatabase::Applied applied = m_database.begin(baseline.script, true);
    if (!applied.refusal.empty() || !applied.damage.empty())
        m_tally.problems.push_back(
            fmt::format("{} itself: {}{}", host.name, applied.damage, applied.refusal));
    baseline.snapshot = applied.snapshot;
    m_database.end();
    return baseline;
}

Snapshot Judge::substituted(const Position &position, std::string_view bytes)
{
    const std::string &was = position.token().value;
    const std::string name = keptName(bytes);
    Snapshot rows = baseline(*position.host).snapshot;
    for (CatalogRow &row : rows) {
        for (std::size_t i = 1; i < row.size(); ++i) {
            if (row[i] != was)
                continue;
            const bool text = row[0] == "comment" || row[0] == "label" || row[0] == "value";
            if (row[0] == "value" && i == 5 && !isTextType(row[6]))
                row[i] = m_database.valueOf(row[6], bytes);
            else if (text && (i == 5 || (i == 4 && row[0] != "value")))
                row[i] = bytes;
            else
                row[i] = name;
        }
    }
    std::ranges::sort(rows);
    return rows;
}

std::string Judge::compare(const Snapshot &expected, const Snapshot &found) const
{
    // A namespace that is there already is not made.
    const auto isPublic = [](const CatalogRow &row) {
        return row[0] == "namespace" && row[1] == "public";
    };
    std::string text;
    const auto add = [&](char sign, const Snapshot &from, const Snapshot &without) {
        Snapshot rows;
        std::ranges::set_difference(from, without, std::back_inserter(rows));
        for (const CatalogRow &row : rows) {
            if (!isPublic(row))
                text += fmt::format("\n    {} {}", sign, rowText(row));
        }
    };
    add('-', expected, found);
    add('+', found, expected);
    return text.empty() ? text : "the catalog is not what was declared:" + text;
}

PositionKind Judge::kindOf(const Position &position)
{
    const Baseline &base = baseline(*position.host);
    HostileText benign;
    benign.bytes = "benign probe";
    const std::optional<std::string> document = documentWith(position, benign);
    if (!base.accepted || !document)
        return PositionKind::Declared;
    Compiled compiled;
    compile(compiled, position.host->language, *document);
    if (!compiled.result.ok)
        return PositionKind::Declared;
    if (compiled.script() == base.script)
        return PositionKind::Silent;
    const CanaryDatabase::Applied applied = m_database.begin(compiled.script(), true);
    const bool same = applied.refusal.empty() && applied.damage.empty() &&
                      compare(substituted(position, benign.bytes), applied.snapshot).empty();
    m_database.end();
    return same ? PositionKind::Strict : PositionKind::Declared;
}

void Judge::judge(const Position &position, PositionKind kind, const HostileText &text,
                  unsigned spelling)
{
    const std::optional<std::string> document = documentWith(position, text, spelling);
    if (!document)
        return;
    ++m_tally.cases;
    const Language language = position.host->language;
    const Baseline &base = baseline(*position.host);
    Compiled compiled;
    compile(compiled, language, *document);
    const auto problem = [&](const std::string &what) {
        if (!what.empty())
            m_tally.problems.push_back(
                fmt::format("{}: {}\n  {}", position.describe(), text.describe(), what));
    };
    problem(printingProblem(compiled.result.diagnostics, compiled.sources));
    if (!compiled.result.ok) {
        ++m_tally.refused;
        for (const Diagnostic &found : compiled.result.diagnostics) {
            if (found.severity == Severity::Error)
                ++m_tally.codes[std::string(found.info->code)];
        }
        return;
    }
    const bool sameScript = compiled.script() == base.script;
    const bool removed =
        position.token().kind == HostToken::Kind::JsonKey || position.form == Position::Form::Raw;
    if (!sameScript && !removed && text.mustBeRefused() &&
        (language == Language::Json || text.escapes.empty()))
        problem("what is no text was accepted and reaches the database");
    if (base.accepted)
        problem(conversionProblem(language, *document, &compiled.files, compiled.sources,
                                  compiled.source, base.schema));
    m_tally.unverified += compiled.unverified() ? 1 : 0;
    if (sameScript) {
        ++m_tally.sameScript;
        return;
    }
    if (kind == PositionKind::Silent && position.form != Position::Form::Raw)
        problem("it changes the script, and a harmless text does not");
    // An empty text is an absent one.
    if (kind == PositionKind::Strict && !text.bytes.empty() &&
        (position.form != Position::Form::Block || !isLaidOut(text.bytes))) {
        problem(applyStrict(position, text, compiled));
        return;
    }
    // A function that the database's owner made may do what it likes; that there is one is what is
    // not verified.
    if (compiled.unverified() && text.bytes.find("canary_immutable()") != std::string::npos)
        return;
    if (!m_seenScripts.insert(std::hash<std::string>()(compiled.script())).second) {
        ++m_tally.repeated;
        return;
    }
    if (m_options.print)
        fmt::print("{}accepted: {}: {}\n", compiled.unverified() ? "unverified, " : "",
                   position.describe(), text.describe());
    problem(applyDeclared(compiled));
}

std::string Judge::applyStrict(const Position &position, const HostileText &text,
                               const Compiled &compiled)
{
    ++m_tally.strict;
    const CanaryDatabase::Applied applied = m_database.begin(spoilt(compiled.script()), true);
    std::string problem = applied.damage;
    if (!applied.refusal.empty())
        problem += "accepted, and PostgreSQL says: " + applied.refusal;
    else if (problem.empty())
        problem = compare(substituted(position, text.bytes), applied.snapshot);
    if (problem.empty() && m_options.keepScripts > 0 && m_applied++ % m_options.keepScripts == 0) {
        m_scripts.push_back({position.describe() + ": " + text.describe(), compiled.script(),
                             m_database.connection().value(m_database.digestSql(false))});
    }
    return problem + m_database.end(!problem.empty());
}

std::string Judge::applyDeclared(const Compiled &compiled)
{
    ++m_tally.declared;
    std::string problem = applyAs(m_database, compiled);
    if (m_options.sabotage == Sabotage::None && problem.empty())
        problem = applyAs(m_ownerDatabase, compiled);
    return problem;
}

std::string Judge::applyAs(CanaryDatabase &database, const Compiled &compiled)
{
    const CanaryDatabase::Applied applied = database.begin(spoilt(compiled.script()), false);
    std::string problem = applied.damage;
    if (!applied.refusal.empty()) {
        if (compiled.unverified())
            ++m_tally.unverifiedRefused;
        else if (declaresTheCanary(compiled.result.schema))
            ++m_tally.alreadyThere;
        else
            problem += "accepted, and PostgreSQL says: " + applied.refusal;
    } else if (problem.empty()) {
        try {
            const std::vector<std::string> found = database.declaredLines();
            // Undoes the script, too.
            std::vector<std::string> expected = expectedCatalog(
                compiled.result.schema, m_compiler.backend().typeCatalog(), database.connection());
            std::ranges::sort(expected);
            const std::string differences = compareLines(expected, found);
            if (!differences.empty())
                problem = "the catalog is not what the schema says:\n" + differences;
        } catch (const cli::DatabaseError &error) {
            // The server fails on an expression that it is asked to print or to evaluate.
            ++m_tally.incomparable;
            if (m_options.print)
                fmt::print("not compared: {}\n", error.what());
        }
    }
    return problem + database.end();
}

} // namespace tw::test
