// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/plugin_watch.h"

#include <tablewright/diag/codes.h>

#include <QLoggingCategory>

#include <string>

namespace tw::server {

using Outcome = PluginRecord::Outcome;
using Change = PluginRecord::Change;
using Ticket = PluginRecord::Ticket;

namespace {

Q_LOGGING_CATEGORY(lcPlugins, "plugins")

/// Passes and their events know nothing of requests; both come on the thread of the compile.
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables)
thread_local PluginWatch::Compile *current = nullptr;

void logFailure(std::string_view requestId, std::string_view plugin, std::string_view pass,
                std::string_view what)
{
    qCWarning(lcPlugins, "request %s: plugin %s failed in pass %s: %s",
              std::string(requestId).c_str(), std::string(plugin).c_str(),
              std::string(pass).c_str(), std::string(what).c_str());
}

Outcome outcomeOf(PluginEvent::Kind kind)
{
    switch (kind) {
    case PluginEvent::Kind::TimedOut:
        return Outcome::TimedOut;
    case PluginEvent::Kind::OutOfMemory:
        return Outcome::OutOfMemory;
    default:
        return Outcome::Failed;
    }
}

} // namespace

PluginWatch::Compile::Compile(std::string_view requestId, std::string_view user,
                              std::chrono::nanoseconds pluginTime)
    : m_requestId(requestId), m_user(user), m_timeLeft(pluginTime), m_outer(current)
{
    current = this;
}

PluginWatch::Compile::~Compile() { current = m_outer; }

/// Runs another pass, if its plugin may run.
class WatchedPass final : public CheckPass {
public:
    WatchedPass(std::shared_ptr<const CheckPass> pass, std::string owner, PluginRecord &record)
        : m_pass(std::move(pass)), m_owner(std::move(owner)), m_record(record)
    {
    }
    [[nodiscard]] std::string_view name() const override { return m_pass->name(); }
    [[nodiscard]] std::string_view description() const override { return m_pass->description(); }

    void run(const ir::Schema &schema, PassContext &context) const override
    {
        if (current == nullptr)
            return m_pass->run(schema, context);
        PluginWatch::Compile &compile = *current;
        const auto begun = PluginRecord::Clock::now();
        const Ticket ticket =
            compile.m_timeLeft.count() > 0 ? m_record.begin(compile.m_user, begun) : Ticket();
        if (ticket.isRefused()) {
            ++compile.m_failures;
            context.diagnostics.report(diag::PluginFailed, {}, m_owner, name(), leftOutReason);
            return;
        }
        compile.m_outcome = Outcome::Ok;
        try {
            m_pass->run(schema, context);
        } catch (const std::exception &error) {
            noteThrown(compile, error.what());
            finish(compile, ticket, begun);
            throw;
        } catch (...) {
            noteThrown(compile, "it threw something that is no std::exception");
            finish(compile, ticket, begun);
            throw;
        }
        if (compile.m_outcome == Outcome::Ok && context.isCancelled())
            compile.m_outcome = Outcome::Abandoned;
        finish(compile, ticket, begun);
    }

private:
    void noteThrown(PluginWatch::Compile &compile, std::string_view what) const
    {
        compile.m_outcome = Outcome::Failed;
        ++compile.m_failures;
        logFailure(compile.m_requestId, m_owner, name(), what);
    }

    void finish(PluginWatch::Compile &compile, Ticket ticket,
                PluginRecord::Clock::time_point begun) const
    {
        const auto now = PluginRecord::Clock::now();
        compile.m_timeLeft -= now - begun;
        const std::string request(compile.m_requestId);
        switch (m_record.end(ticket, compile.m_user, compile.m_outcome, begun, now)) {
        case Change::None:
            break;
        case Change::PausedForUser:
            qCWarning(lcPlugins, "request %s: plugin %s is left out for its user for a while",
                      request.c_str(), m_owner.c_str());
            break;
        case Change::PausedForAll:
            qCWarning(lcPlugins, "plugin %s is left out for all users for a while",
                      m_owner.c_str());
            break;
        case Change::RunsAgain:
            qCInfo(lcPlugins, "plugin %s runs again", m_owner.c_str());
        }
    }

    std::shared_ptr<const CheckPass> m_pass;
    std::string m_owner;
    PluginRecord &m_record;
};

void PluginWatch::heed(const PluginEvent &event)
{
    switch (event.kind) {
    case PluginEvent::Kind::Started:
        return record(event.plugin).processStarted();
    case PluginEvent::Kind::Ended:
        return record(event.plugin).processEnded();
    default:
        break;
    }
    logFailure(current == nullptr ? std::string_view() : current->m_requestId, event.plugin,
               event.pass, event.detail);
    if (current == nullptr)
        return;
    current->m_outcome = outcomeOf(event.kind);
    ++current->m_failures;
}

std::vector<RegisteredPass> PluginWatch::watched(std::vector<RegisteredPass> passes)
{
    for (RegisteredPass &pass : passes) {
        if (auto *check = std::get_if<std::shared_ptr<const CheckPass>>(&pass.pass))
            *check =
                std::make_shared<WatchedPass>(std::move(*check), pass.owner, record(pass.owner));
    }
    return passes;
}

PluginRecord &PluginWatch::record(std::string_view plugin)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_records.find(plugin);
    if (found != m_records.end())
        return *found->second;
    return *m_records.emplace(plugin, std::make_unique<PluginRecord>(m_patience)).first->second;
}

} // namespace tw::server
