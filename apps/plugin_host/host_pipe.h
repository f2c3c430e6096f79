// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace tw::plugin_host {

/// The messages from and to the host, through `isolation::pipeDescriptor`. Both functions end the
/// process when the host is gone, or when the plugin has done something to the descriptor.
[[nodiscard]] std::string receive();
void send(std::string_view message);

} // namespace tw::plugin_host
