// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "databases/database_host.h"
#include "databases/database_maker.h"
#include "databases/scratch_check.h"
#include "databases/script_runner.h"
#include "store/pg_pool.h"

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

namespace tw::server {

/// Scratch databases of this process, made when needed and kept, each with an owner of its own. A
/// script that one transaction can hold runs between BEGIN and ROLLBACK; a larger one runs in
/// batches, in a database that is then thrown away. So is one in which something has stayed.
///
/// Database and role have one name, and a session of this process holds the life cycle's lock on
/// it: what is left without is an orphan to any server's reconciler.
class PostgresScratchCheck final : public ScratchCheck {
public:
    /// All of them must outlive it. `limit` bounds the databases, and the checks at one time.
    PostgresScratchCheck(const DatabaseHost &host, PgPool &adminPool, DatabaseMaker &maker,
                         LockBudget &budget, std::size_t limit = 2);
    PostgresScratchCheck(const PostgresScratchCheck &) = delete;
    PostgresScratchCheck &operator=(const PostgresScratchCheck &) = delete;
    /// Drops the databases as far as PostgreSQL still answers.
    ~PostgresScratchCheck() override;

    [[nodiscard]] std::optional<ScriptRefusal> refusalOf(const Script &script) override;

    /// Ends the checks under way, and all later ones.
    void stop() { m_stop.request_stop(); }

private:
    struct Scratch;

    [[nodiscard]] std::unique_ptr<Scratch> acquire();
    void giveBack(std::unique_ptr<Scratch> scratch) noexcept;
    [[nodiscard]] std::unique_ptr<Scratch> make();
    void drop(Scratch &scratch) noexcept;

    [[nodiscard]] std::optional<ScriptRefusal> inOneTransaction(Scratch &scratch,
                                                                const Script &script);
    [[nodiscard]] std::optional<ScriptRefusal> inBatches(Scratch &scratch, const Script &script);

    const DatabaseHost &m_host;
    PgPool &m_adminPool;
    DatabaseMaker &m_maker;
    LockBudget &m_budget;
    std::size_t m_limit;
    std::stop_source m_stop;
    std::mutex m_mutex;
    std::condition_variable m_returned;
    std::vector<std::unique_ptr<Scratch>> m_idle;
    std::size_t m_lent = 0;
};

} // namespace tw::server
