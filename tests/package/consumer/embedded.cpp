// SPDX-License-Identifier: MIT
// Compiles the document named on the command line and prints its script.
#include <tablewright/diag/render.h>
#include <tablewright/driver/compiler.h>
#include <tablewright/plugin/plugin_loader.h>

#include <fstream>
#include <iostream>
#include <iterator>

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    std::ifstream file(argv[1]);
    const std::string text{std::istreambuf_iterator<char>(file), {}};

    tw::PluginLoader plugins;
    plugins.discover(tw::PluginLoader::searchPath({}));
    plugins.loadAll();
    const auto backend = plugins.backend("postgresql");
    if (!backend) {
        std::cerr << "no backend `postgresql`\n";
        return 2;
    }

    tw::SourceManager sources;
    const tw::SourceId source = sources.add(argv[1], text);
    const tw::CompileResult result = tw::Compiler(backend).compile(sources, source);
    std::cerr << tw::renderText(result.diagnostics, sources);
    if (!result.script)
        return 1;
    std::cout << result.script->text;
    return 0;
}
