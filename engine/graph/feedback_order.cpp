// SPDX-License-Identifier: MIT
#include "graph/feedback_order.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace tw {

std::vector<std::uint32_t> exactOrder(const LocalGraph &graph)
{
    const auto count = static_cast<std::uint32_t>(graph.targets.size());
    const std::uint32_t full = (1U << count) - 1;
    // cost[S]: the fewest edges that point forward when the vertices of S come first, in any order.
    std::vector<std::uint32_t> cost(full + 1, UINT32_MAX);
    std::vector<std::uint8_t> last(full + 1, 0);
    cost[0] = 0;
    for (std::uint32_t placed = 0; placed < full; ++placed) {
        for (std::uint32_t next = 0; next < count; ++next) {
            if ((placed >> next & 1U) != 0)
                continue;
            std::uint32_t forward = 0; // edges of `next` to what is not placed yet
            for (const std::uint32_t target : graph.targets[next])
                forward += (placed >> target & 1U) == 0 ? 1 : 0;
            const std::uint32_t with = placed | 1U << next;
            if (cost[placed] + forward < cost[with]) {
                cost[with] = cost[placed] + forward;
                last[with] = static_cast<std::uint8_t>(next);
            }
        }
    }
    std::vector<std::uint32_t> order(count);
    for (std::uint32_t placed = full, at = count; at > 0; placed &= ~(1U << last[placed]))
        order[--at] = last[placed];
    return order;
}

std::vector<std::uint32_t> greedyOrder(const LocalGraph &graph)
{
    const std::size_t count = graph.targets.size();
    std::vector<std::int64_t> out(count);
    std::vector<std::int64_t> in(count);
    // Referenced tables come first, so a vertex without targets is taken for the front and one
    // without sources for the back. The set is ordered by what is left, then by number.
    using Entry = std::tuple<std::int64_t, std::uint32_t>;
    std::set<Entry> byExcess;
    std::vector<std::uint32_t> sinks;
    std::vector<std::uint32_t> roots;
    for (std::uint32_t v = 0; v < count; ++v) {
        out[v] = static_cast<std::int64_t>(graph.targets[v].size());
        in[v] = static_cast<std::int64_t>(graph.sources[v].size());
        byExcess.emplace(out[v] - in[v], v);
    }
    std::vector<bool> gone(count);
    std::vector<std::uint32_t> front;
    std::vector<std::uint32_t> back;

    const auto change = [&](std::uint32_t v, std::vector<std::int64_t> &degree) {
        if (gone[v])
            return;
        byExcess.erase({out[v] - in[v], v});
        --degree[v];
        byExcess.emplace(out[v] - in[v], v);
        if (out[v] == 0)
            sinks.push_back(v);
        else if (in[v] == 0)
            roots.push_back(v);
    };
    const auto remove = [&](std::uint32_t v) {
        gone[v] = true;
        byExcess.erase({out[v] - in[v], v});
        for (const std::uint32_t target : graph.targets[v])
            change(target, in);
        for (const std::uint32_t source : graph.sources[v])
            change(source, out);
    };

    while (!byExcess.empty()) {
        if (!sinks.empty()) {
            const std::uint32_t v = sinks.back();
            sinks.pop_back();
            if (!gone[v]) {
                front.push_back(v);
                remove(v);
            }
        } else if (!roots.empty()) {
            const std::uint32_t v = roots.back();
            roots.pop_back();
            if (!gone[v]) {
                back.push_back(v);
                remove(v);
            }
        } else {
            const std::uint32_t v = std::get<1>(*byExcess.begin());
            front.push_back(v);
            remove(v);
        }
    }
    front.insert(front.end(), back.rbegin(), back.rend());
    return front;
}

} // namespace tw
