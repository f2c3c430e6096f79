// SPDX-License-Identifier: MIT
#include "misbehaviour.h"

#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <fstream>
#include <map>
#include <new>
#include <stdexcept>
#include <string>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

// What a plugin that takes too much memory does with it is its own affair.
// NOLINTBEGIN(cppcoreguidelines-no-malloc,bugprone-suspicious-realloc-usage,clang-analyzer-unix.Malloc)

namespace tw::test {

namespace {

constexpr std::size_t block = 4UL * 1024 * 1024;

[[noreturn]] void waitForever()
{
    for (;;)
        pause();
}

void blockSignals()
{
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, nullptr);
    for (const int number : {SIGTERM, SIGINT, SIGHUP, SIGPIPE})
        std::signal(number, SIG_IGN);
}

/// A page that nobody may touch; a null pointer is what sanitizers look for.
void crash()
{
    void *const page = mmap(nullptr, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    *static_cast<volatile int *>(page) = 1;
}

// NOLINTNEXTLINE(misc-no-recursion)
std::size_t overflow(const volatile char *above)
{
    volatile char frame[4096]; // NOLINT(modernize-avoid-c-arrays): volatile, so that it stays
    frame[0] = *above;
    if (frame[0] == 'y') // which it never is
        return 0;
    return overflow(frame) + static_cast<std::size_t>(frame[0]) + 1;
}

/// Touched, so that it is memory and no promise.
void *touched(void *memory)
{
    if (memory != nullptr)
        std::memset(memory, 1, block);
    return memory;
}

void allocateByNew()
{
    for (;;)
        touched(::operator new(block));
}

void allocateAndCatch()
{
    for (;;) {
        try {
            allocateByNew();
        } catch (const std::bad_alloc &) { // as one who thinks that he knows better
        }
    }
}

void allocateByMalloc()
{
    while (touched(std::malloc(block)) != nullptr) {
    }
    waitForever();
}

void allocateByMmap()
{
    for (;;) {
        void *const memory =
            mmap(nullptr, block, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED)
            waitForever();
        touched(memory);
    }
}

void allocateByRealloc()
{
    std::size_t size = block;
    void *memory = std::malloc(size);
    while (memory != nullptr) {
        size *= 2;
        memory = std::realloc(memory, size);
    }
    waitForever();
}

void writeGarbage()
{
    const std::string garbage(64UL * 1024, '\xEE');
    [[maybe_unused]] const ssize_t count = write(3, garbage.data(), garbage.size());
}

/// A message of the right length that says nothing.
void writeEmptyMessage()
{
    constexpr std::array<char, 9> message{5, 0, 0, 0, 'h', 'e', 'l', 'l', 'o'};
    [[maybe_unused]] const ssize_t count = write(3, message.data(), message.size());
}

void leaveChild()
{
    if (fork() == 0)
        waitForever();
}

/// One that is gone as soon as it has started the next: a number that was read a moment ago is of
/// no use. It ends by itself after a while, should nobody catch it.
void leaveHoppingChild()
{
    if (fork() != 0)
        return;
    for (int hop = 0; hop < 1'000; ++hop) {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        if (fork() != 0)
            _exit(0);
    }
    _exit(0);
}

/// Each stop is then told to the host as if it were news of its child, and its group is not the one
/// that the host ends.
void traceAndLeaveGroup()
{
    ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
    setpgid(0, getpgid(getppid()));
    std::raise(SIGSTOP);
    waitForever();
}

struct ExceptionWithoutText final : std::exception {
    [[nodiscard]] const char *what() const noexcept override { return nullptr; }
};

void replacePipe()
{
    const int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    dup2(nothing, 3);
    waitForever();
}

void runAnother()
{
    execl("/bin/sleep", "sleep", "1000", nullptr);
    _exit(99);
}

void flood()
{
    for (int i = 0; i < 100'000; ++i)
        std::fputs("a plugin that talks too much, on standard output\n", stdout);
    std::fflush(stdout);
}

void crashLater()
{
    std::thread([] {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        std::abort();
    }).detach();
}

void writeLater()
{
    std::thread([] {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        writeEmptyMessage();
    }).detach();
}

void spin()
{
    static std::atomic<bool> never{false};
    while (!never) {
    }
}

void exitQuietly() { std::exit(0); } // NOLINT(concurrency-mt-unsafe)

/// ` umask=63 new-privileges=no CapPrm=0 CapEff=0`
std::string rights()
{
    const mode_t mask = umask(0);
    umask(mask);
    std::string text = " umask=" + std::to_string(mask) + " new-privileges=" +
                       (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 ? "no" : "yes");
    std::ifstream status("/proc/self/status");
    for (std::string name, value; status >> name && std::getline(status, value);) {
        if (name == "CapPrm:" || name == "CapEff:")
            text += " " + name.substr(0, 6) + "=" + std::to_string(std::stoull(value, nullptr, 16));
    }
    return text;
}

std::string wordsOfFile()
{
    Dl_info info{};
    if (dladdr(reinterpret_cast<const void *>(&misbehaveAt), &info) == 0)
        return {};
    std::ifstream file(std::string(info.dli_fname) + ".mode");
    std::string words;
    std::getline(file, words);
    return words;
}

} // namespace

void misbehave(std::string_view act)
{
    static const std::map<std::string_view, void (*)()> acts{
        {"segv", crash},
        {"abort", [] { std::abort(); }},
        {"fpe", [] { std::raise(SIGFPE); }},
        {"kill", [] { std::raise(SIGKILL); }},
        {"exit3", [] { _exit(3); }},
        {"exit0", exitQuietly},
        {"overflow", [] { overflow("x"); }},
        {"throw", [] { throw std::runtime_error("on purpose"); }},
        {"throw-int", [] { throw 42; }}, // NOLINT(hicpp-exception-baseclass)
        {"throw-null", [] { throw ExceptionWithoutText(); }},
        {"throw-lines", [] { throw std::runtime_error("one\ntwo \x1b[31m red"); }},
        {"throw-in-thread", [] { std::thread([] { throw std::runtime_error("there"); }).join(); }},
        {"sleep", [] { waitForever(); }},
        {"spin", spin},
        {"stop", [] { std::raise(SIGSTOP); }},
        {"deaf",
         [] {
             blockSignals();
             waitForever();
         }},
        {"new", allocateByNew},
        {"catch", allocateAndCatch},
        {"malloc", allocateByMalloc},
        {"realloc", allocateByRealloc},
        {"mmap", allocateByMmap},
        {"leak", [] { touched(std::malloc(block)); }},
        {"garbage", writeGarbage},
        {"empty-message", writeEmptyMessage},
        {"read-pipe",
         [] {
             std::array<char, 16> bytes{};
             [[maybe_unused]] const ssize_t count = read(3, bytes.data(), bytes.size());
         }},
        {"close-pipe", [] { close(3); }},
        {"close-pipe-and-sleep",
         [] {
             close(3);
             waitForever();
         }},
        {"shut-pipe-and-sleep",
         [] {
             shutdown(3, SHUT_RDWR);
             waitForever();
         }},
        {"replace-pipe", replacePipe},
        {"exec", runAnother},
        {"leave-child", leaveChild},
        {"leave-hopping-child", leaveHoppingChild},
        {"leave-child-and-stop",
         [] {
             leaveChild();
             std::raise(SIGSTOP);
         }},
        {"trace", traceAndLeaveGroup},
        {"leave-child-and-crash",
         [] {
             leaveChild();
             crash();
         }},
        {"talk", flood},
        {"crash-later", crashLater},
        {"write-later", writeLater},
    };
    if (const auto found = acts.find(act); found != acts.end())
        found->second();
}

void misbehaveAt(Entry entry)
{
    static constexpr std::array<std::string_view, 6> names{
        "static", "constructor", "passes", "diagnostics", "name", "description"};
    const std::string words = wordsOfFile();
    const std::string_view name = names.at(static_cast<std::size_t>(entry));
    if (words.starts_with(name) && words.size() > name.size())
        misbehave(std::string_view(words).substr(name.size() + 1));
}

std::string surroundings()
{
    std::string text = "uid=" + std::to_string(getuid()) + " euid=" + std::to_string(geteuid()) +
                       " gid=" + std::to_string(getgid()) +
                       " groups=" + std::to_string(getgroups(0, nullptr)) + " fds=";
    for (int descriptor = 0; descriptor < 1024; ++descriptor) {
        if (fcntl(descriptor, F_GETFD) >= 0)
            text += std::to_string(descriptor) + ",";
    }
    std::array<char, 256> folder{};
    text += " cwd=" +
            std::string(getcwd(folder.data(), folder.size()) == nullptr ? "?" : folder.data());
    text +=
        " leader=" + std::string(getpgrp() == getpid() ? "yes" : "no") + rights() + " environment=";
    for (char **variable = environ; *variable != nullptr; ++variable)
        text += std::string(*variable) + ";";
    sigset_t blocked;
    sigprocmask(SIG_SETMASK, nullptr, &blocked);
    text += " blocked=";
    for (int number = 1; number < 32; ++number) {
        struct sigaction action {};
        sigaction(number, nullptr, &action);
        if (sigismember(&blocked, number) == 1 || action.sa_handler == SIG_IGN)
            text += std::to_string(number) + ",";
    }
    return text;
}

} // namespace tw::test

// NOLINTEND(cppcoreguidelines-no-malloc,bugprone-suspicious-realloc-usage,clang-analyzer-unix.Malloc)
