// SPDX-License-Identifier: MIT
#include "edge_names.h"
#include "schema_plan.h"
#include "valid_schemas.h"

namespace tw::test {

namespace {

using Kind = ir::DefaultValue::Kind;

ir::Schema oneColumn(const std::string &type)
{
    ir::Schema schema;
    ir::Table &table = schema.tables.emplace_back();
    table.id = "t";
    table.name = named("t");
    ir::Column &column = table.columns.emplace_back();
    column.id = "c";
    column.name = named("c");
    column.typeSyntax.spelling = named(type);
    return schema;
}

/// What one profile says, each by itself.
class Facts {
public:
    explicit Facts(std::vector<SingleFact> &facts) : m_facts(facts) {}

    void add(const TypeProfile &profile)
    {
        for (const std::string &type : profile.spellings) {
            fact(type, "type");
            // What is bound to an argument is said of each spelling.
            const bool all = type.find('(') != std::string::npos;
            if (!all && &type != &profile.spellings.front())
                continue;
            for (const std::string &text : profile.numbers)
                addDefault(type, Kind::Number, text);
            for (const std::string &text : profile.strings)
                addDefault(type, Kind::String, text);
            for (const std::string &text : profile.expressions)
                addDefault(type, Kind::Expression, text);
            addExpressions(profile, type);
            for (const std::string &method : profile.methods) {
                ir::Index &index = fact(type, "index " + method).indexes.emplace_back();
                index.method = named(method);
                index.elements.emplace_back().column = refTo(m_facts.back().schema.tables[0], 0);
            }
            for (const std::string &referrer : profile.referrers)
                addReference(type, referrer);
        }
    }

private:
    ir::Table &fact(const std::string &type, const std::string &what)
    {
        m_facts.push_back({type + ": " + what, oneColumn(type)});
        return m_facts.back().schema.tables.front();
    }

    void addDefault(const std::string &type, Kind kind, const std::string &text)
    {
        ir::Table &table = fact(type, (kind == Kind::Expression ? "default " : "literal ") + text);
        table.columns.front().defaultValue = {kind, expression(text)};
    }

    void addExpressions(const TypeProfile &profile, const std::string &type)
    {
        const std::string column = quotedName("c");
        for (const std::string &pattern : profile.checks) {
            ir::Table &table = fact(type, "check " + pattern);
            table.checks.emplace_back().expression = expression(filled(pattern, column));
        }
        for (const auto &[made, pattern] : profile.generated) {
            ir::Column &generated = fact(type, "generated " + pattern).columns.emplace_back();
            generated.name = named("made");
            generated.typeSyntax.spelling = named(made.empty() ? type : made);
            generated.generated = expression(filled(pattern, column));
        }
        for (const std::string &pattern : profile.indexed) {
            ir::Table &table = fact(type, "index over " + pattern);
            table.indexes.emplace_back().elements.emplace_back().expression =
                expression(filled(pattern, column));
        }
    }

    void addReference(const std::string &type, const std::string &referrer)
    {
        ir::Table &table = fact(type, "referred to by " + referrer);
        table.primaryKey.emplace().columns.push_back(refTo(table, 0));
        ir::Schema &schema = m_facts.back().schema;
        ir::Table other = oneColumn(referrer).tables.front();
        other.id = "u";
        other.name = named("u");
        schema.tables.push_back(other);
        ir::ForeignKey &key = schema.foreignKeys.emplace_back();
        key.source.table = ir::TableId(1);
        key.source.columns.push_back(refTo(schema.tables[1], 0));
        key.target.table = ir::TableId(0);
        key.target.columns.push_back(refTo(schema.tables[0], 0));
    }

    std::vector<SingleFact> &m_facts;
};

} // namespace

std::vector<SingleFact> singleFacts()
{
    std::vector<SingleFact> all;
    Facts facts(all);
    for (const TypeProfile &profile : typeProfiles())
        facts.add(profile);
    TypeProfile counter = SchemaPlan::counterProfile();
    counter.spellings = {"serial", "bigserial", "smallserial"};
    facts.add(counter);
    return all;
}

} // namespace tw::test
