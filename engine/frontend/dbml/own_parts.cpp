// SPDX-License-Identifier: MIT
#include "frontend/dbml/own_parts.h"

#include "frontend/dbml/dbml_writer_text.h"
#include "frontend/dbml/own_json.h"
#include "frontend/dbml/type_arguments.h"

#include "ir/column_finder.h"

#include <tablewright/base/utf8.h>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace tw::dbml {

namespace {

constexpr std::string_view prefix = "tw_";

bool isOwn(const ir::Metadata &entry) { return entry.key.view().starts_with(prefix); }

void relocate(ir::Name &name, SourceRange range)
{
    if (name.range.isValid())
        name.range = range;
}

void relocate(std::vector<ir::ColumnRef> &columns, SourceRange range)
{
    for (ir::ColumnRef &ref : columns)
        relocate(ref.name, range);
}

void relocate(ir::Index &index, SourceRange range)
{
    index.range = range;
    relocate(index.name, range);
    relocate(index.method, range);
    relocate(index.include, range);
    index.uniqueRange = index.unique ? range : SourceRange{};
    if (!index.where->empty())
        index.where.edit().range = range;
    if (!index.note->empty())
        index.note.edit().range = range;
    for (ir::IndexElement &element : index.elements) {
        element.range = range;
        relocate(element.column.name, range);
        if (element.isExpression())
            element.expression.edit().range = range;
    }
}

template <class Link> void relocateLink(Link &link, SourceRange range)
{
    link.range = range;
    relocate(link.name, range);
    for (ir::Endpoint *end : {&link.source, &link.target}) {
        relocate(end->tableSyntax, range);
        relocate(end->columns, range);
    }
    if (!link.looks->color.empty())
        link.looks.edit().color.range = range;
}

/// A table that has the parts of `text`; its `parts` are those of the schema's only one.
ReadPart readTablePart(std::string_view member, std::string_view text)
{
    return readPart(fmt::format(R"({{"tables":[{{"name":"t","columns":[],"{}":%}}]}})", member),
                    text);
}

class BodyReader {
public:
    BodyReader(ir::Table &table, bool byName, const OwnEntry &entry, OwnReporter &reporter)
        : m_table(table), m_byName(byName), m_entry(entry), m_reporter(reporter)
    {
    }

    void readIndexes()
    {
        std::vector<bool> matched;
        read("indexes", [&](ir::Table &from, const auto &places) {
            for (std::size_t i = 0; i < from.indexes.size(); ++i) {
                ir::Index &index = from.indexes[i];
                for (ir::IndexElement &element : index.elements)
                    bind(element.column);
                bindAll(index.include);
                relocate(index, m_entry.range);
                matched.resize(m_table.indexes.size());
                if (places[i]) {
                    const std::size_t at = std::min(*places[i], matched.size());
                    matched.insert(matched.begin() + static_cast<std::ptrdiff_t>(at), true);
                    insertOwn(m_table.indexes, places[i], std::move(index));
                    continue;
                }
                const auto found = std::find_if(
                    m_table.indexes.begin(), m_table.indexes.end(), [&](const ir::Index &other) {
                        const auto at = static_cast<std::size_t>(&other - m_table.indexes.data());
                        return !other.partial.isValid() && !matched[at] && same(other, index);
                    });
                if (found == m_table.indexes.end()) {
                    m_reporter.unmatched(m_entry, "an index");
                    continue;
                }
                matched[static_cast<std::size_t>(found - m_table.indexes.begin())] = true;
                *found = std::move(index);
            }
        });
    }

    void readUniqueKeys()
    {
        read("uniqueConstraints", [&](ir::Table &from, const auto &places) {
            for (std::size_t i = 0; i < from.uniqueKeys.size(); ++i) {
                ir::UniqueKey &key = from.uniqueKeys[i];
                bindAll(key.columns);
                key.range = m_entry.range;
                relocate(key.name, m_entry.range);
                relocate(key.columns, m_entry.range);
                if (places[i] || takeIndexOf(key))
                    insertOwn(m_table.uniqueKeys, places[i], std::move(key));
                else
                    m_reporter.unmatched(m_entry, "a unique index");
            }
        });
    }

