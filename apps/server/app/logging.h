// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace tw::server {

/// Makes Qt's log one plain line a message on standard error: time, level, category, text.
void installLogHandler();

} // namespace tw::server
