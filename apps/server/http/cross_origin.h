// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/message.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tw::server {

/// The fields that let the page of a named origin read an answer (the Fetch standard's CORS
/// protocol). Empty when the request comes from no named origin.
[[nodiscard]] std::vector<HeaderField> crossOriginFields(const Request &request,
                                                         std::span<const std::string> origins);

/// Adds them to an answer, which may have a `Vary` of its own.
void addCrossOriginFields(Response &response, const std::vector<HeaderField> &fields);

/// Adds to them what a preflight asks for. `methods` is a list as `Allow` has it.
void addPreflightFields(std::vector<HeaderField> &fields, std::string_view methods);

} // namespace tw::server
