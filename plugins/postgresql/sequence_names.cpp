// SPDX-License-Identifier: MIT
#include "sequence_names.h"

#include "literal_writer.h"
#include "quoting.h"

#include <tablewright/base/stable_hash.h>
#include <tablewright/base/utf8.h>

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <unordered_set>
#include <vector>

namespace tw::postgresql {
namespace {

struct Sequence {
    const ir::Table *table;
    const ir::Column *column;
    std::string key; ///< `namespace`, U+0000 and the server's first choice
};

std::string keyOf(const ir::Name &namespaceName, std::string_view name)
{
    std::string key(namespaceName.empty() ? "public" : keptIdentifier(namespaceName.view()));
    key.push_back('\0');
    key += keptIdentifier(name);
    return key;
}

/// Relations and types that exist beside the sequences: a sequence is refused the name of either.
template <class Visit> void visitNames(const ir::Schema &schema, const Visit &visit)
{
    for (const ir::Table &table : schema.tables) {
        visit(table.namespaceName, table.name);
        if (table.primaryKey)
            visit(table.namespaceName, table.primaryKey->name);
        for (const ir::UniqueKey &key : table.uniqueKeys)
            visit(table.namespaceName, key.name);
        for (const ir::Index &index : table.indexes)
            visit(table.namespaceName, index.name);
    }
    for (const ir::EnumType &type : schema.enums)
        visit(type.namespaceName, type.name);
}

std::string hashedName(const Sequence &sequence, std::uint32_t salt)
{
    const std::string_view table = keptIdentifier(sequence.table->name.view());
    const std::string_view column = keptIdentifier(sequence.column->name.view());
    const std::string suffix =
        fmt::format("_{:08x}_seq", StableHash().add(table).add(column).add(salt).folded());
    const std::string stem = fmt::format("{}_{}", table, column);
    return std::string(truncateUtf8(stem, maxIdentifierBytes - suffix.size())) + suffix;
}

} // namespace

std::string automaticSequenceName(std::string_view table, std::string_view column)
{
    constexpr std::string_view label = "seq";
    const std::string_view first = keptIdentifier(table);
    const std::string_view second = keptIdentifier(column);
    constexpr std::size_t room = maxIdentifierBytes - (label.size() + 2);
    std::size_t firstSize = first.size();
    std::size_t secondSize = second.size();
    while (firstSize + secondSize > room)
        --(firstSize > secondSize ? firstSize : secondSize);
    std::string name(truncateUtf8(first, firstSize));
    name.push_back('_');
    name += truncateUtf8(second, secondSize);
    name.push_back('_');
    name += label;
    return name;
}

SequenceNames::SequenceNames(const ir::Schema &schema)
{
    std::vector<Sequence> sequences;
    for (const ir::Table &table : schema.tables) {
        for (const ir::Column &column : table.columns) {
            if (column.autoIncrement || isSerial(column.type))
                sequences.push_back(
                    {&table, &column,
                     keyOf(table.namespaceName,
                           automaticSequenceName(table.name.view(), column.name.view()))});
        }
    }
    if (sequences.empty())
        return;

    std::unordered_map<std::string_view, std::size_t> wanted;
    wanted.reserve(sequences.size());
    for (const Sequence &sequence : sequences)
        ++wanted[sequence.key];
    // Only what ends as a sequence's name does can be in the way of one.
    std::unordered_set<std::string> taken;
    visitNames(schema, [&](const ir::Name &namespaceName, const ir::Name &name) {
        if (keptIdentifier(name.view()).ends_with("_seq"))
            taken.insert(keyOf(namespaceName, name.view()));
    });
    std::vector<const Sequence *> clashing;
    for (const Sequence &sequence : sequences) {
        if (wanted[sequence.key] > 1 || taken.contains(sequence.key))
            clashing.push_back(&sequence);
    }
    if (clashing.empty())
        return;

    for (const auto &[key, count] : wanted)
        taken.emplace(key);
    // By what they are of, so that the order of the tables does not matter.
    std::sort(clashing.begin(), clashing.end(), [](const Sequence *a, const Sequence *b) {
        return std::tie(a->key, a->table->name.text, a->column->name.text) <
               std::tie(b->key, b->table->name.text, b->column->name.text);
    });
    for (const Sequence *sequence : clashing) {
        for (std::uint32_t salt = 0;; ++salt) {
            std::string name = hashedName(*sequence, salt);
            if (!taken.insert(keyOf(sequence->table->namespaceName, name)).second)
                continue;
            m_names.emplace(sequence->column, std::move(name));
            break;
        }
    }
}

std::string_view SequenceNames::explicitNameFor(const ir::Column &column) const
{
    const auto found = m_names.find(&column);
    return found == m_names.end() ? std::string_view() : std::string_view(found->second);
}

} // namespace tw::postgresql
