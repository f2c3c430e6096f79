// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/options.h"

#include "app/calls.h"
#include "app/option_checks.h"
#include "app/version.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <QDir>
#include <QThread>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string_view>

#include <unistd.h>

namespace tw::server {

namespace {

constexpr int usageError = 2;
constexpr int maxThreads = 64;
constexpr std::size_t helpColumn = 31;

std::string defaultDataFolder()
{
    if (::geteuid() == 0) // the cluster's account cannot enter root's home
        return "/var/lib/tablewright";
    const QByteArray state = qgetenv("XDG_STATE_HOME");
    const QString base = state.startsWith('/') ? QString::fromLocal8Bit(state)
                                               : QDir::homePath() + QStringLiteral("/.local/state");
    return (base + QStringLiteral("/tablewright")).toStdString();
}

/// `--max-body` is `TABLEWRIGHT_MAX_BODY`.
std::string environmentName(std::string_view option)
{
    std::string name = "TABLEWRIGHT_";
    for (const char c : option.substr(2))
        name += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return name;
}

bool isInEnvironment(const std::string &option)
{
    const char *value = std::getenv(environmentName(option).c_str());
    return value != nullptr && *value != '\0';
}

/// CLI11 lets the file win over the environment, and cuts a value at a `#` even in quotes.
class FileConfig final : public CLI::ConfigBase {
public:
    std::vector<CLI::ConfigItem> from_config(std::istream &input) const override
    {
        std::string kept;
        std::string line;
        for (int number = 1; std::getline(input, line); ++number) {
            char quote = '\0';
            for (const char c : line) {
                if (quote == '\0' && c == '#')
                    break;
                if (quote != '\0' && c == '#')
                    throw CLI::ConversionError(fmt::format("line {} of the configuration file has "
                                                           "a `#` in a value, in a URL write `%23`",
                                                           number));
                if (c == quote)
                    quote = '\0';
                else if (quote == '\0' && (c == '"' || c == '\''))
                    quote = c;
            }
            kept += line + '\n';
        }
        std::istringstream text(kept);
        std::vector<CLI::ConfigItem> found = ConfigBase::from_config(text);
        std::erase_if(found, [](const CLI::ConfigItem &item) {
            return item.parents.empty() && isInEnvironment("--" + item.name);
        });
        return found;
    }
};

class HelpFormat final : public CLI::Formatter {
public:
    HelpFormat() { column_width(helpColumn); }
    /// The name of the value alone, without the rules for it, its type and the environment.
    std::string make_option_opts(const CLI::Option *option) const override
    {
        const std::string value = option->get_type_name();
        return value.empty() ? value : ' ' + value.substr(0, value.find(':'));
    }
    std::string make_option_desc(const CLI::Option *option) const override
    {
        const std::string &fallback = option->get_default_str();
        return option->get_description() +
               (fallback.empty() ? fallback : fmt::format(" [{}]", fallback));
    }
};

/// Adds the options of one group of the help text.
class Group {
public:
    Group(CLI::App &cli, const char *title) : m_cli(cli), m_title(title) {}

