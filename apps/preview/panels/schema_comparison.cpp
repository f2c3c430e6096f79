// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/schema_comparison.h"

#include "panels/panel_parts.h"

#include <tablewright/frontend/file_resolver.h>

#include <QFile>

#include <algorithm>

namespace tw::preview {

namespace {

/// A version that was read, with the sources that its places are of.
struct Version {
    std::unique_ptr<SourceManager> sources = std::make_unique<SourceManager>();
    CompileResult result;
    qsizetype errors = 0;
};

QByteArray escaped(std::string_view segment)
{
    QByteArray out(segment.data(), static_cast<qsizetype>(segment.size()));
    return out.replace('~', "~0").replace('/', "~1");
}

QByteArray qualified(const ir::Name &namespaceName, const ir::Name &name)
{
    return escaped(namespaceName.empty() ? name.text : namespaceName.text + '.' + name.text);
}

/// As the differ calls a link without a name.
std::string described(const ir::Schema &schema, const ir::Endpoint &end)
{
    if (!end.table.isValid())
        return {};
    const ir::Table &table = schema.table(end.table);
    std::string text =
        (table.namespaceName.empty() ? "" : table.namespaceName.text + '.') + table.name.text + '(';
    for (std::size_t i = 0; i < end.columns.size(); ++i) {
        const ir::ColumnRef &ref = end.columns[i];
        text += i > 0 ? ", " : "";
        text += ref.column.isValid() ? table.column(ref.column).name.text : ref.name.text;
    }
    return text + ')';
}

class Places {
public:
    explicit Places(const ir::Schema &schema) : m_schema(schema) {}

    QHash<QByteArray, SourceRange> take()
    {
        m_places.insert({}, m_schema.name.range);
        for (const ir::EnumType &type : m_schema.enums) {
            const QByteArray path = "/enums/" + qualified(type.namespaceName, type.name);
            m_places.insert(path, type.name.range);
            for (const ir::EnumValue &value : type.values)
                m_places.insert(path + "/values/" + escaped(value.value.text), value.value.range);
        }
        for (const ir::Table &table : m_schema.tables)
            addTable(table);
        addLinks("/foreignKeys/", m_schema.foreignKeys);
        addLinks("/foreignKeys/", m_schema.inactiveForeignKeys);
        addLinks("/relationships/", m_schema.relationships);
        addLinks("/relationships/", m_schema.inactiveRelationships);
        for (const ir::TablePartial &partial : m_schema.partials)
            m_places.insert("/tablePartials/" + escaped(partial.table.name.text),
                            partial.table.name.range);
        addNamed("/tableGroups/", m_schema.groups);
        addNamed("/notes/", m_schema.stickyNotes);
        addNamed("/views/", m_schema.views);
        return std::move(m_places);
    }

private:
    void addTable(const ir::Table &table)
    {
        const QByteArray path = "/tables/" + qualified(table.namespaceName, table.name);
        m_places.insert(path, table.name.range);
        for (const ir::Column &column : table.columns)
            m_places.insert(path + "/columns/" + escaped(column.name.text), column.name.range);
        if (table.primaryKey)
            m_places.insert(path + "/primaryKey", table.primaryKey->range);
        addNamed(path + "/uniqueKeys/", table.uniqueKeys);
        addNamed(path + "/checks/", table.checks);
        addNamed(path + "/indexes/", table.indexes);
    }

    template <class Elements> void addNamed(const QByteArray &path, const Elements &elements)
    {
        for (const auto &element : elements) {
            if (!element.name.empty())
                m_places.insert(path + escaped(element.name.text), element.range);
        }
    }

    template <class Links> void addLinks(const QByteArray &path, const Links &links)
    {
        for (const auto &link : links) {
            const std::string name =
                !link.name.empty()
                    ? link.name.text
                    : described(m_schema, link.source) + " -> " + described(m_schema, link.target);
            m_places.insert(path + escaped(name), link.range);
        }
    }

    const ir::Schema &m_schema;
    QHash<QByteArray, SourceRange> m_places;
};

Version read(const ComparisonRequest &request, const VersionInput &input, const QByteArray &text,
             CompileOptions::Until until, const std::stop_token &stop)
{
    Version version;
    const std::string name = input.path.isEmpty() ? "untitled" : input.path.toStdString();
    const SourceId source =
        version.sources->add(name, {text.constData(), static_cast<std::size_t>(text.size())});
    FileResolver resolver(*version.sources);
    CompileOptions options = request.options;
    options.language = input.language;
    options.until = until;
    options.passes.only = {"none of the checks"};
    options.stopToken = stop;
    options.timings = false;
    options.keepDeclared = false;
    options.dumpAfter.clear();
    if (!input.path.isEmpty())
        options.resolver = &resolver;
    version.result = request.compiler->compile(*version.sources, source, options);
    version.errors =
        std::ranges::count(version.result.diagnostics, Severity::Error, &Diagnostic::severity);
    return version;
}

/// Empty, with the comparison's problem, when it could not be read.
std::optional<QByteArray> textOf(const VersionInput &input, SchemaComparison &comparison)
{
    if (!input.isFile)
        return input.text;
    QFile file(input.path);
    if (file.open(QIODevice::ReadOnly))
        return file.readAll();
    comparison.problem = QStringLiteral("%1 cannot be read").arg(input.label);
    comparison.reason = file.errorString();
    return {};
}

QString remarkOf(const Version &before, const Version &after)
{
    const auto side = [](const QString &which, qsizetype errors) {
        return QStringLiteral("the %1 version has %2")
            .arg(which, counted(errors, QStringLiteral("error")));
    };
    QStringList sides;
    if (before.errors > 0)
        sides.append(side(QStringLiteral("earlier"), before.errors));
    if (after.errors > 0)
        sides.append(side(QStringLiteral("later"), after.errors));
    if (sides.isEmpty())
        return {};
    QString remark =
        sides.join(QStringLiteral(", ")) + QStringLiteral(": compared as far as it can be read");
    remark[0] = remark[0].toUpper();
    return remark;
}

} // namespace

SchemaComparison compareVersions(const ComparisonRequest &request, const std::stop_token &stop)
{
    using Until = CompileOptions::Until;
    SchemaComparison comparison;
    const auto earlier = textOf(request.before, comparison);
    const auto later = earlier ? textOf(request.after, comparison) : std::nullopt;
    if (!earlier || !later)
        return comparison;

    Version before = read(request, request.before, *earlier, Until::Check, stop);
    Version after = read(request, request.after, *later, Until::Check, stop);
    comparison.remark = remarkOf(before, after);
    // Only schemas that came equally far compare well.
    if (before.errors > 0 || after.errors > 0) {
        before = read(request, request.before, *earlier, Until::Parse, stop);
        after = read(request, request.after, *later, Until::Parse, stop);
    }
    comparison.stopped = stop.stop_requested();
    if (comparison.stopped)
        return comparison;
    comparison.diff = diffSchemas(before.result.schema, after.result.schema);
    comparison.places = Places(after.result.schema).take();
    return comparison;
}

} // namespace tw::preview
