// SPDX-License-Identifier: MIT
#pragma once

#include "frontend/dbml/links.h"
#include "frontend/dbml/record_blocks.h"
#include "frontend/dbml/scope.h"
#include "frontend/dbml/syntax.h"
#include "frontend/dbml/table_bodies.h"

#include <tablewright/diag/codes.h>

namespace tw::dbml {

/// Counts errors, so that a step can be the last one.
class Reporter {
public:
    explicit Reporter(DiagnosticEmitter &emitter) : m_emitter(emitter) {}

    template <std::size_t N, class... Args>
    DiagnosticBuilder report(const DiagnosticDef<N> &def, SourceRange range, const Args &...args)
    {
        m_errors += def.severity == Severity::Error ? 1 : 0;
        return m_emitter.report(def, range, args...);
    }

    [[nodiscard]] std::size_t errorCount() const { return m_errors; }
    [[nodiscard]] DiagnosticEmitter &emitter() { return m_emitter; }

private:
    DiagnosticEmitter &m_emitter;
    std::size_t m_errors = 0;
};

/// One file that is being read into a schema that all files of the compile share. What `read*`
/// functions find and cannot yet resolve waits in the pending lists; `bind*` functions empty them.
struct FileContext {
    const SyntaxTree &tree;
    Reporter &diagnostics;
    const Limits &limits;
    ir::Schema &schema;
    bool isEntry = true; ///< the file that was asked for, not one that it uses
    Scope scope = {};

    PendingTables tables = {};   ///< table_bodies.h
    PendingLinks links = {};     ///< links.h: refs, dependencies, groups, views, metadata blocks
    PendingRecords records = {}; ///< record_blocks.h

    [[nodiscard]] SourceRange range(const Node &node) const { return tree.range(node); }

    /// Keeps the place of a name that means what is declared there.
    void mention(const ir::Name &declared, const Node &name)
    {
        if (declared.range.isValid())
            schema.mentions.push_back({declared.range, range(name)});
    }
};

} // namespace tw::dbml
