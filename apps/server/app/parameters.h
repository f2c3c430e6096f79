// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/message.h"

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tw::server {

/// The readers of a request's parts; what is wrong with one is a `RequestError`.

/// 1 to 200, 50 when it is not given.
[[nodiscard]] int pageLimit(const Request &request);
/// A version's number in a path; empty when it is none.
[[nodiscard]] std::optional<int> versionNumber(std::string_view text);
/// A version's number in the query.
[[nodiscard]] std::optional<int> versionParameter(const Request &request, std::string_view name);
/// An id as the API gives them; empty when it is not given.
[[nodiscard]] std::string idParameter(const Request &request, std::string_view name);
/// `true` or `false`; false when it is not given.
[[nodiscard]] bool flag(const Request &request, std::string_view name);
/// A decimal number, as JSON writes it, from `least` to `most`; empty when it is not given.
[[nodiscard]] std::optional<double> number(const Request &request, std::string_view name,
                                           double least, double most);
/// One of `allowed`; empty when it is not given.
[[nodiscard]] std::string choice(const Request &request, std::string_view name,
                                 std::initializer_list<std::string_view> allowed);

/// Empty when there is none; 1 to 200 characters of visible ASCII otherwise.
[[nodiscard]] std::string idempotencyKey(const Request &request);

/// What `If-Match` asks of the newest version.
struct IfMatch {
    bool isGiven = false;
    /// The hashes that its strong tags name, the envelope's by their first part; nothing: any
    /// version will do.
    std::optional<std::vector<std::string>> hashes;

    [[nodiscard]] bool holdsFor(std::string_view hash) const;
};
[[nodiscard]] IfMatch ifMatch(const Request &request);

/// The place in a list where a page begins, as text that clients hand back unread. `list` says
/// which list it is of; a cursor of another one, or a damaged one, is refused.
struct Cursor {
    std::string key;
    std::string id;
};
[[nodiscard]] std::string encodeCursor(std::string_view list, const Cursor &cursor);
[[nodiscard]] Cursor decodeCursor(std::string_view list, std::string_view text);
/// The request's own; empty when it asks for the first page.
[[nodiscard]] std::optional<Cursor> cursorOf(const Request &request, std::string_view list);

/// The `Link` field to the page that begins at `cursor`, with the request's other parameters.
[[nodiscard]] HeaderField nextPage(const Request &request, std::string_view cursor);

} // namespace tw::server
