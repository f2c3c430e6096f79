// SPDX-License-Identifier: MIT
#include "child_process.h"

#include <fmt/format.h>

#include <cerrno>
#include <csignal>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tw::soak {

namespace {

std::vector<char *> pointersTo(std::vector<std::string> &texts)
{
    std::vector<char *> pointers;
    for (std::string &text : texts)
        pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

} // namespace

std::optional<Account> postgresAccount()
{
    if (::geteuid() != 0)
        return std::nullopt;
    for (const char *name : {"postgres", "nobody"}) {
        if (const passwd *entry = ::getpwnam(name))
            return Account{entry->pw_uid, entry->pw_gid};
    }
    throw std::runtime_error("PostgreSQL does not run as root and there is no user `postgres`");
}

ChildProcess::ChildProcess(const Command &command)
{
    std::vector<std::string> arguments = command.arguments;
    std::vector<std::string> environment = command.environment;
    for (char **entry = environ; *entry != nullptr; ++entry)
        environment.emplace_back(*entry);
    const std::vector<char *> argumentPointers = pointersTo(arguments);
    const std::vector<char *> environmentPointers = pointersTo(environment);
    const pid_t parent = ::getpid();
    m_pid = ::fork();
    if (m_pid < 0)
        throw std::runtime_error("cannot fork");
    if (m_pid > 0)
        return;
    // Only what is safe between fork and exec. A session of its own keeps Ctrl-C for the parent.
    ::setsid();
    const int output = ::open(command.log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
    const int input = ::open("/dev/null", O_RDONLY);
    if (output < 0 || ::dup2(input, 0) < 0 || ::dup2(output, 1) < 0 || ::dup2(output, 2) < 0)
        ::_exit(126);
    ::close(output);
    ::close(input);
    if (command.account && (::setgroups(0, nullptr) != 0 || ::setgid(command.account->group) != 0 ||
                            ::setuid(command.account->user) != 0))
        ::_exit(126);
    // After the change of the account, which undoes it.
    if (::prctl(PR_SET_PDEATHSIG, command.deathSignal) != 0 || ::getppid() != parent ||
        ::chdir(command.folder.c_str()) != 0)
        ::_exit(126);
    ::execve(argumentPointers.front(), argumentPointers.data(), environmentPointers.data());
    ::_exit(127);
}

ChildProcess &ChildProcess::operator=(ChildProcess &&other) noexcept
{
    kill();
    m_pid = std::exchange(other.m_pid, 0);
    return *this;
}

ChildProcess::~ChildProcess() { kill(); }

bool ChildProcess::isRunning() { return m_pid > 0 && !waitForEnd(std::chrono::milliseconds(0)); }

void ChildProcess::signal(int number) const
{
    if (m_pid > 0)
        ::kill(m_pid, number);
}

std::optional<int> ChildProcess::waitForEnd(std::chrono::milliseconds time)
{
    const auto end = std::chrono::steady_clock::now() + time;
    while (m_pid > 0) {
        int status = 0;
        const pid_t ended = ::waitpid(m_pid, &status, WNOHANG);
        if (ended == m_pid || (ended < 0 && errno == ECHILD)) {
            m_pid = 0;
            return status;
        }
        if (std::chrono::steady_clock::now() >= end)
            return std::nullopt;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return 0;
}

void ChildProcess::kill()
{
    if (m_pid <= 0)
        return;
    ::kill(m_pid, SIGKILL);
    static_cast<void>(waitForEnd(std::chrono::minutes(1)));
    m_pid = 0;
}

void runToEnd(const Command &command)
{
    ChildProcess process(command);
    const auto status = process.waitForEnd(std::chrono::minutes(2));
    if (!status || !WIFEXITED(*status) || WEXITSTATUS(*status) != 0)
        throw std::runtime_error(
            fmt::format("`{}` failed: {}", command.arguments.front(), readFile(command.log)));
}

std::string readFile(const std::string &path)
{
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace tw::soak
