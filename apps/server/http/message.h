// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/request_parser.h"

#include <QByteArray>

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace tw::server {

/// What a handler gets: a request that has passed the checks of its route.
struct Request {
    std::string id;   ///< made here; goes into the answer and into the log
    std::string user; ///< who asks; empty where nobody in particular may
    std::string method;
    std::string path;
    std::vector<std::string> arguments;  ///< what stood in the place of each `<arg>`
    std::vector<HeaderField> parameters; ///< of the query, percent-decoded, in their order
    std::vector<HeaderField> headers;    ///< names in lower case
    QByteArray body;
    std::string_view mediaType; ///< of the answer, as agreed
    std::stop_token gone;       ///< stopped when the client is known to wait no more

    /// Empty when there is no such field.
    [[nodiscard]] std::string_view header(std::string_view lowerName) const;
    /// How many fields there are of this name.
    [[nodiscard]] std::size_t headerCount(std::string_view lowerName) const;
    /// The first of this name; empty optional when there is none.
    [[nodiscard]] std::optional<std::string_view> parameter(std::string_view name) const;
    [[nodiscard]] std::string_view bodyText() const
    {
        return {body.constData(), static_cast<std::size_t>(body.size())};
    }
};

/// The parameters of a query (without its `?`), percent-decoded, `+` being a blank.
[[nodiscard]] std::vector<HeaderField> parseQuery(std::string_view query);

struct Response {
    int status = 200;
    std::string contentType;
    std::string body;
    std::vector<HeaderField> headers; ///< beside those of content and connection
    /// Sent instead of `body` when set: bytes that others hold as well.
    std::shared_ptr<const std::string> sharedBody = nullptr;

    [[nodiscard]] std::string_view content() const { return sharedBody ? *sharedBody : body; }
};

} // namespace tw::server
