// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/options.h"
#include "http/endpoint.h"

#include <string>
#include <string_view>

namespace tw::server {

/// Sends Qt's log to standard error: one line a message, in this format, from this level on. Holds
/// for the whole process.
void installLogHandler(LogFormat format, LogLevel level);

/// Writes the access log's line of an answer, at info: how it went, but neither the query nor who
/// asked.
void logAnswer(const Answered &answered);

/// A pattern as people and metrics read it: `/api/v1/schemas/{id}`.
[[nodiscard]] std::string routeLabel(std::string_view pattern);

} // namespace tw::server
