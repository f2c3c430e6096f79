// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/neighbourhood.h"

namespace tw::preview {

QSet<QString> neighbourhood(const DiagramModel &model, const QString &key, int steps)
{
    const auto found = model.byKey.constFind(key);
    if (found == model.byKey.cend())
        return {};

    const auto count = model.tables.size();
    // The edges' ends by table, as ranges of one array.
    std::vector<int> begins(count + 1, 0);
    const auto isReal = [&](const DiagramEdge &edge) {
        return edge.source >= 0 && edge.target >= 0 &&
               static_cast<std::size_t>(edge.source) < count &&
               static_cast<std::size_t>(edge.target) < count;
    };
    for (const auto &edge : model.edges) {
        if (!isReal(edge))
            continue;
        ++begins[static_cast<std::size_t>(edge.source) + 1];
        ++begins[static_cast<std::size_t>(edge.target) + 1];
    }
    for (std::size_t i = 1; i <= count; ++i)
        begins[i] += begins[i - 1];
    std::vector<int> ends(static_cast<std::size_t>(begins[count]));
    std::vector<int> next(begins.begin(), begins.end() - 1);
    for (const auto &edge : model.edges) {
        if (!isReal(edge))
            continue;
        const auto source = static_cast<std::size_t>(edge.source);
        const auto target = static_cast<std::size_t>(edge.target);
        ends[static_cast<std::size_t>(next[source]++)] = edge.target;
        ends[static_cast<std::size_t>(next[target]++)] = edge.source;
    }

    std::vector<bool> seen(count, false);
    std::vector<int> front{*found};
    seen[static_cast<std::size_t>(*found)] = true;
    QSet<QString> keys{key};
    for (int step = 0; step < steps && !front.empty(); ++step) {
        std::vector<int> reached;
        for (const int table : front) {
            const auto at = static_cast<std::size_t>(table);
            if (model.tables[at].isEnum && step > 0)
                continue;
            for (int i = begins[at]; i < begins[at + 1]; ++i) {
                const int other = ends[static_cast<std::size_t>(i)];
                if (seen[static_cast<std::size_t>(other)])
                    continue;
                seen[static_cast<std::size_t>(other)] = true;
                keys.insert(model.tables[static_cast<std::size_t>(other)].key);
                reached.push_back(other);
            }
        }
        front = std::move(reached);
    }
    return keys;
}

} // namespace tw::preview
