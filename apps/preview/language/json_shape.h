// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tablewright/frontend/tokens.h>

#include <string>
#include <vector>

namespace tw::preview {

/// A member that an object of schema JSON may have.
struct JsonMember {
    enum class Type : std::uint8_t { Any, String, Number, Boolean, Object, Array };
    std::string name;
    std::string description;
    Type type = Type::Any;
    bool isRequired = false;
    std::vector<std::string> values; ///< known ones of a string
};

/// By the published JSON Schema; empty for objects that may hold anything. Thread-safe.
[[nodiscard]] const std::vector<JsonMember> &jsonMembers(TokenFrame frame);

} // namespace tw::preview
