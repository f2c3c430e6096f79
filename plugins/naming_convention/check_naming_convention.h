// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/pass/pass.h>

#include <memory>

namespace tw::naming {

[[nodiscard]] std::shared_ptr<const CheckPass> makeCheckNamingConvention();

} // namespace tw::naming
