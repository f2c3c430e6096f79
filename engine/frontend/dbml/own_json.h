// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/ir/schema.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Where a `tw_` key needs structure it holds JSON: parts of schema JSON, written by its writer and
/// read by its frontend.
namespace tw::dbml {

/// Stands for the table's id of an end that is the table which a partial is injected into.
inline constexpr std::string_view ofPartial = "~";

/// What schema JSON has at `pointer` for `schema`, on one line.
[[nodiscard]] std::string jsonPart(const ir::Schema &schema, std::string_view pointer);
/// The elements of the array there, each by itself; none when there is no such array.
[[nodiscard]] std::vector<std::string> jsonElements(const ir::Schema &schema,
                                                    std::string_view pointer);

/// The elements of a valid array, as they are written.
[[nodiscard]] std::vector<std::string> rawElements(std::string_view text);

[[nodiscard]] std::string jsonArray(const std::vector<std::string> &elements);

/// A JSON object that is being written.
class JsonObject {
public:
    JsonObject &add(std::string_view name, std::string_view json);
    JsonObject &addText(std::string_view name, std::string_view text);
    [[nodiscard]] std::string text() const { return '{' + m_members + '}'; }
    [[nodiscard]] bool empty() const { return m_members.empty(); }

private:
    std::string m_members;
};

/// Says which place the element of an array takes among those that DBML has: `x-at`.
[[nodiscard]] std::string withPlace(const std::string &object, std::size_t place);

/// A part of schema JSON that was read: the schema that `text` makes when put into `document` at
/// its last `%`, and the places of the elements of the array `text`.
struct ReadPart {
    ir::Schema schema;
    std::vector<std::optional<std::size_t>> places; ///< of each element; empty: not given
    std::string problem;                            ///< not empty: why it cannot be read
};
/// A string member of each object of the JSON array `text`, empty where there is none; without a
/// member, the strings of the array.
[[nodiscard]] std::vector<std::string> textsIn(std::string_view text, std::string_view member);

[[nodiscard]] ReadPart readPart(std::string_view document, std::string_view text);

} // namespace tw::dbml
