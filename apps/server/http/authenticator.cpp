// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/authenticator.h"

#include "net/http_syntax.h"

#include <QHostAddress>

namespace tw::server {

namespace {

std::string_view withoutPort(std::string_view host)
{
    if (host.starts_with('['))
        return host.substr(1, host.find(']') - 1);
    return host.substr(0, host.find(':'));
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

std::optional<Problem> LocalAuthenticator::authenticate(Request &request, Access /*access*/) const
{
    const std::string_view host = request.header("host");
    if (!isLoopbackHost(host))
        return Problem{421, "not-local", "`Host` does not name this machine", {}, {}};
    const std::string_view origin = request.header("origin");
    const bool own = equalsLower(origin, "http://" + lowered(host));
    if (!origin.empty() && !own)
        return Problem{403, "cross-origin", "the request comes from another origin", {}, {}};
    const std::string_view site = request.header("sec-fetch-site");
    const bool safe = request.method == "GET" || request.method == "OPTIONS";
    if (!safe && !site.empty() && site != "same-origin" && site != "none")
        return Problem{403, "cross-origin", "the request comes from another site", {}, {}};
    request.user = "local";
    return std::nullopt;
}

} // namespace tw::server
