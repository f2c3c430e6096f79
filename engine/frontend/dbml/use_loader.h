// SPDX-License-Identifier: MIT
#pragma once

#include "frontend/dbml/syntax.h"

#include <cstddef>
#include <span>
#include <vector>

namespace tw::dbml {

struct FileContext;

/// A file and where what it uses is.
struct LoadedFile {
    static constexpr std::size_t none = SIZE_MAX;

    SyntaxTree tree;
    std::vector<std::size_t> used; ///< of each `use` the index of its file, `none` without one
};

/// The entry file, which is the first, and every file that it uses, also by way of others; each
/// once, since files may use each other. A file that does not exist is reported by `declareUses`.
[[nodiscard]] std::vector<LoadedFile> loadFiles(const SourceManager &sources, SourceId entry,
                                                DiagnosticEmitter &diagnostics,
                                                const ParseOptions &options);

/// Tells each context, made of the loaded file at the same place, which ones it uses.
void connectUses(std::span<const LoadedFile> loaded, std::span<FileContext *const> files);

} // namespace tw::dbml
