// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/request_parser.h"

#include <QByteArray>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tw::server {

/// What a handler gets: a request that has passed the checks of its route.
struct Request {
    std::string id;   ///< made here; goes into the answer and into the log
    std::string user; ///< who asks
    std::string method;
    std::string path;
    std::vector<std::string> arguments; ///< what stood in the place of each `<arg>`
    std::vector<HeaderField> headers;   ///< names in lower case
    QByteArray body;
    std::string_view mediaType; ///< of the answer, as agreed

    /// Empty when there is no such field.
    [[nodiscard]] std::string_view header(std::string_view lowerName) const;
    [[nodiscard]] std::string_view bodyText() const
    {
        return {body.constData(), static_cast<std::size_t>(body.size())};
    }
};

struct Response {
    int status = 200;
    std::string contentType;
    std::string body;
    std::vector<HeaderField> headers; ///< beside those of content and connection
};

} // namespace tw::server
