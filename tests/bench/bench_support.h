// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/driver/compiler.h>

#include <string>

namespace tw::bench {

/// The whole file; throws when it cannot be read.
[[nodiscard]] std::string readFile(const std::string &path);

/// The PostgreSQL backend from the build's plugin folder; throws when there is none.
[[nodiscard]] std::shared_ptr<const Backend> loadBackend();

/// Options of a real host: checks on, limits off. The language is that of the file's name; throws
/// when it has none.
[[nodiscard]] CompileOptions benchOptions(const std::string &file);

/// Bytes to script; throws when the compile finds errors. Returns the size of the script.
std::size_t compile(const Compiler &compiler, const SourceManager &sources, SourceId source,
                    const CompileOptions &options);

} // namespace tw::bench
