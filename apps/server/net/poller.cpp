// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/poller.h"

#include <array>
#include <chrono>

#include <sys/epoll.h>
#include <unistd.h>

namespace tw::server {

namespace {

/// Then the rest of Qt's event loop has its turn, PostgreSQL's answers above all: when one turn
/// takes long, the connections for writes stand idle all the while and writes wait for one another.
constexpr std::chrono::microseconds turnTime{500};
constexpr std::size_t eventsATime = 8;

constexpr unsigned slotBits = 32;

std::uint32_t slotOf(Poller::Ticket ticket) { return static_cast<std::uint32_t>(ticket); }

} // namespace

Poller::Poller() : m_descriptor(::epoll_create1(EPOLL_CLOEXEC))
{
    if (!isValid())
        return;
    m_notifier.emplace(m_descriptor, QSocketNotifier::Read);
    QObject::connect(&*m_notifier, &QSocketNotifier::activated, &*m_notifier, [this] { turn(); });
}

Poller::~Poller()
{
    m_notifier.reset();
    if (isValid())
        ::close(m_descriptor);
}

std::optional<Poller::Ticket> Poller::add(int descriptor, PollTarget &target, std::uint32_t events)
{
    std::uint32_t slot = 0;
    if (m_free.empty()) {
        slot = static_cast<std::uint32_t>(m_entries.size());
        m_entries.emplace_back();
    } else {
        slot = m_free.back();
        m_free.pop_back();
    }
    Entry &entry = m_entries[slot];
    const Ticket ticket = static_cast<Ticket>(entry.generation) << slotBits | slot;
    epoll_event event{};
    event.events = events;
    event.data.u64 = ticket;
    if (::epoll_ctl(m_descriptor, EPOLL_CTL_ADD, descriptor, &event) != 0) {
        m_free.push_back(slot);
        return std::nullopt;
    }
    entry.target = &target;
    entry.descriptor = descriptor;
    entry.events = events;
    return ticket;
}

void Poller::change(Ticket ticket, std::uint32_t events)
{
    Entry *entry = find(ticket);
    if (!entry || entry->events == events)
        return;
    entry->events = events;
    epoll_event event{};
    event.events = events;
    event.data.u64 = ticket;
    ::epoll_ctl(m_descriptor, EPOLL_CTL_MOD, entry->descriptor, &event);
}

void Poller::remove(Ticket ticket)
{
    Entry *entry = find(ticket);
    if (!entry)
        return;
    ::epoll_ctl(m_descriptor, EPOLL_CTL_DEL, entry->descriptor, nullptr);
    entry->target = nullptr;
    ++entry->generation;
    m_free.push_back(slotOf(ticket));
}

Poller::Entry *Poller::find(Ticket ticket)
{
    Entry &entry = m_entries[slotOf(ticket)];
    return entry.target && entry.generation == ticket >> slotBits ? &entry : nullptr;
}

void Poller::turn()
{
    std::array<epoll_event, eventsATime> events;
    const auto end = std::chrono::steady_clock::now() + turnTime;
    int count = 0;
    do {
        count = ::epoll_wait(m_descriptor, events.data(), static_cast<int>(events.size()), 0);
        for (int i = 0; i < count; ++i) {
            const epoll_event &event = events[static_cast<std::size_t>(i)];
            if (const Entry *entry = find(event.data.u64))
                entry->target->takeEvents(event.events);
        }
    } while (count == static_cast<int>(events.size()) && std::chrono::steady_clock::now() < end);
}

} // namespace tw::server
