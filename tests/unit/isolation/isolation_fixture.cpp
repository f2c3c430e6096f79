// SPDX-License-Identifier: MIT
#include "isolation_fixture.h"

#include <tablewright/driver/compiler.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <unistd.h>

namespace tw::test {

namespace fs = std::filesystem;

namespace {

/// Of `/proc/N/stat`: what stands after the name, which may hold anything.
struct ProcessStatus {
    pid_t id = 0;
    pid_t parent = 0;
    pid_t group = 0;
    char state = '?';
};

std::vector<ProcessStatus> processes()
{
    std::vector<ProcessStatus> found;
    std::error_code error;
    for (const fs::directory_entry &entry : fs::directory_iterator("/proc", error)) {
        const std::string name = entry.path().filename().string();
        if (!std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; }))
            continue;
        std::ifstream file(entry.path() / "stat");
        std::string text;
        std::getline(file, text);
        if (const std::size_t end = text.rfind(')'); end != std::string::npos) {
            ProcessStatus status;
            status.id = std::stoi(name);
            std::istringstream(text.substr(end + 1)) >> status.state >> status.parent >>
                status.group;
            found.push_back(status);
        }
    }
    return found;
}

} // namespace

IsolationFixture::IsolationFixture()
{
    if (!m_folder.isValid())
        throw std::runtime_error("no temporary folder");
    fs::permissions(folder(), fs::perms::others_read | fs::perms::others_exec,
                    fs::perm_options::add);
    m_backendFile = folder() + "/backend.so";
    fs::copy_file(TEST_BACKEND_FILE, m_backendFile);
    m_loader.discoverFiles({m_backendFile});
    m_loader.loadAll();
    m_backend = m_loader.backend("postgresql");
    if (!m_backend)
        throw std::runtime_error("no backend: " + m_loader.specs().at(0).reason);
    m_schema = schemaOf("Table a { id int [pk] }\nTable b { id int [pk] }\n", *m_backend);
}

std::string IsolationFixture::place(const std::string &plugin, const std::string &mode)
{
    std::string path = fmt::format("{}/{}_{}.so", folder(), plugin, ++m_count);
    fs::copy_file(fmt::format("{}/{}.so", TEST_PLUGIN_DIR, plugin), path);
    if (!mode.empty())
        std::ofstream(path + ".mode") << mode << '\n';
    return path;
}

std::shared_ptr<isolation::IsolatedPlugin>
IsolationFixture::start(const std::string &file, const PluginIsolation &settings) const
{
    const std::string name = fs::path(file).filename().string();
    const std::string id = "test." + name.substr(0, name.rfind('_'));
    return isolation::IsolatedPlugin::start(id, {m_backendFile, file}, "postgresql", settings);
}

std::vector<Diagnostic> IsolationFixture::diagnose(const isolation::IsolatedPlugin &plugin,
                                                   const std::string &act, const ir::Schema &schema,
                                                   const SeverityOverrides &severities,
                                                   const std::function<bool()> &cancelled) const
{
    DiagnosticList list;
    DiagnosticEmitter emitter(list, &severities);
    AnalysisCache analyses;
    const Limits limits;
    PassOptions options;
    options.set("act", act);
    PassContext context{*m_backend, emitter, analyses, limits, options, &cancelled};
    const std::shared_ptr<const CheckPass> pass = plugin.passes().at(0);
    emitter.setPass("misbehave");
    pass->run(schema, context);
    return list.takeSorted();
}

std::vector<std::string> IsolationFixture::run(const isolation::IsolatedPlugin &plugin,
                                               const std::string &act,
                                               const SeverityOverrides &severities) const
{
    std::vector<std::string> texts;
    for (const Diagnostic &diagnostic : diagnose(plugin, act, m_schema, severities))
        texts.push_back(fmt::format("{} {}", diagnostic.info->code, diagnostic.message));
    return texts;
}

ir::Schema schemaOf(std::string_view dbml, const Backend &backend)
{
    SourceManager sources;
    const SourceId source = sources.add("schema.dbml", std::string(dbml));
    // The compiler takes a backend that it shares; this one lives as long as the plugin is loaded.
    const Compiler compiler(
        std::shared_ptr<const Backend>(std::shared_ptr<const Backend>(), &backend));
    CompileOptions options;
    options.language = Language::Dbml;
    options.until = CompileOptions::Until::Check;
    CompileResult result = compiler.compile(sources, source, options);
    if (!result.ok)
        throw std::runtime_error(result.diagnostics.front().message);
    return std::move(result.schema);
}

bool isOpenToAll(const std::string &file)
{
    const fs::path path = fs::canonical(file);
    bool open = (fs::status(path).permissions() & fs::perms::others_read) != fs::perms::none;
    for (fs::path folder = path.parent_path(); folder != folder.root_path() && open;
         folder = folder.parent_path())
        open = (fs::status(folder).permissions() & fs::perms::others_exec) != fs::perms::none;
    return open;
}

std::set<pid_t> childProcesses()
{
    std::set<pid_t> found;
    for (const ProcessStatus &process : processes()) {
        if (process.parent == getpid())
            found.insert(process.id);
    }
    return found;
}

std::size_t membersOf(const std::set<pid_t> &groups)
{
    return static_cast<std::size_t>(
        std::ranges::count_if(processes(), [&](const ProcessStatus &process) {
            // What nobody here has to wait for, the system may leave for a while.
            return groups.contains(process.group) &&
                   (process.state != 'Z' || process.parent == getpid());
        }));
}

bool areGone(const std::set<pid_t> &groups)
{
    for (int look = 0; look < 20; ++look) {
        if (membersOf(groups) > 0)
            return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return true;
}

bool exists(pid_t process)
{
    return std::ranges::any_of(processes(), [process](const ProcessStatus &other) {
        return other.id == process && other.state != 'Z';
    });
}

bool isStopped(pid_t process)
{
    return std::ranges::any_of(processes(), [process](const ProcessStatus &other) {
        return other.id == process && other.state == 'T';
    });
}

std::size_t openDescriptors()
{
    std::size_t count = 0;
    for ([[maybe_unused]] const fs::directory_entry &entry :
         fs::directory_iterator("/proc/self/fd"))
        ++count;
    return count;
}

std::function<void(const PluginEvent &)> EventLog::observer()
{
    return [this](const PluginEvent &event) {
        const std::lock_guard lock(m_mutex);
        m_events.push_back(event.kind);
    };
}

std::size_t EventLog::count(PluginEvent::Kind kind) const
{
    const std::lock_guard lock(m_mutex);
    return static_cast<std::size_t>(std::ranges::count(m_events, kind));
}

} // namespace tw::test
