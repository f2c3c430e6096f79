// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/calls.h"

#include <functional>
#include <string>
#include <string_view>

namespace tw::server {

/// A document is stored as it was sent, and can be had in each of the languages: in its own as
/// those bytes, in another as what they convert to.

/// What the request's body is.
[[nodiscard]] Document documentOf(const Request &request);

/// The language that the request's `Accept` likes best, `first` when it does not mind.
[[nodiscard]] Language languageAsked(const Request &request, Language first);

/// The document of a version.
struct StoredDocument {
    std::string schemaId;
    int version = 0;
    std::string hash;
    Language language = Language::Json;
    DocumentBytes bytes;

    [[nodiscard]] Document document(const Request &request) const
    {
        return {*bytes, language, request.id, request.user, request.gone};
    }
};
[[nodiscard]] StoredDocument storedDocument(const SchemaRecord &record);
[[nodiscard]] StoredDocument storedDocument(const VersionRecord &record);

/// `"<hash>"` for the stored bytes, `"<hash>-<language>-<version of this program>"` for what this
/// program converts them to.
[[nodiscard]] std::string documentTag(const StoredDocument &stored, Language language);

/// Throws the `RequestError` that says why it cannot be read.
[[nodiscard]] DocumentBytes converted(const DocumentCompiler &compiler, const Document &document,
                                      Language language);

/// Calls `done` with the document in a language: at once, or from a worker when it is large and has
/// to be converted. `done` is guarded.
void inLanguage(const LoopServices &services, const ExchangePtr &exchange,
                const StoredDocument &stored, Language language,
                std::function<void(const DocumentBytes &)> done);

/// Answers with the document alone, or with 304. `cacheControl` is for the stored bytes.
void answerDocument(const LoopServices &services, const ExchangePtr &exchange,
                    const StoredDocument &stored, Language language, std::string_view cacheControl);

} // namespace tw::server
