// SPDX-License-Identifier: MIT
#include "hostile_text.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <charconv>
#include <fstream>
#include <stdexcept>

namespace tw::test {

namespace {

void replaceAll(std::string &text, std::string_view from, std::string_view to)
{
    for (std::size_t at = text.find(from); at != std::string::npos;
         at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

std::string fromHex(std::string_view hex)
{
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        unsigned value = 0;
        std::from_chars(hex.data() + i, hex.data() + i + 2, value, 16);
        bytes.push_back(static_cast<char>(value));
    }
    return bytes;
}

std::string member(const simdjson::dom::element &line, std::string_view name)
{
    std::string_view value;
    return line[name].get(value) == simdjson::SUCCESS ? std::string(value) : std::string();
}

HostileText readLine(const simdjson::dom::element &line)
{
    HostileText text;
    text.group = member(line, "group");
    text.why = member(line, "why");
    text.escapes = member(line, "json");
    const std::string unit = member(line, "text");
    std::uint64_t times = 1;
    if (line["times"].get(times) != simdjson::SUCCESS)
        times = 1;
    for (std::uint64_t i = 0; i < times; ++i)
        text.bytes += unit;
    text.bytes += fromHex(member(line, "hex"));
    if (text.group.empty() || text.why.empty())
        throw std::runtime_error("a line of the corpus has no group or no why");
    return text;
}

} // namespace

bool isValidUtf8(std::string_view text)
{
    return simdjson::validate_utf8(text.data(), text.size());
}

std::string shown(std::string_view text)
{
    constexpr std::size_t most = 200;
    std::string out;
    for (const char c : text) {
        if (out.size() > most)
            return out + fmt::format("… ({} bytes)", text.size());
        if (c >= 0x20 && c < 0x7F && c != '\\')
            out.push_back(c);
        else
            out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    }
    return out;
}

std::string keptName(std::string_view name)
{
    constexpr std::size_t most = 63;
    if (name.size() <= most)
        return std::string(name);
    std::size_t end = most;
    while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U)
        --end;
    return std::string(name.substr(0, end));
}

bool HostileText::mustBeRefused() const
{
    return !escapes.empty() || bytes.find('\0') != std::string::npos || !isValidUtf8(bytes);
}

std::string HostileText::describe() const
{
    return fmt::format("corpus.jsonl:{} ({}) {}", line, why,
                       escapes.empty() ? shown(bytes) : shown(escapes));
}

std::vector<HostileText> readCorpus(const std::string &path, const std::string &markerFile)
{
    std::ifstream file(path);
    if (!file)
        throw std::runtime_error("cannot read " + path);
    std::vector<HostileText> texts;
    simdjson::dom::parser parser;
    std::size_t number = 0;
    for (std::string line; std::getline(file, line);) {
        ++number;
        simdjson::dom::element element;
        if (parser.parse(line).get(element) != simdjson::SUCCESS)
            throw std::runtime_error(fmt::format("{}:{}: no JSON", path, number));
        texts.push_back(readLine(element));
        texts.back().line = number;
        replaceAll(texts.back().bytes, "@FILE@", markerFile);
    }
    return texts;
}

} // namespace tw::test
