// SPDX-License-Identifier: MIT
#include <tablewright/backend/backend.h>

namespace tw {

Backend::~Backend() = default;

std::vector<std::shared_ptr<const CheckPass>> Backend::checkPasses() const { return {}; }

} // namespace tw
