// SPDX-License-Identifier: MIT
#include "frontend/dbml/use_loader.h"

#include "frontend/dbml/file_context.h"

#include <algorithm>
#include <optional>
#include <string>
#include <unordered_map>

namespace tw::dbml {

namespace {

/// The source that a `use` means, if a host has it and its size is allowed.
std::optional<SourceId> resolve(const SourceManager &sources, const SyntaxTree &tree,
                                const UseDeclaration &use, const ParseOptions &options)
{
    if (options.resolver == nullptr || use.path == nullptr)
        return std::nullopt;
    const std::string path = textOf(*use.path);
    if (path.empty() || path.front() == '/')
        return std::nullopt;
    const std::optional<SourceId> source = options.resolver->resolve(tree.source(), path);
    if (source && sources.buffer(*source).text().size() > options.limits.inputBytes)
        return std::nullopt;
    return source;
}

} // namespace

std::vector<LoadedFile> loadFiles(const SourceManager &sources, SourceId entry,
                                  DiagnosticEmitter &diagnostics, const ParseOptions &options)
{
    std::vector<LoadedFile> files;
    std::unordered_map<SourceId, std::size_t> places;
    const auto load = [&](SourceId source) {
        const auto [it, isNew] = places.try_emplace(source, files.size());
        if (isNew)
            files.push_back({SyntaxTree::parse(sources, source, diagnostics, options.limits), {}});
        return it->second;
    };
    load(entry);
    std::size_t next = 0;
    while (next < files.size()) { // which grows meanwhile
        const std::size_t count = files[next].tree.uses().size();
        for (std::size_t use = 0; use < count; ++use) {
            const SyntaxTree &tree = files[next].tree;
            const auto source = resolve(sources, tree, tree.uses()[use], options);
            const std::size_t place = source ? load(*source) : LoadedFile::none;
            files[next].used.push_back(place);
        }
        ++next;
    }
    return files;
}

void connectUses(std::span<const LoadedFile> loaded, std::span<FileContext *const> files)
{
    for (std::size_t i = 0; i < loaded.size(); ++i) {
        std::vector<FileContext *> &used = files[i]->links.usedFiles;
        used.clear();
        for (const std::size_t place : loaded[i].used)
            used.push_back(place == LoadedFile::none ? nullptr : files[place]);
    }
}

} // namespace tw::dbml