    void readChecks()
    {
        const std::vector<std::string> columns = textsIn(m_entry.text, "x-column");
        read("checks", [&](ir::Table &from, const auto &places) {
            for (std::size_t i = 0; i < from.checks.size(); ++i) {
                ir::CheckConstraint &check = from.checks[i];
                check.range = m_entry.range;
                check.expression.range = m_entry.range;
                relocate(check.name, m_entry.range);
                // What goes with a column has its place.
                const ir::ColumnId column =
                    i < columns.size() ? m_finder.byName(m_table, columns[i]) : ir::ColumnId();
                if (column.isValid())
                    check.range = m_table.column(column).range;
                insertOwn(m_table.checks, places[i], std::move(check));
            }
        });
    }

    void readPrimaryKey(bool extra)
    {
        ReadPart part = readTablePart("extraPrimaryKeys", fmt::format("[{}]", m_entry.text));
        if (!part.problem.empty()) {
            m_reporter.malformed(m_entry, part.problem);
            return;
        }
        ir::PrimaryKey &key = part.schema.tables.front().extraPrimaryKeys.front();
        key.range = m_entry.range;
        relocate(key.name, m_entry.range);
        relocate(key.columns, m_entry.range);
        bindAll(key.columns);
        if (extra)
            m_table.extraPrimaryKeys.push_back(std::move(key));
        else
            m_table.primaryKey = std::move(key);
    }

    /// A JSON string.
    void readPrimaryKeyName()
    {
        const std::vector<std::string> name = textsIn('[' + std::string(m_entry.text) + ']', {});
        if (name.empty() || !m_table.primaryKey)
            m_reporter.unmatched(m_entry, "a primary key");
        else
            m_table.primaryKey->name = {name.front(), m_entry.range};
    }

private:
    template <class Apply> void read(std::string_view member, Apply apply)
    {
        ReadPart part = readTablePart(member, m_entry.text);
        if (!part.problem.empty()) {
            m_reporter.malformed(m_entry, part.problem);
            return;
        }
        part.places.resize(std::max({part.places.size(), part.schema.tables[0].indexes.size(),
                                     part.schema.tables[0].uniqueKeys.size(),
                                     part.schema.tables[0].checks.size()}));
        apply(part.schema.tables.front(), part.places);
    }

    void bind(ir::ColumnRef &ref)
    {
        ref.column = {};
        if (m_byName || ref.name.empty())
            return;
        ref.column = m_finder.byName(m_table, ref.name.view());
    }

    void bindAll(std::vector<ir::ColumnRef> &columns)
    {
        for (ir::ColumnRef &ref : columns)
            bind(ref);
    }

    /// Whether `a` is what DBML says of `b`.
    [[nodiscard]] static bool same(const ir::Index &a, const ir::Index &b)
    {
        return a.name.text == b.name.text && a.method.text == b.method.text &&
               a.note->text == b.note->text && a.unique == (b.unique && b.where->empty()) &&
               std::equal(a.elements.begin(), a.elements.end(), b.elements.begin(),
                          b.elements.end(),
                          [](const ir::IndexElement &x, const ir::IndexElement &y) {
                              return x.column.name.text == y.column.name.text &&
                                     x.expression->text == y.expression->text;
                          });
    }

    /// The unique index that stands for the constraint is one no longer.
    bool takeIndexOf(const ir::UniqueKey &key)
    {
        const auto stands = [&](const ir::Index &index) {
            return !index.partial.isValid() && index.unique && index.name.text == key.name.text &&
                   index.where->empty() &&
                   std::equal(index.elements.begin(), index.elements.end(), key.columns.begin(),
                              key.columns.end(),
                              [](const ir::IndexElement &element, const ir::ColumnRef &column) {
                                  return !element.isExpression() &&
                                         element.column.name.text == column.name.text;
                              });
        };
        // Constraints are written behind the indexes.
        const auto found = std::find_if(m_table.indexes.rbegin(), m_table.indexes.rend(), stands);
        if (found == m_table.indexes.rend())
            return false;
        m_table.indexes.erase(std::next(found).base());
        return true;
    }

