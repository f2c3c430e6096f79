// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/export.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace tw {

/// What the target database asks of names.
class TABLEWRIGHT_EXPORT NameRules {
public:
    virtual ~NameRules();

    /// The longest identifier, in bytes of UTF-8. The target cuts longer ones off.
    [[nodiscard]] virtual std::size_t maxBytes() const = 0;

    /// The namespace of elements that name none: `public`.
    [[nodiscard]] virtual std::string_view defaultNamespace() const = 0;

    /// Whether a schema of this name cannot be made by users: `pg_…`, `information_schema`.
    [[nodiscard]] virtual bool isReservedNamespace(std::string_view name) const = 0;

    /// Whether every table has a hidden column of this name: `ctid`, `xmin`.
    [[nodiscard]] virtual bool isReservedColumn(std::string_view name) const = 0;

    /// The name quoted if it needs quotes. For messages; statements are the backend's own matter.
    [[nodiscard]] virtual std::string quoted(std::string_view name) const = 0;
};

} // namespace tw
