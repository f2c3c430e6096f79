// SPDX-License-Identifier: MIT
#include "isolation/helper_pool.h"

#include "isolation/spawn.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <sys/epoll.h>
#include <sys/eventfd.h>

namespace tw::isolation {

namespace {

using std::chrono::milliseconds;
using Kind = HelperFailure::Kind;

/// How often a run that waits for a process asks whether anybody still wants it.
constexpr milliseconds slice{25};
/// After a process that did not come up; doubled with each one.
constexpr milliseconds firstBackOff{100};
constexpr milliseconds longestBackOff{30'000};
/// How long more than one process stays without work.
constexpr std::chrono::seconds idleTime{60};

constexpr std::uint64_t wakeSerial = 0;

FileDescriptor require(int descriptor)
{
    if (descriptor < 0)
        throw std::runtime_error("no file descriptor is left for a plugin's processes");
    return FileDescriptor(descriptor);
}

bool sameHello(const Hello &a, const Hello &b)
{
    const auto samePass = [](const Hello::Pass &x, const Hello::Pass &y) {
        return x.name == y.name && x.description == y.description;
    };
    const auto sameRow = [](const Hello::Row &x, const Hello::Row &y) {
        return x.code == y.code && x.name == y.name && x.severity == y.severity &&
               x.message == y.message;
    };
    return std::ranges::equal(a.passes, b.passes, samePass) &&
           std::ranges::equal(a.rows, b.rows, sameRow);
}

} // namespace

HelperPool::HelperPool(Start start, PluginIsolation settings)
    : m_start(std::move(start)), m_settings(std::move(settings)),
      m_program(m_settings.program.empty() ? defaultHelperProgram() : m_settings.program),
      m_watched(require(epoll_create1(EPOLL_CLOEXEC))),
      m_wake(require(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)))
{
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = wakeSerial;
    epoll_ctl(m_watched.get(), EPOLL_CTL_ADD, m_wake.get(), &event);

    // Signals are for the threads of the program that this runs in.
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    try {
        m_watcher = std::thread([this] { watch(); });
    } catch (...) {
        pthread_sigmask(SIG_SETMASK, &before, nullptr);
        throw;
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

HelperPool::~HelperPool()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isStopping = true;
    }
    wakeWatcher();
    m_watcher.join();
    // All at once first, so that they end side by side.
    for (const Lease &member : m_idle)
        member->process->kill();
    for (std::vector<Lease> *const members : {&m_idle, &m_ended}) {
        for (Lease &member : *members) {
            member.reset();
            tell(PluginEvent::Kind::Ended, {}, {});
        }
    }
}

void HelperPool::tell(PluginEvent::Kind kind, std::string_view pass, std::string_view detail) const
{
    if (m_settings.observe)
        m_settings.observe({kind, m_start.pluginId, pass, detail});
}

const Hello &HelperPool::load()
{
    {
        const std::lock_guard lock(m_mutex);
        ++m_live;
    }
    Lease member = start();
    try {
        m_hello = readHello(*member, {});
    } catch (...) {
        discard(std::move(member));
        throw;
    }
    giveBack(std::move(member));
    return m_hello;
}

Answer HelperPool::run(std::uint32_t pass, const EncodedSchema &schema, const Limits &limits,
                       const PassOptions &options, const std::function<bool()> &isCancelled)
{
    Lease member = acquire(schema.token, Clock::now() + m_settings.passDeadline, isCancelled);
    Answer answer;
    try {
        answer = ask(*member, pass, schema, limits, options, Clock::now() + m_settings.passDeadline,
                     isCancelled);
    } catch (...) {
        discard(std::move(member));
        replace();
        throw;
    }
    giveBack(std::move(member));
    return answer;
}

Answer HelperPool::ask(Member &member, std::uint32_t pass, const EncodedSchema &schema,
                       const Limits &limits, const PassOptions &options, Clock::time_point deadline,
                       const std::function<bool()> &isCancelled) const
{
    const bool hasSchema = member.schemaToken == schema.token;
    member.process->send(encode(Request{
        pass, schema.token, hasSchema ? std::string_view{} : schema.bytes, limits, options}));
    try {
        Answer answer = decodeAnswer(member.process->receive(deadline, isCancelled),
                                     m_hello.rows.size(), schema.sourceEnds);
        member.schemaToken = schema.token;
        return answer;
    } catch (const WireError &error) {
        throw HelperFailure(Kind::Failed,
                            fmt::format("it answered what cannot be read: {}", error.what()));
    }
}

HelperPool::Lease HelperPool::acquire(std::uint64_t schemaToken, Clock::time_point deadline,
                                      const std::function<bool()> &isCancelled)
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        Lease member = takeIdle(schemaToken);
        const bool mayStart = Clock::now() >= m_nextStart;
        if (!member && m_live == 0 && !mayStart)
            throw HelperFailure(Kind::Failed, "it did not start again: " + m_lastFailure);
        if (!member && m_live < std::max<std::size_t>(m_settings.processes, 1) && mayStart) {
            ++m_live;
            lock.unlock();
            member = start();
        } else if (member) {
            lock.unlock();
        }
        if (member) {
            if (!member->isReady) {
                try {
                    awaitHello(*member, isCancelled);
                } catch (const HelperFailure &failure) {
                    if (failure.kind == Kind::Cancelled)
                        giveBack(std::move(member));
                    else
                        discard(std::move(member));
                    throw;
                } catch (...) {
                    discard(std::move(member));
                    throw;
                }
                return member;
            }
            if (member->process->isQuiet())
                return member;
            // What it did between two requests is no failure of either.
            discard(std::move(member));
            lock.lock();
            continue;
        }
        m_freed.wait_for(lock, slice);
        lock.unlock();
        if (isCancelled && isCancelled())
            throw HelperFailure(Kind::Cancelled, "nobody waits for it any more");
        if (Clock::now() >= deadline) {
            throw HelperFailure(Kind::Failed,
                                fmt::format("all of its processes were busy for {} ms",
                                            m_settings.passDeadline.count()));
        }
        lock.lock();
    }
}

