// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/representation.h"

#include "app/envelope.h"
#include "app/version.h"
#include "http/negotiation.h"

#include <tablewright/frontend/writers.h>

#include <fmt/format.h>

#include <array>

namespace tw::server {

namespace {

TextCache::Kind kindOf(Language language)
{
    return language == Language::Dbml ? TextCache::Kind::Dbml : TextCache::Kind::Json;
}

std::string contentType(Language language)
{
    return language == Language::Dbml ? std::string(media_type::dbml) + "; charset=utf-8"
                                      : std::string(media_type::json);
}

} // namespace

Document documentOf(const Request &request)
{
    const bool isDbml = isMediaType(request.header("content-type"), media_type::dbml);
    return {request.bodyText(), isDbml ? Language::Dbml : Language::Json, request.id, request.user,
            request.gone};
}

Language languageAsked(const Request &request, Language first)
{
    std::array offered{media_type::json, media_type::dbml};
    if (first == Language::Dbml)
        std::swap(offered.front(), offered.back());
    return negotiate(request.header("accept"), offered) == media_type::dbml ? Language::Dbml
                                                                            : Language::Json;
}

StoredDocument storedDocument(const SchemaRecord &record)
{
    const SchemaHead &head = record.head;
    return {head.id, head.version, head.hash, head.language, record.document};
}

StoredDocument storedDocument(const VersionRecord &record)
{
    const VersionSummary &summary = record.summary;
    return {record.schemaId, summary.number, summary.hash, summary.language, record.document};
}

std::string documentTag(const StoredDocument &stored, Language language)
{
    if (language == stored.language)
        return entityTag(stored.hash);
    return fmt::format("\"{}-{}-{}\"", stored.hash, frontendFor(language).name(), version);
}

DocumentBytes converted(const DocumentCompiler &compiler, const Document &document,
                        Language language)
{
    const CompiledDocument read = compiler.compile(document, CompileOptions::Until::Parse);
    if (!read.result.ok)
        throw RequestError(invalidDocument(read));
    return std::make_shared<const std::string>(
        language == Language::Dbml ? writeDbml(read.result.schema) : writeJson(read.result.schema));
}

void inLanguage(const LoopServices &services, const ExchangePtr &exchange,
                const StoredDocument &stored, Language language,
                std::function<void(const DocumentBytes &)> done)
{
    if (language == stored.language)
        return exchange->guarded([&] { done(stored.bytes); });
    TextCache &texts = services.shared.texts;
    const TextCache::Kind kind = kindOf(language);
    if (const auto known = texts.find(stored.schemaId, stored.version, kind))
        return exchange->guarded([&] { done(known); });
    whereItFits(services, exchange, stored.bytes->size(),
                [&services, &texts, exchange, kind, stored, language, done = std::move(done)] {
                    const DocumentBytes text = converted(
                        services.shared.compiler, stored.document(exchange->request()), language);
                    texts.keep(stored.schemaId, stored.version, kind, text);
                    done(text);
                });
}

void answerDocument(const LoopServices &services, const ExchangePtr &exchange,
                    const StoredDocument &stored, Language language, std::string_view cacheControl)
{
    const std::string tag = documentTag(stored, language);
    // Another version of this program may convert it otherwise.
    const std::string_view cached = language == stored.language ? cacheControl : askAgain;
    if (hasAlready(exchange->request(), tag))
        return exchange->answer(notModified(tag, cached));
    inLanguage(
        services, exchange, stored, language,
        [exchange, language, tag, cached](const DocumentBytes &text) {
            exchange->answer(tagged({200, contentType(language), {}, {}, text}, tag, cached));
        });
}

} // namespace tw::server
