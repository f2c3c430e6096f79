// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tablewright/driver/compiler.h>
#include <tablewright/plugin/plugin_loader.h>

#include <memory>
#include <string>
#include <string_view>

namespace tw::server {

/// A document and what became of it. The ranges in `result` are of `sources`.
struct CompiledDocument {
    std::unique_ptr<SourceManager> sources;
    SourceId source;
    CompileResult result;

    [[nodiscard]] std::size_t errorCount() const;
    /// Requires that `result` is ok and that the compile went up to the script.
    [[nodiscard]] const Script &script() const;
    /// As `tw::renderJson` writes them.
    [[nodiscard]] std::string diagnosticsJson() const;
};

/// The engine as the server uses it: the PostgreSQL backend, all validators, the server's limits
/// and severities. Thread-safe.
class DocumentCompiler {
public:
    /// Loads the plugins. Throws `std::runtime_error` when there is no PostgreSQL backend.
    DocumentCompiler();

    [[nodiscard]] CompiledDocument compile(std::string_view document,
                                           CompileOptions::Until until) const;

private:
    PluginLoader m_plugins;
    std::unique_ptr<const Compiler> m_compiler;
};

/// The diagnostic of a statement that PostgreSQL refused, at the element that it comes from; a JSON
/// array. Tells PostgreSQL's code but not its text, which may tell of others.
[[nodiscard]] std::string refusedStatementJson(const CompiledDocument &document,
                                               std::size_t statement, std::string_view sqlState);

} // namespace tw::server