HelperPool::Lease HelperPool::takeIdle(std::uint64_t schemaToken)
{
    const auto worth = [&](const Lease &member) {
        return (member->isReady ? 1 : 0) + (member->schemaToken == schemaToken ? 2 : 0);
    };
    auto best = m_idle.end();
    for (auto it = m_idle.begin(); it != m_idle.end(); ++it) {
        if (best == m_idle.end() || worth(*it) >= worth(*best))
            best = it;
    }
    if (best == m_idle.end())
        return nullptr;
    Lease member = std::move(*best);
    m_idle.erase(best);
    removeFromWatched(*member);
    return member;
}

/// `m_live` has been raised for it already.
HelperPool::Lease HelperPool::start()
{
    try {
        auto member = std::make_unique<Member>();
        member->process = std::make_unique<HelperProcess>(m_program, std::vector{m_start.pluginId});
        member->loadDeadline = Clock::now() + m_settings.loadDeadline;
        tell(PluginEvent::Kind::Started, {}, {});
        member->process->send(encode(m_start));
        return member;
    } catch (const std::exception &error) {
        noteLoadFailure(error.what());
        const std::lock_guard lock(m_mutex);
        --m_live;
        throw HelperFailure(Kind::Failed, error.what());
    }
}

Hello HelperPool::readHello(Member &member, const std::function<bool()> &isCancelled)
{
    Hello hello;
    try {
        hello = decodeHello(member.process->receive(member.loadDeadline, isCancelled));
    } catch (const WireError &error) {
        throw HelperFailure(Kind::Failed,
                            fmt::format("it answered what cannot be read: {}", error.what()));
    } catch (const HelperFailure &failure) {
        if (failure.kind != Kind::TimedOut)
            throw;
        throw HelperFailure(Kind::Failed, fmt::format("it was not loaded within {} ms",
                                                      m_settings.loadDeadline.count()));
    }
    if (!hello.failure.empty())
        throw HelperFailure(Kind::Failed, hello.failure);
    member.isReady = true;
    return hello;
}

void HelperPool::awaitHello(Member &member, const std::function<bool()> &isCancelled)
{
    try {
        const Hello hello = readHello(member, isCancelled);
        // Passes and rows are known by their places.
        if (!sameHello(hello, m_hello)) {
            throw HelperFailure(Kind::Failed,
                                "its file is not the one that was loaded; start the program anew");
        }
    } catch (const HelperFailure &failure) {
        if (failure.kind == Kind::Cancelled)
            throw;
        noteLoadFailure(failure.what());
        throw HelperFailure(failure.kind,
                            fmt::format("it did not start again: {}", failure.what()));
    }
    const std::lock_guard lock(m_mutex);
    m_loadFailures = 0;
}

void HelperPool::noteLoadFailure(const std::string &reason)
{
    const std::lock_guard lock(m_mutex);
    const auto wait = firstBackOff * (1U << std::min<std::size_t>(m_loadFailures++, 16));
    m_nextStart = Clock::now() + std::min<milliseconds>(wait, longestBackOff);
    m_lastFailure = reason;
}

