// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/message.h"

#include <QUrl>

#include <algorithm>

namespace tw::server {

namespace {

std::string decoded(std::string_view text)
{
    QByteArray bytes(text.data(), static_cast<qsizetype>(text.size()));
    bytes.replace('+', ' ');
    return QByteArray::fromPercentEncoding(bytes).toStdString();
}

} // namespace

std::string_view Request::header(std::string_view lowerName) const
{
    const auto found = std::ranges::find(headers, lowerName, &HeaderField::name);
    return found == headers.end() ? std::string_view() : found->value;
}

std::size_t Request::headerCount(std::string_view lowerName) const
{
    return static_cast<std::size_t>(std::ranges::count(headers, lowerName, &HeaderField::name));
}

std::optional<std::string_view> Request::parameter(std::string_view name) const
{
    const auto found = std::ranges::find(parameters, name, &HeaderField::name);
    return found == parameters.end() ? std::nullopt : std::optional<std::string_view>(found->value);
}

std::vector<HeaderField> parseQuery(std::string_view query)
{
    std::vector<HeaderField> parameters;
    while (!query.empty()) {
        const std::size_t end = std::min(query.find('&'), query.size());
        const std::string_view pair = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        if (pair.empty())
            continue;
        const std::size_t equals = std::min(pair.find('='), pair.size());
        parameters.push_back({decoded(pair.substr(0, equals)),
                              decoded(pair.substr(std::min(equals + 1, pair.size())))});
    }
    return parameters;
}

} // namespace tw::server
