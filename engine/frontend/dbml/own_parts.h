// SPDX-License-Identifier: MIT
#pragma once

#include "frontend/dbml/file_context.h"

#include <tablewright/ir/schema.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What `tw_` keys say of one table or partial, and of links.
namespace tw::dbml {

/// One `tw_` key: its name without `tw_`, its text, and where that stands.
struct OwnEntry {
    std::string_view key;
    std::string_view text;
    SourceRange range;
};

/// Says what is wrong with `tw_` keys.
class OwnReporter {
public:
    explicit OwnReporter(Reporter &diagnostics) : m_diagnostics(diagnostics) {}

    void malformed(const OwnEntry &entry, std::string_view problem);
    /// `what` is whose key it is, with its article.
    void unknown(const OwnEntry &entry, std::string_view what);
    /// It speaks of something that the document does not have.
    void unmatched(const OwnEntry &entry, std::string_view what);

private:
    Reporter &m_diagnostics;
};

/// Takes the entries whose keys begin with `tw_` out of `metadata`.
[[nodiscard]] std::vector<ir::Metadata> takeOwn(std::vector<ir::Metadata> &metadata);
[[nodiscard]] std::vector<ir::Metadata> takeOwn(Rare<std::vector<ir::Metadata>> &metadata);
[[nodiscard]] OwnEntry entryOf(const ir::Metadata &metadata);

/// `tw_metadata`: what no key of DBML can be.
void applyMetadata(const OwnEntry &entry, std::vector<ir::Metadata> &metadata,
                   OwnReporter &reporter);

/// False when it is no key of a body: `indexes`, `unique_constraints`, `checks`, `primary_key`,
/// `extra_primary_key`. Columns are found by name, by index too unless `byName`.
bool applyToBody(const OwnEntry &entry, ir::Table &table, bool byName, OwnReporter &reporter);

/// `type`, `length`, `precision`, `scale`, `default` and `generated` of a column; false when it is
/// none of these.
bool applyToColumn(const OwnEntry &entry, ir::Column &column, OwnReporter &reporter);
/// `tw_type_arguments`: takes the arguments out of the brackets.
void takeArgumentsApart(ir::Column &column);
[[nodiscard]] bool isTypeKey(std::string_view key);

/// `id`, `deferrable` and the like, by the end of the key; false when it is none of these.
bool applyToLink(std::string_view name, const OwnEntry &entry, ir::ForeignKey &key,
                 OwnReporter &reporter);
bool applyToLink(std::string_view name, const OwnEntry &entry, ir::Relationship &relationship,
                 OwnReporter &reporter);

/// Inserts before the `place`-th of those that no partial brought, behind them when there are not
/// so many.
template <class Part>
void insertOwn(std::vector<Part> &parts, std::optional<std::size_t> place, Part part)
{
    std::size_t at = 0;
    std::size_t number = 0;
    std::size_t behind = 0;
    for (; at < parts.size(); ++at) {
        if (parts[at].partial.isValid())
            continue;
        if (place && number++ == *place)
            break;
        behind = at + 1;
    }
    if (at == parts.size())
        at = behind;
    parts.insert(parts.begin() + static_cast<std::ptrdiff_t>(at), std::move(part));
}

/// Gives what was read from JSON the place of the key that holds it.
void relocate(ir::ForeignKey &key, SourceRange range);
void relocate(ir::Relationship &relationship, SourceRange range);
void relocate(std::vector<ir::Metadata> &metadata, SourceRange range);

} // namespace tw::dbml
