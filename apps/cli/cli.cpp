// SPDX-License-Identifier: MIT
#include "cli.h"

#include "commands.h"
#include "output.h"

#include <tablewright/base/standard_streams.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <functional>
#include <sstream>

namespace tw::cli {

namespace {

/// The grammar of the command line and what it leads to.
class CommandLine {
public:
    CommandLine()
    {
        m_app.description("Compiles a description of a relational database into a real one.");
        m_app.set_version_flag("--version", "tablewright " TABLEWRIGHT_VERSION);
        m_app.set_help_flag("-h,--help", "Print this help");
        m_app.require_subcommand(1);
        m_app.fallthrough();
        m_app.footer("FILE may be `-` for standard input. Exit codes: 0 nothing wrong, 1 errors in"
                     " the input,\n2 wrong usage or a file or plugin that cannot be used.");
        addPluginFlags(m_app, m_plugins);
        addCheck();
        addCompile();
        addConvert();
        addFormat();
        addApply();
        addLists();
        addPlugin();
        addExplain();
        addTest();
    }

    int run(int argc, char **argv)
    {
        try {
            m_app.parse(argc, argv);
        } catch (const CLI::ParseError &error) {
            if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) {
                std::ostringstream help;
                m_app.exit(error, help, help);
                write(stdout, help.str());
                return Success;
            }
            fmt::print(stderr, "tablewright: {}\nsee {} --help\n", error.what(), spelledSoFar());
            return Failed;
        }
        return m_command();
    }

private:
    /// `tablewright plugin new`, as far as the line has led.
    [[nodiscard]] std::string spelledSoFar() const
    {
        std::string spelled = "tablewright";
        const CLI::App *at = &m_app;
        while (!at->get_subcommands().empty()) {
            at = at->get_subcommands().front();
            spelled += ' ' + at->get_name();
        }
        return spelled;
    }

    CLI::App *add(const char *name, const char *description, std::function<int()> command)
    {
        CLI::App *sub = m_app.add_subcommand(name, description);
        sub->callback([this, command = std::move(command)] { m_command = command; });
        return sub;
    }

    void addCheck()
    {
        CLI::App *sub = add("check", "Tell what is wrong in schema documents", [this] {
            m_check.flags.plugins = m_plugins;
            return runCheck(m_check);
        });
        sub->add_option("FILE", m_check.files, "The documents")->required();
        sub->add_flag("--json", m_check.json, "Print the findings as JSON on standard output");
        sub->add_flag(
            "--fix", m_check.fix,
            "Apply the fixes that there are, then tell what remains; each file is replaced"
            " as a whole or not at all, `-` goes to standard output");
        sub->add_flag("--language-only", m_check.languageOnly,
                      "Tell only what the language does not allow, nothing of the database");
        sub->add_option("--postgres", m_check.url,
                        "Ask this server about what is unverified: a URL, or what libpq takes")
            ->type_name("URL");
        addCompileFlags(*sub, m_check.flags);
    }

    void addCompile()
    {
        CLI::App *sub = add("compile", "Print the SQL script of a schema document", [this] {
            m_compile.flags.plugins = m_plugins;
            return runCompile(m_compile);
        });
        sub->add_option("FILE", m_compile.file, "The document")->required();
        sub->add_option("-o,--output", m_compile.output,
                        "Write the script to a file, which is replaced as a whole or not at all")
            ->type_name("OUT");
        sub->add_flag("--json", m_compile.json, "Print the findings as JSON on standard error");
        sub->add_option("--postgres", m_compile.url,
                        "Ask this server about what is unverified: a URL, or what libpq takes")
            ->type_name("URL");
        addCompileFlags(*sub, m_compile.flags);
    }

    void addConvert()
    {
        CLI::App *sub = add("convert", "Print a schema document in another language", [this] {
            m_convert.flags.plugins = m_plugins;
            return runConvert(m_convert);
        });
        sub->add_option("FILE", m_convert.file, "The document")->required();
        sub->add_option("--to", m_convert.to, "The language to write")
            ->required()
            ->check(CLI::IsMember({"json", "dbml"}, CLI::ignore_case))
            ->type_name("json|dbml");
        sub->add_option("-o,--output", m_convert.output,
                        "Write to a file, which is replaced as a whole or not at all")
            ->type_name("OUT");
        sub->add_flag("--json", m_convert.json, "Print the findings as JSON on standard error");
        addReadingFlags(*sub, m_convert.flags);
    }

    void addFormat()
    {
        CLI::App *sub = add("format", "Lay DBML out in the one way, comments kept",
                            [this] { return runFormat(m_format); });
        sub->add_option("FILE", m_format.files, "The documents; one of them is printed")
            ->required();
        CLI::Option *check =
            sub->add_flag("--check", m_format.check,
                          "Only list the files that would change; exit code 1 if there are any");
        sub->add_flag("-w,--write", m_format.write,
                      "Put the result into the files, each replaced as a whole or not at all")
            ->excludes(check);
    }

