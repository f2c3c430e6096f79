// SPDX-License-Identifier: MIT
#pragma once

#include "compile_flags.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

/// One struct and one function a subcommand. Each returns an `ExitCode` and throws `Failure`.
namespace tw::cli {

struct CheckArguments {
    CompileFlags flags;
    std::vector<std::string> files;
    bool json = false;
    bool fix = false;          ///< mend the documents first
    bool languageOnly = false; ///< read the documents, and look no further
    std::string url;           ///< of a server to ask; may be empty
};
int runCheck(const CheckArguments &arguments);

struct CompileArguments {
    CompileFlags flags;
    std::string file;
    std::string output; ///< empty or `-`: standard output
    std::string url;    ///< of a server to ask; may be empty
    bool json = false;
};
int runCompile(const CompileArguments &arguments);

struct ConvertArguments {
    CompileFlags flags; ///< those of reading
    std::string file;
    std::string to;
    std::string output; ///< empty or `-`: standard output
    bool json = false;
};
int runConvert(const ConvertArguments &arguments);

struct FormatArguments {
    std::vector<std::string> files;
    bool check = false;
    bool write = false; ///< put the result into the files
};
int runFormat(const FormatArguments &arguments);

struct ApplyArguments {
    CompileFlags flags;
    std::string file;
    std::string url;
    bool dryRun = false;
    bool batch = false;
    bool json = false;
    std::optional<std::size_t> maxLocks;
};
int runApply(const ApplyArguments &arguments);

struct ListArguments {
    PluginChoice plugins;
    std::string backend = "postgresql";
    std::string plugin; ///< the one to tell all of; empty: a line of each
    bool json = false;
};
int runPasses(const ListArguments &arguments);
int runPlugins(const ListArguments &arguments);

struct PluginNewArguments {
    PluginChoice plugins;
    std::string name;
    std::string id;     ///< empty: from the name
    std::string prefix; ///< empty: from the name
    std::string folder; ///< empty: the name
};
int runPluginNew(const PluginNewArguments &arguments);

struct ExplainArguments {
    PluginChoice plugins;
    std::string code;
};
int runExplain(const ExplainArguments &arguments);

struct TestArguments {
    PluginChoice plugins;
    std::vector<std::string> paths; ///< files and folders
    std::string filter;
    std::string url; ///< of a server where scratch databases can be made; may be empty
    bool update = false;
};
int runTest(const TestArguments &arguments);

} // namespace tw::cli
