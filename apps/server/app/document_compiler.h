// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/plugin_watch.h"
#include "databases/script_runner.h"

#include <tablewright/config/configuration.h>
#include <tablewright/driver/compiler.h>
#include <tablewright/plugin/plugin_loader.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace tw::server {

/// A document as it was sent.
struct Document {
    std::string_view text;
    Language language = Language::Json;
    std::string_view requestId = {}; ///< for the log
    std::string_view user = {};      ///< whose it is; a plugin that it makes fail fails for them
    std::stop_token gone = {};       ///< stopped when nobody waits for the result any more
};

/// A document and what became of it. The ranges in `result` are of `sources`.
struct CompiledDocument {
    std::unique_ptr<SourceManager> sources;
    SourceId source;
    CompileResult result;
    Language language = Language::Json;
    /// A plugin failed or the compile was stopped: the next one may end otherwise. Such a result is
    /// for its own answer and kept nowhere.
    bool isTransient = false;

    [[nodiscard]] std::size_t errorCount() const;
    /// Requires that `result` is ok and that the compile went up to the script.
    [[nodiscard]] const Script &script() const;
    /// As `tw::renderJson` writes them.
    [[nodiscard]] std::string diagnosticsJson() const;

    /// Whether the engine left something to PostgreSQL's judgement.
    [[nodiscard]] bool isUnverified() const;
    /// PostgreSQL took the script: what was left to it is settled.
    void dropUnverified();
};

struct CompilerSettings {
    std::vector<std::string> pluginFolders;
    PluginIsolation isolation; ///< `observe` is set by the compiler
    std::string configuration; ///< a file for all documents; empty: none
    Limits limits;
    std::chrono::milliseconds deadline{30'000};
    /// That all compiles under way may take together, as estimated from their documents.
    std::size_t memory = 512ULL * 1024 * 1024;
    /// Hears of each compile, on its thread; may be empty.
    std::function<void(const CompileResult &, std::chrono::nanoseconds)> observe;
};

/// The engine as the server uses it: the PostgreSQL backend, all validators, the server's limits
/// and severities, and over them what its configuration says. Thread-safe.
class DocumentCompiler {
public:
    /// Loads the plugins and reads the configuration. Throws `std::runtime_error` when there is no
    /// PostgreSQL backend, and when the configuration has errors, which it tells.
    explicit DocumentCompiler(CompilerSettings settings = {});

    /// Whether a compile may wait for a plugin: then it must not run on an event loop, and it must
    /// not keep waiting what needs no plugin.
    [[nodiscard]] bool mayBlock(CompileOptions::Until until) const
    {
        return m_mayBlock && until > CompileOptions::Until::Parse;
    }
    /// Throws `RequestError` with 503 when too many other compiles are under way, and when the
    /// server is stopping. The configuration says nothing of `Parse`: what was stored once can
    /// always be read.
    [[nodiscard]] CompiledDocument compile(const Document &document,
                                           CompileOptions::Until until) const;
    /// Gives a document that is ok and was transformed its script, unless it has one.
    void addScript(CompiledDocument &compiled) const;
    /// As the document declares it, whatever the checks say of it; types and references resolved.
    [[nodiscard]] CompiledDocument resolve(const Document &document) const;

    /// PostgreSQL refused a part of the script: an error at the element that it comes from, and the
    /// document is not ok any more. Tells PostgreSQL's code but not its text, which may tell of
    /// others.
    void addRefusal(CompiledDocument &document, const ScriptRefusal &refusal) const;
    /// That error alone, as a JSON array.
    [[nodiscard]] std::string refusalJson(const CompiledDocument &document,
                                          const ScriptRefusal &refusal) const;

    /// The ids of the plugins that brought checks, each once.
    [[nodiscard]] const std::vector<std::string> &validatorIds() const { return m_validatorIds; }
    [[nodiscard]] PluginRecord &pluginRecord(std::string_view id) const
    {
        return m_watch->record(id);
    }

    /// What the compiles under way are estimated to take.
    [[nodiscard]] std::size_t memoryInUse() const { return m_memoryInUse; }
    /// Ends the compiles that are under way, and all later ones, with an error.
    void stop() { m_stop.request_stop(); }
    /// For work on what was compiled: stopped with the compiles.
    [[nodiscard]] std::stop_token stopToken() const { return m_stop.get_token(); }

private:
    void loadPlugins();
    void logPlugins() const;
    void readConfiguration();
    void findWhatBlocks();
    [[nodiscard]] CompiledDocument run(const Document &document, CompileOptions options,
                                       bool withPlugins) const;
    void hideDetails(CompiledDocument &compiled) const;
    [[nodiscard]] Diagnostic diagnosticOf(const CompiledDocument &document,
                                          const ScriptRefusal &refusal) const;

    const CompilerSettings m_settings;
    std::unique_ptr<PluginWatch> m_watch; ///< outlives the processes of plugins
    PluginLoader m_plugins;
    std::unique_ptr<const Compiler> m_compiler;
    CompileOptions m_options; ///< of every compile that runs checks
    std::vector<std::string> m_validatorIds;
    bool m_mayBlock = false;
    std::stop_source m_stop;
    mutable std::atomic<std::size_t> m_memoryInUse{0};
};

} // namespace tw::server
