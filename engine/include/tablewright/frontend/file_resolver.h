// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/base/string_map.h>
#include <tablewright/frontend/frontend.h>

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string_view>

namespace tw {

/// Finds files beside the document that names them; `.dbml` may be left out. A file is read once,
/// however it is named. Without a root any file may be read, otherwise none outside of that folder,
/// not by way of a symbolic link either.
class TABLEWRIGHT_EXPORT FileResolver final : public SourceResolver {
public:
    explicit FileResolver(SourceManager &sources, std::filesystem::path root = {},
                          std::size_t maxBytes = SourceBuffer::maxSize - 1);

    /// `from` is called by its path; one that is no file, as `<stdin>`, is in the current folder.
    std::optional<SourceId> resolve(SourceId from, std::string_view path) override;

private:
    [[nodiscard]] bool isAllowed(const std::filesystem::path &canonical) const;

    SourceManager &m_sources;
    std::filesystem::path m_root; ///< canonical; empty without one
    bool m_hasRoot;
    std::size_t m_maxBytes;
    StringMap<SourceId> m_files; ///< by canonical path
};

} // namespace tw
