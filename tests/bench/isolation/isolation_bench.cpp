// SPDX-License-Identifier: MIT
// isolation_bench FILE [ROUNDS]: what isolation costs. Compiles the document with a trivial
// validator in this process and with the same one in a process of its own, which has started
// already, in turn; prints both and the difference of each two. Both must find the same. With
// TABLEWRIGHT_STRICT_TIMES=1 it fails when the median difference is above 2 ms.

#include "bench_support.h"

#include <tablewright/diag/render.h>
#include <tablewright/plugin/plugin_loader.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace tw;
using Milliseconds = std::chrono::duration<double, std::milli>;

constexpr double mostMilliseconds = 2;

/// The backend and the trivial plugin, loaded in one of the two ways.
class Host {
public:
    explicit Host(PluginIsolation::Of of)
    {
        m_loader.discover(PluginLoader::searchPath({TRIVIAL_PLUGIN_DIR}));
        PluginIsolation isolation;
        isolation.of = of;
        m_loader.loadAll(isolation);
        const auto backend = m_loader.backend("postgresql");
        if (!backend)
            throw std::runtime_error("the postgresql plugin is not in the build's plugin folder");
        std::vector<RegisteredPass> validators;
        for (const RegisteredPass &pass : m_loader.validators()) {
            if (pass.owner == "org.tablewright.bench.trivial")
                validators.push_back(pass);
        }
        if (validators.size() != 2)
            throw std::runtime_error("the trivial plugin is not in " TRIVIAL_PLUGIN_DIR);
        const bool isIsolated = std::ranges::any_of(m_loader.specs(), [](const PluginSpec &spec) {
            return spec.id == "org.tablewright.bench.trivial" && spec.isIsolated;
        });
        if (isIsolated != (of != PluginIsolation::Of::Nothing))
            throw std::runtime_error("the trivial plugin is loaded in the wrong way");
        m_compiler = std::make_unique<Compiler>(backend, validators);
    }

    [[nodiscard]] const Compiler &compiler() const { return *m_compiler; }

private:
    PluginLoader m_loader;
    std::unique_ptr<Compiler> m_compiler;
};

struct Document {
    SourceManager sources;
    SourceId source;
    CompileOptions options;
};

/// What was found, as a person reads it; `duration` is the compile's alone.
std::string compile(const Host &host, const Document &document, Milliseconds &duration)
{
    const auto start = std::chrono::steady_clock::now();
    const CompileResult result =
        host.compiler().compile(document.sources, document.source, document.options);
    duration = std::chrono::steady_clock::now() - start;
    std::string found = renderText(result.diagnostics, document.sources);
    if (!result.script)
        throw std::runtime_error(found);
    return found;
}

double quantile(std::vector<double> values, double part)
{
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(part * static_cast<double>(values.size() - 1))];
}

void print(const char *what, const std::vector<double> &times)
{
    std::printf("  %-12s median %7.3f ms   p95 %7.3f ms\n", what, quantile(times, 0.5),
                quantile(times, 0.95));
}

/// Gives the median difference.
double compare(const char *title, const Host &inProcess, const Host &isolated,
               const Document &document, int rounds)
{
    std::vector<double> direct;
    std::vector<double> apart;
    std::vector<double> difference;
    for (int i = -10; i < rounds; ++i) { // the first ones warm up
        Milliseconds a{};
        Milliseconds b{};
        const bool isFirst = i % 2 == 0;
        const std::string first =
            compile(isFirst ? inProcess : isolated, document, isFirst ? a : b);
        const std::string second =
            compile(isFirst ? isolated : inProcess, document, isFirst ? b : a);
        if (first != second)
            throw std::runtime_error("not the same findings:\n" + first + "---\n" + second);
        if (i < 0)
            continue;
        direct.push_back(a.count());
        apart.push_back(b.count());
        difference.push_back(b.count() - a.count());
    }
    std::printf("%s, %d rounds\n", title, rounds);
    print("in process", direct);
    print("isolated", apart);
    print("difference", difference);
    return quantile(difference, 0.5);
}

int run(const char *file, int rounds)
{
    Document document;
    document.options = bench::benchOptions(file);
    document.options.maxDiagnostics = SIZE_MAX;
    document.source = document.sources.add(file, bench::readFile(file));
    const Host inProcess(PluginIsolation::Of::Nothing);
    const auto start = std::chrono::steady_clock::now();
    const Host isolated(PluginIsolation::Of::Everything);
    const Milliseconds loading = std::chrono::steady_clock::now() - start;
    std::printf("loading, a process started: %.1f ms\n", loading.count());

    document.options.passes.disabled = {"tell-tables"};
    const double quiet =
        compare("a validator that finds nothing", inProcess, isolated, document, rounds);
    document.options.passes.disabled = {"count-columns"};
    compare("one finding a table", inProcess, isolated, document, rounds);
    document.options.passes.disabled = {};
    compare("both, the schema sent once", inProcess, isolated, document, rounds);

    const bool isQuick = quiet <= mostMilliseconds;
    std::printf("isolation costs %.3f ms, asked for: %.0f ms at most%s\n", quiet, mostMilliseconds,
                isQuick ? "" : ": TOO SLOW");
    const char *strict = std::getenv("TABLEWRIGHT_STRICT_TIMES");
    return isQuick || strict == nullptr || std::string_view(strict) != "1" ? 0 : 1;
}

} // namespace

int main(int argc, char **argv)
{
    if (argc < 2 || argc > 3) {
        std::fprintf(stderr, "usage: isolation_bench FILE [ROUNDS]\n");
        return 2;
    }
    try {
        return run(argv[1], argc > 2 ? std::max(1, std::atoi(argv[2])) : 500);
    } catch (const std::exception &error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 2;
    }
}
