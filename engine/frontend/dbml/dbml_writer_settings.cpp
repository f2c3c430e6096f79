// SPDX-License-Identifier: MIT
#include "frontend/dbml/dbml_writer_settings.h"

#include "frontend/dbml/dbml_writer_text.h"
#include "frontend/dbml/elements.h"
#include "frontend/json/json_string.h"

#include <tablewright/base/utf8.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <unordered_set>

namespace tw::dbml {

namespace {

bool isKeyStart(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

bool isKeyPart(char c) { return isKeyStart(c) || (c >= '0' && c <= '9'); }

bool isWord(std::string_view text)
{
    return !text.empty() && isKeyStart(text.front()) &&
           std::all_of(text.begin(), text.end(), isKeyPart);
}

/// Words with one space between them.
bool areWords(std::string_view text)
{
    for (;;) {
        const std::size_t space = text.find(' ');
        if (!isWord(text.substr(0, space)))
            return false;
        if (space == std::string_view::npos)
            return true;
        text.remove_prefix(space + 1);
    }
}

/// What some element has a meaning for; elsewhere it would do no harm, but it would mislead.
bool isBuiltin(std::string_view lowerKey)
{
    constexpr std::array<std::string_view, 13> builtin{
        "pk",    "primary key", "null", "not null", "unique", "increment",  "default",
        "check", "note",        "ref",  "dep",      "color",  "headercolor"};
    return lowerKey.starts_with("tw_") ||
           std::find(builtin.begin(), builtin.end(), lowerKey) != builtin.end();
}

bool fits(const ir::Metadata &entry, MetadataPlace place, bool inBlock)
{
    const std::string_view key = entry.key.view();
    const std::string lower = asciiLower(key);
    if (isBuiltin(lower) || (entry.isColor && !isColorText(entry.value.view())))
        return false;
    if (inBlock)
        return isWord(key);
    if (place == MetadataPlace::Project)
        return isWord(key) && lower == key && !entry.isColor && kindOf(key) == ElementKind::Custom;
    return areWords(key) && lower == key;
}

std::string metadataJson(const std::vector<ir::Metadata> &metadata)
{
    std::string out = "{";
    for (const ir::Metadata &entry : metadata) {
        out += out.size() > 1 ? "," : "";
        out += json::quoted(entry.key.view());
        out += ':';
        out += entry.isColor ? "{\"color\":" + json::quoted(entry.value.view()) + '}'
                             : json::quoted(entry.value.view());
    }
    return out + '}';
}

} // namespace

void SettingList::addText(std::string_view key, std::string_view text)
{
    std::string setting(key);
    setting += ": ";
    setting += writeString(text);
    m_settings.push_back(std::move(setting));
}

std::string SettingList::text() const
{
    if (m_settings.empty())
        return {};
    std::string out = " [";
    for (const std::string &setting : m_settings) {
        out += out.size() > 2 ? ", " : "";
        out += setting;
    }
    return out + ']';
}

std::string SettingList::headerText() const
{
    constexpr std::size_t oneLine = 80;
    const std::size_t size =
        std::accumulate(m_settings.begin(), m_settings.end(), std::size_t{0},
                        [](std::size_t sum, const std::string &s) { return sum + s.size() + 2; });
    if (size <= oneLine)
        return text();
    std::string out = " [\n";
    for (const std::string &setting : m_settings) {
        out += "  ";
        out += setting;
        out += &setting == &m_settings.back() ? "\n" : ",\n";
    }
    return out + ']';
}

WrittenMetadata writeMetadata(const std::vector<ir::Metadata> &metadata, MetadataPlace place)
{
    WrittenMetadata written;
    if (metadata.empty())
        return written;
    std::unordered_set<std::string> keys;
    bool inSettings = place != MetadataPlace::Block;
    bool inBlock = place == MetadataPlace::Element || place == MetadataPlace::Block;
    for (const ir::Metadata &entry : metadata) {
        const bool isNew = keys.insert(asciiLower(entry.key.view())).second;
        inSettings = inSettings && isNew && fits(entry, place, false);
        inBlock = inBlock && isNew && fits(entry, place, true);
    }
    if (!inSettings && !inBlock) {
        written.json = metadataJson(metadata);
        return written;
    }
    for (const ir::Metadata &entry : metadata) {
        std::string text = entry.key.text + ": ";
        text += entry.isColor ? entry.value.text : writeString(entry.value.view());
        (inSettings ? written.settings : written.fields).push_back(std::move(text));
    }
    return written;
}

} // namespace tw::dbml
