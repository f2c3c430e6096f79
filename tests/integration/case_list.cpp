// SPDX-License-Identifier: MIT
#include "case_list.h"

#include "compile_flags.h"
#include "golden/golden_file.h"
#include "golden/golden_runner.h"
#include "input.h"
#include "session.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace tw::test {

namespace {

namespace fs = std::filesystem;

const cli::Session &session()
{
    static const cli::Session session({TABLEWRIGHT_TEST_PLUGIN_DIR}, "postgresql");
    return session;
}

std::vector<fs::path> filesBelow(const fs::path &folder, std::string_view ending)
{
    std::vector<fs::path> files;
    for (const fs::directory_entry &entry : fs::recursive_directory_iterator(folder)) {
        if (entry.path().extension() == ending)
            files.push_back(entry.path());
    }
    std::ranges::sort(files);
    return files;
}

} // namespace

std::vector<PassingCase> passingCases()
{
    std::vector<PassingCase> cases;
    const fs::path root(TABLEWRIGHT_SOURCE_DIR);
    for (const fs::path &path : filesBelow(root / "resources" / "samples", ".json"))
        cases.push_back({"samples/" + path.stem().string(), cli::readFile(path.string()), {}});

    const fs::path golden = root / "tests" / "golden";
    for (const fs::path &path : filesBelow(golden, ".test")) {
        const cli::GoldenFile file(path.string(), cli::readFile(path.string()));
        const std::string *input = file.section("input.json");
        if (file.expectsErrors() || input == nullptr || file.section("setup.sql") != nullptr)
            continue;
        const std::string name =
            "golden/" + fs::relative(path, golden).replace_extension().string();
        cases.push_back({name, *input, file.options()});
    }
    return cases;
}

const Script &Compiled::script() const
{
    if (!result.script)
        throw std::logic_error("the compile gave no script");
    return *result.script;
}

Compiled compile(const PassingCase &testCase)
{
    Compiled compiled{std::make_unique<SourceManager>(), {}};
    const cli::GoldenFlags flags = cli::goldenFlags(testCase.name, testCase.flags);
    const SourceId source = compiled.sources->add(testCase.name, testCase.text);
    compiled.result = compiler().compile(
        *compiled.sources, source, cli::compileOptions(flags.compile, Language::Json, session()));
    return compiled;
}

const Compiler &compiler() { return session().compiler(); }

std::string serverUrl()
{
    const char *url = std::getenv("TABLEWRIGHT_TEST_POSTGRES"); // NOLINT(concurrency-mt-unsafe)
    if (url == nullptr || *url == '\0') {
        std::fputs("TABLEWRIGHT_TEST_POSTGRES is not set: run this through with_postgres\n",
                   stderr);
        std::exit(2); // NOLINT(concurrency-mt-unsafe)
    }
    return url;
}

} // namespace tw::test
