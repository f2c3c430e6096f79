// SPDX-License-Identifier: MIT
#include "renaming.h"

#include <tablewright/base/utf8.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace tw::naming {

namespace {

bool isAsciiWord(std::string_view name)
{
    const auto isLetter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    };
    return !name.empty() && isLetter(name.front()) &&
           std::ranges::all_of(name, [&](char c) { return isLetter(c) || (c >= '0' && c <= '9'); });
}

/// Whether DBML takes the name without quotes.
bool isPlain(std::string_view name)
{
    constexpr std::array<std::string_view, 6> special{"as",   "use",   "reuse",
                                                      "true", "false", "null"};
    return isAsciiWord(name) && std::ranges::none_of(special, [&](std::string_view word) {
               return equalsIgnoringCase(word, name);
           });
}

/// What is between two quotes changes, and they stay, whichever they are. Double ones, which are
/// right in both languages, stand in for quotes with escapes between them. A place as long as the
/// name itself has none.
TextEdit edit(SourceRange place, std::string_view old, std::string_view name)
{
    if (place.size() == old.size() + 2)
        return {{place.source, place.begin + 1, place.end - 1}, std::string(name)};
    const bool isQuoted = place.size() != old.size() || !isPlain(name);
    return {place, isQuoted ? fmt::format("\"{}\"", name) : std::string(name)};
}

Renaming refused(std::string refusal, SourceRange place = {})
{
    return {std::nullopt, std::move(refusal), place};
}

Renaming taken(std::string_view name, SourceRange place)
{
    return refused(fmt::format("it is not renamed since `{}` is taken", name), place);
}

Renaming inExpression(SourceRange place)
{
    return refused("it is not renamed since this expression may mean it", place);
}

} // namespace

void Renamer::Scope::add(std::string_view text, SourceRange declared)
{
    if (!text.empty())
        names[asciiLower(text)].push_back({declared, text});
}

const Renamer::Scope::Entry *Renamer::Scope::other(std::string_view text,
                                                   SourceRange declared) const
{
    const auto found = names.find(asciiLower(text));
    if (found == names.end())
        return nullptr;
    const auto entry = std::ranges::find_if(
        found->second, [&](const Entry &each) { return each.declared != declared; });
    return entry == found->second.end() ? nullptr : &*entry;
}

const Renamer::Scope::Entry *Renamer::Scope::twin(const ir::Name &name) const
{
    const auto found = names.find(asciiLower(name.text));
    if (found == names.end())
        return nullptr;
    const auto entry = std::ranges::find_if(found->second, [&](const Entry &each) {
        return each.declared != name.range && each.text == name.text;
    });
    return entry == found->second.end() ? nullptr : &*entry;
}

void Renamer::Scope::take(std::string_view text, SourceRange declared)
{
    names[asciiLower(text)].push_back({declared, {}});
}

Renamer::TableFacts::TableFacts(const ir::Schema &schema, const ir::Table &table)
{
    const auto addColumns = [&](const std::vector<ir::Column> &all) {
        for (const ir::Column &column : all) {
            columns.add(column.name.text, column.name.range);
            // What names a column may use its id.
            if (column.id != column.name.text)
                columns.add(column.id, column.name.range);
        }
    };
    addColumns(table.columns);
    for (const ir::Injection &injection : *table.injections)
        addColumns(schema.partials[injection.partial.index()].table.columns);
    words.add(table);
}

const NamePlaces &Renamer::places()
{
    if (!m_places)
        m_places = std::make_unique<NamePlaces>(m_schema);
    return *m_places;
}

