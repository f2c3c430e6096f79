// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/message.h"
#include "store/schema_records.h"

#include <string>
#include <string_view>
#include <vector>

namespace tw::server {

/// How schemas and versions look in answers.

/// The tag of a version's bytes: `"<hash>"`.
[[nodiscard]] std::string entityTag(std::string_view hash);

/// Two answers with one tag are the same bytes, so beside the hash of the document the tag of an
/// envelope tells what else is in it: `"<hash>"` for a first version without databases whose
/// document is JSON, `"<hash>-<16 digits>"` otherwise.
[[nodiscard]] std::string envelopeTag(const SchemaHead &head);

/// The schema without its document, as lists have it.
[[nodiscard]] std::string summaryJson(const SchemaHead &head);
/// The schema with its document in JSON: byte for byte, but for a byte order mark, which cannot
/// stand there.
[[nodiscard]] std::string envelopeJson(const SchemaHead &head, std::string_view json);

[[nodiscard]] std::string versionJson(const VersionSummary &version);
[[nodiscard]] std::string versionJson(const VersionRecord &version, std::string_view json);

/// What a client may keep but has to ask for again.
inline constexpr std::string_view askAgain = "private, no-cache";
/// What never changes.
inline constexpr std::string_view keepForever = "private, max-age=31536000, immutable";

/// Whether the request's `If-None-Match` names the tag: it is answered with `notModified()`.
[[nodiscard]] bool hasAlready(const Request &request, std::string_view tag);
/// Both are of a resource that can be had in more than one language.
[[nodiscard]] Response notModified(std::string tag, std::string_view cacheControl);
[[nodiscard]] Response tagged(Response response, std::string tag, std::string_view cacheControl);

/// An envelope as the answer to a change.
[[nodiscard]] Response envelopeResponse(int status, const SchemaHead &head, std::string_view json);

/// `{"items":[...],"nextCursor":"..."}`, with a `Link` when there is a next page.
class PageWriter {
public:
    void add(std::string_view item);
    [[nodiscard]] Response answer(const Request &request, std::string_view nextCursor);

private:
    std::string m_items = "[";
};

} // namespace tw::server
