// SPDX-License-Identifier: MIT
#include <tablewright/frontend/file_resolver.h>

#include <algorithm>
#include <exception>
#include <fstream>
#include <string>
#include <system_error>
#include <utility>

namespace tw {

namespace {

namespace fs = std::filesystem;

/// The text of a regular file of at most `maxBytes`.
std::optional<std::string> readFile(const fs::path &path, std::size_t maxBytes)
{
    std::error_code error;
    if (!fs::is_regular_file(path, error))
        return std::nullopt;
    const std::uintmax_t size = fs::file_size(path, error);
    if (error || size > maxBytes)
        return std::nullopt;
    std::string text(static_cast<std::size_t>(size), '\0');
    std::ifstream stream(path, std::ios::binary);
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (static_cast<std::size_t>(stream.gcount()) != text.size())
        return std::nullopt; // it was cut meanwhile, or may not be read
    return text;
}

} // namespace

FileResolver::FileResolver(SourceManager &sources, fs::path root, std::size_t maxBytes)
    : m_sources(sources), m_hasRoot(!root.empty()), m_maxBytes(maxBytes)
{
    std::error_code error;
    if (m_hasRoot)
        m_root = fs::canonical(root, error);
}

std::optional<SourceId> FileResolver::resolve(SourceId from, std::string_view path)
{
    try {
        if (path.empty() || path.find('\0') != std::string_view::npos)
            return std::nullopt;
        const fs::path base(m_sources.buffer(from).name());
        fs::path wanted = (base.parent_path() / fs::path(path)).lexically_normal();
        if (wanted.extension() != ".dbml")
            wanted += ".dbml";

        std::error_code error;
        if (const fs::path document = fs::canonical(base, error); !error)
            m_files.try_emplace(document.string(), from);
        const fs::path canonical = fs::canonical(wanted, error);
        if (error || !isAllowed(canonical))
            return std::nullopt;
        if (const auto known = m_files.find(canonical.string()); known != m_files.end())
            return known->second;
        const std::optional<std::string> text = readFile(canonical, m_maxBytes);
        if (!text)
            return std::nullopt;
        const SourceId source = m_sources.add(wanted.string(), *text);
        m_files.emplace(canonical.string(), source);
        return source;
    } catch (const std::exception &) {
        return std::nullopt;
    }
}

bool FileResolver::isAllowed(const fs::path &canonical) const
{
    if (!m_hasRoot)
        return true;
    const auto [end, rest] =
        std::mismatch(m_root.begin(), m_root.end(), canonical.begin(), canonical.end());
    return !m_root.empty() && end == m_root.end() && rest != canonical.end();
}

} // namespace tw
