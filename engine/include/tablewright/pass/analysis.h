// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/ir/schema.h>

#include <memory>
#include <typeindex>
#include <unordered_map>

namespace tw {

/// Facts about a schema that several passes need. An analysis is a class with a static
/// `Analysis compute(const ir::Schema &)`; it is computed at first use and dropped when a transform
/// has changed the schema. One cache belongs to one compile. It knows an analysis by the name of
/// its class, so a plugin has its own in a namespace of its own.
class AnalysisCache {
public:
    template <class Analysis> const Analysis &get(const ir::Schema &schema)
    {
        std::shared_ptr<void> &slot = m_results[std::type_index(typeid(Analysis))];
        if (!slot)
            slot = std::make_shared<Analysis>(Analysis::compute(schema));
        return *static_cast<const Analysis *>(slot.get());
    }

    void invalidate() { m_results.clear(); }

private:
    std::unordered_map<std::type_index, std::shared_ptr<void>> m_results;
};

} // namespace tw
