// SPDX-License-Identifier: MIT
// compile_bench SMALL [LARGE]: bytes of JSON or DBML to script; of JSON, beside the time that
// simdjson's DOM takes for the same bytes. All run interleaved in one go; the ratios at the end are
// of the medians.

#include "bench_support.h"

#include <benchmark/benchmark.h>
#include <simdjson.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace tw;

struct Document {
    std::string file;
    std::string text;

    [[nodiscard]] bool isJson() const { return languageOfFile(file) == Language::Json; }
};

void parseDom(benchmark::State &state, const Document &document)
{
    const simdjson::padded_string padded(document.text);
    simdjson::dom::parser parser;
    for (auto _ : state) {
        simdjson::dom::element root;
        if (parser.parse(padded).get(root) != simdjson::SUCCESS)
            state.SkipWithError("simdjson refuses the document");
        benchmark::DoNotOptimize(root);
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(document.text.size()));
}

void compile(benchmark::State &state, const Compiler &compiler, const Document &document)
{
    const CompileOptions options = bench::benchOptions(document.file);
    SourceManager sources; // padded as the DOM's input is, outside the loop
    const SourceId source = sources.add(document.file, document.text);
    for (auto _ : state)
        benchmark::DoNotOptimize(bench::compile(compiler, sources, source, options));
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(document.text.size()));
}

/// Prints as usual and keeps each benchmark's CPU times.
class Collector : public benchmark::ConsoleReporter {
public:
    Collector() : ConsoleReporter(OO_None) {} // without colours

    void ReportRuns(const std::vector<Run> &runs) override
    {
        ConsoleReporter::ReportRuns(runs);
        for (const Run &run : runs) {
            if (run.run_type == Run::RT_Iteration)
                m_times[run.run_name.function_name].push_back(run.GetAdjustedCPUTime());
        }
    }

    double median(const std::string &name)
    {
        std::vector<double> &times = m_times[name];
        if (times.empty())
            return 0;
        std::nth_element(times.begin(), times.begin() + static_cast<long>(times.size() / 2),
                         times.end());
        return times[times.size() / 2];
    }

private:
    std::map<std::string, std::vector<double>> m_times;
};

void printStages(const Compiler &compiler, const Document &document)
{
    CompileOptions options = bench::benchOptions(document.file);
    options.timings = true;
    SourceManager sources;
    const SourceId source = sources.add(document.file, document.text);
    for (const PassTiming &timing : compiler.compile(sources, source, options).timings)
        std::printf("  %-24.*s %8.2f ms\n", static_cast<int>(timing.pass.size()),
                    timing.pass.data(), static_cast<double>(timing.duration.count()) / 1e6);
}

} // namespace

int main(int argc, char **argv)
{
    benchmark::Initialize(&argc, argv);
    if (argc < 2) {
        std::fprintf(stderr, "usage: compile_bench SMALL [LARGE]\n");
        return 2;
    }
    const Compiler compiler(bench::loadBackend());
    std::vector<std::pair<std::string, Document>> documents;
    for (int i = 1; i < std::min(argc, 3); ++i)
        documents.emplace_back(i == 1 ? "small" : "large",
                               Document{argv[i], bench::readFile(argv[i])});
    const auto add = [](auto *benchmark) {
        benchmark->Unit(benchmark::kMillisecond)->Repetitions(9)->MinTime(0.2);
    };
    for (const auto &[size, document] : documents) {
        if (document.isJson())
            add(benchmark::RegisterBenchmark(("dom_" + size).c_str(), parseDom,
                                             std::cref(document)));
        add(benchmark::RegisterBenchmark(("compile_" + size).c_str(), compile, std::cref(compiler),
                                         std::cref(document)));
    }
    Collector collector;
    benchmark::RunSpecifiedBenchmarks(&collector);

    std::printf("\n");
    for (const auto &[size, document] : documents) {
        std::printf("stages of one compile of the %s document\n", size.c_str());
        printStages(compiler, document);
    }
    const double compileSmall = collector.median("compile_small");
    if (documents.front().second.isJson())
        std::printf("compile / simdjson DOM: %.1f\n", compileSmall / collector.median("dom_small"));
    if (documents.size() > 1)
        std::printf("large / small compile:  %.1f (input %.1f times as long)\n",
                    collector.median("compile_large") / compileSmall,
                    static_cast<double>(documents.back().second.text.size()) /
                        static_cast<double>(documents.front().second.text.size()));
    return 0;
}
