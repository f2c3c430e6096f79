// SPDX-License-Identifier: GPL-3.0-or-later
#include "databases/script_runner.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>

namespace tw::server {

namespace {

/// "Out of shared memory", above all.
constexpr std::string_view outOfMemory = "53200";
/// Of one batch, each time half as large; the last after some six seconds.
constexpr int attempts = 8;
constexpr std::chrono::milliseconds firstPause{50};

/// One run of one script.
class Run {
public:
    Run(const PgTarget &target, const Script &script, const ScriptOptions &options,
        LockBudget &budget)
        : m_session(target), m_script(script), m_watch(options), m_shares(budget.shares()),
          m_tokens(budget)
    {
    }

    std::optional<ScriptRefusal> operator()()
    {
        std::vector<ScriptBatch> left = batchesOf(m_script, m_shares);
        std::reverse(left.begin(), left.end());
        int failures = 0;
        while (!left.empty()) {
            const ScriptBatch batch = left.back();
            const ScriptWatch::End end = runBatch(batch, failures != 0);
            if (end.reason)
                std::rethrow_exception(end.reason);
            if (!end.error) {
                if (end.completed != batch.count)
                    throw std::logic_error(
                        "the script has another number of statements than it says");
                left.pop_back();
                failures = 0;
                continue;
            }
            if (blamesStatement(end.error->sqlState()))
                return ScriptRefusal{batch.first + end.completed, *end.error,
                                     m_script.statements[batch.first].begin};
            if (end.error->sqlState() != outOfMemory || ++failures == attempts)
                throw PgError(*end.error);
            // Others hold more locks than was thought. Of this batch nothing has stayed.
            if (batch.count > 1) {
                left.pop_back();
                const std::size_t half = batch.count / 2;
                left.push_back({batch.first + half, batch.count - half, batch.locks / 2});
                left.push_back({batch.first, half, batch.locks / 2});
            }
            m_watch.sleep(firstPause * (1 << (failures - 1)));
        }
        return std::nullopt;
    }

private:
    ScriptWatch::End runBatch(const ScriptBatch &batch, bool again)
    {
        const bool needsToken = batch.locks > m_shares.free || again;
        if (needsToken)
            m_tokens.take(batch.locks > m_shares.token, m_watch);
        ScriptWatch::End end = m_watch.run(m_session, textOf(batch));
        if (needsToken)
            m_tokens.release();
        return end;
    }

    /// From the first statement to the semicolon of the last one.
    [[nodiscard]] std::string textOf(const ScriptBatch &batch) const
    {
        const std::size_t begin = m_script.statements[batch.first].begin;
        const std::size_t end = m_script.statements[batch.first + batch.count - 1].end;
        return m_script.text.substr(begin, end - begin);
    }

    PgConnection m_session;
    const Script &m_script;
    ScriptWatch m_watch;
    LockShares m_shares;
    LockTokens m_tokens;
};

} // namespace

bool blamesStatement(std::string_view sqlState)
{
    // Without a state the connection is gone. 25006 is what a standby says.
    constexpr std::array<std::string_view, 9> others = {"08", "25006", "40", "53",   "55P03",
                                                        "57", "58",    "F0", "XX001"};
    return !sqlState.empty() && sqlState != "XX002" &&
           std::none_of(others.begin(), others.end(),
                        [&](std::string_view start) { return sqlState.starts_with(start); });
}

std::chrono::milliseconds ScriptRunner::deadlineOf(const Script &script)
{
    return std::chrono::minutes(1) + script.statements.size() * std::chrono::milliseconds(20);
}

std::optional<ScriptRefusal> ScriptRunner::run(const PgTarget &target, const Script &script,
                                               const ScriptOptions &options)
{
    if (script.statements.empty())
        return std::nullopt;
    ScriptOptions bounded = options;
    if (bounded.deadline.count() == 0)
        bounded.deadline = deadlineOf(script);
    return Run(target, script, bounded, m_budget)();
}

std::optional<ScriptRefusal> runScript(const PgTarget &target, const Script &script,
                                       std::chrono::milliseconds deadline)
{
    if (script.statements.empty())
        return std::nullopt;
    ScriptOptions options;
    options.deadline = deadline;
    PgConnection session(target);
    ScriptWatch watch(options);
    const ScriptWatch::End end = watch.run(session, script.text);
    if (end.error)
        return ScriptRefusal{end.completed, *end.error, 0};
    return std::nullopt;
}

} // namespace tw::server
