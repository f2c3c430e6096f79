// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/calls.h"

#include <functional>
#include <memory>

namespace tw::server {

/// A document that a request brought, and whether it is a schema: what the engine leaves unverified
/// is put to PostgreSQL itself.
struct Judgement {
    CompiledDocument document; ///< its diagnostics are those of the judgement
    bool isRefused = false;    ///< by PostgreSQL, after the engine had no error
    bool isSettled = true;     ///< false: PostgreSQL could not be asked

    [[nodiscard]] bool isValid() const { return document.result.ok; }
    /// For what shall be stored: throws the `RequestError` that says why it is not.
    void requireAcceptable() const;
};

/// Judges the body of the request where that keeps nobody waiting. Until `Transform`
/// nothing is left that could be wrong; the script is there after `Script`. `done` is called
/// wherever the judgement was made, and is guarded there.
void judge(const LoopServices &services, const ExchangePtr &exchange, CompileOptions::Until until,
           std::function<void(const std::shared_ptr<const Judgement> &)> done);

} // namespace tw::server
