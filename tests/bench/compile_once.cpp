// SPDX-License-Identifier: MIT
// compile_once FILE [ROUNDS]: the first compile of a process, for tools that count: callgrind
// (collect inside `tw::Compiler::compile`), or its time and the peak of memory, which it prints.
// With ROUNDS that many more follow, the CPU time of each in milliseconds on a line of its own.

#include "bench_support.h"

#include <sys/resource.h>

#include <cstdio>
#include <cstdlib>
#include <exception>

namespace {

rusage usage()
{
    rusage result{};
    getrusage(RUSAGE_SELF, &result);
    return result;
}

/// The highest resident set so far, in bytes.
std::size_t peakMemory() { return static_cast<std::size_t>(usage().ru_maxrss) * 1024; }

/// Of all threads of the process, in the kernel as well, in milliseconds.
double cpuTime()
{
    const rusage used = usage();
    const auto milliseconds = [](const timeval &time) {
        return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
    };
    return milliseconds(used.ru_utime) + milliseconds(used.ru_stime);
}

} // namespace

int main(int argc, char **argv)
{
    if (argc != 2 && argc != 3) {
        std::fprintf(stderr, "usage: compile_once FILE [ROUNDS]\n");
        return 2;
    }
    try {
        using namespace tw;
        const Compiler compiler(bench::loadBackend());
        const CompileOptions options = bench::benchOptions(argv[1]);
        const std::string text = bench::readFile(argv[1]);
        const std::size_t before = peakMemory();
        SourceManager sources;
        const SourceId source = sources.add(argv[1], text);
        double start = cpuTime();
        const std::size_t script = bench::compile(compiler, sources, source, options);
        std::printf("input %zu bytes, script %zu bytes, %.2f ms, peak %.2f times the input\n",
                    text.size(), script, cpuTime() - start,
                    static_cast<double>(peakMemory() - before) / static_cast<double>(text.size()));
        for (long rounds = argc > 2 ? std::strtol(argv[2], nullptr, 10) : 0; rounds > 0; --rounds) {
            start = cpuTime();
            bench::compile(compiler, sources, source, options);
            std::printf("%.2f\n", cpuTime() - start);
        }
    } catch (const std::exception &error) {
        std::fprintf(stderr, "compile_once: %s\n", error.what());
        return 1;
    }
    return 0;
}