    ir::Table &m_table;
    bool m_byName;
    const OwnEntry &m_entry;
    OwnReporter &m_reporter;
    ir::ColumnFinder m_finder;
};

bool readNumber(const OwnEntry &entry, std::optional<ir::Located<std::int64_t>> &argument)
{
    std::int64_t value = 0;
    const std::string_view text = entry.text;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
        return false;
    argument = {value, entry.range};
    return true;
}

std::optional<ir::ReferentialAction> actionOf(std::string_view text)
{
    using enum ir::ReferentialAction;
    for (const auto action : {NoAction, Restrict, Cascade, SetNull, SetDefault}) {
        if (equalsIgnoringCase(ir::spelling(action), text))
            return action;
    }
    return std::nullopt;
}

/// What both kinds of links have.
template <class Link>
bool applyToAnyLink(std::string_view name, const OwnEntry &entry, Link &link, OwnReporter &reporter)
{
    const std::string text(entry.text);
    if (name == "id") {
        link.id = text;
    } else if (name == "name") {
        link.name = {text, entry.range};
    } else if (name == "delete" || name == "update") {
        const auto action = actionOf(entry.text);
        if (action)
            (name == "delete" ? link.onDelete : link.onUpdate) = *action;
        else
            reporter.malformed(entry, fmt::format("found `{}`, expected `cascade`, `restrict`, "
                                                  "`set null`, `set default` or `no action`",
                                                  truncateUtf8(entry.text, 40)));
    } else if (name == "color") {
        if (isColorText(entry.text))
            link.looks.edit().color = {text, entry.range};
        else
            reporter.malformed(entry, "expected `#rgb` or `#rrggbb`");
    } else {
        return false;
    }
    return true;
}

} // namespace

void OwnReporter::malformed(const OwnEntry &entry, std::string_view problem)
{
    m_diagnostics.report(diag::MalformedOwnMetadata, entry.range, entry.key, problem);
}

void OwnReporter::unknown(const OwnEntry &entry, std::string_view what)
{
    m_diagnostics.report(diag::UnknownOwnMetadata, entry.range, entry.key, what);
}

void OwnReporter::unmatched(const OwnEntry &entry, std::string_view what)
{
    m_diagnostics.report(diag::UnmatchedOwnMetadata, entry.range, entry.key, what);
}

std::vector<ir::Metadata> takeOwn(std::vector<ir::Metadata> &metadata)
{
    std::vector<ir::Metadata> own;
    if (std::none_of(metadata.begin(), metadata.end(), isOwn))
        return own;
    std::vector<ir::Metadata> others;
    for (ir::Metadata &entry : metadata)
        (isOwn(entry) ? own : others).push_back(std::move(entry));
    metadata = std::move(others);
    return own;
}

std::vector<ir::Metadata> takeOwn(Rare<std::vector<ir::Metadata>> &metadata)
{
    if (metadata->empty())
        return {};
    std::vector<ir::Metadata> own = takeOwn(metadata.edit());
    if (metadata->empty())
        metadata = {};
    return own;
}

OwnEntry entryOf(const ir::Metadata &metadata)
{
    return {metadata.key.view(), metadata.value.view(), metadata.value.range};
}

void applyMetadata(const OwnEntry &entry, std::vector<ir::Metadata> &metadata,
                   OwnReporter &reporter)
{
    ReadPart part = readPart(R"({"tables":[],"metadata":%})", entry.text);
    if (!part.problem.empty()) {
        reporter.malformed(entry, part.problem);
        return;
    }
    relocate(part.schema.metadata, entry.range);
    std::move(part.schema.metadata.begin(), part.schema.metadata.end(),
              std::back_inserter(metadata));
}