    template <typename Value>
    CLI::Option *text(const char *name, Value &value, const char *shown, const char *description)
    {
        CLI::Option *option = m_cli.add_option(name, value, description);
        return finish(option->type_name(shown), name);
    }
    CLI::Option *flag(const char *name, bool &value, const char *description)
    {
        return finish(m_cli.add_flag(name, value, description), name);
    }
    template <typename Number>
    void number(const char *name, Number &value, Number least, Number most, const char *description)
    {
        text(name, value, "N", description)
            ->default_str(fmt::format("{}", value))
            ->check(CLI::Range(least, most));
    }
    void bytes(const char *name, std::size_t &value, std::size_t least, std::size_t most,
               const char *description)
    {
        text(name, value, "SIZE", description)
            ->default_str(value % mebibyte == 0 ? fmt::format("{}MiB", value / mebibyte)
                                                : fmt::format("{}KiB", value / kibibyte))
            ->transform(CLI::AsSizeValue(true))
            ->check(CLI::Range(least, most));
    }
    /// May be given several times, and several at once.
    CLI::Option *list(const char *name, std::vector<std::string> &values, const char *shown,
                      char delimiter, const char *description)
    {
        return text(name, values, shown, description)
            ->delimiter(delimiter)
            ->type_size(1)
            ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
            ->expected(1, 1000)
            ->allow_extra_args(false);
    }
    /// At least 10 ms, at most a day.
    void time(const char *name, std::chrono::milliseconds &value, const char *description,
              CLI::AsNumberWithUnit::Options unit = CLI::AsNumberWithUnit::UNIT_REQUIRED)
    {
        const auto set = [&value](const std::int64_t &given) {
            value = std::chrono::milliseconds(given);
        };
        const std::map<std::string, std::int64_t> units = {
            {"ms", 1}, {"s", 1'000}, {"min", 60'000}, {"h", 3'600'000}};
        finish(m_cli.add_option_function<std::int64_t>(name, set, description)->type_name("TIME"),
               name)
            ->default_str(fmt::format("{}s", value.count() / 1000))
            ->transform(CLI::AsNumberWithUnit(units, unit))
            ->check(CLI::Range(std::int64_t{10}, std::int64_t{86'400'000}));
    }
    /// Bytes that are given in MiB or with a larger unit.
    void mebibytes(const char *name, std::size_t &value, std::size_t least, std::size_t most,
                   const char *description)
    {
        const auto set = [&value](const std::size_t &given) { value = given * mebibyte; };
        const std::map<std::string, std::size_t> units = {{"MiB", 1}, {"GiB", 1024}};
        finish(m_cli.add_option_function<std::size_t>(name, set, description)->type_name("SIZE"),
               name)
            ->default_str(fmt::format("{}MiB", value / mebibyte))
            ->transform(CLI::AsNumberWithUnit(units, CLI::AsNumberWithUnit::UNIT_OPTIONAL))
            ->check(CLI::Range(least, most));
    }

private:
    static constexpr std::size_t kibibyte = 1024;
    static constexpr std::size_t mebibyte = 1024 * 1024;

    CLI::Option *finish(CLI::Option *option, const char *name)
    {
        return option->group(m_title)->envname(environmentName(name));
    }

