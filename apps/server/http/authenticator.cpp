// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/authenticator.h"

#include "net/http_syntax.h"

#include <QHostAddress>

#include <algorithm>

namespace tw::server {

namespace {

std::string_view withoutPort(std::string_view host)
{
    if (host.starts_with('['))
        return host.substr(1, host.find(']') - 1);
    return host.substr(0, host.find(':'));
}

bool isNamed(std::string_view origin, const std::vector<std::string> &origins)
{
    return !origin.empty() && std::ranges::find(origins, origin) != origins.end();
}

/// Whether a browser says that it sends, for a page of somewhere else, what changes something. It
/// would send the user's cookies along, which the proxy takes for the user.
bool isForgedBySite(const Request &request)
{
    const std::string_view site = request.header("sec-fetch-site");
    const bool safe = request.method == "GET" || request.method == "OPTIONS";
    return !safe && !site.empty() && site != "same-origin" && site != "none";
}

Problem fromAnotherSite()
{
    return {403, "cross-origin", "the request comes from another site", {}, {}};
}

} // namespace

bool isLoopbackHost(std::string_view host)
{
    const std::string name = lowered(withoutPort(host));
    if (name == "localhost")
        return true;
    QHostAddress address;
    // Qt takes `127.1` and `0x7f000001` too; a browser never sends them as they are.
    return address.setAddress(QString::fromStdString(name)) && address.isLoopback();
}

std::optional<Problem> LocalAuthenticator::authenticate(Request &request, Access access) const
{
    const std::string_view host = request.header("host");
    if (!isLoopbackHost(host))
        return Problem{421, "not-local", "`Host` does not name this machine", {}, {}};
    const std::string_view origin = request.header("origin");
    if (!isNamed(origin, m_origins)) {
        if (!origin.empty() && !equalsLower(origin, "http://" + lowered(host)))
            return Problem{403, "cross-origin", "the request comes from another origin", {}, {}};
        if (isForgedBySite(request))
            return fromAnotherSite();
    }
    if (access == Access::User)
        request.user = "local";
    return std::nullopt;
}

ProxyAuthenticator::ProxyAuthenticator(std::string_view secret,
                                       std::vector<std::string> namedOrigins)
    : m_secret(digestOf(secret)), m_origins(std::move(namedOrigins))
{
}

std::optional<Problem> ProxyAuthenticator::authenticate(Request &request, Access access) const
{
    if (access == Access::Anybody)
        return std::nullopt;
    if (request.headerCount("x-proxy-secret") != 1 ||
        !isSame(digestOf(request.header("x-proxy-secret")), m_secret))
        return Problem{401,
                       "unauthenticated",
                       "the request does not come through the proxy",
                       {},
                       {{"WWW-Authenticate", "Proxy-Secret"}}};
    if (!isNamed(request.header("origin"), m_origins) && isForgedBySite(request))
        return fromAnotherSite();
    const std::string_view user = request.header("x-user-id");
    if (request.headerCount("x-user-id") != 1 || !isUserName(user))
        return Problem{400,
                       "invalid-user",
                       "expected exactly one `X-User-Id` of 1 to 200 bytes of UTF-8 without "
                       "control characters",
                       {},
                       {}};
    request.user = user;
    return std::nullopt;
}

} // namespace tw::server
