// SPDX-License-Identifier: MIT
#include "frontend/dbml/link_binders.h"
#include "frontend/dbml/metadata_blocks.h"

#include <tablewright/base/utf8.h>

#include <algorithm>
#include <string>
#include <tuple>
#include <unordered_set>
#include <utility>

namespace tw::dbml {

namespace {

using Kind = PendingMetadata::Kind;
using Names = NameFinder::Names;

/// Puts values into what their target has already; a key that is there takes the new value and
/// spelling. The blocks of one target are merged together.
class MetadataMerger {
public:
    explicit MetadataMerger(ir::Schema &schema) : m_schema(schema) {}

    void run(std::vector<PendingMetadata *> &blocks)
    {
        const auto targetOf = [](const PendingMetadata *block) {
            return std::tuple(block->kind, block->target, block->column);
        };
        std::ranges::stable_sort(blocks, {}, targetOf);
        for (std::size_t first = 0; first < blocks.size();) {
            const PendingMetadata &target = *blocks[first];
            begin(target);
            for (; first < blocks.size() && targetOf(blocks[first]) == targetOf(&target); ++first) {
                for (ir::Metadata &value : blocks[first]->values)
                    put(target.kind, std::move(value));
            }
            store(target);
        }
    }

private:
    void begin(const PendingMetadata &target)
    {
        m_note = {};
        m_color = {};
        switch (target.kind) {
        case Kind::Table:
            m_values = *m_schema.tables[target.target].metadata;
            break;
        case Kind::Column:
            m_values = *m_schema.tables[target.target].column(target.column).metadata;
            break;
        case Kind::TableGroup:
            m_values = m_schema.groups[target.target].metadata;
            break;
        case Kind::StickyNote:
            m_values = m_schema.stickyNotes[target.target].metadata;
            break;
        }
        m_places.clear();
        for (std::size_t i = 0; i < m_values.size(); ++i)
            m_places.insert_or_assign(asciiLower(m_values[i].key.text), i);
    }

    void put(Kind kind, ir::Metadata value)
    {
        std::string key = asciiLower(value.key.text);
        switch (builtinKey(kind, key)) {
        case BuiltinKey::Note:
            m_note = std::move(value.value);
            return;
        case BuiltinKey::Color:
            m_color = std::move(value.value);
            return;
        case BuiltinKey::None:
            break;
        }
        const auto [it, isNew] = m_places.try_emplace(std::move(key), m_values.size());
        if (isNew)
            m_values.push_back(std::move(value));
        else
            m_values[it->second] = std::move(value);
    }

    void store(const PendingMetadata &target)
    {
        switch (target.kind) {
        case Kind::Table: {
            ir::Table &table = m_schema.tables[target.target];
            if (take(m_note, table.note))
                table.notePartial = {};
            if (take(m_color, table.headerColor))
                table.headerColorPartial = {};
            if (!m_values.empty())
                table.metadata = std::move(m_values);
            break;
        }
        case Kind::Column: {
            ir::Column &column = m_schema.tables[target.target].column(target.column);
            if (m_note.range.isValid())
                column.note = std::move(m_note);
            if (!m_values.empty())
                column.metadata = std::move(m_values);
            break;
        }
        case Kind::TableGroup: {
            ir::TableGroup &group = m_schema.groups[target.target];
            take(m_note, group.note);
            take(m_color, group.color);
            group.metadata = std::move(m_values);
            break;
        }
        case Kind::StickyNote: {
            ir::StickyNote &note = m_schema.stickyNotes[target.target];
            take(m_color, note.color);
            note.metadata = std::move(m_values);
            break;
        }
        }
    }

    /// Whether a block gave the value.
    static bool take(ir::Name &given, ir::Name &value)
    {
        if (!given.range.isValid())
            return false;
        value = std::move(given);
        return true;
    }

    ir::Schema &m_schema;
    std::vector<ir::Metadata> m_values;
    StringMap<std::size_t> m_places; ///< of keys in lower case, in `m_values`
    ir::Name m_note;
    ir::Color m_color;
};

/// A file behind those that it uses.
void visit(FileContext *file, std::unordered_set<const FileContext *> &seen,
           std::vector<FileContext *> &order)
{
    // Each step of the walk: a file and which of those that it uses comes next.
    std::vector<std::pair<FileContext *, std::size_t>> path{{file, 0}};
    seen.insert(file);
    while (!path.empty()) {
        auto &[current, next] = path.back();
        if (next == current->links.usedFiles.size()) {
            order.push_back(current);
            path.pop_back();
            continue;
        }
        FileContext *const used = current->links.usedFiles[next++];
        if (used != nullptr && seen.insert(used).second)
            path.emplace_back(used, 0);
    }
}

} // namespace

void bindMetadata(FileContext &file, NameFinder &names, PendingMetadata &pending)
{
    const Node *const &name = pending.name;
    Names path = name->is(Node::Kind::Path) ? name->parts : Names(&name, 1);
    const Symbol *found = nullptr;
    switch (pending.kind) {
    case Kind::Table:
        found = names.findTable(path);
        if (found != nullptr)
            names.mentionTable(found->index, path);
        break;
    case Kind::Column:
        if (path.size() > 1)
            found = names.findTable(path.first(path.size() - 1));
        if (found != nullptr) {
            pending.column = names.findColumn(ir::TableId(found->index), textOf(*path.back()));
            names.mentionTable(found->index, path.first(path.size() - 1));
            if (pending.column.isValid())
                file.mention(file.schema.tables[found->index].column(pending.column).name,
                             *path.back());
        }
        break;
    case Kind::TableGroup:
    case Kind::StickyNote:
        if (path.size() > 1 && textOf(*path.front()) == "public")
            path = path.subspan(1);
        if (path.size() == 1)
            found = file.scope.find(pending.kind == Kind::TableGroup ? SymbolKind::Group
                                                                     : SymbolKind::StickyNote,
                                    {}, textOf(*path.back()));
        break;
    }
    if (found != nullptr && (pending.kind != Kind::Column || pending.column.isValid())) {
        pending.target = found->index;
        return;
    }
    constexpr std::string_view whats[] = {"table", "column", "table group", "note"};
    file.diagnostics.report(diag::UnknownName, file.range(*name),
                            whats[static_cast<std::size_t>(pending.kind)],
                            NameFinder::joined(path));
}

void applyMetadata(std::span<FileContext *const> files)
{
    std::unordered_set<const FileContext *> seen;
    std::vector<FileContext *> order;
    visit(files.front(), seen, order);
    std::vector<PendingMetadata *> blocks;
    for (FileContext *const file : order) {
        for (PendingMetadata &block : file->links.metadata)
            blocks.push_back(&block);
    }
    if (!blocks.empty())
        MetadataMerger(files.front()->schema).run(blocks);
}

} // namespace tw::dbml
