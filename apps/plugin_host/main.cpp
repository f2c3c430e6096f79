// SPDX-License-Identifier: MIT
// tablewright-plugin-host: one plugin in a process of its own, for the host that has started it.
#include "confinement.h"
#include "host_pipe.h"
#include "memory_guard.h"
#include "plugin_runner.h"

#include "isolation/build_identity.h"
#include "isolation/exit_codes.h"

#include <cstdio>
#include <exception>
#include <unistd.h>

namespace {

using namespace tw;
using namespace tw::plugin_host;

[[noreturn]] void refuse(std::string reason)
{
    isolation::Hello hello;
    hello.failure = std::move(reason);
    send(isolation::encode(hello));
    for (;;) // until the host has read it and goes, which ends the process
        static_cast<void>(receive());
}

[[noreturn]] void serve(const isolation::Start &start)
try {
    confine(start);
    watchHost();
    if (std::string reason = unreadableFile(start); !reason.empty())
        refuse(std::move(reason));
    endWhenOutOfMemory();
    PluginRunner runner(start);
    send(isolation::encode(runner.describe()));
    for (;;) {
        const std::string message = receive();
        send(isolation::encode(runner.run(isolation::decodeRequest(message))));
    }
} catch (const isolation::WireError &) {
    _exit(isolation::ExitPipeGarbled);
} catch (const std::exception &error) {
    refuse(error.what());
} catch (...) {
    refuse("it threw something that is no std::exception");
}

} // namespace

#ifdef TABLEWRIGHT_SANITIZED
// A crash is to be the host's to see, as without a sanitizer.
// NOLINTNEXTLINE(bugprone-reserved-identifier)
extern "C" __attribute__((visibility("default"))) const char *__asan_default_options()
{
    return "handle_segv=0:handle_abort=0:handle_sigbus=0:handle_sigfpe=0:handle_sigill=0:"
           "detect_leaks=0:use_sigaltstack=0";
}
// NOLINTNEXTLINE(bugprone-reserved-identifier)
extern "C" __attribute__((visibility("default"))) const char *__tsan_default_options()
{
    return "handle_segv=0:handle_abort=0:handle_sigbus=0:handle_sigfpe=0:handle_sigill=0:"
           "use_sigaltstack=0:die_after_fork=0";
}
#endif

// What follows never returns: destructors of a plugin that has misbehaved are not worth running.
int main()
{
    if (!takePipe()) {
        std::fputs("tablewright-plugin-host runs a plugin for a program of Tablewright's, which"
                   " starts it; it does nothing by itself\n",
                   stderr);
        return 2;
    }
    isolation::Start start;
    try {
        const std::string message = receive();
        // A host that has been running since before this program was replaced.
        if (isolation::buildOf(message) != isolation::buildIdentity())
            _exit(isolation::ExitOtherBuild);
        start = isolation::decodeStart(message);
    } catch (const std::exception &) {
        _exit(isolation::ExitPipeGarbled);
    }
    serve(start);
}
