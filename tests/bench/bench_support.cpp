// SPDX-License-Identifier: MIT
#include "bench_support.h"

#include <tablewright/diag/render.h>
#include <tablewright/plugin/plugin_loader.h>

#include <fstream>
#include <iterator>
#include <optional>
#include <stdexcept>

namespace tw::bench {

std::string readFile(const std::string &path)
{
    std::ifstream in(path, std::ios::binary);
    if (!in)
        throw std::runtime_error("cannot read " + path);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::shared_ptr<const Backend> loadBackend()
{
    // Plugins stay loaded until the program ends, and so must their loader.
    static PluginLoader loader;
    loader.discover(PluginLoader::searchPath({}));
    loader.loadAll();
    auto backend = loader.backend("postgresql");
    if (!backend)
        throw std::runtime_error("the postgresql plugin is not in the build's plugin folder");
    return backend;
}

CompileOptions benchOptions(const std::string &file)
{
    const std::optional<Language> language = languageOfFile(file);
    if (!language)
        throw std::runtime_error("the name of " + file + " says no language");
    CompileOptions options;
    options.language = *language;
    options.limits.tables = SIZE_MAX;
    options.limits.foreignKeys = SIZE_MAX;
    options.verifyEach = false;
    return options;
}

std::size_t compile(const Compiler &compiler, const SourceManager &sources, SourceId source,
                    const CompileOptions &options)
{
    const CompileResult result = compiler.compile(sources, source, options);
    if (!result.script)
        throw std::runtime_error(renderText(result.diagnostics, sources));
    return result.script->text.size();
}

} // namespace tw::bench
