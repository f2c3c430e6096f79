// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/plugin_metrics.h"

#include "app/document_compiler.h"
#include "app/metrics.h"

namespace tw::server {

namespace {

using Kind = Metrics::Kind;
using Outcome = PluginRecord::Outcome;

void addOne(Metrics &metrics, const std::string &id, const PluginRecord &record)
{
    const std::pair<std::string, std::string> label{"plugin", id};
    const auto add = [&](Kind kind, const char *name, const char *help, auto read) {
        metrics.addSource(
            kind, name, help, [&record, read] { return static_cast<double>(read(record)); }, label);
    };
    for (const auto &[reason, outcome] :
         {std::pair{"failed", Outcome::Failed}, std::pair{"timed-out", Outcome::TimedOut},
          std::pair{"out-of-memory", Outcome::OutOfMemory}})
        metrics.addSource(
            Kind::Counter, "tablewright_plugin_failures_total",
            "Runs of a plugin's passes that failed, by reason",
            [&record, which = outcome] { return static_cast<double>(record.failures(which)); },
            label, {"reason", reason});
    add(Kind::Counter, "tablewright_plugin_left_out_total",
        "Runs of a plugin's passes that were left out because it failed before",
        [](const PluginRecord &one) { return one.leftOut(); });
    add(Kind::Gauge, "tablewright_plugin_paused", "1 while a plugin is left out for all users",
        [](const PluginRecord &one) { return one.isPaused() ? 1 : 0; });
    add(Kind::Gauge, "tablewright_plugin_paused_users",
        "Users for whose documents a plugin is left out, where it is not for all",
        [](const PluginRecord &one) { return one.pausedUsers(PluginRecord::Clock::now()); });
    add(Kind::Counter, "tablewright_plugin_processes_started_total",
        "Processes started for an isolated plugin",
        [](const PluginRecord &one) { return one.started(); });
    add(Kind::Gauge, "tablewright_plugin_processes", "Processes of an isolated plugin that live",
        [](const PluginRecord &one) { return one.processes(); });
    metrics.addTimes("tablewright_plugin_pass_duration_seconds",
                     "Runs of a plugin's passes, however they ended", record.times(), label);
}

} // namespace

void addPluginMetrics(Metrics &metrics, const DocumentCompiler &compiler)
{
    for (const std::string &id : compiler.validatorIds())
        addOne(metrics, id, compiler.pluginRecord(id));
}

} // namespace tw::server
