// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace tw::server {

/// The comment that databases and roles of one installation carry in PostgreSQL's catalog:
/// `tablewright:<installation>:<id of the row>`.
class Tags {
public:
    explicit Tags(std::string_view installation)
        : m_prefix("tablewright:" + std::string(installation) + ':')
    {
    }
    [[nodiscard]] std::string of(std::string_view id) const { return m_prefix + std::string(id); }
    [[nodiscard]] const std::string &prefix() const { return m_prefix; }

private:
    std::string m_prefix;
};

} // namespace tw::server
