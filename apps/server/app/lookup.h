// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/calls.h"
#include "app/problems.h"

#include <optional>
#include <utility>

namespace tw::server {

/// What the path of a request names, read from the store. A step gets it on the event loop, is
/// guarded, and runs only when it is there; the answer is 404 otherwise.

template <typename Found, typename Step>
[[nodiscard]] auto whenFound(const ExchangePtr &exchange, RequestError (*missing)(), Step step)
{
    return [exchange, missing, step = std::move(step)](Outcome<std::optional<Found>> outcome) {
        exchange->guarded([&] {
            std::optional<Found> found = outcome.take();
            if (!found)
                throw missing();
            step(std::move(*found));
        });
    };
}

template <typename Step>
void withHead(const LoopServices &services, const ExchangePtr &exchange, Step step)
{
    const Request &request = exchange->request();
    services.schemas.head(request.user, request.arguments.at(0),
                          whenFound<SchemaHead>(exchange, noSuchSchema, std::move(step)));
}

/// With the newest version.
template <typename Step>
void withRecord(const LoopServices &services, const ExchangePtr &exchange, Step step)
{
    const Request &request = exchange->request();
    services.schemas.record(request.user, request.arguments.at(0),
                            whenFound<SchemaRecord>(exchange, noSuchSchema, std::move(step)));
}

template <typename Step>
void withVersion(const LoopServices &services, const ExchangePtr &exchange, int number, Step step)
{
    const Request &request = exchange->request();
    services.schemas.version(request.user, request.arguments.at(0), number,
                             whenFound<VersionRecord>(exchange, noSuchVersion, std::move(step)));
}

} // namespace tw::server