bool applyToBody(const OwnEntry &entry, ir::Table &table, bool byName, OwnReporter &reporter)
{
    BodyReader reader(table, byName, entry, reporter);
    if (entry.key == "tw_indexes")
        reader.readIndexes();
    else if (entry.key == "tw_unique_constraints")
        reader.readUniqueKeys();
    else if (entry.key == "tw_checks")
        reader.readChecks();
    else if (entry.key == "tw_primary_key_name")
        reader.readPrimaryKeyName();
    else if (entry.key == "tw_primary_key" || entry.key == "tw_extra_primary_key")
        reader.readPrimaryKey(entry.key == "tw_extra_primary_key");
    else
        return false;
    return true;
}

bool isTypeKey(std::string_view key)
{
    return key == "tw_type" || key == "tw_length" || key == "tw_precision" || key == "tw_scale";
}

bool applyToColumn(const OwnEntry &entry, ir::Column &column, OwnReporter &reporter)
{
    if (entry.key == "tw_type") {
        column.typeSyntax.spelling.text = entry.text;
    } else if (isTypeKey(entry.key)) {
        ir::TypeArguments &arguments = column.typeSyntax.arguments.edit();
        auto &argument = entry.key == "tw_length"      ? arguments.length
                         : entry.key == "tw_precision" ? arguments.precision
                                                       : arguments.scale;
        if (!readNumber(entry, argument))
            reporter.malformed(entry, "expected a whole number");
    } else if (entry.key == "tw_generated") {
        column.generated = ir::Expression{std::string(entry.text), entry.range};
    } else if (entry.key == "tw_default") {
        ReadPart part = readPart(R"({"tables":[{"name":"t","columns":[)"
                                 R"({"name":"c","dataType":"t","defaultValue":%}]}]})",
                                 entry.text);
        if (!part.problem.empty()) {
            reporter.malformed(entry, part.problem);
        } else {
            column.defaultValue = std::move(part.schema.tables[0].columns[0].defaultValue);
            column.defaultValue.value.range = entry.range;
        }
    } else {
        return false;
    }
    return true;
}

void takeArgumentsApart(ir::Column &column)
{
    auto split = splitTypeArguments(column.typeSyntax.spelling.view());
    if (!split)
        return;
    const SourceRange range = column.typeSyntax.spelling.range;
    for (auto *argument :
         {&split->arguments.length, &split->arguments.precision, &split->arguments.scale}) {
        if (*argument)
            (*argument)->range = range;
    }
    column.typeSyntax.spelling.text = std::move(split->name);
    column.typeSyntax.arguments = split->arguments;
}

bool applyToLink(std::string_view name, const OwnEntry &entry, ir::ForeignKey &key,
                 OwnReporter &reporter)
{
    if (name != "deferrable")
        return applyToAnyLink(name, entry, key, reporter);
    if (entry.text == "initially deferred")
        key.deferrability = ir::Deferrability::InitiallyDeferred;
    else if (entry.text == "initially immediate")
        key.deferrability = ir::Deferrability::InitiallyImmediate;
    else
        reporter.malformed(entry, "expected `initially deferred` or `initially immediate`");
    return true;
}

bool applyToLink(std::string_view name, const OwnEntry &entry, ir::Relationship &relationship,
                 OwnReporter &reporter)
{
    if (name == "junction") {
        relationship.junctionName = {std::string(entry.text), entry.range};
    } else if (name == "junction_namespace") {
        relationship.junctionNamespace = {std::string(entry.text), entry.range};
    } else if (name == "target_first") {
        if (entry.text == "true")
            relationship.looks.edit().swapped = true;
        else
            reporter.malformed(entry, "expected `true`");
    } else {
        return applyToAnyLink(name, entry, relationship, reporter);
    }
    return true;
}

void relocate(ir::ForeignKey &key, SourceRange range)
{
    relocateLink(key, range);
    key.onDeleteRange = {};
    key.onUpdateRange = {};
}

void relocate(ir::Relationship &relationship, SourceRange range)
{
    relocateLink(relationship, range);
    relocate(relationship.junctionNamespace, range);
    relocate(relationship.junctionName, range);
}

void relocate(std::vector<ir::Metadata> &metadata, SourceRange range)
{
    for (ir::Metadata &entry : metadata) {
        relocate(entry.key, range);
        relocate(entry.value, range);
    }
}

} // namespace tw::dbml
