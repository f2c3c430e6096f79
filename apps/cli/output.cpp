// SPDX-License-Identifier: MIT
#include "output.h"

#include "cli.h"
#include "terminal.h"

#include <tablewright/base/utf8.h>
#include <tablewright/diag/render.h>

#include <fmt/format.h>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

namespace tw::cli {

namespace {

/// A new file beside the one that it will replace. Removed unless it took that one's place.
class TemporaryFile {
public:
    explicit TemporaryFile(std::string target)
        : m_target(std::move(target)), m_path(m_target + ".XXXXXX"),
          m_descriptor(mkstemp(m_path.data()))
    {
        if (m_descriptor < 0)
            fail();
    }
    TemporaryFile(const TemporaryFile &) = delete;
    TemporaryFile &operator=(const TemporaryFile &) = delete;
    ~TemporaryFile()
    {
        if (m_descriptor >= 0) {
            close(m_descriptor);
            unlink(m_path.c_str());
        }
    }

    void write(std::string_view text)
    {
        while (!text.empty()) {
            const ssize_t count = ::write(m_descriptor, text.data(), text.size());
            if (count < 0 && errno != EINTR)
                fail();
            if (count > 0)
                text.remove_prefix(static_cast<std::size_t>(count));
        }
    }

    void takePlace()
    {
        if (fchmod(m_descriptor, takeOwner()) != 0 || fsync(m_descriptor) != 0 ||
            std::rename(m_path.c_str(), m_target.c_str()) != 0)
            fail();
        close(m_descriptor);
        m_descriptor = -1;
    }

private:
    /// Gives the new file the owner of the one that it replaces, where that is allowed. Returns the
    /// mode: that of the old one, or what a new file gets.
    [[nodiscard]] mode_t takeOwner() const
    {
        struct stat old {};
        if (stat(m_target.c_str(), &old) != 0) {
            const mode_t mask = umask(0);
            umask(mask);
            return 0666U & ~mask;
        }
        constexpr auto same = static_cast<uid_t>(-1);
        const bool hasGroup = fchown(m_descriptor, same, old.st_gid) == 0;
        const bool hasOwner = fchown(m_descriptor, old.st_uid, same) == 0;
        // What ran as one user must not run as another.
        return old.st_mode & (hasGroup && hasOwner ? 07777U : 0777U);
    }

    [[noreturn]] void fail() const
    {
        throw Failure(fmt::format("cannot write `{}`: {}", m_target, std::strerror(errno)));
    }

    std::string m_target;
    std::string m_path;
    int m_descriptor; ///< -1 once it took its place
};

} // namespace

void write(std::FILE *stream, std::string_view text)
{
    if (std::fwrite(text.data(), 1, text.size(), stream) != text.size() ||
        std::fflush(stream) != 0) {
        throw Failure(fmt::format("cannot write to {}: {}",
                                  stream == stdout ? "standard output" : "standard error",
                                  std::strerror(errno)));
    }
}

void writeFileAtomically(const std::string &path, std::string_view text)
{
    std::error_code error;
    // A link stays a link, and its target is replaced.
    const std::filesystem::path target = std::filesystem::is_symlink(path, error)
                                             ? std::filesystem::weakly_canonical(path, error)
                                             : std::filesystem::path(path);
    if (std::filesystem::exists(target, error) &&
        !std::filesystem::is_regular_file(target, error)) {
        // A pipe or a device cannot be replaced.
        std::FILE *file = std::fopen(target.c_str(), "wb");
        const bool written =
            file != nullptr && std::fwrite(text.data(), 1, text.size(), file) == text.size();
        const bool closed = file != nullptr && std::fclose(file) == 0;
        if (!written || !closed)
            throw Failure(fmt::format("cannot write `{}`: {}", path, std::strerror(errno)));
        return;
    }
    // A file that may not be written could be replaced all the same.
    if (std::filesystem::exists(target, error) && access(target.c_str(), W_OK) != 0)
        throw Failure(fmt::format("cannot write `{}`: {}", path, std::strerror(errno)));
    TemporaryFile file(target.string());
    file.write(text);
    file.takePlace();
}

void writeOutput(const std::string &path, std::string_view text)
{
    if (path.empty() || path == "-")
        write(stdout, text);
    else
        writeFileAtomically(path, text);
}

void printDiagnostics(std::span<const Diagnostic> diagnostics, const SourceManager &sources)
{
    write(stderr, renderText(diagnostics, sources, {.colours = wantsColours(stderr)}));
}

std::string diagnosticsJson(std::span<const Diagnostic> diagnostics, const SourceManager &sources,
                            std::string_view more)
{
    return fmt::format("{{\"diagnostics\":{}{}{}}}\n", renderJson(diagnostics, sources),
                       more.empty() ? "" : ",", more);
}

std::string alignedTable(const std::vector<std::vector<std::string>> &rows)
{
    std::vector<std::size_t> widths;
    for (const auto &row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], codePointCount(row[i]));
    }
    std::string text;
    for (const auto &row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            text += row[i];
            if (i + 1 < row.size())
                text.append(widths[i] - codePointCount(row[i]) + 2, ' ');
        }
        text.erase(text.find_last_not_of(' ') + 1);
        text += '\n';
    }
    return text;
}

std::string timingsTable(std::span<const PassTiming> timings)
{
    std::vector<std::vector<std::string>> rows;
    for (const PassTiming &timing : timings) {
        const double milliseconds = static_cast<double>(timing.duration.count()) / 1e6;
        rows.push_back({fmt::format("{:10.3f} ms", milliseconds), std::string(timing.pass)});
    }
    return alignedTable(rows);
}

} // namespace tw::cli
