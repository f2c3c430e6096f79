// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

#include <sys/types.h>

namespace tw::server {

/// The account that PostgreSQL runs under: it refuses root.
struct SystemAccount {
    QString name;
    uid_t user = 0;
    gid_t group = 0;
    bool isOwn = true; ///< the account of this process: there is nothing to change
};

/// This process' own account, or `postgres` when that is root. Empty when there is none.
[[nodiscard]] std::optional<SystemAccount> clusterAccount();

/// In a forked child: becomes `account` for good, in a session of its own, and gets `signal` when
/// the parent dies. Async-signal-safe. Ends the child when it cannot.
void becomeAccount(const SystemAccount &account, int signal, pid_t parent);

} // namespace tw::server
