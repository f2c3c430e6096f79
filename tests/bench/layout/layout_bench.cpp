// SPDX-License-Identifier: MIT
// layout_bench [--alone] FILE…: what our layout of each schema measures, beside those of Graphviz's
// dot and sfdp where they are installed, as a table in Markdown. The same boxes, lines and measure
// for all.

#include "peers.h"
#include "schemas.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <exception>
#include <filesystem>
#include <limits>

namespace {

using namespace tw;

bench::Placed place(const SchemaGraph &graph)
{
    const std::clock_t start = std::clock();
    bench::Placed placed;
    placed.positions = layOut(graph.nodes, graph.edges).positions;
    placed.seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    return placed;
}

/// Width by height.
double aspectOf(const SchemaGraph &graph, const std::vector<LayoutPoint> &positions)
{
    constexpr double infinity = std::numeric_limits<double>::infinity();
    double left = infinity;
    double top = infinity;
    double right = -infinity;
    double bottom = -infinity;
    for (std::size_t n = 0; n < positions.size(); ++n) {
        left = std::min(left, positions[n].x);
        top = std::min(top, positions[n].y);
        right = std::max(right, positions[n].x + graph.nodes[n].width);
        bottom = std::max(bottom, positions[n].y + graph.nodes[n].height);
    }
    return (right - left) / (bottom - top);
}

void printRow(const std::string &name, const SchemaGraph &graph, const char *by,
              const bench::Placed &placed)
{
    const LayoutQuality quality = measureLayout(graph.nodes, graph.edges, placed.positions);
    fmt::print("| {} | {} | {} | {} | {} | {} | {} | {:.0f} | {:.1f} % | {:.2f} | {:.3f} |\n", name,
               graph.nodes.size(), graph.edges.size(), by, quality.overlaps, quality.crossings,
               quality.behind, quality.edgeLength / 1000, quality.filledArea * 100,
               aspectOf(graph, placed.positions), placed.seconds);
    std::fflush(stdout);
}

void compare(const std::string &path, bool withPeers)
{
    const auto graph = bench::readGraph(path);
    if (!graph) {
        fmt::print(stderr, "skipped: {} needs a server\n", path);
        return;
    }
    const std::string name = std::filesystem::path(path).stem().string();
    printRow(name, *graph, "tablewright", place(*graph));
    if (!withPeers)
        return;
    for (const char *program : {"dot", "sfdp"}) {
        if (const auto placed = bench::runGraphviz(program, graph->nodes, graph->edges))
            printRow(name, *graph, program, *placed);
    }
}

} // namespace

int main(int argc, char **argv)
{
    if (argc < 2) {
        fmt::print(stderr, "usage: layout_bench [--alone] FILE…\n");
        return 2;
    }
    try {
        fmt::print("| schema | tables | lines | by | overlaps | crossings | behind | length / 1000 "
                   "| filled "
                   "| aspect | CPU seconds |\n|---|--:|--:|---|--:|--:|--:|--:|--:|--:|--:|\n");
        const bool withPeers = std::string_view(argv[1]) != "--alone";
        for (int file = withPeers ? 1 : 2; file < argc; ++file)
            compare(argv[file], withPeers);
    } catch (const std::exception &error) {
        fmt::print(stderr, "layout_bench: {}\n", error.what());
        return 1;
    }
    return 0;
}
