// SPDX-License-Identifier: MIT
#include "documents.h"

#include <fmt/format.h>

#include <charconv>
#include <stdexcept>

namespace tw::load {

namespace {

constexpr int tableCount = 10;

std::string column(int table, int index, std::string_view name, std::string_view type,
                   std::string_view more)
{
    return fmt::format(
        R"({{"id":"t{}c{}","name":"{}","dataType":"{}",{}"nullable":false,"primaryKey":{},)"
        R"("autoIncrement":{},"unique":{}}})",
        table, index, name, type, more, index == 0, index == 0, index == 1);
}

std::string table(int number, std::string_view note)
{
    std::string columns = column(number, 0, "id", "INT", "");
    columns += ',' + column(number, 1, "code", "VARCHAR", R"("length":40,)");
    columns += ',' + column(number, 2, "title", "TEXT", R"("defaultValue":"",)");
    columns += ',' + column(number, 3, "amount", "DECIMAL",
                            R"("precision":12,"scale":2,"defaultValue":0,)");
    columns += ',' + column(number, 4, "is_active", "BOOLEAN", R"("defaultValue":true,)");
    columns += ',' + column(number, 5, "created_at", "TIMESTAMP",
                            R"("defaultValue":"CURRENT_TIMESTAMP",)");
    columns += ',' + column(number, 6, "due", "DATE", R"("defaultValue":"2026-01-31",)");
    columns += ',' + column(number, 7, "parent_id", "INT", "");
    return fmt::format(
        R"({{"id":"t{0}","name":"table_{0}","note":"{1}","columns":[{2}],"position":{{"x":{3},)"
        R"("y":{4}}},"indexes":[{{"name":"table_{0}_parent","columns":["parent_id"],)"
        R"("unique":false}}]}})",
        number, note, columns, 40 + 320 * (number % 4), 60 + 260 * (number / 4));
}

std::string document(std::uint64_t number, std::string_view note)
{
    std::string tables;
    std::string keys;
    for (int i = 0; i < tableCount; ++i) {
        tables += (i == 0 ? "" : ",") + table(i, i == 0 ? note : "one of many");
        if (i > 0)
            keys += fmt::format(
                R"({}{{"id":"f{}","name":"table_{}_fk","sourceTableId":"t{}","sourceColumnId":)"
                R"("t{}c7","targetTableId":"t{}","targetColumnId":"t{}c0","onDelete":"CASCADE",)"
                R"("onUpdate":"RESTRICT"}})",
                i == 1 ? "" : ",", i, i, i, i, i - 1, i - 1);
    }
    return fmt::format(
        R"({{"id":"d{0:016}","name":"Schema {0:016}","description":"a schema under load","tables":[{1}],)"
        R"("foreignKeys":[{2}],"version":1}})",
        number, tables, keys);
}

} // namespace

std::string schemaDocument(std::uint64_t number, std::size_t bytes)
{
    const std::string least = document(number, "");
    if (least.size() > bytes)
        throw std::invalid_argument(
            fmt::format("a document has {} bytes at least, asked for {}", least.size(), bytes));
    return document(number, std::string(bytes - least.size(), 'n'));
}

std::string smallDocument(std::string_view token)
{
    return fmt::format(
        R"({{"x-token":"{}","name":"register","tables":[{{"id":"t","name":"items","columns":[)"
        R"({{"id":"c","name":"id","dataType":"INT","primaryKey":true,"autoIncrement":true}},)"
        R"({{"id":"d","name":"label","dataType":"VARCHAR","length":80,"nullable":false}}],)"
        R"("position":{{"x":0,"y":0}},"indexes":[]}}],"foreignKeys":[]}})",
        token);
}

std::string_view tokenOf(std::string_view document)
{
    constexpr std::string_view start = R"({"x-token":")";
    if (!document.starts_with(start))
        return {};
    document.remove_prefix(start.size());
    return document.substr(0, document.find('"'));
}

std::int64_t numberMember(std::string_view json, std::string_view name)
{
    const std::string key = fmt::format("\"{}\":", name);
    const std::size_t at = json.find(key);
    std::int64_t value = -1;
    if (at != std::string_view::npos) {
        const std::string_view rest = json.substr(at + key.size());
        std::from_chars(rest.data(), rest.data() + rest.size(), value);
    }
    return value;
}

std::string_view textMember(std::string_view json, std::string_view name)
{
    const std::string key = fmt::format("\"{}\":\"", name);
    const std::size_t at = json.find(key);
    if (at == std::string_view::npos)
        return {};
    const std::string_view rest = json.substr(at + key.size());
    return rest.substr(0, rest.find('"'));
}

} // namespace tw::load
