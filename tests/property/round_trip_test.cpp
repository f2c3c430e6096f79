// SPDX-License-Identifier: MIT
//
// JSON → DBML → JSON and DBML → JSON → DBML lose nothing but layout: of schemas made at random, of
// the samples, of the golden inputs, and of the cases that the reference implementation accepts.
//
//   property_round_trip             all of that
//   property_round_trip --print     prints what it writes as DBML instead
//   property_round_trip FILE…       of the texts in files of JSON lines `{"id": …, "input": …}`
#include "random_choice.h"
#include "schema_generator.h"

#include <tablewright/frontend/frontend.h>
#include <tablewright/frontend/writers.h>
#include <tablewright/ir/printer.h>

#include <simdjson.h>

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace tw::test {

namespace {

namespace fs = std::filesystem;

const fs::path sourceDir = TEST_SOURCE_DIR;

struct Parsed {
    ir::Schema schema;
    std::vector<std::string> errors;
    std::vector<std::string> ownWarnings; ///< about `tw_` keys
};

Parsed parse(Language language, std::string_view text)
{
    SourceManager sources;
    const SourceId source = sources.add("input", text);
    DiagnosticList list;
    DiagnosticEmitter emitter(list);
    const Limits limits;
    Parsed parsed{frontendFor(language).parse(sources, source, emitter, {limits}), {}, {}};
    for (const Diagnostic &diagnostic : list.takeSorted()) {
        const LineColumn place =
            diagnostic.range.isValid()
                ? sources.buffer(diagnostic.range.source).lineColumn(diagnostic.range.begin)
                : LineColumn{};
        std::string line = fmt::format("{}:{} {} {}", place.line, place.column,
                                       diagnostic.info->code, diagnostic.message);
        if (diagnostic.severity == Severity::Error)
            parsed.errors.push_back(std::move(line));
        else if (diagnostic.info->code >= "TW1170" && diagnostic.info->code <= "TW1179")
            parsed.ownWarnings.push_back(std::move(line));
    }
    return parsed;
}

/// Where two texts part, with some lines around.
std::string difference(std::string_view a, std::string_view b)
{
    std::size_t at = 0;
    while (at < a.size() && at < b.size() && a[at] == b[at])
        ++at;
    const auto part = [&](std::string_view text) {
        const std::size_t begin = at > 300 ? at - 300 : 0;
        return text.substr(std::min(begin, text.size()), 700);
    };
    return fmt::format("--- expected\n{}\n--- found\n{}\n", part(a), part(b));
}

/// What is wrong with the way from `schema`, which a frontend left without errors, into the other
/// languages and back; empty when nothing is.
class RoundTrip {
public:
    std::string ofJson(const ir::Schema &original)
    {
        // DBML has no positions.
        ir::Schema schema = original;
        for (ir::Table &table : schema.tables)
            table.position.reset();
        const std::string json = writeJson(schema);
        const std::string dbml = writeDbml(schema);
        if (!read(Language::Dbml, dbml))
            return m_problem;
        const ir::Schema inDbml = std::move(m_schema);
        if (!same("JSON to DBML to JSON", json, writeJson(inDbml)) ||
            !same("DBML written again", dbml, writeDbml(inDbml)) || !read(Language::Json, json))
            return m_problem;
        same("JSON read again", ir::print(schema), ir::print(m_schema));
        return m_problem;
    }

    std::string ofDbml(const ir::Schema &schema)
    {
        const std::string json = writeJson(schema);
        const std::string dbml = writeDbml(schema);
        if (!read(Language::Dbml, dbml) ||
            !same("DBML read again", ir::print(schema), ir::print(m_schema)) ||
            !same("ids of DBML read again", json, writeJson(m_schema)) ||
            !same("DBML written again", dbml, writeDbml(m_schema)))
            return m_problem;
        if (isRefusedByDatabase(json))
            return m_problem; // rows that no database takes
        if (!read(Language::Json, json))
            return m_problem;
        const ir::Schema inJson = std::move(m_schema);
        // A check of a column is one of its table to JSON, so the texts may differ.
        if (same("JSON read and written again", json, writeJson(inJson)) &&
            read(Language::Dbml, writeDbml(inJson)))
            same("DBML to JSON to DBML", ir::print(schema), ir::print(m_schema));
        return m_problem;
    }

private:
    static bool isRefusedByDatabase(const std::string &json)
    {
        const std::vector<std::string> errors = parse(Language::Json, json).errors;
        return std::any_of(errors.begin(), errors.end(), [](const std::string &error) {
            return error.find(" TW4") != std::string::npos;
        });
    }

    bool read(Language language, const std::string &text)
    {
        Parsed parsed = parse(language, text);
        std::vector<std::string> &lines =
            parsed.errors.empty() ? parsed.ownWarnings : parsed.errors;
        if (!lines.empty())
            m_problem = fmt::format("{}\n--- text\n{}\n", fmt::join(lines, "\n"), text);
        m_schema = std::move(parsed.schema);
        return lines.empty();
    }

    bool same(std::string_view what, const std::string &expected, const std::string &found)
    {
        if (expected != found)
            m_problem = fmt::format("{}\n{}", what, difference(expected, found));
        return expected == found;
    }

    std::string m_problem;
    ir::Schema m_schema;
};

std::string roundTrip(Language language, const ir::Schema &schema)
{
    return language == Language::Json ? RoundTrip().ofJson(schema) : RoundTrip().ofDbml(schema);
}

struct Document {
    std::string name;
    Language language = Language::Json;
    std::string text;
};

std::string contentOf(const fs::path &path)
{
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<Document> samples()
{
    std::vector<Document> documents;
    for (const auto &entry : fs::directory_iterator(sourceDir / "resources/samples")) {
        if (const auto language = languageOfFile(entry.path().filename().string()))
            documents.push_back({entry.path().filename(), *language, contentOf(entry.path())});
    }
    return documents;
}

/// The sections `input.json` and `input.dbml` of all golden files.
std::vector<Document> goldenInputs()
{
    std::vector<Document> documents;
    for (const auto &entry : fs::recursive_directory_iterator(sourceDir / "tests/golden")) {
        if (entry.path().extension() != ".test")
            continue;
        const std::string text = '\n' + contentOf(entry.path());
        for (const std::string_view section : {"json", "dbml"}) {
            const std::string head = fmt::format("\n--- input.{}\n", section);
            const std::size_t begin = text.find(head);
            if (begin == std::string::npos)
                continue;
            const std::size_t from = begin + head.size();
            const std::size_t end = text.find("\n--- ", from - 1);
            documents.push_back(
                {fmt::format("{} ({})", entry.path().filename().string(), section),
                 *languageNamed(section),
                 text.substr(from, end == std::string::npos ? end : end + 1 - from)});
        }
    }
    return documents;
}

/// The texts of a file of JSON lines, without those that the reference implementation refuses.
std::vector<Document> acceptedCases(const fs::path &file)
{
    std::vector<Document> documents;
    std::ifstream in(file);
    simdjson::dom::parser parser;
    for (std::string line; std::getline(in, line);) {
        const simdjson::dom::element element = parser.parse(line);
        const auto verdict = element["accept"];
        if (verdict.error() != simdjson::SUCCESS || bool(verdict))
            documents.push_back({std::string(std::string_view(element["id"])), Language::Dbml,
                                 std::string(std::string_view(element["input"]))});
    }
    return documents;
}

/// Tries all of them; those that their frontend refuses are no concern of this test.
bool check(std::string_view what, const std::vector<Document> &documents)
{
    std::size_t tried = 0;
    std::size_t failed = 0;
    for (const Document &document : documents) {
        const Parsed parsed = parse(document.language, document.text);
        if (!parsed.errors.empty())
            continue;
        ++tried;
        const std::string problem = roundTrip(document.language, parsed.schema);
        if (problem.empty())
            continue;
        ++failed;
        fmt::print("FAIL {} {}: {}\n", what, document.name, problem);
    }
    fmt::print("{}: {} documents, {} read without errors, {} failed\n", what, documents.size(),
               tried, failed);
    return failed == 0 && tried > 0;
}

void replaceAll(std::string &text, std::string_view what, std::string_view by)
{
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size())
        text.replace(at, what.size(), by);
}

bool checkGenerated()
{
    return rc::check("generated schemas survive both languages", [] {
        const GeneratedSchema generated = *schemas();
        std::string json = writeJson(generated.schema);
        if (chance(30)) // no database takes it, but both languages do
            replaceAll(json, "\\u0001", "\\u0000");
        const Parsed parsed = parse(Language::Json, json);
        if (!parsed.errors.empty())
            RC_FAIL(fmt::format("{}\n", fmt::join(parsed.errors, "\n")));
        if (writeJson(parsed.schema) != json)
            RC_FAIL(difference(json, writeJson(parsed.schema)));
        const std::string problem = RoundTrip().ofJson(parsed.schema);
        if (!problem.empty())
            RC_FAIL(problem);
        const Parsed inDbml = parse(Language::Dbml, writeDbml(parsed.schema));
        const std::string back = RoundTrip().ofDbml(inDbml.schema);
        if (!back.empty())
            RC_FAIL(back);
    });
}

/// One line of JSON for other readers of DBML: `{"id": …, "input": …}`.
void printWritten(std::string_view id, const ir::Schema &schema)
{
    std::string line;
    for (const char c : writeDbml(schema)) {
        if (static_cast<unsigned char>(c) < 0x20)
            line += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
        else
            line += c == '"' || c == '\\' ? std::string{'\\', c} : std::string(1, c);
    }
    fmt::print("{{\"id\":\"{}\",\"input\":\"{}\"}}\n", id, line);
}

/// All that this test writes as DBML, for the reference implementation to read.
void printAll(const std::vector<Document> &documents)
{
    for (const Document &document : documents) {
        const Parsed parsed = parse(document.language, document.text);
        if (parsed.errors.empty())
            printWritten(document.name, parsed.schema);
    }
    rc::check("written", [] {
        const GeneratedSchema generated = *schemas();
        printWritten("generated", parse(Language::Json, writeJson(generated.schema)).schema);
    });
}

int run(int argc, char **argv)
{
    setenv("RC_PARAMS", "max_success=200", 0); // NOLINT(concurrency-mt-unsafe): one thread
    const fs::path casesFile = sourceDir / "../shared/dbml/cases.jsonl";
    const bool hasCases = fs::exists(casesFile);
    const std::vector<Document> cases =
        hasCases ? acceptedCases(casesFile) : std::vector<Document>();
    if (argc == 2 && std::string_view(argv[1]) == "--print") {
        for (const auto &documents : {samples(), goldenInputs(), cases})
            printAll(documents);
        return 0;
    }
    if (argc > 1) {
        bool good = true;
        for (const std::string_view file : std::vector<std::string_view>(argv + 1, argv + argc))
            good = check(file, acceptedCases(file)) && good;
        return good ? 0 : 1;
    }
    bool good = check("samples", samples());
    good = check("golden inputs", goldenInputs()) && good;
    if (hasCases)
        good = check("accepted cases", cases) && good;
    else
        fmt::print("accepted cases: skipped, there is no {}\n", casesFile.string());
    std::fflush(stdout);
    return checkGenerated() && good ? 0 : 1;
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
