// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/routes.h"

namespace tw::server {

bool fits(std::string_view path, std::string_view pattern, std::vector<std::string> &arguments)
{
    arguments.clear();
    while (!path.empty() && !pattern.empty()) {
        path.remove_prefix(1); // the slash
        pattern.remove_prefix(1);
        const std::string_view part = path.substr(0, path.find('/'));
        const std::string_view expected = pattern.substr(0, pattern.find('/'));
        if (expected == "<arg>" && !part.empty())
            arguments.push_back(QByteArray::fromPercentEncoding(
                                    QByteArray(part.data(), static_cast<qsizetype>(part.size())))
                                    .toStdString());
        else if (part != expected)
            return false;
        path.remove_prefix(part.size());
        pattern.remove_prefix(expected.size());
    }
    return path.empty() && pattern.empty();
}

std::string_view spelling(QHttpServerRequest::Method method)
{
    switch (method) {
    case QHttpServerRequest::Method::Get:
        return "GET";
    case QHttpServerRequest::Method::Post:
        return "POST";
    case QHttpServerRequest::Method::Put:
        return "PUT";
    case QHttpServerRequest::Method::Delete:
        return "DELETE";
    case QHttpServerRequest::Method::Patch:
        return "PATCH";
    case QHttpServerRequest::Method::Options:
        return "OPTIONS";
    default:
        return "";
    }
}

std::string allowedMethods(const Routes &routes, std::string_view path)
{
    std::string methods;
    std::vector<std::string> arguments;
    for (const Route &route : routes) {
        if (!fits(path, route.pattern, arguments))
            continue;
        methods += spelling(route.method);
        methods += ", ";
        if (route.method == QHttpServerRequest::Method::Get)
            methods += "HEAD, ";
    }
    return methods.empty() ? methods : methods + "OPTIONS";
}

} // namespace tw::server