    CLI::App &m_cli;
    const char *m_title;
};

template <typename Value>
CLI::Option *choice(Group &group, const char *name, Value &value, const char *shown,
                    const std::map<std::string, Value> &choices, const char *fallback,
                    const char *description)
{
    return group.text(name, value, shown, description)
        ->default_str(fallback)
        ->transform(CLI::CheckedTransformer(choices));
}

void addServerOptions(CLI::App &cli, Options &options, std::string &listen)
{
    Group server(cli, "Server");
    server.text("--listen", listen, "ADDRESS", "HOST:PORT to listen on; port 0 is any free one")
        ->capture_default_str();
    server.flag("--reuse-port", options.reusePort,
                "let other processes listen there too (needs --postgres)");
    server.number("--threads", options.threads, 1, maxThreads, "event loops");
    const QByteArray file = qgetenv("TABLEWRIGHT_CONFIG");
    cli.set_config("--config", file.toStdString(), "TOML file, its keys being these names",
                   !file.isEmpty())
        ->type_name("FILE")
        ->group("Server");
    cli.config_formatter(std::make_shared<FileConfig>());
    cli.allow_config_extras(CLI::config_extras_mode::error);

    Group postgres(cli, "PostgreSQL");
    postgres.text("--data", options.dataFolder, "DIR", "folder of the server's own PostgreSQL")
        ->capture_default_str();
    postgres.text("--postgres", options.postgresUrl, "URL",
                  "use this database for the metadata instead");
    postgres.text("--postgres-admin", options.postgresAdminUrl, "URL",
                  "the same host as a role that makes databases");
    postgres.flag("--opaque-names", options.opaqueNames,
                  "names of databases tell neither user nor schema");
    postgres.number("--keep-ended", options.keepEndedDays, 0, 36'500,
                    "days that a dropped database is remembered; 0: for ever");

    Group users(cli, "Users");
    choice<AuthMode>(users, "--auth", options.auth, "MODE",
                     {{"local", AuthMode::Local}, {"proxy", AuthMode::Proxy}}, "local",
                     "local: this machine is one user; proxy: a proxy names them");
    users.text("--proxy-secret-file", options.proxySecretFile, "FILE",
               "what the proxy sends as X-Proxy-Secret");
    users.list("--cors-origin", options.crossOrigins, "ORIGIN", ',',
               "pages from there may call; repeatable");

    Group log(cli, "Log (on standard error)");
    choice<LogFormat>(log, "--log-format", options.logFormat, "FORMAT",
                      {{"text", LogFormat::Text}, {"json", LogFormat::Json}}, "text",
                      "text or json, one line a message");
    choice<LogLevel>(log, "--log-level", options.logLevel, "LEVEL",
                     {{"debug", LogLevel::Debug},
                      {"info", LogLevel::Info},
                      {"warning", LogLevel::Warning},
                      {"error", LogLevel::Error}},
                     "info", "debug, info, warning or error");
    log.flag("--access-log", options.accessLog, "one line at info for each request");
}

void addPluginOptions(CLI::App &cli, PluginOptions &options)
{
    Group group(cli, "Plugins and checks");
    // With the delimiter of `TABLEWRIGHT_PLUGIN_PATH`, which all hosts know.
    group.list("--plugin-path", options.folders, "DIR", ':',
               "look for plugins there too; repeatable");
    using Of = PluginIsolation::Of;
    choice<Of>(group, "--isolate-plugins", options.isolation.of, "WHICH",
               {{"none", Of::Nothing}, {"third-party", Of::ThirdParty}, {"all", Of::Everything}},
               "third-party", "in processes of their own: none, third-party or all");
    group.time("--plugin-deadline", options.isolation.passDeadline,
               "for one run of an isolated pass; without a unit in ms",
               CLI::AsNumberWithUnit::UNIT_OPTIONAL);
    group.mebibytes("--plugin-memory", options.isolation.memory, 32, 65'536,
                    "that an isolated process may allocate; without a unit in MiB");
    group.number("--plugin-processes", options.isolation.processes, std::size_t{1},
                 std::size_t{256}, "of each isolated plugin, and threads that wait for them");
    group.text("--document-config", options.documentConfig, "FILE",
               "a tablewright.toml for all documents");
}

void addLimitOptions(CLI::App &cli, Options &options)
{
    constexpr std::size_t gibibyte = 1UL << 30U;
    Group document(cli, "Limits of a document");
    DocumentLimits &limits = options.document;
    document.bytes("--max-body", limits.bodyBytes, 1024, gibibyte, "of a request");
    document.number("--max-nesting", limits.nesting, std::size_t{8}, std::size_t{512},
                    "of arrays and objects in each other");
    document.number("--max-tables", limits.tables, std::size_t{1}, std::size_t{1'000'000},
                    "tables");
    document.number("--max-columns", limits.columns, std::size_t{1}, std::size_t{1'600},
                    "columns of a table");
    document.number("--max-foreign-keys", limits.foreignKeys, std::size_t{0},
                    std::size_t{10'000'000}, "foreign keys");
    document.bytes("--max-expression", limits.expressionBytes, 16, 64 * 1024,
                   "of a default, check or index expression");
    document.time("--compile-deadline", limits.compileDeadline, "for one document");

    Group user(cli, "Limits of a user (0: none)");
    user.number("--max-schemas", options.user.schemas, std::int64_t{0}, std::int64_t{1} << 40U,
                "schemas kept");
    user.number("--max-databases", options.user.databases, std::int64_t{0}, std::int64_t{1} << 40U,
                "databases kept");

    Group process(cli, "Limits of the process");
    ProcessLimits &whole = options.process;
    process.number("--max-requests", whole.requests, 1, 1'000'000, "requests being worked on");
    process.number("--max-connections", whole.connections, std::size_t{1}, std::size_t{1'000'000},
                   "connections of clients");
    process.bytes("--memory-budget", whole.memoryBudget, std::size_t{1} << 20U, 1024 * gibibyte,
                  "a third for bodies, the rest for compiles");
    process.time("--header-timeout", whole.headerTime, "for the head of a request");
    process.time("--body-timeout", whole.bodyTime, "for a body, longer at 16 KiB/s or more");
    process.time("--idle-timeout", whole.idleTime, "of a connection between requests");
    process.time("--drain-timeout", whole.drainTime, "for requests in flight at the end");

    Group pools(cli, "Pools");
    PoolSizes &sizes = options.pools;
    pools.number("--workers", sizes.workers, 1, 1024, "threads for what takes long");
    pools.number("--database-workers", sizes.databaseWorkers, 1, 256,
                 "threads that make and drop databases");
    pools.number("--read-connections", sizes.readConnections, 1, 64,
                 "to the metadata, for each event loop");
    pools.number("--write-connections", sizes.writeConnections, 1, 256,
                 "to the metadata, for each event loop");
    pools.number("--warm-databases", sizes.warmDatabases, 0, 256,
                 "empty databases kept ready; 0: none");
}

} // namespace

std::optional<Options> readOptions(int argc, char **argv, int &exitCode)
{
    Options options;
    options.dataFolder = defaultDataFolder();
    options.threads = std::clamp(QThread::idealThreadCount(), 1, 4);
    std::string listen = "127.0.0.1:8080";

    CLI::App cli("Tablewright's HTTP API: schema documents in, PostgreSQL databases out",
                 "tablewright-server");
    cli.formatter(std::make_shared<HelpFormat>());
    cli.get_formatter()->label("OPTIONS", "OPTION…");
    cli.set_help_flag("-h,--help", "print this and end")->group("Server");
    cli.set_version_flag("--version", std::string("tablewright-server ") + version)
        ->group("Server")
        ->description("print the version and end");
    cli.add_flag_callback(
           "--print-routes",
           [] {
               fmt::print("{}", describeRoutes(allRoutes(nullptr)));
               throw CLI::Success();
           },
           "print all calls as JSON and end")
        ->group("Server")
        ->configurable(false);
    addServerOptions(cli, options, listen);
    addPluginOptions(cli, options.plugins);
    addLimitOptions(cli, options);
    cli.footer(
        "Each option is read from the command line, from the environment (`--max-body` as\n"
        "TABLEWRIGHT_MAX_BODY), from the file of `--config` (`max-body = \"16MiB\"`), in this\n"
        "order. SIZE is as 64KiB or 16MiB, TIME as 500ms, 10s or 2min. A URL with a password\n"
        "belongs in the environment or in a file of mode 0600: everybody sees command lines.");
    try {
        cli.parse(argc, argv);
        std::erase(options.plugins.folders, std::string());
        readAddress(listen, options);
        checkOptions(options);
    } catch (const CLI::ParseError &error) {
        exitCode = cli.exit(error) == 0 ? 0 : usageError;
        return std::nullopt;
    } catch (const std::invalid_argument &error) {
        fmt::print(stderr, "tablewright-server: {}\n", error.what());
        exitCode = usageError;
        return std::nullopt;
    }
    options.dataFolder =
        QDir(QString::fromStdString(options.dataFolder)).absolutePath().toStdString();
    return options;
}

} // namespace tw::server
