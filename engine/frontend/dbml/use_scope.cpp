// SPDX-License-Identifier: MIT
#include "frontend/dbml/elements.h"
#include "frontend/dbml/file_context.h"

#include <tablewright/base/utf8.h>

#include <array>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace tw::dbml {

namespace {

constexpr std::array<SymbolKind, 5> usableKinds{SymbolKind::Table, SymbolKind::Enum,
                                                SymbolKind::Partial, SymbolKind::StickyNote,
                                                SymbolKind::Group};

/// What `table`, `schema` and so on in a `use` means. A namespace is no symbol of its own.
struct UsedKind {
    std::string_view word;
    std::optional<SymbolKind> symbol;
    bool qualified = false; ///< its name may have a namespace
};

constexpr std::array<UsedKind, 6> usedKinds{{{"table", SymbolKind::Table, true},
                                             {"enum", SymbolKind::Enum, true},
                                             {"tablepartial", SymbolKind::Partial, false},
                                             {"note", SymbolKind::StickyNote, false},
                                             {"tablegroup", SymbolKind::Group, false},
                                             {"schema", std::nullopt, true}}};

const UsedKind *usedKind(const Node *word)
{
    if (word != nullptr) {
        for (const UsedKind &kind : usedKinds) {
            if (equalsIgnoringCase(word->text, kind.word))
                return &kind;
        }
    }
    return nullptr;
}

std::string_view spelling(SymbolKind kind)
{
    for (const UsedKind &used : usedKinds) {
        if (used.symbol == kind)
            return used.word;
    }
    return {};
}

SourceRange rangeOf(const FileContext &file, const UseDeclaration::Item &item)
{
    const Node *const last = item.alias != nullptr  ? item.alias
                             : item.name != nullptr ? item.name
                                                    : item.kind;
    return file.tree.range((item.kind != nullptr ? item.kind : last)->begin, last->end);
}

void readItem(FileContext &file, const UseDeclaration::Item &item)
{
    const UsedKind *const kind = usedKind(item.kind);
    if (kind == nullptr && item.kind != nullptr)
        file.diagnostics.report(
            diag::UnexpectedItem, file.range(*item.kind), describe(*item.kind),
            "`table`, `enum`, `tablepartial`, `note`, `tablegroup` or `schema`");
    const bool hasPath = item.name != nullptr && isNamePath(*item.name);
    const bool isSingle = hasPath && item.name->isName();
    if (item.name != nullptr && (!hasPath || (kind != nullptr && !kind->qualified && !isSingle)))
        file.diagnostics.report(diag::MalformedName, rangeOf(file, item), describe(*item.name),
                                kind == nullptr ? "an element" : std::string(kind->word),
                                hasPath ? "one name" : "a name, or names joined by dots");
    if (item.alias != nullptr && !item.alias->isName())
        file.diagnostics.report(diag::MalformedName, file.range(*item.alias), describe(*item.alias),
                                "an alias", "one name");
}

/// Which names each file can use, and which of them others can have from it.
class UseResolver {
public:
    explicit UseResolver(std::span<FileContext *const> files) : m_files(files)
    {
        m_exports.resize(files.size());
        for (std::size_t i = 0; i < files.size(); ++i) {
            m_places.emplace(files[i], i);
            for (const SymbolKind kind : usableKinds)
                copyAll(*files[i], kind, m_exports[i]);
        }
    }

    void run()
    {
        // What is passed on may come back in a circle, so this goes on until nothing is new.
        for (bool changed = true; changed;) {
            changed = false;
            for (std::size_t i = m_files.size(); i-- > 0;) {
                forEachUse(*m_files[i], [&](const UseDeclaration &use, FileContext &from) {
                    if (use.reuse)
                        changed |= passOn(i, use, from);
                });
            }
        }
        for (FileContext *const file : m_files) {
            reportMissing(*file);
            forEachUse(*file, [&](const UseDeclaration &use, FileContext &from) {
                bring(*file, use, from);
            });
        }
    }

private:
    static void copyAll(const FileContext &from, SymbolKind kind, Scope &to)
    {
        from.scope.forEach(kind,
                           [&](std::string_view space, std::string_view name,
                               const Symbol &symbol) { to.declare(kind, space, name, symbol); });
    }

