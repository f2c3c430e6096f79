// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/data_folder.h"

#include <fmt/format.h>

#include <QDir>

#include <cerrno>
#include <cstring>
#include <stdexcept>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tw::server {

DataFolder::DataFolder(const std::string &path)
{
    // Another account's cluster has to get through, but not to look around.
    const mode_t mode = ::geteuid() == 0 ? 0711 : 0700;
    const bool isNew = !QDir(QString::fromStdString(path)).exists();
    if (!QDir().mkpath(QString::fromStdString(path)))
        throw std::runtime_error(fmt::format("cannot make folder `{}`", path));
    if (isNew)
        ::chmod(path.c_str(), mode);
    const std::string lockPath = path + "/server.lock";
    m_lock = ::open(lockPath.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (m_lock < 0)
        throw std::runtime_error(
            fmt::format("cannot open `{}`: {}", lockPath, std::strerror(errno)));
    if (::flock(m_lock, LOCK_EX | LOCK_NB) != 0) {
        ::close(m_lock);
        throw std::runtime_error(fmt::format("another server uses the folder `{}`", path));
    }
}

DataFolder::~DataFolder() { ::close(m_lock); }

} // namespace tw::server
