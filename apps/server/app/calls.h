// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/document_compiler.h"
#include "app/text_cache.h"
#include "databases/database_host.h"
#include "databases/life_cycle.h"
#include "databases/scratch_check.h"
#include "http/problem.h"
#include "http/routes.h"
#include "http/workers.h"
#include "store/database_store.h"
#include "store/schema_client.h"

#include <QObject>

#include <cstdint>
#include <functional>
#include <string>

namespace tw::server {

/// How much one user may have; 0: any number.
struct Quotas {
    std::int64_t schemas = 10'000;
    std::int64_t databases = 100;
};

/// What the calls of all event loops share. Thread-safe; outlives the routes.
struct Services {
    const DocumentCompiler &compiler;
    TextCache &texts; ///< made of versions
    Workers &workers;
    const DatabaseHost &host;
    DatabaseStore &databases;
    LifeCycle &lifeCycle;
    ScratchCheck *scratch; ///< null: nobody settles what the engine leaves unverified
    Quotas quotas;
};

struct Operations;

/// What the calls of one event loop work with. Outlives that loop's routes.
struct LoopServices {
    Services &shared;
    SchemaClient &schemas;                  ///< of this loop
    QObject &loop;                          ///< lives in this loop
    const Operations *operations = nullptr; ///< for the calls about the server itself
};

/// All calls, in one table. The handlers keep the pointer; with a null one the routes can be read
/// but not called.
[[nodiscard]] Routes allRoutes(const LoopServices *services);

void addPageCalls(Routes &routes, const LoopServices *services);
void addContractCalls(Routes &routes);
void addDocumentCalls(Routes &routes, const LoopServices *services);
void addLayoutCalls(Routes &routes, const LoopServices *services);
void addSchemaCalls(Routes &routes, const LoopServices *services);
void addVersionCalls(Routes &routes, const LoopServices *services);
void addDatabaseCalls(Routes &routes, const LoopServices *services);

/// The routes as a JSON array of `{method, pattern, body, produces, parameters, access}`.
[[nodiscard]] std::string describeRoutes(const Routes &routes);

using AsyncCall = void (*)(const LoopServices &, const ExchangePtr &);
using BlockingCall = Response (*)(const Request &, const LoopServices &);

[[nodiscard]] inline AsyncHandler later(const LoopServices *services, AsyncCall call)
{
    return [services, call](const ExchangePtr &exchange) { call(*services, exchange); };
}

[[nodiscard]] inline Handler blocking(const LoopServices *services, BlockingCall call)
{
    return [services, call](const Request &request) { return call(request, *services); };
}

/// A guarded step on a worker, or 503 when too much is waiting.
void onWorker(const LoopServices &services, const ExchangePtr &exchange, RunsOn where,
              std::function<void()> step);

/// A guarded step on the event loop; at once when this is its thread.
void onLoop(const LoopServices &services, const ExchangePtr &exchange, std::function<void()> step);

/// A guarded step on the event loop for a document of so many bytes, or on a worker when they are
/// many.
void whereItFits(const LoopServices &services, const ExchangePtr &exchange, std::size_t bytes,
                 std::function<void()> step);

/// A guarded step that compiles a document of so many bytes: as `whereItFits`, or on a thread of
/// its own kind when it may have to wait for a plugin.
void whereItCompiles(const LoopServices &services, const ExchangePtr &exchange, std::size_t bytes,
                     CompileOptions::Until until, std::function<void()> step);

/// Documents up to this size are compiled on the event loop itself: handing one over costs more
/// than the loop loses.
inline constexpr std::size_t smallDocument = 32 * 1024;

/// The document with a script, or a `RequestError` with 422 and the diagnostics.
[[nodiscard]] CompiledDocument compiledOrRefused(const Document &document,
                                                 const DocumentCompiler &compiler);
[[nodiscard]] Problem invalidDocument(const CompiledDocument &compiled);

/// An answer that nobody may keep.
[[nodiscard]] Response jsonResponse(int status, std::string body);

/// 503 for a store that does not answer; see `Explain`.
[[nodiscard]] std::optional<Problem> explainStoreError(const std::exception &error);

} // namespace tw::server