Renamer::Scope &Renamer::globalNames()
{
    if (m_global)
        return *m_global;
    m_global = std::make_unique<Scope>();
    const auto add = [&](const ir::Name &name) { m_global->add(name.text, name.range); };
    const auto addTable = [&](const ir::Table &table) {
        add(table.name);
        add(table.alias);
        if (table.primaryKey)
            add(table.primaryKey->name);
        for (const ir::UniqueKey &key : table.uniqueKeys)
            add(key.name);
        for (const ir::CheckConstraint &check : table.checks)
            add(check.name);
        for (const ir::Index &index : table.indexes)
            add(index.name);
    };
    for (const ir::Table &table : m_schema.tables)
        addTable(table);
    for (const ir::TablePartial &partial : m_schema.partials)
        addTable(partial.table);
    for (const ir::EnumType &type : m_schema.enums)
        add(type.name);
    for (const ir::ForeignKey &key : m_schema.foreignKeys)
        add(key.name);
    for (const ir::Relationship &relationship : m_schema.relationships) {
        add(relationship.name);
        add(relationship.junctionName);
    }
    return *m_global;
}

const SqlWords &Renamer::allWords()
{
    if (m_words)
        return *m_words;
    m_words = std::make_unique<SqlWords>(SqlWords::Parts::BetweenUnderscores);
    for (const ir::Table &table : m_schema.tables)
        m_words->add(table);
    for (const ir::TablePartial &partial : m_schema.partials)
        m_words->add(partial.table);
    for (const ir::Records &records : m_schema.records) {
        for (const ir::RecordValue &value : records.values) {
            if (value.kind == ir::RecordValue::Kind::Expression)
                m_words->add(value.text.text, value.text.range);
        }
    }
    return *m_words;
}

Renamer::TableFacts &Renamer::facts(ir::TableId table)
{
    m_facts.resize(m_schema.tables.size());
    std::unique_ptr<TableFacts> &slot = m_facts[table.index()];
    if (!slot)
        slot = std::make_unique<TableFacts>(m_schema, m_schema.table(table));
    return *slot;
}

const std::vector<ir::TableId> &Renamer::injectedInto(ir::TablePartialId partial)
{
    if (m_injected.empty()) {
        m_injected.resize(m_schema.partials.size());
        for (std::size_t i = 0; i < m_schema.tables.size(); ++i) {
            for (const ir::Injection &injection : *m_schema.tables[i].injections)
                m_injected[injection.partial.index()].emplace_back(i);
        }
    }
    return m_injected[partial.index()];
}

Renaming Renamer::refuse(const ir::Name &old, std::string_view name)
{
    const std::size_t most = m_target.nameRules().maxBytes();
    if (!old.range.isValid())
        return refused("it is not renamed since its name stands nowhere in the text");
    if (name.size() > most)
        return refused(fmt::format("it is not renamed since `{}` has {} bytes, more than the {} "
                                   "that the database keeps",
                                   name, name.size(), most));
    if (name.size() > m_settings.longestName && old.text.size() <= m_settings.longestName)
        return refused(fmt::format("it is not renamed since `{}` has {} bytes, more than the {} "
                                   "of `length.most`",
                                   name, name.size(), m_settings.longestName));
    const bool isSpellable = std::ranges::none_of(name, [](char c) {
        return c == '"' || c == '\'' || c == '\\' || static_cast<unsigned char>(c) < 0x20 ||
               c == 0x7F;
    });
    if (name.empty() || !isSpellable)
        return refused("it is not renamed since the new name would need escapes");
    if (places().unreadable().isValid())
        return refused("it is not renamed since this may mean it", places().unreadable());
    return {};
}

Renaming Renamer::refuseReserved(const ir::Name &old, std::string_view name) const
{
    const NameRules &rules = m_target.nameRules();
    if (!m_settings.isReserved(name, rules) || m_settings.isReserved(old.text, rules))
        return {};
    return refused(fmt::format("it is not renamed since `{}` is a word of SQL", name));
}

Renaming Renamer::make(const ir::Name &old, std::string_view name, std::vector<TextEdit> others)
{
    for (const SourceRange place : places().of(old.range))
        others.push_back(edit(place, old.text, name));
    std::ranges::sort(others, {}, &TextEdit::range);
    const auto twins = std::ranges::unique(others, {}, &TextEdit::range);
    others.erase(twins.begin(), twins.end());
    TextEdit first = edit(old.range, old.text, name);
    return {FixIt{fmt::format("rename to `{}`", name), first.range, std::move(first.replacement),
                  std::move(others)},
            {},
            {}};
}

