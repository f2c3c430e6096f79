// SPDX-License-Identifier: GPL-3.0-or-later
#include "databases/system_account.h"

#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <unistd.h>

namespace tw::server {

std::optional<SystemAccount> clusterAccount()
{
    if (::geteuid() != 0) {
        const passwd *own = ::getpwuid(::geteuid());
        return SystemAccount{own != nullptr ? QString::fromLocal8Bit(own->pw_name) : QString(),
                             ::geteuid(), ::getegid(), true};
    }
    const passwd *entry = ::getpwnam("postgres"); // comes with the packages of most systems
    if (entry == nullptr || entry->pw_uid == 0)
        return std::nullopt;
    return SystemAccount{QStringLiteral("postgres"), entry->pw_uid, entry->pw_gid, false};
}

void becomeAccount(const SystemAccount &account, int signal, pid_t parent)
{
    ::setsid(); // Ctrl-C in a terminal is the server's business; it stops the cluster in its turn
    if (!account.isOwn && (::setgroups(0, nullptr) != 0 || ::setgid(account.group) != 0 ||
                           ::setuid(account.user) != 0))
        ::_exit(127);
    if (signal != 0 && ::prctl(PR_SET_PDEATHSIG, signal) != 0) // forgotten when the user changes
        ::_exit(127);
    if (::getppid() != parent)
        ::_exit(127);
}

} // namespace tw::server
