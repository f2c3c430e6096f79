// SPDX-License-Identifier: MIT
#include "frontend/dbml/own_json.h"

#include "frontend/json/json_frontend.h"
#include "frontend/json/json_string.h"

#include <tablewright/diag/diagnostic_emitter.h>
#include <tablewright/frontend/writers.h>

#include <simdjson.h>

#include <algorithm>

namespace tw::dbml {

namespace {

using simdjson::dom::element;

/// Valid JSON without white space; numbers stay as they are written.
std::string minified(std::string_view json)
{
    std::string out(json.size() + simdjson::SIMDJSON_PADDING, '\0');
    std::size_t size = 0;
    if (simdjson::minify(json.data(), json.size(), out.data(), size) != simdjson::SUCCESS)
        size = 0;
    out.resize(size);
    return out;
}

/// Behind the value that begins at `at` of minified JSON.
std::size_t endOfValue(std::string_view json, std::size_t at)
{
    std::size_t depth = 0;
    for (; at < json.size(); ++at) {
        const char c = json[at];
        if (c == '"') {
            for (++at; at < json.size() && json[at] != '"'; ++at)
                at += json[at] == '\\' ? 1 : 0;
        } else if (c == '{' || c == '[') {
            ++depth;
        } else if (c == '}' || c == ']') {
            if (depth-- == 0)
                return at;
        } else if (c == ',' && depth == 0) {
            return at;
        }
    }
    return at;
}

/// What stands at `pointer` of minified JSON, as it is written; empty when nothing does.
std::string_view rawAt(std::string_view json, std::string_view pointer)
{
    while (!pointer.empty()) {
        const std::size_t next = std::min(pointer.find('/', 1), pointer.size());
        const std::string_view token = pointer.substr(1, next - 1);
        pointer.remove_prefix(next);
        const bool isObject = json.starts_with('{');
        std::string_view found;
        std::size_t number = 0;
        for (std::size_t at = 1; at + 1 < json.size() && found.empty();) {
            const std::size_t end = endOfValue(json, at);
            const std::string_view member = json.substr(at, end - at);
            const std::string name = '"' + std::string(token) + "\":";
            if (isObject && member.starts_with(name))
                found = member.substr(name.size());
            else if (!isObject && std::to_string(number++) == token)
                found = member;
            at = end + 1;
        }
        json = found;
    }
    return json;
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
    const std::string text = minified(writeJson(schema));
    return std::string(rawAt(text, pointer));
}

std::vector<std::string> jsonElements(const ir::Schema &schema, std::string_view pointer)
{
    const std::string text = minified(writeJson(schema));
    const std::string_view array = rawAt(text, pointer);
    return array.empty() ? std::vector<std::string>() : rawElements(array);
}

std::vector<std::string> rawElements(std::string_view text)
{
    const std::string array = minified(text);
    std::vector<std::string> elements;
    for (std::size_t at = 1; at + 1 < array.size();) {
        const std::size_t end = endOfValue(array, at);
        elements.push_back(array.substr(at, end - at));
        at = end + 1;
    }
    return elements;
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

std::vector<std::string> textsIn(std::string_view text, std::string_view member)
{
    std::vector<std::string> texts;
    simdjson::dom::parser parser;
    simdjson::dom::array elements;
    if (parser.parse(simdjson::padded_string(text)).get_array().get(elements) != simdjson::SUCCESS)
        return texts;
    for (const element &each : elements) {
        std::string_view found;
        if ((member.empty() ? each.get_string() : each[member].get_string()).get(found) !=
            simdjson::SUCCESS)
            found = {};
        texts.emplace_back(found);
    }
    return texts;
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
    // Names that stand before it may have one, too.
    const std::size_t hole = document.rfind('%');
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
