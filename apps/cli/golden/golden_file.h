// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/diag/diagnostic.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tw::cli {

/// One golden case: text that tells what it is about, then sections. A section begins with a line
/// `--- name` and holds every byte up to the next one.
class GoldenFile {
public:
    struct Section {
        std::string name;
        std::string text;
    };

    /// Throws `Failure` for an unknown or repeated section and when there is no input.
    GoldenFile(std::string path, std::string_view text);

    [[nodiscard]] const std::string &path() const { return m_path; }
    /// The file's name without folders and ending.
    [[nodiscard]] std::string name() const;
    /// Whether the name says that errors are expected.
    [[nodiscard]] bool expectsErrors() const { return name().starts_with("fail_"); }

    /// Null when there is no such section.
    [[nodiscard]] const std::string *section(std::string_view name) const;

    /// What stands for the file that the input names so; null when nothing does.
    [[nodiscard]] const std::string *namedFile(std::string_view path) const;

    /// The lines of `--- options`, split at spaces outside quotes.
    [[nodiscard]] std::vector<std::string> options() const;

    /// Replaces a section's text, or adds the section at its place in the order of the format.
    void setSection(std::string_view name, std::string text);

    [[nodiscard]] std::string text() const;

private:
    std::string m_path;
    std::string m_about;
    std::vector<Section> m_sections;
};

/// Diagnostics as golden files have them, one a line with its notes and fix under it:
/// `line:column-endLine:endColumn severity code pointer message`. A place in another source than
/// the first begins with that one's name and a colon.
[[nodiscard]] std::string goldenText(std::span<const Diagnostic> diagnostics,
                                     const SourceManager &sources);

/// Matches `*` and `?`.
[[nodiscard]] bool matchesGlob(std::string_view pattern, std::string_view text);

} // namespace tw::cli
