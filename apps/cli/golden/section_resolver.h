// SPDX-License-Identifier: MIT
#pragma once

#include "golden_file.h"

#include <tablewright/frontend/frontend.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace tw::cli {

/// Finds the files that a golden case's input names among its sections `--- file NAME`.
class SectionResolver final : public SourceResolver {
public:
    SectionResolver(const GoldenFile &file, SourceManager &sources)
        : m_file(file), m_sources(sources)
    {
    }

    std::optional<SourceId> resolve(SourceId from, std::string_view path) override;

private:
    const GoldenFile &m_file;
    SourceManager &m_sources;
    std::map<std::string, SourceId> m_known;
};

} // namespace tw::cli
