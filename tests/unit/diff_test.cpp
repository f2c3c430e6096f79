// SPDX-License-Identifier: MIT
#include "diff/matching.h"
#include "postgresql_backend.h"

#include <tablewright/diff/render_diff.h>
#include <tablewright/driver/compiler.h>

#include <QDir>
#include <QtTest>

#include <algorithm>

using namespace tw;

namespace {

/// A schema as it is declared: references and types resolved, no checks, no transforms.
ir::Schema declaredIn(std::string_view text)
{
    static const Compiler compiler(std::make_shared<postgresql::PostgresqlBackend>());
    SourceManager sources;
    CompileOptions options;
    options.passes.only = {"none"};
    options.until = CompileOptions::Until::Check;
    CompileResult result = compiler.compile(sources, sources.add("test", text), options);
    if (!result.ok)
        qFatal("%s", result.diagnostics.front().message.c_str());
    return std::move(result.schema);
}

ir::Schema declared(std::string text)
{
    std::replace(text.begin(), text.end(), '\'', '"');
    return declaredIn(text);
}

QByteArray changes(const std::string &before, const std::string &after)
{
    return QByteArray::fromStdString(
        renderChangesJson(diffSchemas(declared(before), declared(after))));
}

std::string withColumns(const std::string &columns)
{
    return "{'tables':[{'id':'t','name':'users','columns':[" + columns + "]}]}";
}

QByteArray columnChanges(const std::string &before, const std::string &after)
{
    return changes(withColumns(before), withColumns(after));
}

QByteArray quoted(QByteArray text) { return text.replace('\'', '"'); }

/// Two tables and a key from one to the other; the text of the second table's parts is given.
std::string orders(const std::string &tableName, const std::string &idName, const std::string &more)
{
    return "{'tables':[{'id':'u','name':'" + tableName + "','columns':[{'id':'ui','name':'" +
           idName +
           "','dataType':'INT','primaryKey':true}]},"
           "{'id':'o','name':'orders','columns':[{'id':'oi','name':'id','dataType':'INT'},"
           "{'id':'ou','name':'user_id','dataType':'INT'}]}]" +
           more + "}";
}

const std::string ordersKey =
    ",'foreignKeys':[{'id':'f','name':'orders_user','sourceTableId':'o','sourceColumnId':'ou',"
    "'targetTableId':'u','targetColumnId':'ui','onDelete':'CASCADE'}]";

} // namespace

