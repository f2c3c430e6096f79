// SPDX-License-Identifier: MIT
// isolation_codec_bench FILE…: what it takes to send the schema of each document to a plugin's
// process: its bytes, the times to write and to read them, and how these compare with a compile.

#include "bench_support.h"
#include "isolation/schema_codec.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace {

using namespace tw;

struct Document {
    std::string file;
    SourceManager sources;
    SourceId source;
    CompileOptions options;
    ir::Schema schema; ///< as validators see it
    std::string bytes;
};

std::unique_ptr<Document> read(const Compiler &compiler, const std::string &file)
{
    auto document = std::make_unique<Document>();
    document->file = file;
    document->source = document->sources.add(file, bench::readFile(file));
    document->options = bench::benchOptions(file);
    document->options.until = CompileOptions::Until::Check;
    document->schema =
        compiler.compile(document->sources, document->source, document->options).schema;
    document->options.until = CompileOptions::Until::Script;
    document->bytes = isolation::encodeSchema(document->schema);
    return document;
}

void encode(benchmark::State &state, const Document &document)
{
    for (auto _ : state)
        benchmark::DoNotOptimize(isolation::encodeSchema(document.schema).size());
}

void decode(benchmark::State &state, const Document &document)
{
    for (auto _ : state)
        benchmark::DoNotOptimize(isolation::decodeSchema(document.bytes).tables.size());
}

void compile(benchmark::State &state, const Compiler &compiler, const Document &document)
{
    for (auto _ : state)
        benchmark::DoNotOptimize(
            bench::compile(compiler, document.sources, document.source, document.options));
}

/// Prints as usual and keeps the medians.
class Collector : public benchmark::ConsoleReporter {
public:
    Collector() : ConsoleReporter(OO_None) {} // without colours

    void ReportRuns(const std::vector<Run> &runs) override
    {
        ConsoleReporter::ReportRuns(runs);
        for (const Run &run : runs) {
            if (run.run_type == Run::RT_Aggregate && run.aggregate_name == "median")
                m_medians[run.run_name.function_name] = run.GetAdjustedCPUTime();
        }
    }

    [[nodiscard]] double median(const std::string &name) const { return m_medians.at(name); }

private:
    std::map<std::string, double> m_medians;
};

} // namespace

int main(int argc, char **argv)
{
    benchmark::Initialize(&argc, argv);
    if (argc < 2) {
        std::fprintf(stderr, "usage: isolation_codec_bench FILE...\n");
        return 2;
    }
    const Compiler compiler(bench::loadBackend());
    std::vector<std::unique_ptr<Document>> documents;
    for (int i = 1; i < argc; ++i)
        documents.push_back(read(compiler, argv[i]));
    const auto add = [](auto *benchmark) {
        benchmark->Unit(benchmark::kMillisecond)->Repetitions(9)->MinTime(0.1);
    };
    for (const auto &document : documents) {
        const std::string &file = document->file;
        add(benchmark::RegisterBenchmark(("encode " + file).c_str(), encode, std::cref(*document)));
        add(benchmark::RegisterBenchmark(("decode " + file).c_str(), decode, std::cref(*document)));
        add(benchmark::RegisterBenchmark(("compile " + file).c_str(), compile, std::cref(compiler),
                                         std::cref(*document)));
    }
    Collector collector;
    benchmark::RunSpecifiedBenchmarks(&collector);

    for (const auto &document : documents) {
        const double text =
            static_cast<double>(document->sources.buffer(document->source).text().size());
        const double bytes = static_cast<double>(document->bytes.size());
        const double encoding = collector.median("encode " + document->file);
        const double decoding = collector.median("decode " + document->file);
        const double compiling = collector.median("compile " + document->file);
        std::printf("%s: %.0f tables, text %.1f KiB, sent %.1f KiB (%.0f %%), "
                    "encode %.3f ms, decode %.3f ms, together %.1f %% of a compile's %.2f ms\n",
                    document->file.c_str(), static_cast<double>(document->schema.tables.size()),
                    text / 1024, bytes / 1024, 100 * bytes / text, encoding, decoding,
                    100 * (encoding + decoding) / compiling, compiling);
    }
    return 0;
}
