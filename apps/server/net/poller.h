// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSocketNotifier>

#include <cstdint>
#include <optional>
#include <vector>

namespace tw::server {

/// Hears what happens at a descriptor.
class PollTarget {
public:
    /// `events` are epoll's.
    virtual void takeEvents(std::uint32_t events) = 0;

    PollTarget() = default;
    PollTarget(const PollTarget &) = delete;
    PollTarget &operator=(const PollTarget &) = delete;
    virtual ~PollTarget() = default;
};

/// Any number of descriptors behind one that Qt's event loop polls. Level-triggered: who does not
/// take all that is there hears of it again, after the others. Belongs to one event loop.
class Poller {
public:
    /// Names a registration; never the same twice, so that an event of a descriptor that was closed
    /// in the same turn reaches nobody, whoever has its number now.
    using Ticket = std::uint64_t;

    Poller();
    Poller(const Poller &) = delete;
    Poller &operator=(const Poller &) = delete;
    ~Poller();

    /// False when the system had no descriptor for it.
    [[nodiscard]] bool isValid() const { return m_descriptor >= 0; }

    /// Nothing when the system refuses. `target` and `descriptor` must last until `remove()`.
    [[nodiscard]] std::optional<Ticket> add(int descriptor, PollTarget &target,
                                            std::uint32_t events);
    /// Costs nothing when `events` are what they were.
    void change(Ticket ticket, std::uint32_t events);
    /// Requires the descriptor to be open still.
    void remove(Ticket ticket);

private:
    struct Entry {
        PollTarget *target = nullptr;
        int descriptor = -1;
        std::uint32_t events = 0;
        std::uint32_t generation = 0;
    };

    [[nodiscard]] Entry *find(Ticket ticket);
    void turn();

    int m_descriptor;
    std::optional<QSocketNotifier> m_notifier;
    std::vector<Entry> m_entries;
    std::vector<std::uint32_t> m_free;
};

} // namespace tw::server
