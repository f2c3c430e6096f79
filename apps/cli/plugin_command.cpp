// SPDX-License-Identifier: MIT
#include "commands.h"

#include "cli.h"
#include "output.h"
#include "plugin_names.h"

#include <tablewright/plugin/plugin_loader.h>

#include <QFile>

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <map>
#include <utility>

namespace tw::cli {

namespace {

namespace fs = std::filesystem;

/// A file of the template and where it goes. Both hold `{{key}}` for what differs.
constexpr std::array<std::pair<std::string_view, std::string_view>, 13> templateFiles{{
    {"CMakeLists.txt.in", "CMakeLists.txt"},
    {"README.md.in", "README.md"},
    {"clang-format.in", ".clang-format"},
    {"gitignore.in", ".gitignore"},
    {"plugin.json.in", "{{snake}}_plugin.json.in"},
    {"plugin.h.in", "{{snake}}_plugin.h"},
    {"plugin.cpp.in", "{{snake}}_plugin.cpp"},
    {"rules.h.in", "rules.h"},
    {"rule.cpp.in", "check_{{snake}}.cpp"},
    {"tests/json_column.test.in", "tests/json_column.test"},
    {"tests/json_column_in_json.test.in", "tests/json_column_in_json.test"},
    {"tests/jsonb_column.test.in", "tests/jsonb_column.test"},
    {"tests/fail_level.test.in", "tests/fail_level.test"},
}};

using Values = std::map<std::string, std::string, std::less<>>;

/// The text with the values in place of their keys. Throws for a key without a value.
std::string filled(std::string_view text, const Values &values)
{
    std::string result;
    for (;;) {
        const std::size_t open = text.find("{{");
        result += text.substr(0, open);
        if (open == std::string_view::npos)
            return result;
        text.remove_prefix(open + 2);
        const std::size_t close = text.find("}}");
        const auto value = values.find(text.substr(0, close));
        if (close == std::string_view::npos || value == values.end())
            throw std::logic_error("the template of plugins names what there is not");
        result += value->second;
        text.remove_prefix(close + 2);
    }
}

std::string templateText(std::string_view name)
{
    QFile file(QStringLiteral(":/plugin_template/") +
               QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())));
    if (!file.open(QIODevice::ReadOnly))
        throw std::logic_error(fmt::format("the template of plugins has no `{}`", name));
    return file.readAll().toStdString();
}

[[noreturn]] void fail(const fs::path &folder, const std::error_code &error)
{
    throw Failure(fmt::format("cannot make `{}`: {}", folder.string(), error.message()));
}

void check(const fs::path &folder, const std::error_code &error)
{
    if (error)
        fail(folder, error);
}

/// A folder that comes into being with all that was written into it, or not at all.
class NewFolder {
public:
    /// Throws `Failure` when the place is taken by anything but an empty folder.
    explicit NewFolder(fs::path target) : m_target(std::move(target))
    {
        std::error_code error;
        m_exists = fs::exists(fs::symlink_status(m_target, error));
        if (m_exists && !fs::is_directory(m_target, error)) {
            throw Failure(fmt::format("`{}` is there already and is no folder, expected a new "
                                      "name or an empty folder",
                                      m_target.string()));
        }
        error.clear(); // that there is nothing is none
        const bool empty = !m_exists || fs::is_empty(m_target, error);
        check(m_target, error);
        if (!empty) {
            throw Failure(fmt::format("folder `{}` is there already and is not empty, expected a "
                                      "new name or an empty folder",
                                      m_target.string()));
        }
        const fs::path parent = m_target.has_parent_path() ? m_target.parent_path() : ".";
        std::string staging = ((m_exists ? m_target : parent) / ".tablewright.XXXXXX").string();
        if (mkdtemp(staging.data()) == nullptr)
            fail(m_target, {errno, std::generic_category()});
        m_staging = staging;
        // The temporary folder is closed to others; the one that stays is as any new folder.
        if (!fs::create_directory(content(), error))
            fail(m_target, error);
    }
    NewFolder(const NewFolder &) = delete;
    NewFolder &operator=(const NewFolder &) = delete;
    ~NewFolder()
    {
        std::error_code error;
        fs::remove_all(m_staging, error);
    }

    void write(const std::string &path, std::string_view text) const
    {
        std::error_code error;
        const fs::path file = content() / path;
        fs::create_directories(file.parent_path(), error);
        check(m_target, error);
        writeFileAtomically(file.string(), text);
    }

