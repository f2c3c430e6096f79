// SPDX-License-Identifier: MIT
#include <tablewright/backend/backend.h>

namespace tw {

Backend::~Backend() = default;

std::vector<std::shared_ptr<const CheckPass>> Backend::checkPasses() const { return {}; }

std::vector<StatementPart> Backend::partsOf(const ir::Schema & /*schema*/,
                                            std::size_t /*statement*/) const
{
    return {};
}

} // namespace tw
