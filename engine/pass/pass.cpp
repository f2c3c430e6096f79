// SPDX-License-Identifier: MIT
#include <tablewright/pass/pass.h>

namespace tw {

Pass::~Pass() = default;

} // namespace tw
