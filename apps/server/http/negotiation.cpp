// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/negotiation.h"

#include "net/http_syntax.h"

#include <algorithm>

namespace tw::server {

namespace {

/// Cuts the part before `separator` off the front of `list`.
std::string_view next(std::string_view &list, char separator)
{
    const std::size_t end = std::min(list.find(separator), list.size());
    const std::string_view part = trimmed(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
    return part;
}

/// The weight in thousandths; 0 for what is no weight.
int weightOf(std::string_view value)
{
    if (value == "1" || value.starts_with("1."))
        return 1000;
    if (!value.starts_with("0"))
        return 0;
    int weight = 0;
    int unit = 100;
    for (const char digit : value.substr(std::min<std::size_t>(2, value.size()))) {
        if (!isDigit(digit))
            return 0;
        weight += unit * (digit - '0');
        unit /= 10;
    }
    return weight;
}

struct Preference {
    int precision = -1; ///< 0 for `*/*`, 1 for `type/*`, 2 for the type itself
    int weight = 0;
};

Preference preferenceFor(std::string_view accept, std::string_view mediaType)
{
    const std::string_view type = mediaType.substr(0, mediaType.find('/') + 1);
    Preference best;
    while (!accept.empty()) {
        std::string_view element = next(accept, ',');
        const std::string range = lowered(next(element, ';'));
        int weight = 1000;
        while (!element.empty()) {
            const std::string parameter = lowered(next(element, ';'));
            if (parameter.starts_with("q="))
                weight = weightOf(std::string_view(parameter).substr(2));
        }
        const int precision = range == mediaType                 ? 2
                              : range == std::string(type) + "*" ? 1
                              : range == "*/*"                   ? 0
                                                                 : -1;
        if (precision > best.precision)
            best = {precision, weight};
    }
    return best;
}

} // namespace

bool isMediaType(std::string_view contentType, std::string_view mediaType)
{
    if (!equalsLower(next(contentType, ';'), mediaType))
        return false;
    while (!contentType.empty()) {
        const std::string parameter = lowered(next(contentType, ';'));
        if (parameter.starts_with("charset=") && parameter != "charset=utf-8" &&
            parameter != "charset=\"utf-8\"")
            return false;
    }
    return true;
}

std::string_view negotiate(std::string_view accept, std::span<const std::string_view> offered)
{
    if (trimmed(accept).empty())
        return offered.empty() ? std::string_view() : offered.front();
    std::string_view best;
    int bestWeight = 0;
    for (const std::string_view mediaType : offered) {
        const Preference preference = preferenceFor(accept, mediaType);
        if (preference.weight > bestWeight) {
            best = mediaType;
            bestWeight = preference.weight;
        }
    }
    return best;
}

bool matchesEntityTag(std::string_view ifNoneMatch, std::string_view tag)
{
    while (!ifNoneMatch.empty()) {
        std::string_view element = next(ifNoneMatch, ',');
        if (element.starts_with("W/"))
            element.remove_prefix(2);
        if (element == tag || element == "*")
            return true;
    }
    return false;
}

} // namespace tw::server
