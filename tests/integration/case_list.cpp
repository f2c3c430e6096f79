// SPDX-License-Identifier: MIT
#include "case_list.h"

#include "compile_flags.h"
#include "golden/golden_file.h"
#include "golden/golden_input.h"
#include "golden/golden_runner.h"
#include "golden/section_resolver.h"
#include "input.h"
#include "session.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <stdexcept>

namespace tw::test {

namespace {

namespace fs = std::filesystem;

const cli::Session &session()
{
    static const cli::Session session(cli::PluginChoice{{TABLEWRIGHT_TEST_PLUGIN_DIR}, {}},
                                      "postgresql");
    return session;
}

/// The shared one, or one with isolated plugins for a case whose options ask for them.
const cli::Session &sessionOf(const cli::CompileFlags &flags)
{
    const PluginIsolation &isolation = flags.plugins.isolation;
    if (isolation.of == PluginIsolation::Of::Nothing)
        return session();
    static std::map<std::pair<std::int64_t, std::size_t>, std::unique_ptr<cli::Session>> isolated;
    auto &slot = isolated[{isolation.passDeadline.count(), isolation.memory}];
    if (!slot) {
        cli::PluginChoice choice{{TABLEWRIGHT_TEST_PLUGIN_DIR}, isolation};
        slot = std::make_unique<cli::Session>(choice, "postgresql");
    }
    return *slot;
}

std::vector<fs::path> filesBelow(const fs::path &folder)
{
    std::vector<fs::path> files;
    for (const fs::directory_entry &entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file())
            files.push_back(entry.path());
    }
    std::ranges::sort(files);
    return files;
}

/// All of them, or those that the database must take as they are.
std::vector<PassingCase> readCases(bool all)
{
    std::vector<PassingCase> cases;
    const fs::path root(TABLEWRIGHT_SOURCE_DIR);
    for (const fs::path &path : filesBelow(root / "resources" / "samples")) {
        if (const auto language = languageOfFile(path.string()))
            cases.push_back({"samples/" + path.filename().string(),
                             *language,
                             cli::readFile(path.string()),
                             {}});
    }
    const fs::path golden = root / "tests" / "golden";
    for (const fs::path &path : filesBelow(golden)) {
        if (path.extension() != ".test")
            continue;
        const auto file =
            std::make_shared<const cli::GoldenFile>(path.string(), cli::readFile(path.string()));
        const bool passes = !file->expectsErrors() && file->section("setup.sql") == nullptr &&
                            !cli::goldenFlags(path.string(), file->options()).languageOnly;
        if (!all && !passes)
            continue;
        for (const Language language : {Language::Json, Language::Dbml}) {
            const std::string ending = language == Language::Json ? ".json" : ".dbml";
            const std::string *input = file->section("input" + ending);
            const fs::path name = fs::relative(path, golden).replace_extension(ending);
            if (input != nullptr)
                cases.push_back({"golden/" + name.string(), language, *input, file});
        }
    }
    return cases;
}

} // namespace

const std::vector<PassingCase> &passingCases()
{
    static const std::vector<PassingCase> cases = readCases(false);
    return cases;
}

const std::vector<PassingCase> &allCases()
{
    static const std::vector<PassingCase> cases = readCases(true);
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
    cli::CompileFlags flags;
    std::optional<cli::SectionResolver> resolver;
    if (testCase.golden) {
        flags = cli::goldenFlags(testCase.name, testCase.golden->options()).compile;
        resolver.emplace(*testCase.golden, *compiled.sources);
    }
    // Files that a golden input names are beside it.
    const SourceId source =
        compiled.sources->add(testCase.golden ? "input.dbml" : testCase.name, testCase.text);
    const cli::Session &used = sessionOf(flags);
    const LoadedConfiguration configured =
        testCase.golden ? cli::goldenConfiguration(*testCase.golden, flags, used, *compiled.sources)
                        : LoadedConfiguration();
    CompileOptions options =
        cli::compileOptions(flags, testCase.language, used, configured.configuration);
    options.resolver = resolver ? &*resolver : nullptr;
    compiled.result = used.compiler().compile(*compiled.sources, source, options);
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
