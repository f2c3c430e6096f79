// SPDX-License-Identifier: MIT
#include "peers.h"

#include <fmt/format.h>

#include <QProcess>
#include <QStandardPaths>

#include <sstream>

#include <sys/resource.h>

namespace tw::bench {

namespace {

constexpr double pointsPerInch = 72;

std::string dotText(const std::vector<LayoutNode> &nodes, const std::vector<LayoutEdge> &edges)
{
    // The same distances as ours by default, and lines without routes: dot's splines cost it time
    // that a comparison of places should not count.
    std::string text = fmt::format("digraph g {{\nrankdir=LR; splines=false; nodesep={}; "
                                   "ranksep={}; sep=\"+16\"; node [shape=box fixedsize=true "
                                   "label=\"\"];\n",
                                   32 / pointsPerInch, 96 / pointsPerInch);
    for (std::size_t n = 0; n < nodes.size(); ++n)
        text += fmt::format("{} [width={} height={}];\n", n, nodes[n].width / pointsPerInch,
                            nodes[n].height / pointsPerInch);
    for (const LayoutEdge &edge : edges)
        text += fmt::format("{} -> {};\n", edge.source, edge.target);
    return text + "}\n";
}

/// CPU time of the programs that this one ran.
double childSeconds()
{
    rusage used{};
    getrusage(RUSAGE_CHILDREN, &used);
    const auto seconds = [](const timeval &time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

} // namespace

std::optional<Placed> runGraphviz(const std::string &program, const std::vector<LayoutNode> &nodes,
                                  const std::vector<LayoutEdge> &edges)
{
    const QString path = QStandardPaths::findExecutable(QString::fromStdString(program));
    if (path.isEmpty())
        return std::nullopt;
    QStringList arguments{QStringLiteral("-Tplain")};
    if (program == "sfdp")
        arguments << QStringLiteral("-Goverlap=prism");
    const double before = childSeconds();
    QProcess process;
    process.start(path, arguments);
    process.write(QByteArray::fromStdString(dotText(nodes, edges)));
    process.closeWriteChannel();
    if (!process.waitForFinished(3'600'000) || process.exitCode() != 0)
        return std::nullopt;
    Placed placed;
    placed.seconds = childSeconds() - before;
    placed.positions.resize(nodes.size());
    std::istringstream lines(process.readAllStandardOutput().toStdString());
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string kind;
        std::size_t node = 0;
        double x = 0;
        double y = 0;
        if (!(words >> kind >> node >> x >> y) || kind != "node" || node >= nodes.size())
            continue;
        // The middle of a box, in inches, upwards.
        placed.positions[node] = {x * pointsPerInch - nodes[node].width / 2,
                                  -y * pointsPerInch - nodes[node].height / 2};
    }
    return placed;
}

} // namespace tw::bench