void HelperPool::giveBack(Lease member)
{
    {
        const std::lock_guard lock(m_mutex);
        member->serial = ++m_lastSerial;
        member->idleSince = Clock::now();
        addToWatched(*member);
        m_idle.push_back(std::move(member));
        if (m_idle.size() == 2)
            wakeWatcher(); // which now has one to end after a while
    }
    m_freed.notify_one();
}

void HelperPool::discard(Lease member)
{
    member->process->kill();
    {
        const std::lock_guard lock(m_mutex);
        --m_live;
        m_ended.push_back(std::move(member));
    }
    wakeWatcher();
    m_freed.notify_one();
}

/// So that the next request does not wait for one to come up.
void HelperPool::replace()
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_idle.empty() || m_live >= std::max<std::size_t>(m_settings.processes, 1) ||
            Clock::now() < m_nextStart)
            return;
        ++m_live;
    }
    try {
        giveBack(start());
    } catch (const HelperFailure &) { // NOLINT(bugprone-empty-catch): the next request tells it
    }
}

void HelperPool::wakeWatcher() const
{
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = write(m_wake.get(), &one, sizeof(one));
}

void HelperPool::addToWatched(const Member &member) const
{
    epoll_event event{};
    // Its `Hello` may come while nobody waits for it; anything else may not.
    event.events = member.isReady ? EPOLLIN | EPOLLRDHUP : EPOLLRDHUP;
    event.data.u64 = member.serial;
    epoll_ctl(m_watched.get(), EPOLL_CTL_ADD, member.process->socket(), &event);
    event.events = EPOLLIN;
    if (member.process->processDescriptor() >= 0)
        epoll_ctl(m_watched.get(), EPOLL_CTL_ADD, member.process->processDescriptor(), &event);
}

void HelperPool::removeFromWatched(const Member &member) const
{
    epoll_ctl(m_watched.get(), EPOLL_CTL_DEL, member.process->socket(), nullptr);
    if (member.process->processDescriptor() >= 0)
        epoll_ctl(m_watched.get(), EPOLL_CTL_DEL, member.process->processDescriptor(), nullptr);
}

int HelperPool::timeUntilTrim() const
{
    if (m_idle.size() < 2)
        return -1;
    const auto left = m_idle.front()->idleSince + idleTime - Clock::now();
    return static_cast<int>(
        std::clamp(std::chrono::ceil<milliseconds>(left), milliseconds{0}, longestBackOff).count());
}

/// Those of the idle that have ended or said something, one too many, and those that were killed.
std::vector<HelperPool::Lease> HelperPool::takeEnded(const std::vector<std::uint64_t> &serials)
{
    std::vector<Lease> ended = std::exchange(m_ended, {});
    const bool oneTooMany =
        m_idle.size() > 1 && m_idle.front()->idleSince + idleTime <= Clock::now();
    for (auto it = m_idle.begin(); it != m_idle.end();) {
        const bool isOld = oneTooMany && it == m_idle.begin();
        if (isOld || std::ranges::find(serials, (*it)->serial) != serials.end()) {
            removeFromWatched(**it);
            ended.push_back(std::move(*it));
            it = m_idle.erase(it);
            --m_live;
            if (isOld)
                break;
        } else {
            ++it;
        }
    }
    return ended;
}

/// Ends and waits for what nobody uses, so that no process stays as a zombie.
void HelperPool::watch()
{
    std::array<epoll_event, 16> events{};
    for (;;) {
        std::unique_lock lock(m_mutex);
        if (m_isStopping)
            return;
        const int timeout = timeUntilTrim();
        lock.unlock();
        const int count =
            epoll_wait(m_watched.get(), events.data(), static_cast<int>(events.size()), timeout);
        std::vector<std::uint64_t> serials;
        for (int i = 0; i < count; ++i) {
            serials.push_back(events[static_cast<std::size_t>(i)].data.u64);
            std::uint64_t ignored = 0;
            if (serials.back() == wakeSerial) [[maybe_unused]]
                const ssize_t bytes = read(m_wake.get(), &ignored, sizeof(ignored));
        }
        lock.lock();
        std::vector<Lease> ended = takeEnded(serials);
        lock.unlock();
        for (Lease &member : ended) {
            if (!member->isReady && !member->process->isKilled())
                noteLoadFailure(member->process->explainEnd().what());
            member.reset();
            tell(PluginEvent::Kind::Ended, {}, {});
        }
    }
}

} // namespace tw::isolation
