// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/backend/script.h>
#include <tablewright/pass/pass.h>
#include <tablewright/target/target_info.h>

#include <cstddef>
#include <memory>
#include <vector>

namespace tw {

/// One kind of database: what it knows (as a `TargetInfo`), what it checks beyond the engine's own
/// passes, and how a transformed schema becomes its statements. Immutable and thread-safe.
class TABLEWRIGHT_EXPORT Backend : public TargetInfo {
public:
    ~Backend() override;

    /// Checks that run after the engine's own.
    [[nodiscard]] virtual std::vector<std::shared_ptr<const CheckPass>> checkPasses() const;

    /// Requires `ir::Phase::Transformed` and no errors. Never fails.
    [[nodiscard]] virtual Script emitScript(const ir::Schema &schema) const = 0;

    /// What the pieces of one statement of `emitScript(schema)` were written from; may be empty.
    /// Asked when the database has refused it, and so may cost as much as the script.
    [[nodiscard]] virtual std::vector<StatementPart> partsOf(const ir::Schema &schema,
                                                             std::size_t statement) const;
};

} // namespace tw
