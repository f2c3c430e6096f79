// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/ir/schema.h>

#include <rapidcheck.h>

#include <ostream>

namespace tw::test {

struct GeneratorOptions {
    /// Types, defaults and expressions that no database would take are among what is made.
    bool garbage = true;
    /// Partials, records, groups, notes, views and the like.
    bool annotations = true;
};

/// A schema as the JSON frontend leaves it, without errors of its own. Biased to the edges: names
/// of 62 to 64 bytes, quotes, emoji, keywords, composite keys, every kind of default.
struct GeneratedSchema {
    ir::Schema schema;
};

/// Prints the document.
std::ostream &operator<<(std::ostream &out, const GeneratedSchema &generated);

[[nodiscard]] rc::Gen<GeneratedSchema> schemas(GeneratorOptions options = {});

} // namespace tw::test
