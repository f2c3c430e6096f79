// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <filesystem>
#include <string>

namespace tw::isolation {

/// Copies of files for a user who cannot read them where they are: what root has in its own folder
/// and lets run as somebody else. That user's group may read them, and nobody but root may change
/// them. They are removed with this object.
class ReadableCopies {
public:
    ReadableCopies(uid_t user, gid_t group) : m_user(user), m_group(group) {}
    ReadableCopies(const ReadableCopies &) = delete;
    ReadableCopies &operator=(const ReadableCopies &) = delete;
    ~ReadableCopies();

    /// The file itself where the user can read it, by what the modes say of it and its folders;
    /// else its copy. Throws `std::runtime_error` when none can be made.
    [[nodiscard]] std::string of(const std::string &file);

private:
    [[nodiscard]] bool canRead(const std::filesystem::path &file) const;
    [[nodiscard]] bool may(const std::filesystem::path &path, mode_t bits) const;
    [[nodiscard]] std::filesystem::path newFolder();

    uid_t m_user;
    gid_t m_group;
    std::filesystem::path m_folder;
    std::size_t m_count = 0;
};

} // namespace tw::isolation
