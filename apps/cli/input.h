// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/frontend/frontend.h>
#include <tablewright/source/source.h>

#include <string>
#include <string_view>

namespace tw::cli {

/// The bytes of a file, or of standard input when the path is `-`. Throws `Failure`.
[[nodiscard]] std::string readFile(const std::string &path);

/// The language that `--from` names or the path's ending tells. Throws `Failure`.
[[nodiscard]] Language languageOf(const std::string &path, std::string_view from);

/// The text of a document, which is not too large for a source. Throws `Failure`.
[[nodiscard]] std::string readDocument(const std::string &path);

/// Reads a file into `sources`. Throws `Failure`.
[[nodiscard]] SourceId addSource(SourceManager &sources, const std::string &path);

} // namespace tw::cli
