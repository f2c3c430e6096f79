// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/event_loop.h"

#include "store/schema_client.h"

namespace tw::server {

/// Made and destroyed on the loop's thread.
struct EventLoop::Parts {
    Parts(const EventLoopContext &context, QObject &loop)
        : metadata(std::make_unique<MetadataClient>(context.metadata, context.metadataLimits)),
          schemas(std::make_unique<SchemaClient>(*metadata, context.versions)),
          operations{context.metrics, context.isStopping, *metadata},
          services{context.services, *schemas, loop, &operations},
          endpoint(std::make_unique<Endpoint>(context.endpoint, allRoutes(&services)))
    {
    }
    Parts(const Parts &) = delete;
    Parts &operator=(const Parts &) = delete;
    /// The clients go first: what they still owe an answer is answered by the endpoint.
    ~Parts()
    {
        schemas.reset();
        metadata.reset();
        endpoint.reset();
    }

    std::unique_ptr<MetadataClient> metadata;
    std::unique_ptr<SchemaClient> schemas;
    Operations operations;
    LoopServices services;
    std::unique_ptr<Endpoint> endpoint;
};

EventLoop::EventLoop(const EventLoopContext &context)
{
    m_home.moveToThread(&m_thread);
    m_thread.start();
    QMetaObject::invokeMethod(
        &m_home, [&] { m_parts = std::make_unique<Parts>(context, m_home); },
        Qt::BlockingQueuedConnection);
}

EventLoop::~EventLoop()
{
    QMetaObject::invokeMethod(
        &m_home, [this] { m_parts.reset(); }, Qt::BlockingQueuedConnection);
    m_thread.quit();
    m_thread.wait();
}

std::string EventLoop::listenOn(const QHostAddress &address, quint16 port, bool shared)
{
    std::string reason;
    QMetaObject::invokeMethod(
        &m_home, [&] { reason = m_parts->endpoint->listenOn(address, port, shared); },
        Qt::BlockingQueuedConnection);
    return reason;
}

Endpoint &EventLoop::endpoint() { return *m_parts->endpoint; }

void EventLoop::drain()
{
    QMetaObject::invokeMethod(&m_parts->endpoint->front(), &Front::drain, Qt::QueuedConnection);
}

MetadataClient::Counters EventLoop::metadataCounters() const
{
    return m_parts->metadata->counters();
}

} // namespace tw::server
