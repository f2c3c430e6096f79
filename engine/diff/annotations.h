// SPDX-License-Identifier: MIT
#pragma once

#include "diff/describe.h"

#include <string>
#include <vector>

namespace tw::diff {

/// An element that the tables of the database do not need, described twice: to be compared, and to
/// be shown.
struct Annotation {
    ir::Name name;   ///< empty for one that is known by what it is about
    std::string key; ///< what an unnamed one is known by
    std::string shownKey;
    Properties compared;
    Properties shown;
};

/// A key or a relationship, and whether it is switched off. What a partial brought has no id and
/// no name to be known by, since other tables have the same.
template <class Link> struct DrawnLink {
    const Link &link;
    std::string id;
    ir::Name name;
    bool isInactive = false;
};

template <class Link>
[[nodiscard]] std::vector<DrawnLink<Link>> drawn(const std::vector<Link> &active,
                                                 const std::vector<Link> &inactive)
{
    std::vector<DrawnLink<Link>> all;
    all.reserve(active.size() + inactive.size());
    for (const Link &link : active)
        all.push_back({link, link.partial.isValid() ? std::string() : link.id, link.name, false});
    for (const Link &link : inactive)
        all.push_back({link, link.id, link.name, true});
    return all;
}

/// How one side of a comparison calls things.
struct Namers {
    const Namer &compared;
    const Namer &shown;
};

using Annotations = std::vector<Annotation>;
[[nodiscard]] Annotations describePartials(const ir::Schema &schema, const Namers &namers);
[[nodiscard]] Annotations describeRecords(const ir::Schema &schema, const Namers &namers);
[[nodiscard]] Annotations describeGroups(const ir::Schema &schema, const Namers &namers);
[[nodiscard]] Annotations describeNotes(const ir::Schema &schema);
[[nodiscard]] Annotations describeViews(const ir::Schema &schema, const Namers &namers);
[[nodiscard]] Annotations describeDependencies(const ir::Schema &schema, const Namers &namers);

/// `key: value` for each.
[[nodiscard]] DiffValue describe(const std::vector<ir::Metadata> &metadata);

} // namespace tw::diff
