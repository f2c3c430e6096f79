// SPDX-License-Identifier: MIT
#include <tablewright/config/configuration.h>

#include "base/file_descriptor.h"

#include <tablewright/diag/codes.h>

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace tw {

namespace {

constexpr std::string_view passName = "configuration";

/// Why it is not read; empty when `text` is the whole of it.
std::string readAll(const FileDescriptor &file, std::string &text)
{
    struct stat status {};
    if (fstat(file.get(), &status) != 0)
        return std::strerror(errno); // NOLINT(concurrency-mt-unsafe)
    if (!S_ISREG(status.st_mode))
        return S_ISDIR(status.st_mode) ? "it is a folder" : "it is no regular file";
    std::array<char, 1 << 14> block; // NOLINT(cppcoreguidelines-pro-type-member-init)
    while (text.size() <= maxConfigurationBytes) {
        const ssize_t count = ::read(file.get(), block.data(), block.size());
        if (count == 0)
            return {};
        if (count > 0)
            text.append(block.data(), static_cast<std::size_t>(count));
        else if (errno != EINTR)
            return std::strerror(errno); // NOLINT(concurrency-mt-unsafe)
    }
    return fmt::format("it has more than {} bytes", maxConfigurationBytes);
}

/// Gives the findings the severities that the configuration sets, with `above` over them.
void setSeverities(std::vector<Diagnostic> &diagnostics, const SeverityOverrides &own,
                   const SeverityOverrides &above)
{
    for (Diagnostic &diagnostic : diagnostics) {
        for (const SeverityOverrides *severities : {&own, &above}) {
            const auto set = severities->find(diagnostic.info->code);
            if (set != severities->end())
                diagnostic.severity = set->second;
        }
    }
    std::erase_if(diagnostics, [](const Diagnostic &diagnostic) {
        return diagnostic.severity == Severity::Ignored;
    });
}

LoadedConfiguration unreadable(SourceManager &sources, std::string name, std::string_view why)
{
    LoadedConfiguration loaded;
    loaded.state = LoadedConfiguration::State::Unreadable;
    loaded.source = sources.add(std::move(name), {});
    DiagnosticList list;
    DiagnosticEmitter emitter(list);
    emitter.setPass(passName);
    emitter.report(diag::ConfigurationSyntax, {loaded.source, 0, 0}, why);
    loaded.diagnostics = list.takeSorted();
    return loaded;
}

} // namespace

bool LoadedConfiguration::ok() const
{
    return std::ranges::none_of(diagnostics, [](const Diagnostic &diagnostic) {
        return diagnostic.severity == Severity::Error;
    });
}

LoadedConfiguration configurationOf(SourceManager &sources, std::string name, std::string_view text,
                                    const ConfigurationSubjects &subjects,
                                    const SeverityOverrides &severities)
{
    if (text.size() > maxConfigurationBytes)
        return unreadable(sources, std::move(name),
                          fmt::format("it has more than {} bytes", maxConfigurationBytes));
    constexpr std::size_t maxFindings = 100;
    LoadedConfiguration loaded;
    loaded.state = LoadedConfiguration::State::Read;
    loaded.source = sources.add(std::move(name), text);
    DiagnosticList list(maxFindings);
    DiagnosticEmitter emitter(list);
    emitter.setPass(passName);
    loaded.configuration = readConfiguration(sources, loaded.source, subjects, emitter);
    const std::size_t dropped = list.droppedCount();
    loaded.diagnostics = list.takeSorted();
    setSeverities(loaded.diagnostics, loaded.configuration.severities, severities);
    if (dropped > 0) {
        DiagnosticList rest;
        DiagnosticEmitter(rest).report(diag::TooManyDiagnostics, {loaded.source, 0, 0}, dropped);
        loaded.diagnostics.push_back(std::move(rest.takeSorted().front()));
    }
    return loaded;
}

LoadedConfiguration loadConfiguration(SourceManager &sources, const std::string &path,
                                      const ConfigurationSubjects &subjects,
                                      const SeverityOverrides &severities)
{
    // Opening never waits, whatever stands there.
    const FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!file.isOpen()) {
        if (errno == ENOENT || errno == ENOTDIR)
            return {};
        return unreadable(sources, path, std::strerror(errno)); // NOLINT(concurrency-mt-unsafe)
    }
    std::string text;
    if (const std::string why = readAll(file, text); !why.empty())
        return unreadable(sources, path, why);
    return configurationOf(sources, path, text, subjects, severities);
}

} // namespace tw
