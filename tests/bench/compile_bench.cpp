// SPDX-License-Identifier: MIT
// compile_bench SMALL.json [LARGE.json]: bytes to script, beside the time that simdjson's DOM takes
// for the same bytes. Both run interleaved in one go; the ratios at the end are of the medians.

#include "bench_support.h"

#include <benchmark/benchmark.h>
#include <simdjson.h>

#include <algorithm>
#include <cstdio>
#include <map>

namespace {

using namespace tw;

void parseDom(benchmark::State &state, const std::string &text)
{
    const simdjson::padded_string padded(text);
    simdjson::dom::parser parser;
    for (auto _ : state) {
        simdjson::dom::element document;
        if (parser.parse(padded).get(document) != simdjson::SUCCESS)
            state.SkipWithError("simdjson refuses the document");
        benchmark::DoNotOptimize(document);
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

void compile(benchmark::State &state, const Compiler &compiler, const std::string &text)
{
    const CompileOptions options = bench::benchOptions();
    SourceManager sources; // padded as the DOM's input is, outside the loop
    const SourceId source = sources.add("bench.json", text);
    for (auto _ : state)
        benchmark::DoNotOptimize(bench::compile(compiler, sources, source, options));
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
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

void printStages(const Compiler &compiler, const std::string &text)
{
    CompileOptions options = bench::benchOptions();
    options.timings = true;
    SourceManager sources;
    const SourceId source = sources.add("bench.json", text);
    for (const PassTiming &timing : compiler.compile(sources, source, options).timings)
        std::printf("  %-24.*s %8.2f ms\n", static_cast<int>(timing.pass.size()),
                    timing.pass.data(), static_cast<double>(timing.duration.count()) / 1e6);
}

} // namespace

int main(int argc, char **argv)
{
    benchmark::Initialize(&argc, argv);
    if (argc < 2) {
        std::fprintf(stderr, "usage: compile_bench SMALL.json [LARGE.json]\n");
        return 2;
    }
    const Compiler compiler(bench::loadBackend());
    const std::string small = bench::readFile(argv[1]);
    const std::string large = argc > 2 ? bench::readFile(argv[2]) : std::string();
    const auto add = [](auto *benchmark) {
        benchmark->Unit(benchmark::kMillisecond)->Repetitions(9)->MinTime(0.2);
    };
    add(benchmark::RegisterBenchmark("dom_small", parseDom, std::cref(small)));
    add(benchmark::RegisterBenchmark("compile_small", compile, std::cref(compiler),
                                     std::cref(small)));
    if (!large.empty()) {
        add(benchmark::RegisterBenchmark("dom_large", parseDom, std::cref(large)));
        add(benchmark::RegisterBenchmark("compile_large", compile, std::cref(compiler),
                                         std::cref(large)));
    }
    Collector collector;
    benchmark::RunSpecifiedBenchmarks(&collector);

    std::printf("\nstages of one compile of the small document\n");
    printStages(compiler, small);
    if (!large.empty()) {
        std::printf("stages of one compile of the large document\n");
        printStages(compiler, large);
    }
    const double compileSmall = collector.median("compile_small");
    std::printf("compile / simdjson DOM: %.1f\n", compileSmall / collector.median("dom_small"));
    if (!large.empty())
        std::printf("large / small compile:  %.1f (input %.1f times as long)\n",
                    collector.median("compile_large") / compileSmall,
                    static_cast<double>(large.size()) / static_cast<double>(small.size()));
    return 0;
}
