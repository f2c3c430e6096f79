// SPDX-License-Identifier: MIT
#include <tablewright/driver/compiler.h>

#include <tablewright/diag/codes.h>
#include <tablewright/diag/severity.h>
#include <tablewright/ir/printer.h>

namespace tw {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::string_view parseStep = "parse";
constexpr std::string_view emitStep = "emit";

/// Why a compile has to stop, if it has to.
class StopCondition {
public:
    explicit StopCondition(const CompileOptions &options)
        : m_options(options), m_start(Clock::now())
    {
    }

    [[nodiscard]] std::string reason() const
    {
        if (m_options.stopToken.stop_requested())
            return "it was cancelled";
        if (m_options.deadline.count() > 0 && Clock::now() - m_start >= m_options.deadline)
            return fmt::format("it took longer than {} ms", m_options.deadline.count());
        return {};
    }

private:
    const CompileOptions &m_options;
    Clock::time_point m_start;
};

/// One compile: the result under construction and what observes it.
class Compilation {
public:
    Compilation(const Backend &backend, const PassRegistry &registry, const SourceManager &sources,
                SourceId source, const CompileOptions &options)
        : m_backend(backend), m_registry(registry), m_sources(sources), m_source(source),
          m_options(options), m_stop(options), m_frontend(frontendFor(options.language)),
          m_found(options.maxDiagnostics), m_severities(withoutLoweringBinding(options.severities)),
          m_emitter(m_found, &m_severities)
    {
    }

    CompileResult run()
    {
        parse();
        if (m_found.errorCount() == 0 && m_options.until != CompileOptions::Until::Parse)
            runPasses();
        finish();
        return std::move(m_result);
    }

private:
    void parse()
    {
        m_emitter.setPass(parseStep);
        const std::size_t size = m_sources.buffer(m_source).text().size();
        if (size > m_options.limits.inputBytes) {
            m_emitter.report(diag::InputTooLarge, {}, size, m_options.limits.inputBytes);
            return;
        }
        const auto start = Clock::now();
        m_result.schema = m_frontend.parse(m_sources, m_source, m_emitter,
                                           {m_options.limits, m_options.resolver,
                                            m_options.until == CompileOptions::Until::Parse});
        observe(parseStep, Clock::now() - start);
    }

    void runPasses()
    {
        PassInstrumentation instrumentation;
        instrumentation.cancelled = [this] { return !m_stop.reason().empty(); };
        if (m_options.timings || !m_options.dumpAfter.empty()) {
            instrumentation.afterPass = [this](const RegisteredPass &pass, const ir::Schema &,
                                               std::chrono::nanoseconds duration) {
                observe(pass.get().name(), duration);
            };
        }
        if (m_options.keepDeclared) {
            instrumentation.beforePass = [this](const RegisteredPass &pass) {
                if (pass.stage == Stage::Transform && !m_result.declared)
                    m_result.declared = m_result.schema;
            };
        }
        AnalysisCache analyses;
        PassContext context{m_backend, m_emitter, analyses, m_options.limits};
        const Stage last =
            m_options.until == CompileOptions::Until::Check ? Stage::Check : Stage::Transform;
        const PassManager manager(m_registry, m_options.passes, instrumentation);
        const PassManager::Outcome outcome =
            manager.run(m_result.schema, context, m_found, last, m_options.verifyEach);
        if (outcome == PassManager::Outcome::Cancelled) {
            m_emitter.setPass({});
            m_emitter.report(diag::CompileStopped, {}, m_stop.reason());
        } else if (outcome == PassManager::Outcome::Completed &&
                   m_options.until == CompileOptions::Until::Script) {
            const auto start = Clock::now();
            m_result.script = m_backend.emitScript(m_result.schema);
            observe(emitStep, Clock::now() - start);
        }
    }

    void finish()
    {
        m_result.ok = m_found.errorCount() == 0;
        const std::size_t dropped = m_found.droppedCount();
        m_result.diagnostics = m_found.takeSorted();
        m_frontend.annotate(m_sources, m_source, m_result.diagnostics);
        if (dropped > 0) {
            DiagnosticList rest;
            DiagnosticEmitter(rest).report(diag::TooManyDiagnostics, {}, dropped);
            m_result.diagnostics.push_back(std::move(rest.takeSorted().front()));
        }
    }

    void observe(std::string_view step, std::chrono::nanoseconds duration)
    {
        if (m_options.timings)
            m_result.timings.push_back({step, duration});
        if (m_options.dumpAfter != "all" && m_options.dumpAfter != step)
            return;
        const TypeCatalog &types = m_backend.typeCatalog();
        m_result.dump += fmt::format("; after {}\n", step);
        m_result.dump +=
            ir::print(m_result.schema, [&](const ir::Schema &schema, const ir::DataType &type) {
                return types.spell(schema, type);
            });
    }

    const Backend &m_backend;
    const PassRegistry &m_registry;
    const SourceManager &m_sources;
    SourceId m_source;
    const CompileOptions &m_options;
    StopCondition m_stop;
    const Frontend &m_frontend;
    DiagnosticList m_found;
    SeverityOverrides m_severities;
    DiagnosticEmitter m_emitter;
    CompileResult m_result;
};

} // namespace

Compiler::Compiler(std::shared_ptr<const Backend> backend,
                   const std::vector<RegisteredPass> &validators)
    : m_backend(std::move(backend)), m_registry(PassRegistry::builtin())
{
    for (const std::shared_ptr<const CheckPass> &pass : m_backend->checkPasses())
        m_registry.add(pass, std::string(m_backend->name()));
    for (const RegisteredPass &validator : validators)
        m_registry.add(validator);
}

CompileResult Compiler::compile(const SourceManager &sources, SourceId source,
                                const CompileOptions &options) const
{
    return Compilation(*m_backend, m_registry, sources, source, options).run();
}

} // namespace tw
