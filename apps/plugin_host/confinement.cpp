// SPDX-License-Identifier: MIT
#include "confinement.h"

#include "isolation/exit_codes.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <poll.h>
#include <pthread.h>
#include <pwd.h>
#include <stdexcept>
#include <string_view>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>

namespace tw::plugin_host {

namespace {

using isolation::pipeDescriptor;

/// For libraries that a plugin needs and a file or two; a leak of descriptors ends here.
constexpr rlim_t openFiles = 64;
constexpr rlim_t stackSize = 8UL * 1024 * 1024;
/// How often the watcher looks whether its parent is still the host, in case the plugin has put
/// something else in the pipe's place.
constexpr int parentCheckMs = 2'000;

std::string userName()
{
    const passwd *entry = getpwuid(geteuid()); // NOLINT(concurrency-mt-unsafe): no other thread yet
    return entry == nullptr ? std::to_string(geteuid()) : entry->pw_name;
}

void limit(__rlimit_resource resource, rlim_t value)
{
    rlimit limits{};
    getrlimit(resource, &limits);
    limits.rlim_cur = limits.rlim_max = std::min(value, limits.rlim_max);
    setrlimit(resource, &limits);
}

void becomeUser(const isolation::Start &start)
{
    if (start.userId == 0)
        return;
    if (setgroups(0, nullptr) != 0 || setresgid(start.groupId, start.groupId, start.groupId) != 0 ||
        setresuid(start.userId, start.userId, start.userId) != 0) {
        throw std::runtime_error(
            fmt::format("its process cannot become user {}, as that of a program that runs as root "
                        "must ({}); start the program as another user than root",
                        start.userId, std::strerror(errno)));
    }
}

/// What a host may have that does not run as root, but with some of root's rights.
void dropCapabilities()
{
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    std::array<__user_cap_data_struct, 2> none{};
    syscall(SYS_capset, &header, none.data());
}

/// Where memory is short, the kernel takes this process before the host.
void offerToKernel()
{
    constexpr std::string_view highest = "1000";
    const int file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (file < 0)
        return;
    [[maybe_unused]] const ssize_t count = write(file, highest.data(), highest.size());
    close(file);
}

} // namespace

void endGroup()
{
    // Not the group that the plugin may have gone to.
    ::kill(-getpid(), SIGKILL);
    _exit(EXIT_FAILURE);
}

bool takePipe()
{
    int type = 0;
    socklen_t size = sizeof(type);
    return getsockopt(pipeDescriptor, SOL_SOCKET, SO_TYPE, &type, &size) == 0 &&
           type == SOCK_STREAM && getpgrp() == getpid() &&
           fcntl(pipeDescriptor, F_SETFD, FD_CLOEXEC) ==
               0; // no program that a plugin starts has it
}

void watchHost()
{
    const pid_t host = getppid();
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    std::thread([host] {
        for (;;) {
            pollfd watched{pipeDescriptor, POLLRDHUP, 0};
            if (poll(&watched, 1, parentCheckMs) > 0) {
                if ((watched.revents & POLLNVAL) != 0)
                    _exit(isolation::ExitPipeClosed);
                endGroup();
            }
            if (getppid() != host)
                endGroup();
        }
    }).detach();
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void confine(const isolation::Start &start)
{
    offerToKernel(); // as the user that the host is
    becomeUser(start);
    dropCapabilities();
    umask(S_IRWXG | S_IRWXO);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); // a set-uid program gives nothing back
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);     // no core, whatever the system makes of crashes
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_NOFILE, openFiles);
    limit(RLIMIT_STACK, stackSize); // which is not counted as data
#ifndef TABLEWRIGHT_SANITIZED
    // Not the address space: an allocator reserves much of it that it never uses.
    if (start.memory > 0)
        limit(RLIMIT_DATA, start.memory);
#endif
}

std::string unreadableFile(const isolation::Start &start)
{
    for (const std::string &file : start.files) {
        if (access(file.c_str(), R_OK) == 0)
            continue;
        if (start.userId == 0)
            return fmt::format("cannot read `{}`: {}", file, std::strerror(errno));
        return fmt::format("user `{0}` cannot read `{1}` ({2}); a program that runs as root runs "
                           "plugins as `{0}`: let it read the file and enter its folders, or start "
                           "the program as another user",
                           userName(), file, std::strerror(errno));
    }
    return {};
}

} // namespace tw::plugin_host
