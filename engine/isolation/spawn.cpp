// SPDX-License-Identifier: MIT
#include "isolation/spawn.h"

#include "isolation/exit_codes.h"

#include <fmt/format.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <filesystem>
#include <spawn.h>
#include <stdexcept>
#include <sys/socket.h>

namespace tw::isolation {

namespace {

void require(int error, std::string_view what)
{
    if (error != 0)
        throw std::runtime_error(fmt::format("{}: {}", what, std::strerror(error)));
}

class FileActions {
public:
    FileActions() { require(posix_spawn_file_actions_init(&m_actions), "no memory"); }
    ~FileActions() { posix_spawn_file_actions_destroy(&m_actions); }
    FileActions(const FileActions &) = delete;
    FileActions &operator=(const FileActions &) = delete;
    posix_spawn_file_actions_t *get() { return &m_actions; }

private:
    posix_spawn_file_actions_t m_actions{};
};

class Attributes {
public:
    Attributes() { require(posix_spawnattr_init(&m_attributes), "no memory"); }
    ~Attributes() { posix_spawnattr_destroy(&m_attributes); }
    Attributes(const Attributes &) = delete;
    Attributes &operator=(const Attributes &) = delete;
    posix_spawnattr_t *get() { return &m_attributes; }

private:
    posix_spawnattr_t m_attributes{};
};

/// The host's environment may hold secrets and changes what libraries do, so none of it is passed
/// on but where libraries are.
std::vector<std::string> environment()
{
    std::vector<std::string> variables{
        "LANG=C.UTF-8", // text is UTF-8 for whatever asks the locale, names of files above all
        "PATH=/usr/bin:/bin", // without one, what looks for a program looks in places of its own
    };
    // Without it, the program itself does not start where its libraries are not in the system's.
    if (const char *libraries = std::getenv("LD_LIBRARY_PATH"); libraries != nullptr)
        variables.push_back(std::string("LD_LIBRARY_PATH=") + libraries);
    return variables;
}

std::vector<char *> pointersTo(std::vector<std::string> &texts)
{
    std::vector<char *> pointers;
    pointers.reserve(texts.size() + 1);
    for (std::string &text : texts)
        pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

void prepare(FileActions &actions, int childEnd)
{
    constexpr std::string_view failure = "cannot prepare a process";
    posix_spawn_file_actions_t *const list = actions.get();
    // First, because the end itself may be one of 0 to 2 where the host has those closed.
    require(posix_spawn_file_actions_adddup2(list, childEnd, pipeDescriptor), failure);
    for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        require(posix_spawn_file_actions_addopen(list, standard, "/dev/null",
                                                 standard == STDIN_FILENO ? O_RDONLY : O_WRONLY, 0),
                failure);
    }
    require(posix_spawn_file_actions_addclosefrom_np(list, pipeDescriptor + 1), failure);
    // Nobody's folder is kept from being unmounted, and none is the plugin's by accident.
    require(posix_spawn_file_actions_addchdir_np(list, "/"), failure);
}

void prepare(Attributes &attributes)
{
    constexpr std::string_view failure = "cannot prepare a process";
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_t *const list = attributes.get();
    require(posix_spawnattr_setsigmask(list, &none), failure);
    require(posix_spawnattr_setsigdefault(list, &all), failure);
    require(posix_spawnattr_setpgroup(list, 0), failure);
    require(posix_spawnattr_setflags(list, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
                                               POSIX_SPAWN_SETPGROUP),
            failure);
}

} // namespace

SpawnedProcess spawn(const std::string &program, const std::vector<std::string> &arguments)
{
    std::array<int, 2> ends{-1, -1};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        require(errno, "cannot make a socket for a plugin's process");
    SpawnedProcess process;
    process.socket = FileDescriptor(ends[0]);
    const FileDescriptor childEnd(ends[1]);

    FileActions actions;
    prepare(actions, childEnd.get());
    Attributes attributes;
    prepare(attributes);
    std::vector<std::string> variables = environment();
    std::vector<std::string> texts{program};
    texts.insert(texts.end(), arguments.begin(), arguments.end());
    require(posix_spawn(&process.id, program.c_str(), actions.get(), attributes.get(),
                        pointersTo(texts).data(), pointersTo(variables).data()),
            fmt::format("cannot start `{}`", program));
    return process;
}

std::string defaultHelperProgram()
{
    Dl_info info{};
    if (dladdr(reinterpret_cast<const void *>(&defaultHelperProgram), &info) == 0 ||
        info.dli_fname == nullptr)
        throw std::runtime_error("the engine's library does not know where it is");
    std::error_code error;
    const std::filesystem::path library = std::filesystem::canonical(info.dli_fname, error);
    return (library.parent_path() / "tablewright" / "tablewright-plugin-host").string();
}

} // namespace tw::isolation
