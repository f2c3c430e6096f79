// SPDX-License-Identifier: MIT
#include "golden_file.h"

#include "cli.h"

#include <tablewright/diag/render.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <iterator>

namespace tw::cli {

namespace {

constexpr std::string_view marker = "--- ";

/// In the order in which they stand in a file.
constexpr std::array<std::string_view, 16> sectionNames{
    "input.json",
    "input.dbml",
    "file",
    "tablewright.toml",
    "options",
    "diagnostics",
    "diagnostics.dbml",
    "ir",
    "sql",
    "json",
    "dbml",
    "fixed",
    "fixed.dbml",
    "formatted",
    "setup.sql",
    "apply",
};
constexpr std::string_view filePrefix = "file ";

/// `file a.dbml` is a `file`.
std::size_t rank(std::string_view name)
{
    if (name.starts_with(filePrefix) && name.size() > filePrefix.size())
        name = name.substr(0, filePrefix.size() - 1);
    else if (name == "file")
        return sectionNames.size();
    return static_cast<std::size_t>(std::ranges::find(sectionNames, name) - sectionNames.begin());
}

std::string quotedJson(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out += '\\';
        if (c == '\n')
            out += "\\n";
        else
            out += c;
    }
    return out + '"';
}

std::string place(SourceRange range, const SourceManager &sources)
{
    if (!range.isValid())
        return "-";
    const SourceBuffer &buffer = sources.buffer(range.source);
    const LineColumn begin = buffer.lineColumn(range.begin);
    const LineColumn end = buffer.lineColumn(range.end);
    const std::string file = range.source == SourceId(0) ? std::string() : buffer.name() + ':';
    return fmt::format("{}{}:{}-{}:{}", file, begin.line, begin.column, end.line, end.column);
}

} // namespace

GoldenFile::GoldenFile(std::string path, std::string_view text) : m_path(std::move(path))
{
    std::string *current = &m_about;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(end);
        if (!line.starts_with(marker)) {
            *current += line;
            continue;
        }
        std::string_view name = line.substr(marker.size());
        name = name.substr(0, name.find_last_not_of(" \r\n") + 1);
        if (rank(name) == sectionNames.size())
            throw Failure(fmt::format("{}: unknown section `{}`", m_path, name));
        if (section(name) != nullptr)
            throw Failure(fmt::format("{}: section `{}` occurs twice", m_path, name));
        m_sections.push_back({std::string(name), {}});
        current = &m_sections.back().text;
    }
    if (section("input.json") == nullptr && section("input.dbml") == nullptr)
        throw Failure(fmt::format("{}: it has no input", m_path));
}

std::string GoldenFile::name() const { return std::filesystem::path(m_path).stem().string(); }

const std::string *GoldenFile::section(std::string_view name) const
{
    const auto found = std::ranges::find(m_sections, name, &Section::name);
    return found == m_sections.end() ? nullptr : &found->text;
}

const std::string *GoldenFile::namedFile(std::string_view path) const
{
    return section(std::string(filePrefix) + std::string(path));
}

std::vector<std::string> GoldenFile::options() const
{
    std::vector<std::string> words;
    const std::string *text = section("options");
    if (text == nullptr)
        return words;
    bool quoted = false;
    bool inWord = false;
    for (const char c : *text) {
        if (!quoted && (c == ' ' || c == '\n')) {
            inWord = false;
            continue;
        }
        if (!inWord) {
            words.emplace_back();
            inWord = true;
        }
        if (c == '\'')
            quoted = !quoted;
        else
            words.back() += c;
    }
    return words;
}

void GoldenFile::setSection(std::string_view name, std::string text)
{
    const auto found = std::ranges::find(m_sections, name, &Section::name);
    if (found != m_sections.end()) {
        found->text = std::move(text);
        return;
    }
    const auto after = std::ranges::find_if(
        m_sections, [&](const Section &other) { return rank(other.name) > rank(name); });
    m_sections.insert(after, {std::string(name), std::move(text)});
}

std::string GoldenFile::text() const
{
    std::string text = m_about;
    for (const Section &section : m_sections) {
        text += marker;
        text += section.name;
        text += '\n';
        text += section.text;
        if (!text.ends_with('\n'))
            text += '\n';
    }
    return text;
}

std::string goldenText(std::span<const Diagnostic> diagnostics, const SourceManager &sources)
{
    std::string text;
    for (const Diagnostic &diagnostic : diagnostics) {
        const std::string pointer = !diagnostic.hasPointer       ? "-"
                                    : diagnostic.pointer.empty() ? "\"\""
                                                                 : diagnostic.pointer;
        fmt::format_to(std::back_inserter(text), "{} {} {} {} {}\n",
                       place(diagnostic.range, sources), spelling(diagnostic.severity),
                       diagnostic.info->code, pointer, diagnostic.message);
        for (const DiagnosticNote &note : diagnostic.notes) {
            fmt::format_to(std::back_inserter(text), "  note {} {}\n", place(note.range, sources),
                           note.message);
        }
        if (diagnostic.fix) {
            fmt::format_to(std::back_inserter(text), "  fix {} {} {}\n",
                           place(diagnostic.fix->range, sources),
                           quotedJson(diagnostic.fix->replacement), diagnostic.fix->title);
            for (const TextEdit &edit : diagnostic.fix->also) {
                fmt::format_to(std::back_inserter(text), "    and {} {}\n",
                               place(edit.range, sources), quotedJson(edit.replacement));
            }
        }
    }
    return text;
}

bool matchesGlob(std::string_view pattern, std::string_view text)
{
    if (pattern.empty())
        return text.empty();
    if (pattern.front() == '*') {
        for (std::size_t i = 0; i <= text.size(); ++i) {
            if (matchesGlob(pattern.substr(1), text.substr(i)))
                return true;
        }
        return false;
    }
    return !text.empty() && (pattern.front() == '?' || pattern.front() == text.front()) &&
           matchesGlob(pattern.substr(1), text.substr(1));
}

} // namespace tw::cli
