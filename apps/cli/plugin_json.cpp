// SPDX-License-Identifier: MIT
#include "plugin_json.h"

#include <tablewright/diag/severity.h>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <fmt/format.h>

namespace tw::cli {

namespace {

QString qstring(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QJsonArray texts(const std::vector<std::string> &values)
{
    QJsonArray array;
    for (const std::string &value : values)
        array.append(qstring(value));
    return array;
}

QJsonValue json(const OptionValue &value)
{
    struct {
        QJsonValue operator()(bool set) const { return set; }
        QJsonValue operator()(std::int64_t number) const { return qint64{number}; }
        QJsonValue operator()(double number) const { return number; }
        QJsonValue operator()(const std::string &text) const { return qstring(text); }
        QJsonValue operator()(const std::vector<std::string> &list) const { return texts(list); }
    } convert;
    return std::visit(convert, value);
}

QJsonObject json(const PluginOption &option)
{
    QJsonObject object{{QStringLiteral("key"), qstring(option.key)},
                       {QStringLiteral("type"), qstring(spelling(option.type))},
                       {QStringLiteral("default"), json(option.defaultValue)}};
    if (!option.description.empty())
        object.insert(QStringLiteral("description"), qstring(option.description));
    if (!option.choices.empty())
        object.insert(QStringLiteral("choices"), texts(option.choices));
    if (option.minimum)
        object.insert(QStringLiteral("minimum"), *option.minimum);
    if (option.maximum)
        object.insert(QStringLiteral("maximum"), *option.maximum);
    if (!option.code.empty())
        object.insert(QStringLiteral("code"), qstring(option.code));
    return object;
}

/// What the metadata say; nothing where they could not be read.
void addMetadata(QJsonObject &object, const PluginSpec &spec)
{
    if (spec.id.empty())
        return;
    object.insert(QStringLiteral("id"), qstring(spec.id));
    object.insert(QStringLiteral("name"), qstring(spec.name));
    if (!spec.description.empty())
        object.insert(QStringLiteral("description"), qstring(spec.description));
    object.insert(QStringLiteral("version"), qstring(spelling(spec.version)));
    object.insert(QStringLiteral("sdkVersion"), qstring(spelling(spec.sdkVersion)));
    object.insert(QStringLiteral("prefix"), qstring(spec.diagnosticPrefix));
    object.insert(QStringLiteral("kinds"), texts(spec.kinds));
    object.insert(QStringLiteral("enabledByDefault"), spec.enabledByDefault);
    QJsonArray dependencies;
    for (const PluginDependency &dependency : spec.dependencies)
        dependencies.append(
            QJsonObject{{QStringLiteral("id"), qstring(dependency.id)},
                        {QStringLiteral("version"), qstring(spelling(dependency.version))}});
    object.insert(QStringLiteral("dependencies"), dependencies);
    QJsonArray options;
    for (const PluginOption &option : spec.options)
        options.append(json(option));
    object.insert(QStringLiteral("options"), options);
}

void addContents(QJsonObject &object, const PluginLoader &plugins, const PluginSpec &spec)
{
    if (spec.state != PluginSpec::State::Loaded)
        return;
    QJsonArray passes;
    for (const RegisteredPass &pass : plugins.validators()) {
        if (pass.owner == spec.id)
            passes.append(
                QJsonObject{{QStringLiteral("name"), qstring(pass.get().name())},
                            {QStringLiteral("description"), qstring(pass.get().description())}});
    }
    object.insert(QStringLiteral("passes"), passes);
    QJsonArray codes;
    for (const DiagnosticInfo *row : plugins.diagnosticsOf(spec.id))
        codes.append(QJsonObject{{QStringLiteral("code"), qstring(row->code)},
                                 {QStringLiteral("name"), qstring(row->name)},
                                 {QStringLiteral("severity"), qstring(settingName(row->severity))},
                                 {QStringLiteral("message"), qstring(row->message)}});
    object.insert(QStringLiteral("codes"), codes);
}

} // namespace

std::string pluginsJson(const PluginLoader &plugins, std::span<const PluginSpec> specs)
{
    QJsonArray array;
    for (const PluginSpec &spec : specs) {
        QJsonObject object{{QStringLiteral("path"), qstring(spec.path)},
                           {QStringLiteral("state"), qstring(spelling(spec.state))},
                           {QStringLiteral("own"), spec.isOwn},
                           {QStringLiteral("isolated"), spec.isIsolated}};
        if (!spec.reason.empty())
            object.insert(QStringLiteral("reason"), qstring(spec.reason));
        addMetadata(object, spec);
        addContents(object, plugins, spec);
        array.append(object);
    }
    const QJsonObject document{{QStringLiteral("plugins"), array}};
    return QJsonDocument(document).toJson(QJsonDocument::Indented).toStdString();
}

} // namespace tw::cli
