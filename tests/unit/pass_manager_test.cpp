// SPDX-License-Identifier: MIT
#include <tablewright/diag/codes.h>
#include <tablewright/pass/pass_manager.h>

#include <QtTest>

#include <stdexcept>

using namespace tw;

namespace {

/// A target that knows nothing; the passes here ask it nothing.
class NoTarget final : public TargetInfo {
public:
    std::string_view name() const override { return "none"; }
    const NameRules &nameRules() const override { throw std::logic_error("asked"); }
    const TypeCatalog &typeCatalog() const override { throw std::logic_error("asked"); }
    const IndexMethods &indexMethods() const override { throw std::logic_error("asked"); }
    const ExpressionChecker &expressionChecker() const override { throw std::logic_error("asked"); }
    std::size_t maxColumns() const override { return 0; }
    std::size_t maxChecks() const override { return 0; }
    std::size_t maxKeyColumns() const override { return 0; }
};

struct ExceptionWithoutText final : std::exception {
    [[nodiscard]] const char *what() const noexcept override { return nullptr; }
};

class Check final : public CheckPass {
public:
    Check(std::string_view name, std::function<void(PassContext &)> body)
        : m_name(name), m_body(std::move(body))
    {
    }
    std::string_view name() const override { return m_name; }
    std::string_view description() const override { return "a test"; }
    void run(const ir::Schema & /*schema*/, PassContext &context) const override
    {
        m_body(context);
    }

private:
    std::string_view m_name;
    std::function<void(PassContext &)> m_body;
};

class Transform final : public TransformPass {
public:
    explicit Transform(std::function<void(ir::Schema &)> body) : m_body(std::move(body)) {}
    std::string_view name() const override { return "transform"; }
    std::string_view description() const override { return "a test"; }
    void run(ir::Schema &schema, PassContext & /*context*/) const override { m_body(schema); }

private:
    std::function<void(ir::Schema &)> m_body;
};

struct Counted {
    static inline int computed = 0;
    static Counted compute(const ir::Schema & /*schema*/)
    {
        ++computed;
        return {};
    }
};

} // namespace

class PassManagerTest : public QObject {
    Q_OBJECT

    struct Run {
        PassManager::Outcome outcome;
        std::vector<Diagnostic> diagnostics;
    };

    static Run run(const PassRegistry &registry, const PassSelection &selection = {},
                   const PassInstrumentation &instrumentation = {})
    {
        const NoTarget target;
        DiagnosticList list;
        DiagnosticEmitter emitter(list);
        AnalysisCache analyses;
        const Limits limits;
        ir::Schema schema;
        PassContext context{target, emitter, analyses, limits};
        const auto outcome = PassManager(registry, selection, instrumentation)
                                 .run(schema, context, list, Stage::Transform, true);
        return {outcome, list.takeSorted()};
    }

private slots:
    void aStageFinishesBeforeErrorsStopTheRun()
    {
        PassRegistry registry;
        int transforms = 0;
        const auto report = [](PassContext &context) {
            context.diagnostics.report(diag::EmptyInput, {});
        };
        registry.add(Stage::Transform,
                     std::make_shared<Transform>([&](ir::Schema &) { ++transforms; }));
        registry.add(std::make_shared<Check>("one", report));
        registry.add(std::make_shared<Check>("two", report));
        const Run result = run(registry);
        QCOMPARE(result.outcome, PassManager::Outcome::Errors);
        QCOMPARE(result.diagnostics.size(), std::size_t{2});
        QCOMPARE(result.diagnostics[0].pass, std::string_view("one"));
        QCOMPARE(result.diagnostics[1].pass, std::string_view("two"));
        QCOMPARE(transforms, 0);
    }

