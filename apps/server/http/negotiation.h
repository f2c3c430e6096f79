// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string_view>

namespace tw::server {

/// Of documents, in both directions.
namespace media_type {
inline constexpr std::string_view json = "application/json";
inline constexpr std::string_view dbml = "text/x-dbml";
} // namespace media_type

/// Whether a `Content-Type` is this media type (in lower case) in UTF-8.
[[nodiscard]] bool isMediaType(std::string_view contentType, std::string_view mediaType);

/// The offered media type (without parameters) that an `Accept` field likes best, the first of
/// equals; empty when it takes none. An empty field takes all.
[[nodiscard]] std::string_view negotiate(std::string_view accept,
                                         std::span<const std::string_view> offered);

/// Whether an `If-None-Match` field names this entity tag (with its quotes).
[[nodiscard]] bool matchesEntityTag(std::string_view ifNoneMatch, std::string_view tag);

} // namespace tw::server