Renaming Renamer::unreferenced(const ir::Name &old, std::string_view name)
{
    if (Renaming no = refuse(old, name); !no.refusal.empty())
        return no;
    Scope &scope = globalNames();
    if (const Scope::Entry *other = scope.other(name, old.range))
        return taken(name, other->declared);
    scope.take(name, old.range);
    return make(old, name);
}

Renaming Renamer::table(const ir::Table &table, std::string_view name)
{
    if (Renaming no = refuseReserved(table.name, name); !no.refusal.empty())
        return no;
    if (const auto place = allWords().find(table.name.text))
        return inExpression(*place);
    return unreferenced(table.name, name);
}

Renaming Renamer::column(const std::vector<ir::TableId> &tables, const ir::Table *partial,
                         const ir::Name &old, std::string_view name)
{
    if (Renaming no = refuse(old, name); !no.refusal.empty())
        return no;
    if (Renaming no = refuseReserved(old, name); !no.refusal.empty())
        return no;
    if (partial != nullptr) {
        SqlWords words(SqlWords::Parts::Whole);
        words.add(*partial);
        if (const auto place = words.find(old.text))
            return inExpression(*place);
        for (const ir::Column &column : partial->columns) {
            if (column.name.range != old.range && equalsIgnoringCase(column.name.text, name))
                return taken(name, column.name.range);
        }
    }
    if (m_target.nameRules().isReservedColumn(name))
        return refused(fmt::format("it is not renamed since every table has a hidden `{}`", name));
    for (const ir::TableId table : tables) {
        TableFacts &of = facts(table);
        if (const auto place = of.words.find(old.text))
            return inExpression(*place);
        if (const Scope::Entry *other = of.columns.other(name, old.range))
            return taken(name, other->declared);
        if (const Scope::Entry *twin = of.columns.twin(old))
            return refused("it is not renamed since this one takes its place in a table",
                           twin->declared);
    }
    for (const ir::TableId table : tables)
        facts(table).columns.take(name, old.range);
    return make(old, name);
}

Renaming Renamer::column(ir::TableId table, const ir::Column &column, std::string_view name)
{
    return this->column({table}, nullptr, column.name, name);
}

Renaming Renamer::column(ir::TablePartialId partial, const ir::Column &column,
                         std::string_view name)
{
    return this->column(injectedInto(partial), &m_schema.partials[partial.index()].table,
                        column.name, name);
}

Renamer::EnumUses &Renamer::usesOf(ir::EnumId type)
{
    if (m_enumUses)
        return (*m_enumUses)[type];
    m_enumUses.emplace();
    for (const ir::Table &table : m_schema.tables) {
        for (const ir::Column &column : table.columns) {
            if (!column.type.isEnum())
                continue;
            EnumUses &uses = (*m_enumUses)[column.type.enumType];
            uses.columns.push_back(&column);
            const ir::Expression &given = column.defaultValue.value;
            uses.literals.emplace_back(given.text, given.range);
        }
    }
    for (const ir::Records &records : m_schema.records) {
        const ir::Table &table = m_schema.table(records.table);
        for (std::size_t i = 0; i < records.values.size(); ++i) {
            const ir::Name &text = records.values[i].text;
            const ir::ColumnId column = records.columns[i % records.columns.size()];
            if (const ir::DataType &of = table.column(column).type; of.isEnum())
                (*m_enumUses)[of.enumType].literals.emplace_back(text.text, text.range);
        }
    }
    for (std::size_t i = 0; i < m_schema.partials.size(); ++i) {
        if (!injectedInto(ir::TablePartialId(i)).empty())
            continue; // the tables have its columns
        for (const ir::Column &column : m_schema.partials[i].table.columns) {
            const ir::Expression &given = column.defaultValue.value;
            if (column.defaultValue.kind == ir::DefaultValue::Kind::String)
                m_unreadDefaults.emplace_back(given.text, given.range);
        }
    }
    return (*m_enumUses)[type];
}

