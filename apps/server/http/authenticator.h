// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/message.h"
#include "http/problem.h"
#include "http/routes.h"

#include <optional>

namespace tw::server {

/// Says who sends a request, or why it is not heard. Thread-safe.
class Authenticator {
public:
    virtual ~Authenticator() = default;
    /// Sets `user` where `access` needs one, or returns the problem to answer with.
    [[nodiscard]] virtual std::optional<Problem> authenticate(Request &request,
                                                              Access access) const = 0;
};

/// `--auth local`: everybody on this machine is the user `local`. A web page of another origin is
/// not: it is told by its `Host` (DNS rebinding) or by its `Origin` (CSRF).
class LocalAuthenticator final : public Authenticator {
public:
    [[nodiscard]] std::optional<Problem> authenticate(Request &request,
                                                      Access access) const override;
};

/// Whether `host` (with or without a port) names this machine's loopback.
[[nodiscard]] bool isLoopbackHost(std::string_view host);

} // namespace tw::server
