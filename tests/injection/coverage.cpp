// SPDX-License-Identifier: MIT
#include "coverage.h"

#include <tablewright/base/utf8.h>

#include <simdjson.h>

#include <algorithm>
#include <fstream>
#include <stdexcept>
#include <vector>

namespace tw::test {

namespace {

namespace dom = simdjson::dom;

class SchemaWalk {
public:
    explicit SchemaWalk(const std::string &file) : m_root(m_parser.load(file)) {}

    std::set<std::string> run()
    {
        visit(m_root, {});
        return std::move(m_places);
    }

private:
    static bool saysString(const dom::element &schema)
    {
        const auto type = schema["type"];
        if (type.error() != simdjson::SUCCESS)
            return false;
        if (type.is_string())
            return std::string_view(type) == "string";
        return std::ranges::any_of(dom::array(type), [](const dom::element &one) {
            return std::string_view(one) == "string";
        });
    }

    void visit(const dom::element &schema, const std::string &place)
    {
        if (!schema.is_object())
            return; // true and false
        std::string_view reference;
        if (schema["$ref"].get(reference) == simdjson::SUCCESS) {
            const std::string name(reference.substr(reference.rfind('/') + 1));
            if (std::ranges::find(m_around, name) != m_around.end())
                return;
            m_around.push_back(name);
            visit(m_root["$defs"][name], place);
            m_around.pop_back();
            return;
        }
        if (saysString(schema))
            m_places.insert(place);
        dom::object properties;
        if (schema["properties"].get(properties) == simdjson::SUCCESS) {
            for (const auto property : properties)
                visit(property.value, place + '/' + std::string(property.key));
        }
        dom::element below;
        if (schema["items"].get(below) == simdjson::SUCCESS)
            visit(below, place + "/*");
        if (schema["additionalProperties"].get(below) == simdjson::SUCCESS)
            visit(below, place + "/{}");
        for (const char *several : {"anyOf", "oneOf"}) {
            dom::array choices;
            if (schema[several].get(choices) != simdjson::SUCCESS)
                continue;
            for (const dom::element choice : choices)
                visit(choice, place);
        }
    }

    dom::parser m_parser;
    dom::element m_root;
    std::vector<std::string> m_around; ///< names of the definitions that are being visited
    std::set<std::string> m_places;
};

} // namespace

std::set<std::string> stringPlaces(const std::string &schemaFile)
{
    return SchemaWalk(schemaFile).run();
}

std::set<std::string> dbmlFeatures(const std::string &featuresFile)
{
    std::ifstream file(featuresFile);
    if (!file)
        throw std::runtime_error("cannot read " + featuresFile);
    std::set<std::string> features;
    char section = '0';
    bool heading = true;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("## ")) {
            section = line.size() > 3 ? line[3] : '0';
            heading = true;
        }
        if (!line.starts_with("| ") || (section != '2' && section != '4'))
            continue;
        if (heading) {
            heading = false;
            continue;
        }
        // `sticky note` and `inline ref` are written with their second word.
        std::string name = line.substr(2, line.find_first_of(",|/", 2) - 2);
        name.erase(std::min(name.find(" ("), name.size()));
        while (name.ends_with(' '))
            name.pop_back();
        for (const char *adjective : {"Sticky ", "inline ", "Metadata ", "DBML "}) {
            if (name.starts_with(adjective) && name != "Metadata block")
                name.erase(0, std::string_view(adjective).size());
        }
        features.insert(asciiLower(name.substr(0, name.find(' '))));
    }
    return features;
}

} // namespace tw::test
