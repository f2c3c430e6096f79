// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/driver/compiler.h>

#include <cstdio>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tw::cli {

/// Writes all of it and flushes. Throws `Failure`.
void write(std::FILE *stream, std::string_view text);

/// Puts the whole text in place of the file, or leaves the file as it was. Throws `Failure`.
void writeFileAtomically(const std::string &path, std::string_view text);

/// To the file that `-o` names; empty or `-`: to standard output.
void writeOutput(const std::string &path, std::string_view text);

/// For people on standard error.
void printDiagnostics(std::span<const Diagnostic> diagnostics, const SourceManager &sources);

/// `{"diagnostics":[…]}` and a line end. `more` are further members.
[[nodiscard]] std::string diagnosticsJson(std::span<const Diagnostic> diagnostics,
                                          const SourceManager &sources, std::string_view more = {});

/// Rows of cells in aligned columns, the first row being the heading.
[[nodiscard]] std::string alignedTable(const std::vector<std::vector<std::string>> &rows);

[[nodiscard]] std::string timingsTable(std::span<const PassTiming> timings);

} // namespace tw::cli
