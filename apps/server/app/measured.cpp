// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/measured.h"

#include <chrono>
#include <functional>

namespace tw::server {

namespace {

using Work = Metrics::Work;

/// Runs `run` and counts it with what `wordFor` says of its result, or as `error`.
template <typename Run, typename Word>
auto measured(Metrics &metrics, Work work, const Run &run, const Word &wordFor)
{
    const auto begin = std::chrono::steady_clock::now();
    const auto count = [&](std::string_view word) {
        metrics.worked(work, word, std::chrono::steady_clock::now() - begin);
    };
    try {
        auto outcome = run();
        count(wordFor(outcome));
        return outcome;
    } catch (...) {
        count("error");
        throw;
    }
}

std::string_view wordFor(const CreationOutcome &outcome)
{
    switch (outcome.kind) {
    case CreationOutcome::Kind::Ready:
        return "ok";
    case CreationOutcome::Kind::Refused:
        return "refused";
    case CreationOutcome::Kind::QuotaReached:
        return "quota";
    case CreationOutcome::Kind::Replayed:
    case CreationOutcome::Kind::KeyReused:
        return "replayed";
    case CreationOutcome::Kind::SchemaGone:
        return "not-found";
    }
    return "error";
}

std::string_view wordForDrop(LifeCycle::DropOutcome outcome)
{
    switch (outcome) {
    case LifeCycle::DropOutcome::Dropped:
        return "ok";
    case LifeCycle::DropOutcome::NotFound:
        return "not-found";
    case LifeCycle::DropOutcome::Busy:
        return "busy";
    }
    return "error";
}

} // namespace

CreationOutcome MeasuredLifeCycle::create(const DatabaseRequest &request, const Script &script)
{
    return measured(
        m_metrics, Work::Create, [&] { return m_inner.create(request, script); }, wordFor);
}

CreationOutcome MeasuredLifeCycle::begin(const DatabaseRequest &request)
{
    return m_inner.begin(request);
}

CreationOutcome MeasuredLifeCycle::finish(const StoredDatabase &begun, const Script &script)
{
    return measured(
        m_metrics, Work::Create, [&] { return m_inner.finish(begun, script); }, wordFor);
}

LifeCycle::DropOutcome MeasuredLifeCycle::drop(std::string_view owner, std::string_view id)
{
    return measured(
        m_metrics, Work::Drop, [&] { return m_inner.drop(owner, id); }, wordForDrop);
}

std::optional<NewCredentials> MeasuredLifeCycle::renewCredentials(std::string_view owner,
                                                                  std::string_view id)
{
    return m_inner.renewCredentials(owner, id);
}

DatabaseHealth MeasuredLifeCycle::health(const StoredDatabase &database)
{
    return m_inner.health(database);
}

std::optional<ScriptRefusal> MeasuredScratchCheck::refusalOf(const Script &script)
{
    return measured(
        m_metrics, Work::Scratch, [&] { return m_inner.refusalOf(script); },
        [](const std::optional<ScriptRefusal> &refusal) -> std::string_view {
            return refusal ? "refused" : "ok";
        });
}

} // namespace tw::server
