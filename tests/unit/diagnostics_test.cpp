// SPDX-License-Identifier: MIT
#include <tablewright/diag/codes.h>
#include <tablewright/diag/diagnostic_emitter.h>
#include <tablewright/diag/render.h>

#include <QtTest>

using namespace tw;

class DiagnosticsTest : public QObject {
    Q_OBJECT
private slots:
    void sortedByPlaceThenCodePlacelessFirst()
    {
        SourceManager sources;
        const SourceId source = sources.add("x", "0123456789");
        DiagnosticList list;
        DiagnosticEmitter emitter(list);
        emitter.report(diag::UnknownType, {source, 5, 6}, "b");
        emitter.report(diag::EmptyName, {source, 5, 6}, "a");
        emitter.report(diag::UnknownType, {source, 1, 2}, "a");
        emitter.report(diag::EmptyInput, {});
        const std::vector<Diagnostic> sorted = list.takeSorted();
        QCOMPARE(sorted.size(), std::size_t{4});
        QCOMPARE(sorted[0].info->code, std::string_view("TW1003"));
        QCOMPARE(sorted[1].range.begin, 1U);
        QCOMPARE(sorted[2].info->code, std::string_view("TW2004"));
        QCOMPARE(sorted[3].info->code, std::string_view("TW3001"));
    }

    void errorsOustOthersAtTheLimit()
    {
        DiagnosticList list(2);
        DiagnosticEmitter emitter(list);
        emitter.report(diag::TableWithoutPrimaryKey, {}, "a");
        emitter.report(diag::TableWithoutPrimaryKey, {}, "b");
        emitter.report(diag::EmptyInput, {});
        QCOMPARE(list.errorCount(), std::size_t{1});
        QCOMPARE(list.droppedCount(), std::size_t{1});
        const std::vector<Diagnostic> kept = list.takeSorted();
        QCOMPARE(kept.size(), std::size_t{2});
        QVERIFY(kept[0].info == &diag::EmptyInput || kept[1].info == &diag::EmptyInput);
    }

    void severitiesCanBeSet()
    {
        const SeverityOverrides severities{{"TW4001", Severity::Error},
                                           {"TW4007", Severity::Ignored}};
        DiagnosticList list;
        DiagnosticEmitter emitter(list, &severities);
        emitter.report(diag::TableWithoutPrimaryKey, {}, "a");
        emitter.report(diag::NullablePrimaryKey, {}, "b").note("unseen");
        QCOMPARE(list.errorCount(), std::size_t{1});
        QCOMPARE(list.takeSorted().size(), std::size_t{1});
    }

    void textMarksTheRange()
    {
        SourceManager sources;
        const SourceId source = sources.add("dir/a.json", "first\n  ço \"users\" x\n");
        DiagnosticList list;
        DiagnosticEmitter(list)
            .report(diag::DuplicateTable, {source, 12, 19}, "users")
            .note({source, 0, 5}, "it is first declared here")
            .fix("change to `b`", {source, 12, 19}, "b");
        const std::string text = renderText(list.takeSorted(), sources);
        QCOMPARE(text,
                 std::string("dir/a.json:2:6: error: table `users` is declared twice [TW2006]\n"
                             "    ço \"users\" x\n"
                             "       ^^^^^^^\n"
                             "dir/a.json:1:1: note: it is first declared here\n"
                             "  first\n"
                             "  ^^^^^\n"
                             "fix: change to `b`\n"));
    }

    void textLetsNoControlCharacterThrough()
    {
        SourceManager sources;
        const SourceId source = sources.add("a", "x\033[31m y");
        DiagnosticList list;
        DiagnosticEmitter(list).report(diag::EmptyInput, {source, 0, 1});
        QVERIFY(renderText(list.takeSorted(), sources).find('\033') == std::string::npos);
    }

    void jsonCountsFromOneAndEscapes()
    {
        SourceManager sources;
        const SourceId source = sources.add("a\"b", "ab\ncd");
        DiagnosticList list;
        DiagnosticEmitter emitter(list);
        emitter.setPass("check-x");
        emitter.report(diag::UnknownType, {source, 4, 5}, "q\"");
        const std::string expected =
            "[{\"code\":\"TW3001\",\"severity\":\"error\",\"message\":\"unknown type `q\\\"`\","
            "\"file\":\"a\\\"b\",\"line\":2,\"column\":2,\"endLine\":2,\"endColumn\":3,"
            "\"pass\":\"check-x\",\"notes\":[]}]";
        QCOMPARE(renderJson(list.takeSorted(), sources), expected);
    }

    void jsonIsUtf8WhateverAMessageIs()
    {
        DiagnosticList list;
        DiagnosticEmitter emitter(list);
        emitter.reportText(diag::UnknownType, {}, "a\xC3\xA4\xFF z \xE2\x82")
            .note({}, std::string("\0\xC3", 2));
        QCOMPARE(renderJson(list.takeSorted(), SourceManager()),
                 std::string("[{\"code\":\"TW3001\",\"severity\":\"error\",\"message\":"
                             "\"a\xC3\xA4\xEF\xBF\xBD z \xEF\xBF\xBD\xEF\xBF\xBD\",\"notes\":"
                             "[{\"message\":\"\xEF\xBF\xBD\xEF\xBF\xBD\"}]}]"));
    }

    void everyRowSaysWhatItTakes()
    {
        for (const DiagnosticInfo *info : builtinDiagnostics()) {
            QVERIFY(info->code.starts_with("TW") && info->code.size() == 6);
            QVERIFY2(!info->message.ends_with('.'), info->message.data());
            QVERIFY(info->severity != Severity::Ignored);
        }
    }
};

QTEST_GUILESS_MAIN(DiagnosticsTest)
#include "diagnostics_test.moc"
