// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/backend/backend.h>
#include <tablewright/diag/diagnostic_emitter.h>
#include <tablewright/frontend/frontend.h>
#include <tablewright/pass/pass_manager.h>

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace tw {

struct CompileOptions {
    Language language = Language::Json;
    Limits limits;
    SourceResolver *resolver =
        nullptr; ///< for documents of several files; must outlive the compile
    PassSelection passes;
    SeverityOverrides severities;
    std::size_t maxDiagnostics = 1000;
    std::chrono::milliseconds deadline{0}; ///< 0: none
    std::stop_token stopToken;
    /// How far to go: the last step asked for.
    enum class Until : std::uint8_t { Parse, Check, Transform, Script } until = Until::Script;
    /// Print the IR after this pass, or after `all`; `parse` is the frontend.
    std::string dumpAfter;
    bool timings = false;
    /// Also give the schema as it was declared: bound and checked, before the transforms.
    bool keepDeclared = false;
#ifdef NDEBUG
    bool verifyEach = false;
#else
    bool verifyEach = true;
#endif
};

struct CompileResult {
    bool ok = false;                     ///< no errors, not cancelled
    std::vector<Diagnostic> diagnostics; ///< sorted by place, then code
    ir::Schema schema;                   ///< as far as it came
    std::optional<Script> script;        ///< when `ok` and asked for
    std::vector<PassTiming> timings;
    std::string dump;
    /// When asked for, and the transforms were reached.
    std::optional<ir::Schema> declared;

    /// The schema before the transforms, as far as it came; needs `keepDeclared`.
    [[nodiscard]] const ir::Schema &declaredSchema() const { return declared ? *declared : schema; }
};

/// The whole pipeline: bytes to statements. Holds no state of a compile, so one object may serve
/// several threads.
class TABLEWRIGHT_EXPORT Compiler {
public:
    /// The engine's passes, then the backend's, then those in `validators`.
    explicit Compiler(std::shared_ptr<const Backend> backend,
                      const std::vector<RegisteredPass> &validators = {});

    /// `sources` must outlive the use of the result's ranges.
    [[nodiscard]] CompileResult compile(const SourceManager &sources, SourceId source,
                                        const CompileOptions &options = {}) const;

    [[nodiscard]] const PassRegistry &passes() const { return m_registry; }
    [[nodiscard]] const Backend &backend() const { return *m_backend; }

private:
    std::shared_ptr<const Backend> m_backend;
    PassRegistry m_registry;
};

} // namespace tw
