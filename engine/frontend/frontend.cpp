// SPDX-License-Identifier: MIT
#include <tablewright/frontend/frontend.h>

#include "frontend/dbml/dbml_frontend.h"
#include "frontend/json/json_frontend.h"

#include <tablewright/base/utf8.h>

namespace tw {

Frontend::~Frontend() = default;

SourceResolver::~SourceResolver() = default;

void Frontend::annotate(const SourceManager & /*sources*/, SourceId /*source*/,
                        std::span<Diagnostic> /*diagnostics*/) const
{
}

const Frontend &frontendFor(Language language)
{
    static const JsonFrontend json;
    static const DbmlFrontend dbml;
    switch (language) {
    case Language::Json:
        break;
    case Language::Dbml:
        return dbml;
    }
    return json;
}

std::optional<Language> languageNamed(std::string_view name)
{
    if (equalsIgnoringCase(name, "json"))
        return Language::Json;
    if (equalsIgnoringCase(name, "dbml"))
        return Language::Dbml;
    return std::nullopt;
}

std::optional<Language> languageOfFile(std::string_view fileName)
{
    const std::size_t dot = fileName.rfind('.');
    if (dot == std::string_view::npos || fileName.find('/', dot) != std::string_view::npos)
        return std::nullopt;
    return languageNamed(fileName.substr(dot + 1));
}

} // namespace tw
