// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/plugin_options.h"

#include <tablewright/diag/severity.h>

#include <QStringList>

#include <algorithm>
#include <variant>

namespace tw::preview {

namespace {

QString quoted(const std::string &text)
{
    QString shown = QString::fromStdString(text);
    shown.replace(u'\\', QStringLiteral("\\\\")).replace(u'"', QStringLiteral("\\\""));
    return u'"' + shown + u'"';
}

struct Spelling {
    QString operator()(bool value) const
    {
        return value ? QStringLiteral("true") : QStringLiteral("false");
    }
    QString operator()(std::int64_t value) const { return QString::number(value); }
    QString operator()(double value) const { return QString::number(value); }
    QString operator()(const std::string &value) const { return quoted(value); }
    QString operator()(const std::vector<std::string> &values) const
    {
        QStringList texts;
        for (const std::string &value : values)
            texts.append(quoted(value));
        return u'[' + texts.join(QStringLiteral(", ")) + u']';
    }
};

/// What the configuration says; the default where it says nothing.
OptionValue valueOf(const PluginOption &option, const std::string &plugin,
                    const Configuration &configuration)
{
    if (option.type == PluginOption::Type::Severity) {
        const auto severity = configuration.severities.find(option.code);
        if (severity != configuration.severities.end())
            return std::string(settingName(severity->second));
    }
    if (const auto set = configuration.passes.options.find(plugin);
        set != configuration.passes.options.end()) {
        const auto value = set->second->values().find(option.key);
        if (value != set->second->values().end())
            return value->second;
    }
    return option.defaultValue;
}

} // namespace

std::vector<ShownOption> optionsOf(const PluginSpec &plugin, const SnapshotPtr &snapshot)
{
    static const Configuration none;
    const Configuration &configuration = snapshot ? snapshot->configuration.configuration : none;
    std::vector<ShownOption> shown;
    for (const PluginOption &option : plugin.options) {
        const OptionValue value = valueOf(option, plugin.id, configuration);
        shown.push_back({QString::fromStdString(option.key), std::visit(Spelling(), value),
                         QString::fromStdString(option.description), value != option.defaultValue});
    }
    std::ranges::stable_partition(shown, &ShownOption::isConfigured);
    return shown;
}

} // namespace tw::preview