    void takePlace() const
    {
        std::error_code error;
        if (!m_exists) {
            fs::rename(content(), m_target, error);
            return check(m_target, error);
        }
        std::vector<fs::path> moved;
        for (const fs::directory_entry &entry : fs::directory_iterator(content(), error)) {
            moved.push_back(m_target / entry.path().filename());
            fs::rename(entry.path(), moved.back(), error);
            if (error)
                break;
        }
        if (!error)
            return;
        std::error_code ignored;
        for (const fs::path &path : moved)
            fs::remove_all(path, ignored);
        fail(m_target, error);
    }

private:
    [[nodiscard]] fs::path content() const { return m_staging / "content"; }

    fs::path m_target;
    fs::path m_staging;
    bool m_exists = false;
};

/// As a shell takes it.
std::string shellWord(const std::string &text)
{
    const bool plain = std::ranges::all_of(text, [](unsigned char c) {
        return std::isalnum(c) != 0 || std::strchr("-_./,+@", c) != nullptr;
    });
    if (plain && !text.empty())
        return text;
    std::string quoted = "'";
    for (const char c : text)
        quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + "'";
}

/// The folder that this program is installed in; empty when it cannot be told.
fs::path ownPrefix()
{
    std::error_code error;
    return fs::read_symlink("/proc/self/exe", error).parent_path().parent_path();
}

/// Whether CMake finds what is installed there by itself, as it does for what is on the path.
bool isFoundByItself(const fs::path &prefix)
{
    const char *variable = std::getenv("PATH"); // NOLINT(concurrency-mt-unsafe)
    std::string_view rest = variable == nullptr ? "" : variable;
    while (!rest.empty()) {
        const std::size_t colon = std::min(rest.find(':'), rest.size());
        std::error_code absent;
        if (fs::equivalent(fs::path(rest.substr(0, colon)), prefix / "bin", absent))
            return true;
        rest.remove_prefix(std::min(colon + 1, rest.size()));
    }
    return false;
}

std::string nextSteps(const fs::path &folder, std::string_view about)
{
    const fs::path prefix = ownPrefix();
    std::error_code error;
    const bool hasSdk = fs::exists(prefix / "lib/cmake/Tablewright/TablewrightConfig.cmake", error);
    std::string option;
    if (!hasSdk)
        option = " -DCMAKE_PREFIX_PATH=DIR";
    else if (!isFoundByItself(prefix))
        option = " -DCMAKE_PREFIX_PATH=" + shellWord(prefix.string());
    return fmt::format("made {}: {}\n"
                       "\n"
                       "next{}:\n"
                       "{}"
                       "  cmake -B build{} && cmake --build build\n"
                       "  ctest --test-dir build\n",
                       folder.string(), about,
                       hasSdk ? "" : ", where DIR has an installed Tablewright with its SDK",
                       folder == "." ? "" : fmt::format("  cd {}\n", shellWord(folder.string())),
                       option);
}

} // namespace

int runPluginNew(const PluginNewArguments &arguments)
{
    PluginLoader plugins;
    std::vector<std::string> folders = PluginLoader::searchPath(arguments.plugins.paths);
    for (std::string &folder : folders)
        folder = fs::absolute(folder).string();
    plugins.discover(folders);
    const PluginNames names =
        pluginNames(arguments.name, arguments.id, arguments.prefix, plugins.specs());

    const std::string_view version = TABLEWRIGHT_VERSION;
    const Values values{
        {"snake", names.snake},
        {"Class", names.className},
        {"title", names.title},
        {"pass", names.pass},
        {"id", names.id},
        {"lastId", names.lastId},
        {"prefix", names.prefix},
        {"tablewright", std::string(version.substr(0, version.rfind('.')))},
    };
    fs::path folder = arguments.folder.empty() ? arguments.name : arguments.folder;
    if (!folder.has_filename()) // `rules/`
        folder = folder.parent_path();
    const NewFolder made(folder);
    for (const auto &[name, path] : templateFiles)
        made.write(filled(path, values), filled(templateText(name), values));
    made.takePlace();

    std::string about =
        fmt::format("plugin `{}`, whose findings are {}0001 and so on", names.id, names.prefix);
    if (arguments.id.empty())
        about += "\n`com.example` stands for a domain of yours; `--id` gives another id";
    write(stdout, nextSteps(folder, about));
    return Success;
}

} // namespace tw::cli
