// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/calls.h"
#include "app/operations.h"
#include "http/endpoint.h"
#include "store/metadata_client.h"
#include "store/version_cache.h"

#include <QHostAddress>
#include <QObject>
#include <QThread>

#include <atomic>
#include <memory>
#include <string>

namespace tw::server {

/// What all event loops share. Outlives them.
struct EventLoopContext {
    const EndpointContext &endpoint;
    Services &services;
    const PgTarget &metadata;
    const MetadataLimits &metadataLimits;
    VersionCache &versions;
    const Metrics &metrics;
    const std::atomic<bool> &isStopping;
};

/// An event loop on a thread of its own, with its way to the metadata, its calls, and the endpoint
/// that answers them. Used from the thread that made it. Before it is destroyed,
/// `Workers::finish()` must have returned.
class EventLoop {
public:
    explicit EventLoop(const EventLoopContext &context);
    EventLoop(const EventLoop &) = delete;
    EventLoop &operator=(const EventLoop &) = delete;
    ~EventLoop();

    /// See `Front::listenOn()`.
    [[nodiscard]] std::string listenOn(const QHostAddress &address, quint16 port, bool shared);
    [[nodiscard]] Endpoint &endpoint();
    void drain();

    /// From any thread.
    [[nodiscard]] MetadataClient::Counters metadataCounters() const;

private:
    struct Parts;

    QThread m_thread;
    QObject m_home; ///< lives in the thread
    std::unique_ptr<Parts> m_parts;
};

} // namespace tw::server
