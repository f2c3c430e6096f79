// SPDX-License-Identifier: MIT
#include "isolation/readable_copies.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <stdexcept>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace tw::isolation {

namespace fs = std::filesystem;

namespace {

// Of others; those of a group and of an owner are three and six bits further up.
constexpr mode_t toRead = 4;
constexpr mode_t toEnter = 1;

void require(int result, const fs::path &path)
{
    if (result != 0)
        throw fs::filesystem_error("no copy", path, {errno, std::generic_category()});
}

} // namespace

ReadableCopies::~ReadableCopies()
{
    std::error_code error;
    if (!m_folder.empty())
        fs::remove_all(m_folder, error);
}

bool ReadableCopies::may(const fs::path &path, mode_t bits) const
{
    struct stat found {};
    if (stat(path.c_str(), &found) != 0)
        return false;
    const unsigned shift = found.st_uid == m_user ? 6 : found.st_gid == m_group ? 3 : 0;
    return (found.st_mode & (bits << shift)) == bits << shift;
}

bool ReadableCopies::canRead(const fs::path &file) const
{
    std::error_code error;
    fs::path at = fs::canonical(file, error);
    if (error || !may(at, toRead))
        return false;
    while (at != at.root_path()) {
        at = at.parent_path();
        if (!may(at, toEnter))
            return false;
    }
    return true;
}

/// For one copy, which keeps the name that its file has.
fs::path ReadableCopies::newFolder()
{
    if (m_folder.empty()) {
        fs::path place = fs::temp_directory_path();
        if (!canRead(place))
            place = "/tmp";
        std::string made = (place / "tablewright-plugin.XXXXXX").string();
        require(mkdtemp(made.data()) == nullptr ? -1 : 0, place);
        m_folder = made;
        require(chown(m_folder.c_str(), uid_t(-1), m_group), m_folder);
        require(chmod(m_folder.c_str(), S_IRWXU | S_IXGRP), m_folder);
    }
    fs::path folder = m_folder / std::to_string(m_count++);
    require(mkdir(folder.c_str(), S_IRWXU), folder);
    require(chown(folder.c_str(), uid_t(-1), m_group), folder);
    require(chmod(folder.c_str(), S_IRWXU | S_IXGRP), folder);
    return folder;
}

std::string ReadableCopies::of(const std::string &file)
try {
    if (canRead(file))
        return file;
    const fs::path copy = newFolder() / fs::path(file).filename();
    fs::copy_file(file, copy);
    require(chown(copy.c_str(), uid_t(-1), m_group), copy);
    require(chmod(copy.c_str(), S_IRUSR | S_IRGRP), copy);
    return copy.string();
} catch (const fs::filesystem_error &error) {
    throw std::runtime_error(fmt::format(
        "user {} cannot read `{}`, and no copy could be made at `{}`: {}; let that user read the "
        "file and enter its folders, or start the program as another user than root",
        m_user, file, error.path1().string(), error.code().message()));
}

} // namespace tw::isolation
