// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/message.h"

#include <string>
#include <string_view>

namespace tw::server {

/// A page that is compiled in, under a policy that runs its own `<script>` and `<style>`, the
/// server's own files if `usesFiles`, and nothing else. Throws `std::logic_error` when it is
/// missing.
[[nodiscard]] Response webPage(const char *resource, bool usesFiles);

/// A file that is compiled in and that pages refer to.
[[nodiscard]] Response webFile(const char *resource, std::string_view contentType);

} // namespace tw::server
