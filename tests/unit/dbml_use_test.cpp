// SPDX-License-Identifier: MIT
// What `use` and `reuse` bring from other files, and what of those files stays in the schema.
#include <tablewright/diag/diagnostic_emitter.h>
#include <tablewright/frontend/frontend.h>

#include <QtTest>

#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

using namespace tw;

namespace {

/// Files by their paths; `./a` in `d/b.dbml` is `d/a.dbml`.
class MemoryResolver final : public SourceResolver {
public:
    MemoryResolver(SourceManager &sources, std::map<std::string, std::string> files)
        : m_sources(sources), m_files(std::move(files))
    {
    }

    std::optional<SourceId> resolve(SourceId from, std::string_view path) override
    {
        const std::filesystem::path folder =
            std::filesystem::path(m_sources.buffer(from).name()).parent_path();
        std::string name = (folder / path).lexically_normal().string();
        if (!name.ends_with(".dbml"))
            name += ".dbml";
        return open(name);
    }

    std::optional<SourceId> open(const std::string &name)
    {
        const auto file = m_files.find(name);
        if (file == m_files.end())
            return std::nullopt;
        const auto known = m_open.find(name);
        if (known != m_open.end())
            return known->second;
        return m_open[name] = m_sources.add(name, file->second);
    }

    [[nodiscard]] std::size_t openCount() const { return m_open.size(); }

private:
    SourceManager &m_sources;
    std::map<std::string, std::string> m_files;
    std::map<std::string, SourceId> m_open;
};

std::string qualified(const ir::Name &space, const ir::Name &name)
{
    return space.empty() ? name.text : space.text + '.' + name.text;
}

std::string list(std::vector<std::string> names)
{
    std::ranges::sort(names);
    return fmt::format("{}", fmt::join(names, " "));
}

std::string endText(const ir::Schema &schema, const ir::Endpoint &end)
{
    const ir::Table &table = schema.table(end.table);
    return end.tableSyntax.text + '.' + table.column(end.columns.at(0).column).name.text;
}

/// `tables: … | enums: … | refs: …`, what there is of each.
std::string describe(const ir::Schema &schema)
{
    std::vector<std::string> parts;
    const auto part = [&](std::string_view what, const auto &items, auto text) {
        std::vector<std::string> names;
        for (const auto &item : items)
            names.push_back(text(item));
        if (!names.empty())
            parts.push_back(fmt::format("{}: {}", what, list(names)));
    };
    part("tables", schema.tables,
         [](const ir::Table &table) { return qualified(table.namespaceName, table.name); });
    part("enums", schema.enums,
         [](const ir::EnumType &type) { return qualified(type.namespaceName, type.name); });
    part("refs", schema.foreignKeys, [&](const ir::ForeignKey &key) {
        return endText(schema, key.source) + '>' + endText(schema, key.target);
    });
    part("partials", schema.partials,
         [](const ir::TablePartial &partial) { return partial.table.name.text; });
    part("groups", schema.groups, [&](const ir::TableGroup &group) {
        std::vector<std::string> members;
        for (const ir::TableGroup::Member &member : group.tables)
            members.push_back(schema.table(member.table).name.text);
        return fmt::format("{}({})", group.name.text, list(members));
    });
    part("notes", schema.stickyNotes, [](const ir::StickyNote &note) { return note.name.text; });
    part("records", schema.records,
         [&](const ir::Records &records) { return schema.table(records.table).name.text; });
    part("deps", schema.dependencies, [&](const ir::Dependency &dependency) {
        const ir::Dependency::Edge &edge = dependency.edges.at(0);
        return schema.table(edge.upstream.table).name.text + "->" +
               schema.table(edge.downstream.table).name.text;
    });
    part("views", schema.views, [](const ir::DiagramView &view) { return view.name.text; });
    return fmt::format("{}", fmt::join(parts, " | "));
}

constexpr std::string_view shared = R"(Project lib { note: 'of the library' }
Table users as U {
  id int [pk]
  st status
  org int [ref: > orgs.id]
}
Table orgs { id int [pk] }
Table s.t {
  id int
  k s.kind
}
Enum status { a }
Enum s.kind { x }
TablePartial p { c status }
Table withp {
  i int
  ~p
}
Note n { 'x' }
TableGroup g {
  users
  orgs
}
Ref r: s.t.id > users.id
Records orgs(id) { 1 }
Dep: orgs -> users
Metadata Table users { owner: 'library' }
DiagramView v { Tables { users } }
)";

} // namespace

class DbmlUseTest : public QObject {
    Q_OBJECT

    /// What the files come to, or the first error.
    static std::string result(const std::map<std::string, std::string> &files)
    {
        ir::Schema schema;
        return result(files, schema);
    }

