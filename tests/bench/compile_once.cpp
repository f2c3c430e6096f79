// SPDX-License-Identifier: MIT
// compile_once FILE.json: the first compile of a process, for tools that count: callgrind (collect
// inside `tw::Compiler::compile`), or its time and the peak of memory, which it prints.

#include "bench_support.h"

#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <exception>

namespace {

/// The highest resident set so far, in bytes.
std::size_t peakMemory()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<std::size_t>(usage.ru_maxrss) * 1024;
}

} // namespace

int main(int argc, char **argv)
{
    if (argc != 2) {
        std::fprintf(stderr, "usage: compile_once FILE.json\n");
        return 2;
    }
    try {
        using namespace tw;
        const Compiler compiler(bench::loadBackend());
        const std::string text = bench::readFile(argv[1]);
        const std::size_t before = peakMemory();
        SourceManager sources;
        const SourceId source = sources.add("bench.json", text);
        const auto start = std::chrono::steady_clock::now();
        const std::size_t script = bench::compile(compiler, sources, source, bench::benchOptions());
        const std::chrono::duration<double, std::milli> time =
            std::chrono::steady_clock::now() - start;
        std::printf("input %zu bytes, script %zu bytes, %.2f ms, peak %.2f times the input\n",
                    text.size(), script, time.count(),
                    static_cast<double>(peakMemory() - before) / static_cast<double>(text.size()));
    } catch (const std::exception &error) {
        std::fprintf(stderr, "compile_once: %s\n", error.what());
        return 1;
    }
    return 0;
}