    void whatAPassThrowsBecomesADiagnostic()
    {
        PassRegistry registry;
        bool ranOn = false;
        registry.add(std::make_shared<Check>(
                         "bad", [](PassContext &) { throw std::runtime_error("out of luck"); }),
                     "org.example.bad");
        registry.add(
            std::make_shared<Check>("mute", [](PassContext &) { throw ExceptionWithoutText(); }),
            "org.example.mute");
        registry.add(std::make_shared<Check>("worse", [](PassContext &) { throw 42; }));
        registry.add(std::make_shared<Check>("good", [&](PassContext &) { ranOn = true; }));
        const Run result = run(registry);
        // A plugin's failure is a warning that names it; one of the engine's own is an error.
        QCOMPARE(result.outcome, PassManager::Outcome::Errors);
        QCOMPARE(result.diagnostics.size(), std::size_t{3});
        QCOMPARE(result.diagnostics[0].message,
                 std::string("pass `worse` failed: it threw something that is no std::exception"));
        QCOMPARE(result.diagnostics[0].info->code, std::string_view("TW9001"));
        QCOMPARE(result.diagnostics[1].message,
                 std::string("plugin `org.example.bad` failed in pass `bad`: out of luck"));
        QCOMPARE(result.diagnostics[1].info->code, std::string_view("TW9004"));
        QCOMPARE(result.diagnostics[1].severity, Severity::Warning);
        QCOMPARE(
            result.diagnostics[2].message,
            std::string("plugin `org.example.mute` failed in pass `mute`: an exception without "
                        "a text"));
        QVERIFY(ranOn);
    }

    void aTransformThatBreaksTheSchemaIsReported()
    {
        PassRegistry registry;
        registry.add(Stage::Transform, std::make_shared<Transform>([](ir::Schema &schema) {
                         schema.foreignKeys.emplace_back();
                     }));
        const Run result = run(registry);
        QCOMPARE(result.outcome, PassManager::Outcome::Errors);
        QVERIFY(result.diagnostics[0].message.find("left the schema invalid") != std::string::npos);
    }

    void checksCanBeSelected()
    {
        PassRegistry registry;
        std::string ran;
        for (const std::string_view name : {"a", "b", "c"})
            registry.add(
                std::make_shared<Check>(name, [&ran, name](PassContext &) { ran += name; }));
        PassSelection selection;
        selection.disabled = {"b"};
        run(registry, selection);
        QCOMPARE(ran, std::string("ac"));
        ran.clear();
        selection = {};
        selection.only = {"b"};
        run(registry, selection);
        QCOMPARE(ran, std::string("b"));
    }

    void checksOfPluginsCanBeSelected_data()
    {
        QTest::addColumn<QString>("said");
        QTest::addColumn<QString>("runs");
        QTest::newRow("nothing") << ""
                                 << "ab";
        QTest::newRow("a plugin that is off by default") << "enabledPlugins off"
                                                         << "abcd";
        QTest::newRow("one check of it") << "enabled c"
                                         << "abc";
        QTest::newRow("one check alone") << "only d"
                                         << "d";
        QTest::newRow("a plugin switched off") << "disabledPlugins on"
                                               << "a";
        QTest::newRow("switched off, and its check asked for") << "disabledPlugins on enabled b"
                                                               << "a";
        QTest::newRow("switched on, but for a check") << "enabledPlugins off disabled d"
                                                      << "abc";
        QTest::newRow("alone, of what is switched off") << "only b disabledPlugins on"
                                                        << "";
    }

    void checksOfPluginsCanBeSelected()
    {
        QFETCH(QString, said);
        QFETCH(QString, runs);
        PassRegistry registry;
        std::string ran;
        const auto add = [&](std::string_view name, std::string owner, bool byDefault) {
            auto check =
                std::make_shared<Check>(name, [&ran, name](PassContext &) { ran += name; });
            registry.add({Stage::Check, std::move(check), std::move(owner), nullptr, byDefault});
        };
        add("a", {}, true);
        add("b", "on", true);
        add("c", "off", false);
        add("d", "off", false);
        PassSelection selection;
        const QStringList words = said.split(' ', Qt::SkipEmptyParts);
        for (qsizetype i = 0; i + 1 < words.size(); i += 2) {
            const std::string name = words[i + 1].toStdString();
            (words[i] == "enabled"          ? selection.enabled
             : words[i] == "disabled"       ? selection.disabled
             : words[i] == "only"           ? selection.only
             : words[i] == "enabledPlugins" ? selection.enabledPlugins
                                            : selection.disabledPlugins)
                .push_back(name);
        }
        run(registry, selection);
        QCOMPARE(QString::fromStdString(ran), runs);
    }

