// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/options.h"

#include <string_view>

namespace tw::server {

// Both throw `std::invalid_argument`, whose text never holds a secret.

/// `HOST:PORT` with an address, `[address]` or `localhost`.
void readAddress(std::string_view text, Options &options);

/// What options ask of each other.
void checkOptions(const Options &options);

} // namespace tw::server
