// SPDX-License-Identifier: MIT
#include "section_resolver.h"

#include <filesystem>

namespace tw::cli {

std::optional<SourceId> SectionResolver::resolve(SourceId from, std::string_view path)
{
    namespace fs = std::filesystem;
    const fs::path naming(m_sources.buffer(from).name());
    std::string name = (naming.parent_path() / path).lexically_normal().string();
    if (!name.ends_with(".dbml"))
        name += ".dbml";
    if (naming.lexically_normal() == name)
        return from;
    const auto known = m_known.find(name);
    if (known != m_known.end())
        return known->second;
    if (name == m_sources.buffer(SourceId(0)).name())
        return SourceId(0);
    const std::string *text = m_file.namedFile(name);
    if (text == nullptr)
        return std::nullopt;
    const SourceId added = m_sources.add(name, *text);
    m_known.emplace(std::move(name), added);
    return added;
}

} // namespace tw::cli