    static std::string result(const std::map<std::string, std::string> &files, ir::Schema &schema)
    {
        SourceManager sources;
        MemoryResolver resolver(sources, files);
        DiagnosticList list;
        DiagnosticEmitter emitter(list);
        const Limits limits;
        const SourceId entry = *resolver.open("main.dbml");
        schema = frontendFor(Language::Dbml).parse(sources, entry, emitter, {limits, &resolver});
        for (const Diagnostic &diagnostic : list.takeSorted()) {
            if (diagnostic.severity != Severity::Error)
                continue;
            const SourceBuffer &buffer = sources.buffer(diagnostic.range.source);
            const LineColumn place = buffer.lineColumn(diagnostic.range.begin);
            return fmt::format("{}:{}:{} {}", buffer.name(), place.line, place.column,
                               diagnostic.message);
        }
        return describe(schema);
    }

    static std::map<std::string, std::string> withLibrary(std::string main)
    {
        return {{"main.dbml", std::move(main)}, {"lib.dbml", std::string(shared)}};
    }

private slots:
    void bringsWhatIsNamed_data()
    {
        QTest::addColumn<QString>("main");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const char *main, const char *expected) {
            QTest::newRow(name) << QString::fromUtf8(main) << QString::fromUtf8(expected);
        };
        row("one table", "use { table users } from './lib'\nTable m { i int [ref: > users.id] }",
            "tables: m users | enums: status | refs: m.i>users.id");
        row("two tables and what joins them", "use {\n table users\n table orgs\n} from './lib'",
            "tables: orgs users | enums: status | refs: users.org>orgs.id | records: orgs | "
            "deps: orgs->users");
        row("by another name",
            "use { table users as people } from './lib'\nTable m { i int [ref: > people.id] }",
            "tables: m people | enums: status | refs: m.i>people.id");
        row("not by its own name then",
            "use { table users as people } from './lib'\nTable m { i int [ref: > users.id] }",
            "main.dbml:2:25 unknown table `users`");
        row("a table of a namespace",
            "use { table s.t } from './lib'\nTable m { i int [ref: > s.t.id] }",
            "tables: m s.t | enums: s.kind | refs: m.i>s.t.id");
        row("a whole namespace", "use { schema s } from './lib'", "tables: s.t | enums: s.kind");
        row("a namespace by another name",
            "use { schema s as q } from './lib'\nTable m { i int [ref: > q.t.id] }",
            "tables: m q.t | enums: q.kind | refs: m.i>q.t.id");
        row("an enum", "use { enum status } from './lib'\nTable m { i status [default: status.a] }",
            "tables: m | enums: status");
        row("an enum by another name",
            "use { enum status as st } from './lib'\nTable m { i st [default: st.a] }",
            "tables: m | enums: st");
        row("a partial", "use { tablepartial p } from './lib'\nTable m {\n i int\n ~p\n}",
            "tables: m | enums: status | partials: p");
        row("a table with its partial", "use { table withp } from './lib'",
            "tables: withp | enums: status | partials: p");
        row("a note", "use { note n } from './lib'\nTable m { i int }", "tables: m | notes: n");
        row("a group and its tables", "use { tablegroup g } from './lib'",
            "tables: orgs users | enums: status | refs: users.org>orgs.id | groups: g(orgs users) "
            "| "
            "records: orgs | deps: orgs->users");
        row("everything but views", "use * from './lib'\nTable m { i int [ref: > users.id] }",
            "tables: m orgs s.t users withp | enums: s.kind status | refs: m.i>users.id "
            "s.t.id>users.id users.org>orgs.id | partials: p | groups: g(orgs users) | notes: n | "
            "records: orgs | deps: orgs->users");
        row("the ending may be there", "use { note n } from './lib.dbml'", "notes: n");
        row("the same table twice",
            "use { table orgs } from './lib'\nuse { table orgs } from './lib'",
            "tables: orgs | records: orgs");
    }

    void bringsWhatIsNamed()
    {
        QFETCH(QString, main);
        QFETCH(QString, expected);
        const std::string found = result(withLibrary(main.toStdString()));
        QCOMPARE(QString::fromStdString(found), expected);
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("main");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const char *main, const char *expected) {
            QTest::newRow(name) << QString::fromUtf8(main) << QString::fromUtf8(expected);
        };
        row("no such file", "use { table users } from './other'",
            "main.dbml:1:26 file `./other` cannot be used: there is none, or it may not be read "
            "from here");
        row("an absolute path", "use * from '/lib'",
            "main.dbml:1:12 file `/lib` cannot be used: its path is not relative");
        row("no such table", "use { table nope } from './lib'",
            "main.dbml:1:13 unknown table `nope`");
        row("of another kind", "use { enum users } from './lib'",
            "main.dbml:1:12 unknown enum `users`");
        row("no such namespace", "use { schema zz } from './lib'",
            "main.dbml:1:14 unknown schema `zz`");
        row("views stay where they are", "use { diagramview v } from './lib'",
            "main.dbml:1:7 found `diagramview`, expected `table`, `enum`, `tablepartial`, `note`, "
            "`tablegroup` or `schema`");
        row("a name that is taken", "use { table users } from './lib'\nTable users { i int }",
            "main.dbml:1:7 table `users` is declared twice");
        row("a name that is taken, by everything", "use * from './lib'\nTable users { i int }",
            "main.dbml:1:5 table `users` is declared twice");
        row("a group of what is another file's",
            "use { table users } from './lib'\nTableGroup gg { users }",
            "main.dbml:2:17 table `users` is another file's and cannot be in a group of this one");
    }

    void refuses()
    {
        QFETCH(QString, main);
        QFETCH(QString, expected);
        const std::string found = result(withLibrary(main.toStdString()));
        QCOMPARE(QString::fromStdString(found), expected);
    }

    void passesOnWhatIsReused()
    {
        std::map<std::string, std::string> files =
            withLibrary("use { table people } from './between'");
        files["between.dbml"] = "reuse { table users as people } from './lib'";
        QCOMPARE(result(files), std::string("tables: people | enums: status"));
        files["between.dbml"] = "use { table users as people } from './lib'";
        QCOMPARE(result(files), std::string("main.dbml:1:13 unknown table `people`"));
        files["main.dbml"] = "use * from './between'";
        files["between.dbml"] = "reuse * from './lib'\nTable own { i int }";
        QVERIFY(result(files).starts_with("tables: orgs own s.t users withp |"));
        files["between.dbml"] = "use * from './lib'\nTable own { i int [ref: > users.id] }";
        QCOMPARE(result(files), std::string("tables: own"));
    }

    void filesMayUseEachOther()
    {
        QCOMPARE(result({{"main.dbml", "use * from './z'\nTable m { i int [ref: > z.i] }"},
                         {"z.dbml", "reuse * from './main'\nTable z {\n i int\n"
                                    " j int [ref: > m.i]\n}"}}),
                 std::string("tables: m z | refs: m.i>z.i z.j>m.i"));
        QCOMPARE(result({{"main.dbml", "use * from './main'\nTable m { i int }"}}),
                 std::string("tables: m"));
    }

    void pathsAreOfTheNamingFile()
    {
        QCOMPARE(result({{"main.dbml", "use * from './d/x'"},
                         {"d/x.dbml", "reuse * from '../y'\nTable x { i int [ref: > y.i] }"},
                         {"y.dbml", "Table y { i int }"}}),
                 std::string("tables: x y | refs: x.i>y.i"));
    }

    void theEntryFileCountsMore()
    {
        ir::Schema schema;
        result(withLibrary("Project mine { note: 'of mine' }\nuse { table users } from './lib'\n"
                           "Metadata Table users { Owner: 'main' }"),
               schema);
        QCOMPARE(schema.name.text, std::string("mine"));
        QCOMPARE(schema.note.text, std::string("of mine"));
        QCOMPARE((*schema.tables.at(0).metadata).size(), std::size_t(1));
        QCOMPARE((*schema.tables.at(0).metadata)[0].value.text, std::string("main"));
        QVERIFY(schema.tables.at(0).alias.empty());
        result(withLibrary("use { table users } from './lib'"), schema);
        QVERIFY(schema.name.empty());
        QCOMPARE((*schema.tables.at(0).metadata)[0].value.text, std::string("library"));
    }

    /// An enum that only a used table needs keeps out of the way of the entry file's own.
    void neededEnumsTakeFreeNames()
    {
        ir::Schema schema;
        QCOMPARE(result(withLibrary("use { table users as people } from './lib'\n"
                                    "Enum status { z }\nTable m { s status }"),
                        schema),
                 std::string("tables: m people | enums: status status_2"));
        for (const ir::Table &table : schema.tables) {
            const bool isOwn = table.name.text == "m";
            QCOMPARE(table.columns.at(isOwn ? 0 : 1).typeSyntax.spelling.text,
                     std::string(isOwn ? "status" : "status_2"));
        }
    }

    void errorsAreSaidWhereTheyAre()
    {
        QCOMPARE(result({{"main.dbml", "use { table a } from './x'"},
                         {"x.dbml", "Table a { i int [ref: > nope.i] }"}}),
                 std::string("x.dbml:1:25 unknown table `nope`"));
        QCOMPARE(result({{"main.dbml", "use { table a } from './x'"}, {"x.dbml", "Table a { i"}})
                     .substr(0, 7),
                 std::string("x.dbml:"));
    }

    void aFileIsReadOnce()
    {
        SourceManager sources;
        MemoryResolver resolver(sources, {{"main.dbml", "use * from './x'\nuse * from './y'"},
                                          {"x.dbml", "use * from './y'\nTable x { i int }"},
                                          {"y.dbml", "use * from './x'\nTable y { i int }"}});
        DiagnosticList list;
        DiagnosticEmitter emitter(list);
        const Limits limits;
        const SourceId entry = *resolver.open("main.dbml");
        const ir::Schema schema =
            frontendFor(Language::Dbml).parse(sources, entry, emitter, {limits, &resolver});
        QCOMPARE(list.errorCount(), std::size_t(0));
        QCOMPARE(sources.size(), std::size_t(3));
        QCOMPARE(schema.tables.size(), std::size_t(2));
    }
};

QTEST_APPLESS_MAIN(DbmlUseTest)
#include "dbml_use_test.moc"