    void addApply()
    {
        CLI::App *sub =
            add("apply", "Make the tables of a schema document in an empty database", [this] {
                m_apply.flags.plugins = m_plugins;
                return runApply(m_apply);
            });
        sub->add_option("FILE", m_apply.file, "The document")->required();
        sub->add_option("--postgres", m_apply.url, "The database: a URL, or what libpq takes")
            ->required()
            ->type_name("URL");
        sub->add_flag("--dry-run", m_apply.dryRun, "Run all of it, then take it back");
        sub->add_flag("--batch", m_apply.batch,
                      "Use several transactions where one would lock too much. This is not all or"
                      " nothing: what was applied before a failure stays");
        sub->add_option("--max-locks", m_apply.maxLocks,
                        "Lock at most N objects in one transaction; else as the server's settings"
                        " allow")
            ->check(CLI::PositiveNumber)
            ->type_name("N");
        sub->add_flag("--json", m_apply.json, "Print the findings as JSON on standard output");
        addCompileFlags(*sub, m_apply.flags);
    }

    void addLists()
    {
        CLI::App *passes = add("passes", "List the passes in their order", [this] {
            m_list.plugins = m_plugins;
            return runPasses(m_list);
        });
        CLI::App *plugins = add("plugins", "List the plugins found, with their state", [this] {
            m_list.plugins = m_plugins;
            return runPlugins(m_list);
        });
        passes->add_option("--backend", m_list.backend, "The kind of database")
            ->type_name("NAME")
            ->capture_default_str();
        passes->add_flag("--json", m_list.json, "Print JSON");
        plugins
            ->add_option("ID", m_list.plugin,
                         "Tell all of this one: its options, passes and diagnostics")
            ->check(refuseEmpty);
        plugins->add_flag("--json", m_list.json, "Print JSON");
    }

    void addPlugin()
    {
        CLI::App *plugin = m_app.add_subcommand("plugin", "Make plugins of your own");
        plugin->require_subcommand(1);
        CLI::App *sub = plugin->add_subcommand(
            "new", "Make the source folder of a plugin, which builds, tests and loads as it is");
        sub->callback([this] {
            m_command = [this] {
                m_pluginNew.plugins = m_plugins;
                return runPluginNew(m_pluginNew);
            };
        });
        sub->add_option("NAME", m_pluginNew.name, "Small letters and hyphens, as house-rules")
            ->required();
        sub->add_option("--id", m_pluginNew.id,
                        "Its id, unique in the world; else com.example.NAME")
            ->type_name("ID");
        sub->add_option("--prefix", m_pluginNew.prefix,
                        "What its codes begin with, two to four capitals; else from the name")
            ->type_name("XX");
        sub->add_option("--dir", m_pluginNew.folder, "The folder to make; else NAME")
            ->type_name("DIR");
    }

    void addExplain()
    {
        CLI::App *sub = add("explain", "Tell what a diagnostic means and what helps", [this] {
            m_explain.plugins = m_plugins;
            return runExplain(m_explain);
        });
        sub->add_option("CODE", m_explain.code, "Its code, TW4001")->required();
    }

    void addTest()
    {
        CLI::App *sub = add("test", "Run golden tests", [this] {
            m_test.plugins = m_plugins;
            return runTest(m_test);
        });
        sub->add_option("PATH", m_test.paths, "Files, and folders with .test files")->required();
        sub->add_flag("--update", m_test.update, "Put what comes out into the files");
        sub->add_option("--filter", m_test.filter, "Only files whose name or path matches")
            ->type_name("GLOB");
        sub->add_option("--postgres", m_test.url,
                        "A server where scratch databases can be made;"
                        " else TABLEWRIGHT_TEST_POSTGRES")
            ->type_name("URL");
    }

    CLI::App m_app;
    std::function<int()> m_command;
    PluginChoice m_plugins;
    CheckArguments m_check;
    CompileArguments m_compile;
    ConvertArguments m_convert;
    FormatArguments m_format;
    ApplyArguments m_apply;
    ListArguments m_list;
    PluginNewArguments m_pluginNew;
    ExplainArguments m_explain;
    TestArguments m_test;
};

} // namespace

int run(int argc, char **argv) noexcept
try {
    holdStandardStreams();
    return CommandLine().run(argc, argv);
} catch (const std::exception &error) {
    std::fputs("tablewright: ", stderr);
    std::fputs(error.what(), stderr);
    std::fputs("\n", stderr);
    return Failed;
} catch (...) {
    std::fputs("tablewright: an unknown error\n", stderr);
    return Failed;
}

} // namespace tw::cli
