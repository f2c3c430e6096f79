// SPDX-License-Identifier: MIT
#include "sequence_names.h"

#include "quoting.h"

#include <tablewright/base/utf8.h>

namespace tw::postgresql {
namespace {

std::string keyOf(const ir::Name &namespaceName, std::string_view relation)
{
    std::string key(namespaceName.empty() ? "public" : keptIdentifier(namespaceName.view()));
    key.push_back('\0');
    key += keptIdentifier(relation);
    return key;
}

/// `…_seq`, `…_seq1`: what the server may pick for a sequence.
bool looksLikeSequence(std::string_view name)
{
    const std::string_view kept = keptIdentifier(name);
    const std::size_t end = kept.find_last_not_of("0123456789");
    return end != std::string_view::npos && kept.substr(0, end + 1).ends_with("_seq");
}

template <class Visit> void visitRelations(const ir::Schema &schema, Visit &&visit)
{
    for (const ir::Table &table : schema.tables) {
        visit(table, table.name);
        if (table.primaryKey)
            visit(table, table.primaryKey->name);
        for (const ir::UniqueKey &key : table.uniqueKeys)
            visit(table, key.name);
        for (const ir::Index &index : table.indexes)
            visit(table, index.name);
    }
}

} // namespace

std::string automaticSequenceName(std::string_view table, std::string_view column,
                                  std::string_view label)
{
    const std::string_view first = keptIdentifier(table);
    const std::string_view second = keptIdentifier(column);
    const std::size_t room = maxIdentifierBytes - (label.size() + 2);
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
    bool any = false;
    visitRelations(schema, [&any](const ir::Table &, const ir::Name &relation) {
        any = any || looksLikeSequence(relation.view());
    });
    if (!any)
        return;
    visitRelations(schema, [this](const ir::Table &table, const ir::Name &relation) {
        m_taken.insert(keyOf(table.namespaceName, relation.view()));
    });
}

std::string SequenceNames::explicitNameFor(const ir::Table &table, const ir::Column &column)
{
    if (m_taken.empty())
        return {};
    std::string label = "seq";
    for (std::size_t number = 1;; ++number) {
        const std::string candidate =
            automaticSequenceName(table.name.view(), column.name.view(), label);
        if (m_taken.insert(keyOf(table.namespaceName, candidate)).second)
            return number == 1 ? std::string() : candidate;
        label = "seq" + std::to_string(number);
    }
}

} // namespace tw::postgresql
