// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/driver/compiler.h>

#include <string>

namespace tw::cli {

class Session;

/// Puts what a compile has left *unverified* to a server, by running the script there and taking it
/// back: in a scratch database of its own where the role may make one, and else in the database of
/// the URL, which must be empty. What it takes is not unverified any more; what it refuses becomes
/// an error of `result`, and so does a server that cannot be asked.
///
/// Returns a sentence about where it was asked; empty when there was nothing to ask.
[[nodiscard]] std::string judgeByServer(CompileResult &result, const SourceManager &sources,
                                        SourceId source, const CompileOptions &options,
                                        const Backend &backend, const std::string &url);

} // namespace tw::cli
