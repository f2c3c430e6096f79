// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/message.h"
#include "http/problem.h"
#include "http/routes.h"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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
/// not, unless the origin is a named one: it is told by its `Host` (DNS rebinding) or by its
/// `Origin` (CSRF).
class LocalAuthenticator final : public Authenticator {
public:
    explicit LocalAuthenticator(std::vector<std::string> namedOrigins = {})
        : m_origins(std::move(namedOrigins))
    {
    }
    [[nodiscard]] std::optional<Problem> authenticate(Request &request,
                                                      Access access) const override;

private:
    std::vector<std::string> m_origins;
};

/// `--auth proxy`: a proxy in front knows the users. It shows itself by a secret in
/// `X-Proxy-Secret` and names the user in `X-User-Id`; nothing else a client sends is believed.
class ProxyAuthenticator final : public Authenticator {
public:
    /// `secret` is what `readProxySecret()` gives.
    ProxyAuthenticator(std::string_view secret, std::vector<std::string> namedOrigins);
    [[nodiscard]] std::optional<Problem> authenticate(Request &request,
                                                      Access access) const override;

private:
    using Digest = std::array<unsigned char, 32>;
    [[nodiscard]] static Digest digestOf(std::string_view text);
    [[nodiscard]] static bool isSame(const Digest &left, const Digest &right);

    Digest m_secret;
    std::vector<std::string> m_origins;
};

/// The first line of a file that nobody but its owner and group may touch. Throws
/// `std::runtime_error`, without the secret, when it is not fit.
[[nodiscard]] std::string readProxySecret(const std::string &path);

/// Whether `text` is a user as a proxy may name one: 1 to 200 bytes of UTF-8 without control
/// characters.
[[nodiscard]] bool isUserName(std::string_view text);

/// Whether `host` (with or without a port) names this machine's loopback.
[[nodiscard]] bool isLoopbackHost(std::string_view host);

} // namespace tw::server