    template <class Visit> void forEachUse(FileContext &file, Visit visit)
    {
        const std::span<const UseDeclaration> uses = file.tree.uses();
        for (std::size_t i = 0; i < uses.size(); ++i) {
            if (FileContext *const from = file.links.usedFiles[i])
                visit(uses[i], *from);
        }
    }

    void reportMissing(FileContext &file)
    {
        const std::span<const UseDeclaration> uses = file.tree.uses();
        for (std::size_t i = 0; i < uses.size(); ++i) {
            if (file.links.usedFiles[i] != nullptr || uses[i].path == nullptr)
                continue;
            const std::string path = textOf(*uses[i].path);
            file.diagnostics.report(diag::UnusableFile, file.range(*uses[i].path), path,
                                    path.starts_with('/')
                                        ? "its path is not relative"
                                        : "there is none, or it may not be read from here");
        }
    }

    [[nodiscard]] Scope &exportsOf(const FileContext &file)
    {
        return m_exports[m_places.find(&file)->second];
    }

    /// Adds what `file` passes on to its exports; true when one of them is new.
    bool passOn(std::size_t file, const UseDeclaration &use, const FileContext &from)
    {
        const Scope &exports = exportsOf(from);
        bool isNew = false;
        const auto add = [&](SymbolKind kind, std::string_view space, std::string_view name,
                             Symbol symbol, SourceRange /*place*/) {
            isNew |= !m_exports[file].declare(kind, space, name, symbol);
        };
        if (&exports != &m_exports[file])
            forEachUsed(*m_files[file], use, exports, add);
        return isNew;
    }

    void bring(FileContext &file, const UseDeclaration &use, FileContext &from)
    {
        const Scope &exports = exportsOf(from);
        if (use.star == nullptr)
            reportUnknown(file, use, exports);
        forEachUsed(file, use, exports,
                    [&](SymbolKind kind, std::string_view space, std::string_view name,
                        Symbol symbol, SourceRange place) {
                        const auto other = file.scope.declare(kind, space, name, symbol);
                        if (other && other->index != symbol.index)
                            file.diagnostics
                                .report(diag::DuplicateName, place, spelling(kind), name)
                                .note(other->place, "this has the name already")
                                .note(symbol.place, "and this would have it, too");
                        if (kind == SymbolKind::Group)
                            bringMembers(file, symbol.index);
                    });
    }

    /// The tables of a group come with it, by their own names.
    void bringMembers(FileContext &file, std::uint32_t group)
    {
        const SourceId source = file.schema.groups[group].range.source;
        for (FileContext *const owner : m_files) {
            if (owner->tree.source() != source)
                continue;
            const auto &members = membersOf(*owner);
            const auto [first, last] = members.equal_range(group);
            for (auto it = first; it != last; ++it) {
                const Node &name = *it->second;
                const QualifiedName written = qualifiedName(*owner, name);
                const Symbol *const table = exportsOf(*owner).find(
                    SymbolKind::Table, written.namespaceName.text, written.name.text);
                if (table != nullptr)
                    file.scope.declare(SymbolKind::Table, written.namespaceName.text,
                                       written.name.text, *table);
            }
        }
    }

    const std::unordered_multimap<std::uint32_t, const Node *> &membersOf(const FileContext &file)
    {
        const auto [it, isNew] = m_members.try_emplace(&file);
        if (isNew) {
            for (const PendingMember &member : file.links.members) {
                if (member.kind == PendingMember::Kind::GroupTable)
                    it->second.emplace(member.index, member.name);
            }
        }
        return it->second;
    }

