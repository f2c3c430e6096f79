// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/ir/annotations.h>

#include <string>
#include <string_view>
#include <vector>

namespace tw::dbml {

/// `[pk, note: 'text']`: what stands in brackets behind an element or a column.
class SettingList {
public:
    void add(std::string setting) { m_settings.push_back(std::move(setting)); }
    void add(const SettingList &settings)
    {
        m_settings.insert(m_settings.end(), settings.m_settings.begin(), settings.m_settings.end());
    }
    /// `key: 'text'`
    void addText(std::string_view key, std::string_view text);

    /// With a space before it, on one line; empty when there is nothing.
    [[nodiscard]] std::string text() const;
    /// The same, but over several lines when one would be long.
    [[nodiscard]] std::string headerText() const;

private:
    std::vector<std::string> m_settings;
};

/// How the metadata of one element is written: among its settings, in a `Metadata` block of its
/// own, which keeps capital letters of keys, or as one text when DBML has no place for a key.
struct WrittenMetadata {
    std::vector<std::string> settings; ///< `owner: 'sales'`
    std::vector<std::string> fields;   ///< the same, of a `Metadata` block
    std::string json;                  ///< of `tw_metadata`
};

enum class MetadataPlace : std::uint8_t {
    Settings, ///< and no block: dependencies, columns of partials
    Element,  ///< settings, or a block
    Block,    ///< a block and nothing else
    Project   ///< fields of the project, which are no colours
};

[[nodiscard]] WrittenMetadata writeMetadata(const std::vector<ir::Metadata> &metadata,
                                            MetadataPlace place);

} // namespace tw::dbml
