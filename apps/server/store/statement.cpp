// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/statement.h"

#include <charconv>

namespace tw::server {

namespace {

constexpr std::uint32_t textOid = 25;
constexpr std::uint32_t integerOid = 23;
constexpr std::uint32_t uuidOid = 2950;

void appendWord(std::string &bytes, std::uint32_t word)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        bytes.push_back(static_cast<char>(static_cast<unsigned char>(word >> shift)));
}

std::uint32_t wordAt(std::string_view bytes, std::size_t place)
{
    std::uint32_t word = 0;
    for (std::size_t i = 0; i < 4; ++i)
        word = word << 8 | static_cast<unsigned char>(bytes.at(place + i));
    return word;
}

/// One dimension from 1 on, without nulls.
std::string arrayHeader(std::uint32_t type, std::size_t count)
{
    std::string bytes;
    appendWord(bytes, count == 0 ? 0 : 1);
    appendWord(bytes, 0);
    appendWord(bytes, type);
    if (count > 0) {
        appendWord(bytes, static_cast<std::uint32_t>(count));
        appendWord(bytes, 1);
    }
    return bytes;
}

int hexValue(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

} // namespace

std::optional<Uuid> parseUuid(std::string_view text)
{
    if (text.size() != 36)
        return std::nullopt;
    Uuid uuid{};
    std::size_t digit = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i == 8 || i == 13 || i == 18 || i == 23) {
            if (text[i] != '-')
                return std::nullopt;
            continue;
        }
        const int value = hexValue(text[i]);
        if (value < 0)
            return std::nullopt;
        unsigned char &byte = uuid[digit / 2];
        byte = static_cast<unsigned char>(byte << 4 | value);
        ++digit;
    }
    return uuid;
}

Parameter Parameter::texts(const std::vector<std::string_view> &elements)
{
    std::string bytes = arrayHeader(textOid, elements.size());
    for (const std::string_view element : elements) {
        appendWord(bytes, static_cast<std::uint32_t>(element.size()));
        bytes.append(element);
    }
    return {std::move(bytes)};
}

Parameter Parameter::numbers(const std::vector<std::int32_t> &elements)
{
    std::string bytes = arrayHeader(integerOid, elements.size());
    for (const std::int32_t element : elements) {
        appendWord(bytes, 4);
        appendWord(bytes, static_cast<std::uint32_t>(element));
    }
    return {std::move(bytes)};
}

Parameter Parameter::uuids(const std::vector<Uuid> &elements)
{
    std::string bytes = arrayHeader(uuidOid, elements.size());
    for (const Uuid &element : elements) {
        appendWord(bytes, 16);
        bytes.append(element.begin(), element.end());
    }
    return {std::move(bytes)};
}

const char *Parameter::data() const
{
    if (const auto *text = std::get_if<std::string>(&m_data))
        return text->data();
    const auto *bytes = std::get_if<std::shared_ptr<const std::string>>(&m_data);
    return bytes != nullptr && *bytes ? (*bytes)->data() : nullptr;
}

std::size_t Parameter::size() const
{
    if (const auto *text = std::get_if<std::string>(&m_data))
        return text->size();
    const auto *bytes = std::get_if<std::shared_ptr<const std::string>>(&m_data);
    return bytes != nullptr && *bytes ? (*bytes)->size() : 0;
}

BoundParameters::BoundParameters(const Parameters &values) : formats(values.size(), 1)
{
    data.reserve(values.size());
    lengths.reserve(values.size());
    for (const Parameter &value : values) {
        data.push_back(value.data());
        lengths.push_back(static_cast<int>(value.size()));
        bytes += value.size();
    }
}

std::vector<std::string_view> textsOf(const PgResult &result, int row, int column)
{
    std::vector<std::string_view> elements;
    if (result.isNull(row, column))
        return elements;
    const std::string_view bytes = result.text(row, column);
    const std::uint32_t dimensions = wordAt(bytes, 0);
    std::size_t place = 12 + std::size_t{8} * dimensions;
    while (place < bytes.size()) {
        const auto length = static_cast<std::int32_t>(wordAt(bytes, place));
        place += 4;
        elements.push_back(length < 0 ? std::string_view()
                                      : bytes.substr(place, static_cast<std::size_t>(length)));
        place += elements.back().size();
    }
    return elements;
}

std::int64_t numberOf(const PgResult &result, int row, int column)
{
    const std::string_view text = result.text(row, column);
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size())
        throw PgError("a column is not the number that the program expects", "XX000");
    return number;
}

} // namespace tw::server