std::optional<std::vector<TextEdit>> Renamer::typeEdits(ir::EnumId type, std::string_view name,
                                                        SourceRange &place)
{
    const std::string &old = m_schema.enumType(type).name.text;
    std::vector<TextEdit> edits;
    std::set<SourceRange> done;
    for (const ir::Column *column : usesOf(type).columns) {
        const auto &[text, range] = column->typeSyntax.spelling;
        if (!done.insert(range).second)
            continue;
        place = range;
        // `text` is what is written, perhaps between two quotes.
        const std::size_t outer = range.size() == text.size() + 2 ? 1 : 0;
        if (range.size() != text.size() + 2 * outer)
            return std::nullopt;
        const std::size_t dot = text.rfind('.', text.size() - 1);
        std::size_t begin = dot == std::string::npos ? 0 : dot + 1;
        const bool quoted = begin < text.size() && text[begin] == '"';
        begin += quoted ? 1 : 0;
        const std::size_t end = begin + old.size();
        if (text.compare(begin, old.size(), old) != 0 || (quoted && text.find('"', begin) != end) ||
            (!quoted && text.find('"') != std::string::npos) ||
            (end < text.size() && !quoted && text[end] != '['))
            return std::nullopt;
        const auto first = static_cast<std::uint32_t>(range.begin + outer + begin);
        edits.push_back({{range.source, first, static_cast<std::uint32_t>(first + old.size())},
                         std::string(name)});
    }
    // A partial that no table has kept its types unread.
    for (const ir::TablePartial &partial : m_schema.partials) {
        for (const ir::Column &column : partial.table.columns) {
            const auto &[text, range] = column.typeSyntax.spelling;
            if (!done.contains(range) &&
                asciiLower(text).find(asciiLower(old)) != std::string::npos) {
                place = range;
                return std::nullopt;
            }
        }
    }
    return edits;
}

Renaming Renamer::enumType(ir::EnumId type, std::string_view name)
{
    const ir::Name &old = m_schema.enumType(type).name;
    if (Renaming no = refuse(old, name); !no.refusal.empty())
        return no;
    if (Renaming no = refuseReserved(old, name); !no.refusal.empty())
        return no;
    if (!isAsciiWord(old.text) || !isAsciiWord(name) || !isPlain(name))
        return refused("it is not renamed since one of the names needs quotes in a type");
    if (m_target.typeCatalog().find({}, asciiLower(name)).isValid())
        return refused(fmt::format("it is not renamed since `{}` is a type of the database", name));
    if (const auto place = allWords().find(old.text))
        return inExpression(*place);
    Scope &scope = globalNames();
    if (const Scope::Entry *other = scope.other(name, old.range))
        return taken(name, other->declared);
    SourceRange place;
    auto edits = typeEdits(type, name, place);
    if (!edits)
        return refused("it is not renamed since this type cannot be rewritten with certainty",
                       place);
    scope.take(name, old.range);
    return make(old, name, std::move(*edits));
}

Renaming Renamer::enumValue(ir::EnumId type, const ir::Name &value, std::string_view name)
{
    if (Renaming no = refuse(value, name); !no.refusal.empty())
        return no;
    for (const ir::EnumValue &other : m_schema.enumType(type).values) {
        if (other.value.range != value.range && equalsIgnoringCase(other.value.text, name))
            return taken(name, other.value.range);
    }
    if (const auto place = allWords().find(value.text))
        return inExpression(*place);
    const auto isMention = [&](SourceRange place) {
        return std::ranges::any_of(places().of(value.range), [&](SourceRange known) {
            return place.source == known.source && known.begin >= place.begin &&
                   known.end <= place.end;
        });
    };
    const EnumUses &uses = usesOf(type);
    const std::array<const Literals *, 2> lists{&uses.literals, &m_unreadDefaults};
    for (const Literals *literals : lists) {
        for (const auto &[text, place] : *literals) {
            if (text.find(value.text) != std::string_view::npos && !isMention(place))
                return refused("it is not renamed since this may mean it", place);
        }
    }
    const std::string key = fmt::format("{} {}", type.index(), name);
    if (const Scope::Entry *other = m_newValues.other(key, value.range))
        return taken(name, other->declared);
    m_newValues.take(key, value.range);
    return make(value, name);
}

} // namespace tw::naming