    static void reportUnknown(FileContext &file, const UseDeclaration &use, const Scope &exports)
    {
        for (const UseDeclaration::Item &item : use.items) {
            const UsedKind &kind = *usedKind(item.kind);
            const QualifiedName written = qualifiedName(file, *item.name);
            const std::string whole = written.namespaceName.empty()
                                          ? written.name.text
                                          : written.namespaceName.text + '.' + written.name.text;
            const bool known = kind.symbol ? exports.find(*kind.symbol, written.namespaceName.text,
                                                          written.name.text) != nullptr
                                           : exports.hasNamespace(whole);
            if (!known)
                file.diagnostics.report(diag::UnknownName, file.range(*item.name), kind.word, whole)
                    .note(file.range(*use.path), "in this file");
        }
    }

    /// Calls `visit` with each symbol of `exports` that `use` names, by the name that it gives.
    template <class Visit>
    static void forEachUsed(const FileContext &file, const UseDeclaration &use,
                            const Scope &exports, Visit visit)
    {
        if (use.star != nullptr) {
            for (const SymbolKind kind : usableKinds)
                exports.forEach(
                    kind, [&](std::string_view space, std::string_view name, const Symbol &symbol) {
                        visit(kind, space, name, symbol, file.range(*use.star));
                    });
            return;
        }
        for (const UseDeclaration::Item &item : use.items) {
            const UsedKind &kind = *usedKind(item.kind);
            const QualifiedName written = qualifiedName(file, *item.name);
            const std::string alias = item.alias != nullptr ? textOf(*item.alias) : std::string();
            const SourceRange place = rangeOf(file, item);
            if (!kind.symbol) {
                const std::string space =
                    written.namespaceName.empty()
                        ? written.name.text
                        : written.namespaceName.text + '.' + written.name.text;
                forEachOfNamespace(exports, space, item.alias != nullptr ? alias : space, place,
                                   visit);
                continue;
            }
            const Symbol *const found =
                exports.find(*kind.symbol, written.namespaceName.text, written.name.text);
            if (found == nullptr)
                continue;
            if (item.alias != nullptr)
                visit(*kind.symbol, std::string_view(), std::string_view(alias), *found, place);
            else
                visit(*kind.symbol, std::string_view(written.namespaceName.text),
                      std::string_view(written.name.text), *found, place);
        }
    }

    /// Everything in the namespace and in those within it, as if it were called `asSpace`.
    template <class Visit>
    static void forEachOfNamespace(const Scope &exports, std::string_view wanted,
                                   std::string_view asSpace, SourceRange place, Visit &visit)
    {
        const std::string_view ofExports = wanted == "public" ? std::string_view() : wanted;
        for (const SymbolKind kind : usableKinds)
            exports.forEach(kind, [&](std::string_view space, std::string_view name,
                                      const Symbol &symbol) {
                if (space == ofExports)
                    visit(kind, asSpace, name, symbol, place);
                else if (!ofExports.empty() && space.size() > ofExports.size() &&
                         space.starts_with(ofExports) && space[ofExports.size()] == '.')
                    visit(kind, std::string(asSpace) + std::string(space.substr(ofExports.size())),
                          name, symbol, place);
            });
    }

    std::span<FileContext *const> m_files;
    std::unordered_map<const FileContext *, std::size_t> m_places;
    std::vector<Scope> m_exports; ///< of each file
    std::unordered_map<const FileContext *, std::unordered_multimap<std::uint32_t, const Node *>>
        m_members; ///< of the groups of a file
};

} // namespace

void readUses(FileContext &file)
{
    for (const UseDeclaration &use : file.tree.uses()) {
        for (const UseDeclaration::Item &item : use.items)
            readItem(file, item);
    }
}

void declareUses(std::span<FileContext *const> files)
{
    const auto hasUses = [](const FileContext *file) { return !file->tree.uses().empty(); };
    if (std::any_of(files.begin(), files.end(), hasUses))
        UseResolver(files).run();
}

} // namespace tw::dbml
