// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/problem.h"

#include <array>
#include <string>
#include <string_view>

namespace tw::server {

/// The kinds of problem: `urn:tablewright:problem:<kind>` in an answer. Stable; one that is no
/// longer used is never given another meaning. Statuses that say it all have `about:blank`.
namespace problem {

// Of the request as such (http/).
inline constexpr std::string_view notLocal = "not-local";
inline constexpr std::string_view crossOrigin = "cross-origin";
inline constexpr std::string_view unauthenticated = "unauthenticated";
inline constexpr std::string_view invalidUser = "invalid-user";
inline constexpr std::string_view unknownParameter = "unknown-parameter";
inline constexpr std::string_view repeatedParameter = "repeated-parameter";
inline constexpr std::string_view unexpectedBody = "unexpected-body";
inline constexpr std::string_view mediaType = "media-type";
inline constexpr std::string_view internal = "internal";
inline constexpr std::string_view busy = "busy";

// Of its parameters, fields and body.
inline constexpr std::string_view invalidParameter = "invalid-parameter";
inline constexpr std::string_view invalidCursor = "invalid-cursor";
inline constexpr std::string_view invalidIdempotencyKey = "invalid-idempotency-key";
inline constexpr std::string_view idempotencyKeyReused = "idempotency-key-reused";
inline constexpr std::string_view invalidBody = "invalid-body";
inline constexpr std::string_view invalidDocument = "invalid-document";
inline constexpr std::string_view statementRefused = "statement-refused";

// Of the state that it met.
inline constexpr std::string_view preconditionRequired = "precondition-required";
inline constexpr std::string_view preconditionFailed = "precondition-failed";
inline constexpr std::string_view quotaReached = "quota-reached";
inline constexpr std::string_view databasesExist = "databases-exist";
inline constexpr std::string_view databaseBusy = "database-busy";
inline constexpr std::string_view databaseNotReady = "database-not-ready";
inline constexpr std::string_view storeUnavailable = "store-unavailable";
inline constexpr std::string_view notReady = "not-ready";

inline constexpr std::array all = {notLocal,
                                   crossOrigin,
                                   unauthenticated,
                                   invalidUser,
                                   unknownParameter,
                                   repeatedParameter,
                                   unexpectedBody,
                                   mediaType,
                                   internal,
                                   busy,
                                   invalidParameter,
                                   invalidCursor,
                                   invalidIdempotencyKey,
                                   idempotencyKeyReused,
                                   invalidBody,
                                   invalidDocument,
                                   statementRefused,
                                   preconditionRequired,
                                   preconditionFailed,
                                   quotaReached,
                                   databasesExist,
                                   databaseBusy,
                                   databaseNotReady,
                                   storeUnavailable,
                                   notReady};

} // namespace problem

/// The same for what is not there and for what is somebody else's.
[[nodiscard]] inline RequestError noSuchSchema()
{
    return RequestError({404, {}, "there is no such schema", {}, {}});
}
[[nodiscard]] inline RequestError noSuchVersion()
{
    return RequestError({404, {}, "the schema has no such version", {}, {}});
}
[[nodiscard]] inline RequestError noSuchDatabase()
{
    return RequestError({404, {}, "there is no such database", {}, {}});
}
[[nodiscard]] inline RequestError refused(int status, std::string_view kind, std::string detail)
{
    return RequestError({status, kind, std::move(detail), {}, {}});
}

} // namespace tw::server
