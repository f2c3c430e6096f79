// SPDX-License-Identifier: MIT
#include <tablewright/pass/pass_manager.h>

#include <algorithm>

namespace tw {

const Pass &RegisteredPass::get() const
{
    return std::visit([](const auto &held) -> const Pass & { return *held; }, pass);
}

void PassRegistry::add(Stage stage, std::shared_ptr<const TransformPass> pass, std::string owner)
{
    m_passes.push_back({stage, std::move(pass), std::move(owner), nullptr, true});
}

void PassRegistry::add(std::shared_ptr<const CheckPass> pass, std::string owner)
{
    m_passes.push_back({Stage::Check, std::move(pass), std::move(owner), nullptr, true});
}

bool PassRegistry::contains(std::string_view name) const
{
    return std::any_of(m_passes.begin(), m_passes.end(),
                       [&](const RegisteredPass &pass) { return pass.get().name() == name; });
}

} // namespace tw