    void optionsAreThoseOfThePlugin()
    {
        const auto withText = [](std::string text) {
            auto options = std::make_shared<PassOptions>();
            options->set("style", std::move(text));
            return options;
        };
        PassRegistry registry;
        std::string seen;
        const auto look = [&seen](PassContext &context) {
            seen += context.options.values().empty() ? "-" : context.options.text("style");
            seen += ' ';
        };
        registry.add(
            {Stage::Check, std::make_shared<Check>("a", look), "one", withText("default"), true});
        registry.add(
            {Stage::Check, std::make_shared<Check>("b", look), "two", withText("default"), true});
        registry.add(std::make_shared<Check>("c", look));
        PassSelection selection;
        selection.options.emplace("two", withText("set"));
        run(registry, selection);
        QCOMPARE(seen, std::string("default set - "));
    }

    void optionsThatAreNotDeclaredAreTheDefectOfThePlugin()
    {
        PassRegistry registry;
        const auto options = std::make_shared<PassOptions>();
        options->set("most", std::int64_t{3});
        registry.add({Stage::Check,
                      std::make_shared<Check>(
                          "a", [](PassContext &context) { (void)context.options.text("style"); }),
                      "org.example.rules", options, true});
        registry.add({Stage::Check,
                      std::make_shared<Check>(
                          "b", [](PassContext &context) { (void)context.options.text("most"); }),
                      "org.example.rules", options, true});
        const Run result = run(registry);
        QCOMPARE(result.diagnostics.size(), std::size_t{2});
        QCOMPARE(result.diagnostics[0].message,
                 std::string("plugin `org.example.rules` failed in pass `a`: its metadata declares "
                             "no option `style`"));
        QCOMPARE(result.diagnostics[1].message,
                 std::string("plugin `org.example.rules` failed in pass `b`: it asks for option "
                             "`most` as another type than its metadata declares"));
    }

    void cancellationIsAskedBetweenPasses()
    {
        PassRegistry registry;
        int ran = 0;
        for (const std::string_view name : {"a", "b"})
            registry.add(std::make_shared<Check>(name, [&](PassContext &) { ++ran; }));
        PassInstrumentation instrumentation;
        instrumentation.cancelled = [&] { return ran == 1; };
        QCOMPARE(run(registry, {}, instrumentation).outcome, PassManager::Outcome::Cancelled);
        QCOMPARE(ran, 1);
    }

    void analysesLiveUntilATransform()
    {
        PassRegistry registry;
        const auto ask = [](PassContext &context) {
            const ir::Schema schema;
            (void)context.analyses.get<Counted>(schema);
        };
        Counted::computed = 0;
        registry.add(std::make_shared<Check>("a", ask));
        registry.add(std::make_shared<Check>("b", ask));
        run(registry);
        QCOMPARE(Counted::computed, 1);
    }

    void theBuiltinPassesHaveDistinctNames()
    {
        const PassRegistry registry = PassRegistry::builtin();
        std::vector<std::string_view> names;
        for (const RegisteredPass &pass : registry.passes())
            names.push_back(pass.get().name());
        std::sort(names.begin(), names.end());
        QVERIFY(std::adjacent_find(names.begin(), names.end()) == names.end());
        QVERIFY(registry.contains("order-tables"));
    }
};

QTEST_GUILESS_MAIN(PassManagerTest)
#include "pass_manager_test.moc"
