// SPDX-License-Identifier: MIT
#include "commands.h"

#include "cli.h"
#include "golden/golden_runner.h"
#include "input.h"
#include "output.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace tw::cli {

namespace {

namespace fs = std::filesystem;

/// The `.test` files of files and folders, in a stable order.
std::vector<std::string> collect(const TestArguments &arguments)
{
    std::vector<std::string> files;
    for (const std::string &path : arguments.paths) {
        std::error_code error;
        if (!fs::is_directory(path, error)) {
            files.push_back(path);
            continue;
        }
        const std::size_t first = files.size();
        for (const fs::directory_entry &entry : fs::recursive_directory_iterator(path, error)) {
            if (entry.path().extension() == ".test")
                files.push_back(entry.path().string());
        }
        if (error)
            throw Failure(fmt::format("cannot read `{}`: {}", path, error.message()));
        std::sort(files.begin() + static_cast<std::ptrdiff_t>(first), files.end());
    }
    if (!arguments.filter.empty()) {
        std::erase_if(files, [&](const std::string &file) {
            return !matchesGlob(arguments.filter, file) &&
                   !matchesGlob(arguments.filter, fs::path(file).stem().string());
        });
    }
    return files;
}

std::string serverUrl(const TestArguments &arguments)
{
    if (!arguments.url.empty())
        return arguments.url;
    const char *variable =
        std::getenv("TABLEWRIGHT_TEST_POSTGRES"); // NOLINT(concurrency-mt-unsafe)
    return variable == nullptr ? std::string() : std::string(variable);
}

} // namespace

int runTest(const TestArguments &arguments)
{
    const std::vector<std::string> files = collect(arguments);
    if (files.empty())
        throw Failure("no test files found");
    GoldenRunner runner(arguments.plugins, serverUrl(arguments));
    std::size_t passed = 0;
    std::size_t failed = 0;
    for (const std::string &path : files) {
        const std::string before = readFile(path);
        GoldenRunner::Report report;
        try {
            GoldenFile file(path, before);
            report = runner.run(file, arguments.update);
            if (arguments.update && file.text() != before) {
                writeFileAtomically(path, file.text());
                write(stdout, fmt::format("updated {}\n", path));
            }
        } catch (const Failure &error) {
            report = {GoldenRunner::Outcome::Failed, fmt::format("    {}\n", error.what())};
        }
        switch (report.outcome) {
        case GoldenRunner::Outcome::Passed:
            ++passed;
            break;
        case GoldenRunner::Outcome::Failed:
            ++failed;
            write(stdout, fmt::format("failed {}\n{}", path, report.text));
            break;
        }
    }
    write(stdout, fmt::format("{} passed, {} failed\n", passed, failed));
    return failed == 0 ? Success : InputErrors;
}

} // namespace tw::cli
