// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/outcome.h"
#include "store/statement.h"

#include <QObject>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

namespace tw::server {

struct MetadataLimits {
    int readConnections = 2;
    int writeConnections = 8;
    std::size_t queuedReads = 4096;
    std::size_t queuedWrites = 1024;
    /// From the question to its answer; the server ends the statement then, too.
    std::chrono::milliseconds deadline{10'000};
    /// How long a statement waits for a connection while there is none at all.
    std::chrono::milliseconds patience{3'000};
    /// Between attempts to connect: doubled from the first to the longest, and jittered.
    std::chrono::milliseconds firstDelay{50};
    std::chrono::milliseconds longestDelay{2'000};
};

/// Runs statements for one event loop without ever blocking it. Reads share a few connections in
/// pipeline mode, each with a Sync of its own, so that none fails with its neighbour. A write has a
/// connection to itself and is acknowledged after its commit. Connections that are lost are made
/// anew; reads that were under way are then asked again, writes, whose end nobody knows, fail.
///
/// What is refused here (a full queue, a deadline, a lost connection) is a `PgError` that
/// `isUnavailable()`. Lives on one thread; its destructor drops completions that are still due.
class MetadataClient final : public QObject {
    Q_OBJECT
public:
    struct Counters {
        std::uint64_t reads = 0;  ///< statements that were sent
        std::uint64_t writes = 0; ///< likewise
        std::uint64_t lost = 0;   ///< connections that broke or could not be made
        std::size_t queued = 0;
        std::size_t inFlight = 0;
        std::size_t connected = 0;
        std::size_t connections = 0; ///< that are wanted
    };

    explicit MetadataClient(const PgTarget &target, MetadataLimits limits = {},
                            QObject *parent = nullptr);
    ~MetadataClient() override;

    /// Asks what changes nothing.
    template <typename T> void read(Query<T> query, Completion<T> done)
    {
        start(true, *query.statement, std::move(query.values),
              reader(std::move(query.read), std::move(done)));
    }
    /// Runs one statement that commits by itself.
    template <typename T> void write(Query<T> query, Completion<T> done)
    {
        start(false, *query.statement, std::move(query.values),
              reader(std::move(query.read), std::move(done)));
    }

    [[nodiscard]] const MetadataLimits &limits() const;
    /// From any thread.
    [[nodiscard]] Counters counters() const;

    using ResultCompletion = std::function<void(Outcome<PgResult>)>;

private:
    void start(bool isRead, const Statement &statement, Parameters values, ResultCompletion done);

    template <typename T>
    static ResultCompletion reader(std::function<T(const PgResult &)> read, Completion<T> done)
    {
        return [read = std::move(read), done = std::move(done)](Outcome<PgResult> outcome) {
            done(valueOf(read, std::move(outcome)));
        };
    }
    template <typename T>
    static Outcome<T> valueOf(const std::function<T(const PgResult &)> &read,
                              Outcome<PgResult> outcome)
    {
        try {
            return read(outcome.take());
        } catch (const PgError &error) {
            return error;
        } catch (const std::exception &error) {
            return PgError(error.what(), "XX000");
        }
    }

    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace tw::server
