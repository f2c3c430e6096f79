// SPDX-License-Identifier: MIT
#include "isolation/helper_process.h"

#include "isolation/exit_codes.h"
#include "isolation/messages.h"
#include "isolation/spawn.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <thread>

namespace tw::isolation {

namespace {

using std::chrono::milliseconds;
using Kind = HelperFailure::Kind;

/// How often a request that waits asks whether anybody still wants it.
constexpr milliseconds slice{25};
/// What a process that has lost its socket gets to end by itself, which tells more than ending it.
constexpr milliseconds grace{1'000};
/// How long one that has been killed is waited for. It is gone at once, unless it stands in the
/// kernel, at a file of a network that does not answer, or somebody traces it.
constexpr milliseconds patience{10'000};
/// Between two looks at a process that nothing tells about.
constexpr milliseconds pause{5};

constexpr std::size_t headerSize = 4;

std::array<char, headerSize> header(std::size_t size)
{
    std::array<char, headerSize> bytes{};
    for (std::size_t i = 0; i < headerSize; ++i)
        bytes[i] = static_cast<char>((size >> (8 * i)) & 0xFFU);
    return bytes;
}

std::size_t sizeIn(std::string_view bytes)
{
    std::size_t size = 0;
    for (std::size_t i = 0; i < headerSize; ++i)
        size |= std::size_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
    return size;
}

milliseconds until(HelperProcess::Clock::time_point time)
{
    return std::chrono::ceil<milliseconds>(time - HelperProcess::Clock::now());
}

std::string nameOfSignal(int number)
{
    const char *name = sigabbrev_np(number);
    return name == nullptr ? fmt::format("signal {}", number) : fmt::format("SIG{}", name);
}

bool isCrash(int signal)
{
    constexpr std::array crashes{SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSYS, SIGTRAP};
    return std::ranges::find(crashes, signal) != crashes.end();
}

} // namespace

HelperProcess::HelperProcess(const std::string &program, const std::vector<std::string> &arguments)
{
    SpawnedProcess process = spawn(program, arguments);
    m_id = process.id;
    m_socket = std::move(process.socket);
    // An old kernel, or a container that forbids it, has none; then the end is noticed a little
    // later.
    m_process = FileDescriptor(static_cast<int>(syscall(SYS_pidfd_open, m_id, 0)));
}

HelperProcess::~HelperProcess()
{
    kill();
    const Clock::time_point deadline = Clock::now() + patience;
    while (!isReaped() && Clock::now() < deadline)
        awaitEnd(deadline);
}

/// Waits for it without waiting; true when there is nothing left to wait for.
bool HelperProcess::isReaped() const
{
    int status = 0;
    const pid_t found = waitpid(m_id, &status, WNOHANG);
    if (found < 0) // ECHILD: this program ignores SIGCHLD, or waits for any child itself
        return errno != EINTR;
    // Of one that has asked to be traced, stops are told too.
    return found == m_id && (WIFEXITED(status) || WIFSIGNALED(status));
}

void HelperProcess::kill()
{
    if (std::exchange(m_isKilled, true))
        return;
    const std::optional<End> found = end();
    // As long as it is not waited for, its number is nobody else's. Where the system has done so, a
    // number that exists is another's, which shows that its group is empty.
    if (found && found->code == 0 && (::kill(m_id, 0) == 0 || errno != ESRCH))
        return;
    ::kill(-m_id, SIGKILL);
    if (found)
        return;
    // It may have left its group.
    if (m_process.isOpen())
        syscall(SYS_pidfd_send_signal, m_process.get(), SIGKILL, nullptr, 0);
    else
        ::kill(m_id, SIGKILL);
}

void HelperProcess::send(std::string_view message)
{
    if (message.size() > maxMessage) {
        throw HelperFailure(Kind::Failed,
                            fmt::format("the schema takes {} bytes, and its process takes {}",
                                        message.size(), maxMessage));
    }
    m_outgoing.erase(0, std::exchange(m_sent, 0));
    m_outgoing.append(header(message.size()).data(), headerSize);
    m_outgoing.append(message);
    flush();
}

/// False when nobody is there to take it.
bool HelperProcess::flush()
{
    while (m_sent < m_outgoing.size()) {
        const ssize_t sent = ::send(m_socket.get(), m_outgoing.data() + m_sent,
                                    m_outgoing.size() - m_sent, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0)
            return errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS;
        m_sent += static_cast<std::size_t>(sent);
    }
    m_outgoing.clear();
    m_sent = 0;
    return true;
}

/// False when nothing more will come.
bool HelperProcess::fill()
{
    std::array<char, 64UL * 1024> buffer; // NOLINT(cppcoreguidelines-pro-type-member-init)
    for (;;) {
        const ssize_t received = recv(m_socket.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (received < 0 && errno == EINTR)
            continue;
        if (received < 0)
            return errno == EAGAIN || errno == EWOULDBLOCK;
        if (received == 0)
            return false;
        m_incoming.append(buffer.data(), static_cast<std::size_t>(received));
        // Enough for an answer, or for more than one: a flood is not read to its end.
        if (m_incoming.size() >= headerSize &&
            m_incoming.size() >= headerSize + std::min(sizeIn(m_incoming), maxMessage))
            return true;
    }
}

std::optional<std::string> HelperProcess::takeMessage()
{
    if (m_incoming.size() < headerSize)
        return std::nullopt;
    const std::size_t size = sizeIn(m_incoming);
    if (size > maxMessage || m_incoming.size() > headerSize + size)
        throw WireError("a message is too long, or nobody asked for it");
    if (m_incoming.size() < headerSize + size)
        return std::nullopt;
    m_incoming.erase(0, headerSize);
    return std::exchange(m_incoming, {});
}

/// Whether the process may have ended; else something came, something may be sent, or time is up.
bool HelperProcess::waitForEvent(milliseconds time, bool wantsToSend)
{
    const short events = wantsToSend ? POLLIN | POLLOUT : POLLIN;
    std::array<pollfd, 2> watched{
        {{m_socket.get(), events, 0}, {m_process.get(), POLLIN, 0}}}; // a negative one is skipped
    poll(watched.data(), watched.size(), static_cast<int>(std::max(time, milliseconds{0}).count()));
    return watched[1].revents != 0 || !m_process.isOpen();
}

std::string HelperProcess::receive(Clock::time_point deadline,
                                   const std::function<bool()> &isCancelled)
{
    Clock::time_point nextQuestion = Clock::now() + slice;
    bool hasEnded = false;
    try {
        for (;;) {
            const bool takes = flush();
            const bool gives = fill();
            if (std::optional<std::string> message = takeMessage())
                return std::move(*message);
            // A child that it has left behind may still hold the socket open.
            if (!takes || !gives || hasEnded)
                throw explainEnd();
            if (Clock::now() >= deadline)
                throw HelperFailure(Kind::TimedOut, "it gave no answer in time");
            if (Clock::now() >= nextQuestion) {
                if (isCancelled && isCancelled())
                    throw HelperFailure(Kind::Cancelled, "nobody waits for it any more");
                nextQuestion = Clock::now() + slice;
            }
            hasEnded = waitForEvent(std::min({slice, until(deadline), until(nextQuestion)}),
                                    !m_outgoing.empty()) &&
                       end().has_value();
        }
    } catch (const WireError &) {
        kill();
        throw HelperFailure(Kind::Failed, "it answered what cannot be read");
    }
}

bool HelperProcess::isQuiet() const
{
    pollfd watched{m_socket.get(), POLLIN | POLLRDHUP, 0};
    return m_incoming.empty() && poll(&watched, 1, 0) == 0 && !end();
}

std::optional<HelperProcess::End> HelperProcess::end() const
{
    siginfo_t info{};
    // It stays to be waited for, so that its number stays its own while its group is ended.
    if (waitid(P_PID, static_cast<id_t>(m_id), &info, WEXITED | WNOHANG | WNOWAIT) != 0)
        return errno == ECHILD ? std::optional(End{}) : std::nullopt;
    const bool hasEnded =
        info.si_code == CLD_EXITED || info.si_code == CLD_KILLED || info.si_code == CLD_DUMPED;
    if (info.si_pid == 0 || !hasEnded) // but a stop, of one that has asked to be traced
        return std::nullopt;
    return End{info.si_code, info.si_status};
}

/// Waits until it may have ended, `pause` where nothing tells.
void HelperProcess::awaitEnd(Clock::time_point deadline) const
{
    const milliseconds time = m_process.isOpen() ? until(deadline) : pause;
    pollfd watched{m_process.get(), POLLIN, 0};
    poll(&watched, 1, static_cast<int>(std::max(time, milliseconds{0}).count()));
    if (watched.revents != 0 && !end())
        std::this_thread::sleep_for(pause); // whoever traces it has to wait for it first
}

HelperFailure HelperProcess::explain(const End &end)
{
    if (end.code == 0)
        return {Kind::Failed, "it ended"};
    if (end.code != CLD_EXITED) {
        return {Kind::Failed,
                fmt::format("it {} ({})", isCrash(end.status) ? "crashed" : "was killed",
                            nameOfSignal(end.status))};
    }
    switch (end.status) {
    case ExitOutOfMemory:
        return {Kind::OutOfMemory, "it ran out of memory"};
    case ExitPipeClosed:
        return {Kind::Failed, "it closed its pipe"};
    case ExitPipeGarbled:
        return {Kind::Failed, "it disturbed its pipe"};
    case ExitOtherBuild:
        return {Kind::Failed, "its program `tablewright-plugin-host` is of another build than this "
                              "one: start this program anew"};
    default:
        return {Kind::Failed, fmt::format("it ended with exit code {}", end.status)};
    }
}

HelperFailure HelperProcess::explainEnd()
{
    const Clock::time_point deadline = Clock::now() + grace;
    std::optional<End> found = end();
    while (!found && Clock::now() < deadline) {
        awaitEnd(deadline);
        found = end();
    }
    kill();
    return found ? explain(*found) : HelperFailure(Kind::Failed, "it closed its pipe");
}

} // namespace tw::isolation
