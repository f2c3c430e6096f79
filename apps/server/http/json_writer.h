// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tw::server {

/// Appends `text` as a JSON string, with its quotes. Requires UTF-8.
void appendJsonString(std::string &out, std::string_view text);

/// Writes one JSON object, its members in the order in which they are added.
class JsonObject {
public:
    JsonObject &add(std::string_view name, std::string_view value);
    JsonObject &add(std::string_view name, const char *value)
    {
        return add(name, std::string_view(value));
    }
    JsonObject &add(std::string_view name, std::int64_t value);
    JsonObject &add(std::string_view name, bool value);
    JsonObject &addNull(std::string_view name);
    /// `json` is JSON text and goes in as it is.
    JsonObject &addJson(std::string_view name, std::string_view json);

    /// The whole object. Nothing may be added afterwards.
    [[nodiscard]] std::string take();

private:
    void beginMember(std::string_view name);

    std::string m_text = "{";
};

} // namespace tw::server
