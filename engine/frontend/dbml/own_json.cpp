// SPDX-License-Identifier: MIT
#include "frontend/dbml/own_json.h"

#include "frontend/json/json_frontend.h"
#include "frontend/json/json_string.h"

#include <tablewright/diag/diagnostic_emitter.h>
#include <tablewright/frontend/writers.h>

#include <simdjson.h>

#include <limits>

namespace tw::dbml {

namespace {

using simdjson::dom::element;

/// The value there; nothing when there is none.
std::optional<element> find(const element &document, std::string_view pointer)
{
    element found;
    if (document.at_pointer(pointer).get(found) != simdjson::SUCCESS)
        return std::nullopt;
    return found;
}

/// What the elements of the array `text` say of their places.
std::vector<std::optional<std::size_t>> placesIn(std::string_view text)
{
    std::vector<std::optional<std::size_t>> places;
    simdjson::dom::parser parser;
    simdjson::dom::array elements;
    if (parser.parse(simdjson::padded_string(text)).get_array().get(elements) != simdjson::SUCCESS)
        return places;
    for (const element &each : elements) {
        std::uint64_t place = 0;
        const bool given = each["x-at"].get_uint64().get(place) == simdjson::SUCCESS;
        places.push_back(given ? std::optional<std::size_t>(place) : std::nullopt);
    }
    return places;
}

} // namespace

std::string jsonPart(const ir::Schema &schema, std::string_view pointer)
{
    simdjson::dom::parser parser;
    element document;
    if (parser.parse(simdjson::padded_string(writeJson(schema))).get(document) != simdjson::SUCCESS)
        return {};
    const auto found = find(document, pointer);
    return found ? simdjson::minify(*found) : std::string();
}

std::vector<std::string> jsonElements(const ir::Schema &schema, std::string_view pointer)
{
    std::vector<std::string> texts;
    simdjson::dom::parser parser;
    element document;
    if (parser.parse(simdjson::padded_string(writeJson(schema))).get(document) != simdjson::SUCCESS)
        return texts;
    const auto found = find(document, pointer);
    if (!found || !found->is_array())
        return texts;
    for (const element &each : simdjson::dom::array(*found))
        texts.push_back(simdjson::minify(each));
    return texts;
}

std::string jsonArray(const std::vector<std::string> &elements)
{
    std::string out = "[";
    for (const std::string &element : elements) {
        out += out.size() > 1 ? "," : "";
        out += element;
    }
    return out + ']';
}

JsonObject &JsonObject::add(std::string_view name, std::string_view json)
{
    m_members += m_members.empty() ? "" : ",";
    m_members += json::quoted(name);
    m_members += ':';
    m_members += json;
    return *this;
}

JsonObject &JsonObject::addText(std::string_view name, std::string_view text)
{
    return add(name, json::quoted(text));
}

std::string withPlace(const std::string &object, std::size_t place)
{
    return "{\"x-at\":" + std::to_string(place) + (object == "{}" ? "" : ",") + object.substr(1);
}

ReadPart readPart(std::string_view document, std::string_view text)
{
    ReadPart part;
    const std::size_t hole = document.find('%');
    std::string whole(document.substr(0, hole));
    whole += text;
    whole += document.substr(hole + 1);
    SourceManager sources;
    const SourceId source = sources.add("metadata", whole);
    DiagnosticList list;
    DiagnosticEmitter emitter(list);
    const Limits limits;
    part.schema = JsonFrontend().parse(sources, source, emitter, {limits});
    for (const Diagnostic &diagnostic : list.takeSorted()) {
        if (diagnostic.severity == Severity::Error) {
            part.problem = diagnostic.message;
            return part;
        }
    }
    part.places = placesIn(text);
    return part;
}

} // namespace tw::dbml
