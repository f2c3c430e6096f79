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

    void whatAPassThrowsBecomesADiagnosticThatNamesItsOwner()
    {
        PassRegistry registry;
        bool ranOn = false;
        registry.add(std::make_shared<Check>(
                         "bad", [](PassContext &) { throw std::runtime_error("out of luck"); }),
                     "org.example.bad");
        registry.add(std::make_shared<Check>("worse", [](PassContext &) { throw 42; }));
        registry.add(std::make_shared<Check>("good", [&](PassContext &) { ranOn = true; }));
        const Run result = run(registry);
        QCOMPARE(result.diagnostics.size(), std::size_t{2});
        QCOMPARE(result.diagnostics[0].message,
                 std::string("pass `bad` of plugin `org.example.bad` failed: out of luck"));
        QCOMPARE(result.diagnostics[1].info->code, std::string_view("TW9001"));
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
        run(registry, {{"b"}, {}});
        QCOMPARE(ran, std::string("ac"));
        ran.clear();
        run(registry, {{}, {"b"}});
        QCOMPARE(ran, std::string("b"));
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
