// SPDX-License-Identifier: MIT
#include "frontend/dbml/dbml_frontend.h"

#include "frontend/dbml/elements.h"
#include "frontend/dbml/file_context.h"
#include "frontend/dbml/own_metadata.h"
#include "frontend/dbml/use_loader.h"

#include <tablewright/ir/partials.h>

#include <algorithm>
#include <deque>
#include <span>
#include <vector>

namespace tw {

namespace dbml {
namespace {

void readElement(FileContext &file, const Element &element)
{
    switch (kindOf(element.type->text)) {
    case ElementKind::Table:
        readTable(file, element);
        break;
    case ElementKind::TablePartial:
        readTablePartial(file, element);
        break;
    case ElementKind::Enum:
        readEnum(file, element);
        break;
    case ElementKind::Ref:
        readRef(file, element);
        break;
    case ElementKind::Dependency:
        readDependency(file, element);
        break;
    case ElementKind::Project:
        readProject(file, element);
        break;
    case ElementKind::TableGroup:
        readTableGroup(file, element);
        break;
    case ElementKind::Note:
        readStickyNote(file, element);
        break;
    case ElementKind::Records:
        readRecords(file, element);
        break;
    case ElementKind::Metadata:
        readMetadata(file, element);
        break;
    case ElementKind::DiagramView:
        readDiagramView(file, element);
        break;
    case ElementKind::Indexes:
    case ElementKind::Checks:
    case ElementKind::Custom:
    case ElementKind::Document:
        checkPlace(file, element, ElementKind::Document);
        break;
    }
}

/// The steps over all files of a document. The entry file is the first.
class DocumentReader {
public:
    DocumentReader(Reporter &diagnostics, const Limits &limits, ir::Schema &schema)
        : m_diagnostics(diagnostics), m_limits(limits), m_schema(schema)
    {
    }

    void add(std::span<const LoadedFile> loaded)
    {
        for (const LoadedFile &file : loaded) {
            m_contexts.push_back({file.tree, m_diagnostics, m_limits, m_schema, m_files.empty()});
            m_files.push_back(&m_contexts.back());
        }
        connectUses(loaded, m_files);
    }

    void run()
    {
        for (FileContext *file : m_files)
            read(*file);
        if (hasErrors())
            return;
        declare();
        if (!inject())
            return;
        for (FileContext *file : m_files) {
            bindTables(*file);
            bindLinks(*file);
            bindRecords(*file);
        }
        if (hasErrors())
            return;
        for (FileContext *file : m_files)
            checkTables(*file);
        checkLinks(m_files);
        checkRecords(m_files);
        if (hasErrors())
            return;
        finishLinks(m_files);
        for (const FileContext *file : m_files) {
            for (const UseDeclaration &use : file->tree.uses())
                m_schema.mentions.push_back({{}, file->tree.range(use.begin, use.end)});
        }
        mentionOwnMetadata(m_schema);
        applyOwnMetadata(m_schema, m_diagnostics, m_limits);
    }

private:
    [[nodiscard]] bool hasErrors() const { return m_diagnostics.errorCount() > 0; }

    void read(FileContext &file) const
    {
        file.tables.firstTable = m_schema.tables.size();
        file.tables.firstPartial = m_schema.partials.size();
        readUses(file);
        for (const Element &element : file.tree.elements())
            readElement(file, element);
    }

    /// What is declared twice does not keep other names from being looked at.
    void declare()
    {
        for (FileContext *file : m_files) {
            declareTables(*file);
            declareLinks(*file);
        }
        declareUses(m_files);
    }

    /// False when a table lacks what it should have, so that its columns are not known.
    bool inject()
    {
        const std::size_t before = m_diagnostics.errorCount();
        for (FileContext *file : m_files)
            bindInjections(*file);
        if (m_diagnostics.errorCount() > before)
            return false;
        for (FileContext *file : m_files)
            bindPartialLinks(*file);
        mentionOwnMetadata(m_schema);
        applyOwnPartialMetadata(m_schema, m_diagnostics);
        ir::injectPartials(m_schema);
        return true;
    }

    Reporter &m_diagnostics;
    const Limits &m_limits;
    ir::Schema &m_schema;
    std::deque<FileContext> m_contexts;
    std::vector<FileContext *> m_files;
};

} // namespace
} // namespace dbml

ir::Schema DbmlFrontend::parse(const SourceManager &sources, SourceId source,
                               DiagnosticEmitter &diagnostics, const ParseOptions &options) const
{
    ir::Schema schema;
    dbml::Reporter reporter(diagnostics);
    const std::vector<dbml::LoadedFile> loaded =
        dbml::loadFiles(sources, source, diagnostics, options);
    if (std::any_of(loaded.begin(), loaded.end(),
                    [](const dbml::LoadedFile &file) { return file.tree.hasErrors(); }))
        return schema;
    dbml::DocumentReader reader(reporter, options.limits, schema);
    reader.add(loaded);
    reader.run();
    if (options.alone && reporter.errorCount() == 0)
        dbml::warnOfRecords(schema, reporter);
    return schema;
}

} // namespace tw
