// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "databases/lease_keeper.h"
#include "databases/tags.h"
#include "store/database_store.h"
#include "store/pg_pool.h"
#include "store/spare_store.h"

#include <chrono>
#include <cstddef>
#include <string>

namespace tw::server {

/// What one round has done.
struct ReconcileReport {
    std::size_t undone = 0;    ///< half-made databases
    std::size_t dropped = 0;   ///< half-dropped ones
    std::size_t spares = 0;    ///< of processes that died
    std::size_t orphans = 0;   ///< databases and roles of which no row knows
    std::size_t missing = 0;   ///< that were dropped behind our back
    std::size_t found = 0;     ///< that are there again
    std::size_t postponed = 0; ///< that could not be mended now
    std::size_t forgotten = 0; ///< records of what ended long ago; no change of what there is

    [[nodiscard]] std::size_t changes() const
    {
        return undone + dropped + spares + orphans + missing + found;
    }
};

/// Brings the record and PostgreSQL's catalog together again after somebody died between them; in
/// any instance, at any time, as often as one likes. Touches nothing that a living process works
/// on: that has the lock of its row, or a lease. Thread-safe; blocks.
class Reconciler {
public:
    struct Parts {
        PgPool &metadata;
        PgPool &adminPool;
        DatabaseStore &databases;
        SpareStore &spares;
        LeaseKeeper &keeper;
        Tags tags;
        std::string holder;
        bool isAlone = false;           ///< whatever another holder has, it is dead
        std::chrono::days keepEnded{0}; ///< records of failed and dropped databases; 0: for ever
    };

    explicit Reconciler(Parts parts) : m_parts(std::move(parts)) {}

    /// One round. What fails by itself is logged and tried again later; throws `PgError` when
    /// PostgreSQL does not answer.
    ReconcileReport run();

private:
    void forgetOld(ReconcileReport &report);
    void finishDatabases(PgConnection &admin, ReconcileReport &report);
    void finishDatabase(PgConnection &admin, const StoredDatabase &database,
                        ReconcileReport &report);
    void dropSpares(PgConnection &admin, ReconcileReport &report);
    void sweepOrphans(PgConnection &admin, ReconcileReport &report);
    void comparePresence(PgConnection &admin, ReconcileReport &report);

    Parts m_parts;
};

} // namespace tw::server
