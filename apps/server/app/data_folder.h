// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace tw::server {

/// A folder that only one server uses at a time.
class DataFolder {
public:
    /// Makes it if need be. Throws `std::runtime_error` when another process has it.
    explicit DataFolder(const std::string &path);
    DataFolder(const DataFolder &) = delete;
    DataFolder &operator=(const DataFolder &) = delete;
    ~DataFolder();

private:
    int m_lock = -1;
};

} // namespace tw::server
