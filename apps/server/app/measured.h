// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/metrics.h"
#include "databases/life_cycle.h"
#include "databases/scratch_check.h"

namespace tw::server {

/// Counts and times what another one does.
class MeasuredLifeCycle final : public LifeCycle {
public:
    /// Both outlive it.
    MeasuredLifeCycle(LifeCycle &inner, Metrics &metrics) : m_inner(inner), m_metrics(metrics) {}

    [[nodiscard]] CreationOutcome create(const DatabaseRequest &request,
                                         const Script &script) override;
    [[nodiscard]] CreationOutcome begin(const DatabaseRequest &request) override;
    [[nodiscard]] CreationOutcome finish(const StoredDatabase &begun,
                                         const Script &script) override;
    [[nodiscard]] DropOutcome drop(std::string_view owner, std::string_view id) override;
    [[nodiscard]] std::optional<NewCredentials> renewCredentials(std::string_view owner,
                                                                 std::string_view id) override;
    [[nodiscard]] DatabaseHealth health(const StoredDatabase &database) override;

private:
    LifeCycle &m_inner;
    Metrics &m_metrics;
};

/// Likewise.
class MeasuredScratchCheck final : public ScratchCheck {
public:
    MeasuredScratchCheck(ScratchCheck &inner, Metrics &metrics) : m_inner(inner), m_metrics(metrics)
    {
    }
    [[nodiscard]] std::optional<ScriptRefusal> refusalOf(const Script &script) override;

private:
    ScratchCheck &m_inner;
    Metrics &m_metrics;
};

} // namespace tw::server