class DiffTest : public QObject {
    Q_OBJECT
private slots:
    void sameSchemasDoNotDiffer()
    {
        const QDir samples(QStringLiteral(TEST_SAMPLES_DIR));
        const QStringList names = samples.entryList({QStringLiteral("*.json")});
        QVERIFY(names.size() >= 5);
        for (const QString &name : names) {
            QFile file(samples.filePath(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            const std::string text = file.readAll().toStdString();
            const ir::Schema schema = declaredIn(text);
            QVERIFY2(diffSchemas(schema, schema).changes.empty(), qPrintable(name));
            QCOMPARE(diffSchemas(schema, ir::Schema()).counts()[0], std::size_t{0});
            QCOMPARE(diffSchemas(ir::Schema(), schema).counts()[1], std::size_t{0});
        }
    }

    void aRenameIsARename()
    {
        QCOMPARE(columnChanges("{'id':'c','name':'mail','dataType':'TEXT'}",
                               "{'id':'c','name':'email','dataType':'TEXT'}"),
                 quoted("[{'kind':'renamed','element':'column','path':'/tables/users/columns/email'"
                        ",'name':'email','before':{'name':'mail'},'after':{'name':'email'}}]"));
        QCOMPARE(changes(orders("users", "id", ""), orders("people", "id", "")),
                 quoted("[{'kind':'renamed','element':'table','path':'/tables/people','name':"
                        "'people','before':{'name':'users'},'after':{'name':'people'}}]"));
    }

    void withoutIdsNamesCount()
    {
        QCOMPARE(columnChanges("{'name':'mail','dataType':'TEXT'}",
                               "{'name':'email','dataType':'TEXT'}"),
                 quoted("[{'kind':'removed','element':'column','path':'/tables/users/columns/mail',"
                        "'name':'mail','before':{'dataType':'TEXT','nullable':true}},"
                        "{'kind':'added','element':'column','path':'/tables/users/columns/email',"
                        "'name':'email','after':{'dataType':'TEXT','nullable':true}}]"));
        // One side has an id, the other none: the name decides.
        QCOMPARE(columnChanges("{'id':'c','name':'mail','dataType':'TEXT'}",
                               "{'name':'mail','dataType':'TEXT'}"),
                 QByteArray("[]"));
        // Both have ids, and they differ: another column that took the name.
        QCOMPARE(columnChanges("{'id':'c','name':'mail','dataType':'TEXT'}",
                               "{'id':'d','name':'mail','dataType':'TEXT'}")
                     .count("kind"),
                 2);
    }

    void swappedNamesAreTwoRenames()
    {
        const QByteArray found = columnChanges(
            "{'id':'1','name':'a','dataType':'INT'},{'id':'2','name':'b','dataType':'INT'}",
            "{'id':'1','name':'b','dataType':'INT'},{'id':'2','name':'a','dataType':'INT'}");
        QCOMPARE(found.count("\"renamed\""), 2);
        QCOMPARE(found.count("kind"), 2);
    }

    void propertiesThatDifferAreShown()
    {
        QCOMPARE(
            columnChanges("{'id':'c','name':'n','dataType':'VARCHAR','length':20}",
                          "{'id':'c','name':'n','dataType':'VARCHAR','length':40,'nullable':false,"
                          "'defaultValue':'x'}"),
            quoted("[{'kind':'changed','element':'column','path':'/tables/users/columns/n','name':"
                   "'n','before':{'dataType':'VARCHAR(20)','nullable':true},"
                   "'after':{'dataType':'VARCHAR(40)','nullable':false,'defaultValue':'x'}}]"));
        QCOMPARE(columnChanges("{'name':'n','dataType':'DECIMAL','precision':8,'scale':2,"
                               "'defaultValue':1.50}",
                               "{'name':'n','dataType':'DECIMAL','precision':8,'scale':3,"
                               "'defaultValue':{'expression':'1'}}"),
                 quoted("[{'kind':'changed','element':'column','path':'/tables/users/columns/n',"
                        "'name':'n','before':{'dataType':'DECIMAL(8,2)','defaultValue':1.50},"
                        "'after':{'dataType':'DECIMAL(8,3)','defaultExpression':'1'}}]"));
    }

    void aNumberThatReadersRefuseIsText()
    {
        QCOMPARE(columnChanges("{'name':'n','dataType':'NUMERIC','defaultValue':1e308}",
                               "{'name':'n','dataType':'NUMERIC','defaultValue':1e309}"),
                 quoted("[{'kind':'changed','element':'column','path':'/tables/users/columns/n',"
                        "'name':'n','before':{'defaultValue':1e308},"
                        "'after':{'defaultValue':'1e309'}}]"));
    }

    void typesAreWhatTheyMean()
    {
        QCOMPARE(columnChanges("{'name':'a','dataType':'INT'},{'name':'b','dataType':'VARCHAR',"
                               "'length':5},{'name':'c','dataType':'timestamptz'}",
                               "{'name':'a','dataType':'integer'},{'name':'b','dataType':"
                               "'character varying(5)'},{'name':'c','dataType':"
                               "'timestamp with time zone'}"),
                 QByteArray("[]"));
    }

    void columnsMove()
    {
        const QByteArray found =
            columnChanges("{'name':'a','dataType':'INT'},{'name':'b','dataType':'INT'},"
                          "{'name':'c','dataType':'INT'}",
                          "{'name':'c','dataType':'INT'},{'name':'a','dataType':'INT'},"
                          "{'name':'b','dataType':'INT'}");
        QCOMPARE(found, quoted("[{'kind':'moved','element':'column','path':"
                               "'/tables/users/columns/c','name':'c','before':{'ordinal':3},"
                               "'after':{'ordinal':1}}]"));
    }

    void boxesMove()
    {
        const auto at = [](const char *position) {
            return std::string("{'tables':[{'name':'t','columns':[{'name':'a','dataType':'INT'}]") +
                   position + "}]}";
        };
        QCOMPARE(changes(at(",'position':{'x':1,'y':2}"), at(",'position':{'x':1,'y':3.5}")),
                 quoted("[{'kind':'moved','element':'table','path':'/tables/t','name':'t',"
                        "'before':{'x':1.0,'y':2.0},'after':{'x':1.0,'y':3.5}}]"));
        QCOMPARE(changes(at(""), at(",'position':{'x':1,'y':2}")).count("before"), 0);
    }

    void whatRefersToARenamedElementIsTheSame()
    {
        QCOMPARE(changes(orders("users", "id", ordersKey), orders("people", "key", ordersKey))
                     .count("kind"),
                 2); // the table, the column
        // The key's column list names another column now, though the name is the same.
        const QByteArray found = changes(
            "{'tables':[{'name':'t','columns':[{'id':'1','name':'a','dataType':'INT'},"
            "{'id':'2','name':'b','dataType':'INT'}],'uniqueConstraints':[{'name':'k','columns':"
            "['b']}]}]}",
            "{'tables':[{'name':'t','columns':[{'id':'1','name':'b','dataType':'INT'}],"
            "'uniqueConstraints':[{'name':'k','columns':['b']}]}]}");
        QCOMPARE(found.count("\"element\":\"unique-key\""), 1);
        QVERIFY(found.contains(quoted("'before':{'columns':['b']},'after':{'columns':['b']}")));
    }

    void keysAndIndexes()
    {
        const auto table = [](const char *parts) {
            return std::string("{'tables':[{'name':'t','columns':[{'name':'a','dataType':'INT'},"
                               "{'name':'b','dataType':'INT'}]") +
                   parts + "}]}";
        };
        // An unnamed key is known by its columns, a named one may be renamed.
        QCOMPARE(changes(table(",'uniqueConstraints':[{'columns':['a']}]"),
                         table(",'uniqueConstraints':[{'columns':['a']},{'columns':['b']}]")),
                 quoted("[{'kind':'added','element':'unique-key','path':'/tables/t/uniqueKeys/b',"
                        "'after':{'columns':['b']}}]"));
        QCOMPARE(changes(table(",'indexes':[{'name':'i','columns':['a']}]"),
                         table(",'indexes':[{'name':'j','columns':['a']}]")),
                 quoted("[{'kind':'renamed','element':'index','path':'/tables/t/indexes/j','name':"
                        "'j','before':{'name':'i'},'after':{'name':'j'}}]"));
        QCOMPARE(
            changes(table(",'indexes':[{'name':'i','columns':['a']}]"),
                    table(",'indexes':[{'name':'i','columns':['a',{'column':'b','order':'desc'}"
                          "],'unique':true}]")),
            quoted("[{'kind':'changed','element':'index','path':'/tables/t/indexes/i','name':"
                   "'i','before':{'columns':['a'],'unique':false},"
                   "'after':{'columns':['a','b DESC'],'unique':true}}]"));
        QCOMPARE(changes(table(""), table(",'primaryKey':['a','b']")),
                 quoted("[{'kind':'added','element':'primary-key','path':'/tables/t/primaryKey',"
                        "'after':{'columns':['a','b']}}]"));
        QCOMPARE(changes(table(",'checks':[{'name':'c','expression':'a > 1'}]"),
                         table(",'checks':[{'name':'c','expression':'a > 2'}]")),
                 quoted("[{'kind':'changed','element':'check','path':'/tables/t/checks/c','name':"
                        "'c','before':{'expression':'a > 1'},'after':{'expression':'a > 2'}}]"));
    }

    void metadataAndLooks()
    {
        const auto table = [](const char *parts) {
            return std::string("{'tables':[{'name':'t','columns':[]") + parts + "}]}";
        };
        QCOMPARE(
            changes(table(""), table(",'alias':'T','headerColor':'#fff','metadata':{'k':'v'}")),
            quoted("[{'kind':'changed','element':'table','path':'/tables/t','name':'t','after':"
                   "{'alias':'T','headerColor':'#fff','metadata':['k: v']}}]"));
        QCOMPARE(changes("{'tables':[],'metadata':{'a':'1'}}",
                         "{'tables':[],'metadata':{'a':'2','b':{'color':'#fff'}}}"),
                 quoted("[{'kind':'changed','element':'schema','path':'','before':{'metadata':"
                        "['a: 1']},'after':{'metadata':['a: 2','b: #fff']}}]"));
    }

    /// Switching a key off is no removal; a reference to a renamed table is no change.
    void annotations()
    {
        const auto document = [](const std::string &name, const std::string &more) {
            return "{'tables':[{'id':'t','name':'" + name +
                   "','columns':[{'id':'c','name':'c','dataType':'INT','primaryKey':true}]}]," +
                   more + "}";
        };
        const std::string key = "'foreignKeys':[{'id':'f','sourceTableId':'t','sourceColumnId':'c',"
                                "'targetTableId':'t','targetColumnId':'c'";
        QCOMPARE(changes(document("a", key + "}]"), document("a", key + ",'inactive':true}]")),
                 quoted("[{'kind':'changed','element':'foreign-key','path':"
                        "'/foreignKeys/a(c) -> a(c)','after':{'inactive':true}}]"));
        const std::string all =
            "'records':[{'tableId':'t','columnIds':['c'],'rows':[[1]]}],"
            "'tableGroups':[{'name':'g','tableIds':['t']}],"
            "'views':[{'name':'v','tableIds':['t']}],"
            "'dependencies':[{'edges':[{'upstreamTableId':'t','downstreamTableId':'t',"
            "'downstreamColumnId':'c'}]}],'notes':[{'name':'n','text':'x'}]";
        QCOMPARE(changes(document("a", all), document("b", all)),
                 quoted("[{'kind':'renamed','element':'table','path':'/tables/b','name':'b',"
                        "'before':{'name':'a'},'after':{'name':'b'}}]"));
        const std::string other =
            "'records':[{'tableId':'t','columnIds':['c'],'rows':[[1],[null]]}],"
            "'tableGroups':[{'name':'h','tableIds':['t']}],"
            "'views':[{'name':'v','tableIds':'*'}],"
            "'dependencies':[{'name':'d','edges':[{'upstreamTableId':'t','downstreamTableId':'t',"
            "'downstreamColumnId':'c'}]}],'notes':[{'name':'n','text':'y'}]";
        QCOMPARE(changes(document("a", all), document("a", other)),
                 quoted("[{'kind':'changed','element':'records','path':'/records/a',"
                        "'before':{'rows':['1']},'after':{'rows':['1','null']}},"
                        "{'kind':'removed','element':'table-group','path':'/tableGroups/g',"
                        "'name':'g','before':{'tables':['a']}},"
                        "{'kind':'added','element':'table-group','path':'/tableGroups/h',"
                        "'name':'h','after':{'tables':['a']}},"
                        "{'kind':'changed','element':'note','path':'/notes/n','name':'n',"
                        "'before':{'text':'x'},'after':{'text':'y'}},"
                        "{'kind':'changed','element':'view','path':'/views/v','name':'v',"
                        "'before':{'tables':['a']},'after':{'tables':'*'}},"
                        "{'kind':'renamed','element':'dependency','path':'/dependencies/d','name':"
                        "'d','before':{'name':''},'after':{'name':'d'}}]"));
    }

    void partials()
    {
        const auto document = [](const std::string &type) {
            return "{'tables':[{'id':'a','name':'a','columns':[{'partial':'p'}]},"
                   "{'id':'b','name':'b','columns':[]}],'tablePartials':[{'name':'p','columns':["
                   "{'id':'c','name':'c','dataType':'" +
                   type + "'}]}]}";
        };
        QCOMPARE(changes(document("INT"), document("BIGINT")),
                 quoted("[{'kind':'changed','element':'column','path':'/tables/a/columns/c','name':"
                        "'c','before':{'dataType':'INT'},'after':{'dataType':'BIGINT'}},"
                        "{'kind':'changed','element':'table-partial','path':'/tablePartials/p',"
                        "'name':'p','before':{'columns':['c INT']},'after':{'columns':['c BIGINT']"
                        "}}]"));
    }

    void foreignKeys()
    {
        std::string other = ordersKey;
        other.replace(other.find("CASCADE"), 7, "SET NULL");
        QCOMPARE(changes(orders("users", "id", ordersKey), orders("users", "id", other)),
                 quoted("[{'kind':'changed','element':'foreign-key','path':"
                        "'/foreignKeys/orders_user','name':'orders_user',"
                        "'before':{'onDelete':'CASCADE'},'after':{'onDelete':'SET NULL'}}]"));
        QCOMPARE(changes(orders("users", "id", ordersKey), orders("users", "id", "")),
                 quoted("[{'kind':'removed','element':'foreign-key','path':"
                        "'/foreignKeys/orders_user','name':'orders_user','before':{"
                        "'sourceTable':'orders','sourceColumns':['user_id'],'targetTable':'users',"
                        "'targetColumns':['id'],'onDelete':'CASCADE'}}]"));
    }

    void enums()
    {
        const auto with = [](const char *name, const char *values) {
            return std::string("{'enums':[{'id':'e','name':'") + name + "','values':[" + values +
                   "]}],'tables':[{'name':'t','columns':[{'name':'c','dataType':'" + name +
                   "'}]}]}";
        };
        QCOMPARE(changes(with("state", "'a','b'"), with("state", "'b','a','c'")),
                 quoted("[{'kind':'added','element':'enum-value','path':'/enums/state/values/c',"
                        "'name':'c'},"
                        "{'kind':'moved','element':'enum-value','path':'/enums/state/values/b',"
                        "'name':'b','before':{'ordinal':2},'after':{'ordinal':1}}]"));
        // The column's type is the same enum under another name.
        QCOMPARE(changes(with("state", "'a'"), with("status", "'a'")),
                 quoted("[{'kind':'renamed','element':'enum','path':'/enums/status','name':'status'"
                        ",'before':{'name':'state'},'after':{'name':'status'}}]"));
    }

    void addedAndRemovedTablesAreOneChange()
    {
        QCOMPARE(changes("{'tables':[]}", "{'tables':[{'name':'a~b/c','namespace':'n','columns':"
                                          "[{'name':'x','dataType':'INT'}]}]}"),
                 quoted("[{'kind':'added','element':'table','path':'/tables/n.a~0b~1c','name':"
                        "'a~b/c','after':{'namespace':'n','columns':['x']}}]"));
        const SchemaDiff diff = diffSchemas(declared(orders("users", "id", ordersKey)),
                                            declared("{'name':'n','tables':[]}"));
        QCOMPARE(QByteArray::fromStdString(renderSummaryJson(diff)),
                 quoted("{'added':0,'removed':3,'changed':0,'renamed':1,'moved':0}"));
    }

    void relationships()
    {
        const auto with = [](const char *kind) {
            return orders("users", "id",
                          std::string(",'relationships':[{'name':'r','kind':'") + kind +
                              "','sourceTableId':'o','sourceColumnId':'ou','targetTableId':'u',"
                              "'targetColumnId':'ui'}]");
        };
        QCOMPARE(changes(with("one-to-many"), with("one-to-one")),
                 quoted("[{'kind':'changed','element':'relationship','path':'/relationships/r',"
                        "'name':'r','before':{'kind':'one-to-many'},'after':{'kind':"
                        "'one-to-one'}}]"));
    }

    void movesAreTheFewest()
    {
        diff::Matching matching(6, 6);
        const std::vector<std::string> before = {"a", "b", "c", "d", "e", "f"};
        const std::vector<std::string> after = {"b", "c", "f", "d", "a", "e"};
        matching.pair([&](std::size_t i) { return before[i]; },
                      [&](std::size_t i) { return after[i]; });
        QCOMPARE(matching.moved(), (std::vector<std::uint32_t>{2, 4})); // f and a
    }
};

QTEST_GUILESS_MAIN(DiffTest)
#include "diff_test.moc"
