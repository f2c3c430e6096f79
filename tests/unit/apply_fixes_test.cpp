// SPDX-License-Identifier: MIT
#include <tablewright/driver/apply_fixes.h>

#include <QTest>

#include <functional>
#include <span>
#include <string>
#include <vector>

using namespace tw;

namespace {

TABLEWRIGHT_DIAGNOSTIC("ZZ0001", Wrong, Warning, "`{}` is wrong");
TABLEWRIGHT_DIAGNOSTIC("ZZ0002", Bad, Error, "`{}` is bad");

/// Replace `from` by `to`, wherever it stands.
struct Rule {
    std::string from;
    std::string to;
};

/// A language in which texts are wrong for what the rules find in them, and bad for every `!`.
class Words {
public:
    explicit Words(std::initializer_list<Rule> rules) : m_rules(rules) {}
    explicit Words(const std::vector<Rule> &rules) : m_rules(rules) {}

    FixOutcome mend(std::string text)
    {
        return applyFixes(std::move(text), [this](const std::string &next) {
            ++compiles;
            CompiledText compiled;
            compiled.sources = std::make_unique<SourceManager>();
            compiled.source = compiled.sources->add("words", next);
            const SourceId other = compiled.sources->add("other", next);
            DiagnosticList list;
            DiagnosticEmitter emitter(list);
            const auto everyPlaceOf = [&](std::string_view word, const auto &use) {
                for (std::size_t at = next.find(word); at != std::string::npos;
                     at = next.find(word, at + word.size()))
                    use(SourceRange{compiled.source, static_cast<std::uint32_t>(at),
                                    static_cast<std::uint32_t>(at + word.size())});
            };
            for (const Rule &rule : m_rules)
                everyPlaceOf(rule.from, [&](SourceRange range) {
                    const SourceRange edited{ofOtherSource ? other : range.source, range.begin,
                                             range.end};
                    emitter.report(Wrong, range, rule.from).fix("to " + rule.to, edited, rule.to);
                });
            everyPlaceOf("!", [&](SourceRange range) { emitter.report(Bad, range, "!"); });
            compiled.result.ok = list.errorCount() == 0;
            compiled.result.diagnostics = list.takeSorted();
            return compiled;
        });
    }

    int compiles = 0;
    bool ofOtherSource = false;

private:
    std::vector<Rule> m_rules;
};

} // namespace

class ApplyFixesTest : public QObject {
    Q_OBJECT

private slots:
    void nothingToMend()
    {
        Words words{{"a", "b"}};
        const FixOutcome outcome = words.mend("xyz");
        QCOMPARE(outcome.text, "xyz");
        QVERIFY(outcome.applied.empty() && outcome.refused.empty() && outcome.undone.empty());
        QCOMPARE(words.compiles, 1);
    }

    /// A plugin that is not isolated may say anything.
    void placesThatAreNone()
    {
        using Ranges = std::vector<std::pair<std::uint32_t, std::uint32_t>>;
        for (const Ranges &ranges : {Ranges{{0, 100}}, Ranges{{100, 101}}, Ranges{{2, 1}},
                                     Ranges{{0, 2}, {1, 3}}, Ranges{{1, 2}, {1, 2}}}) {
            const FixOutcome outcome = applyFixes("xyz", [&](const std::string &text) {
                CompiledText compiled;
                compiled.sources = std::make_unique<SourceManager>();
                compiled.source = compiled.sources->add("text", text);
                FixIt fix{"mend", {compiled.source, ranges[0].first, ranges[0].second}, "a", {}};
                for (const auto &[begin, end] : std::span(ranges).subspan(1))
                    fix.also.push_back({{compiled.source, begin, end}, "b"});
                DiagnosticList list;
                DiagnosticEmitter(list)
                    .report(Wrong, {compiled.source, 0, 1}, "x")
                    .fix(std::move(fix));
                compiled.result.ok = true;
                compiled.result.diagnostics = list.takeSorted();
                return compiled;
            });
            QCOMPARE(outcome.text, "xyz");
            QVERIFY(outcome.applied.empty());
        }
    }

    void fixesThatBringFixes()
    {
        Words words{{"a", "b"}, {"b", "c"}};
        const FixOutcome outcome = words.mend("a-b");
        QCOMPARE(outcome.text, "c-c");
        QCOMPARE(outcome.applied.size(), 3U);
        QCOMPARE(outcome.applied[1].place.column, 3U);
    }

    /// Of two that overlap or touch, the first is applied, and what then is left.
    void overlappingFixes()
    {
        QCOMPARE((Words{{"ab", "x"}, {"bc", "y"}}.mend("abc").text), "xc");
        QCOMPARE((Words{{"ab", "x"}, {"bc", "y"}}.mend("abc-bc").text), "xc-y");
        QCOMPARE((Words{{"a", "x"}}.mend("aaaa").text), "xxxx");
    }

    /// What brings errors is left, however many good ones stand around it.
    void fixesThatBringErrors()
    {
        Words words{{"a", "b"}, {"c", "!"}, {"d", "e"}};
        const FixOutcome outcome = words.mend("a-c-d-a-d-a-d-a");
        QCOMPARE(outcome.text, "b-c-e-b-e-b-e-b");
        QCOMPARE(outcome.refused.size(), 1U);
        QCOMPARE(outcome.refused.front().title, "to !");
        QVERIFY(outcome.last.result.ok);
    }

    void fixesInOtherSourcesAreLeft()
    {
        Words words{{"a", "b"}};
        words.ofOtherSource = true;
        const FixOutcome outcome = words.mend("aaa");
        QCOMPARE(outcome.text, "aaa");
        QVERIFY(outcome.applied.empty() && outcome.refused.empty() && outcome.undone.empty());
    }

    /// Rules that take back what others did end, and a second run changes nothing.
    void fixesThatUndoEachOther()
    {
        for (const std::vector<Rule> &rules : {std::vector<Rule>{{"a", "b"}, {"b", "a"}},
                                               {{"a", "a"}},
                                               {{"a", "b"}, {"b", "c"}, {"c", "a"}},
                                               {{"a", "b"}, {"b", "a"}, {"x", "y"}}}) {
            const FixOutcome once = Words(rules).mend("a-x-a");
            QVERIFY(!once.undone.empty());
            QVERIFY(once.refused.empty());
            const FixOutcome twice = Words(rules).mend(once.text);
            QCOMPARE(twice.text, once.text);
            QVERIFY(twice.applied.empty());
            QCOMPARE(once.text.find('x') == std::string::npos, rules.back().from == "x");
        }
    }

    /// Rules that always find something end, too.
    void fixesWithoutAnEnd()
    {
        Words words{{"a", "aa"}};
        const FixOutcome outcome = words.mend("a");
        QVERIFY(outcome.text.size() > 1);
        QVERIFY(words.compiles <= 201);
    }

    void editsAreApplied()
    {
        const SourceId source(0);
        QCOMPARE(applyEdits("abcdef", {}), "abcdef");
        QCOMPARE(applyEdits("abcdef", {{{source, 4, 6}, ""}, {{source, 0, 1}, "xyz"}}), "xyzbcd");
        QCOMPARE(applyEdits("ab", {{{source, 1, 1}, "-"}}), "a-b");
    }
};

QTEST_APPLESS_MAIN(ApplyFixesTest)
#include "apply_fixes_test.moc"
