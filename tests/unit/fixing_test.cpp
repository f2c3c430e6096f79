// SPDX-License-Identifier: MIT
// `check --fix` and someone else who writes the same file meanwhile.
#include "cli.h"
#include "fixing.h"

#include "plugins/postgresql/postgresql_backend.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <functional>
#include <memory>
#include <utility>

using namespace tw;

namespace {

constexpr const char *wrong = "Table t {\n  id int [pk]\n  a smalint\n}\n";
constexpr const char *right = "Table t {\n  id int [pk]\n  a smallint\n}\n";

/// Does something while a document is compiled.
class Meanwhile final : public CheckPass {
public:
    explicit Meanwhile(std::function<void()> act) : m_act(std::move(act)) {}
    [[nodiscard]] std::string_view name() const override { return "meanwhile"; }
    [[nodiscard]] std::string_view description() const override { return "acts meanwhile"; }
    void run(const ir::Schema & /*schema*/, PassContext & /*context*/) const override { m_act(); }

private:
    std::function<void()> m_act;
};

} // namespace

class FixingTest : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        write(wrong);
    }

    void nobodyElse()
    {
        QCOMPARE(fix([] {}), QString());
        QCOMPARE(read(), QByteArray(right));
    }

    void changedMeanwhile()
    {
        const QByteArray others("Table other {\n  id int [pk]\n}\n");
        QVERIFY(
            fix([&] { write(others); }).contains(QStringLiteral("was changed by someone else")));
        QCOMPARE(read(), others);
    }

    void removedMeanwhile()
    {
        QVERIFY(fix([&] { QFile::remove(path()); }).contains(QStringLiteral("cannot read")));
        QVERIFY(!QFile::exists(path()));
    }

private:
    [[nodiscard]] QString path() const { return m_folder->filePath(QStringLiteral("a.dbml")); }

    void write(const QByteArray &text) const
    {
        QFile file(path());
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(text), text.size());
    }

    [[nodiscard]] QByteArray read() const
    {
        QFile file(path());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    /// What it says of why it failed; empty when it did not.
    [[nodiscard]] QString fix(std::function<void()> act) const
    {
        RegisteredPass meanwhile;
        meanwhile.pass = std::make_shared<const Meanwhile>(std::move(act));
        const Compiler compiler(std::make_shared<postgresql::PostgresqlBackend>(), {meanwhile});
        CompileOptions options;
        options.language = Language::Dbml;
        cli::FixReport report;
        try {
            report.fix(path().toStdString(), compiler, options);
        } catch (const cli::Failure &failure) {
            return QString::fromUtf8(failure.what());
        }
        return {};
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_APPLESS_MAIN(FixingTest)
#include "fixing_test.moc"
