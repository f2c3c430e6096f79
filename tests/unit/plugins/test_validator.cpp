// SPDX-License-Identifier: MIT
#include "tests/unit/plugins/test_validator.h"

#include <atomic>
#include <stdexcept>

namespace tw::test {

namespace {

class TestPass final : public CheckPass {
public:
    TestPass(Flaw flaw, std::string name, const DiagnosticInfo &row)
        : m_flaw(flaw), m_name(std::move(name)), m_row(row)
    {
    }

    [[nodiscard]] std::string_view name() const override
    {
        if (m_flaw == Flaw::ThrowsInName)
            throw std::runtime_error("no name today");
        if (m_flaw == Flaw::ThrowsInLaterName && m_asked++ > 0)
            throw std::runtime_error("no name any more");
        return m_name;
    }
    [[nodiscard]] std::string_view description() const override
    {
        if (m_flaw == Flaw::ThrowsInDescription)
            throw std::runtime_error("no description today");
        return "reports each table once";
    }
    void run(const ir::Schema &schema, PassContext &context) const override
    {
        if (m_flaw == Flaw::ThrowsInRun)
            throw std::runtime_error("no run today");
        for (const ir::Table &table : schema.tables)
            context.diagnostics.reportText(m_row, table.name.range, "seen by " + m_name);
    }

private:
    Flaw m_flaw;
    std::string m_name;
    const DiagnosticInfo &m_row;
    mutable std::atomic<int> m_asked = 0;
};

struct ExceptionWithoutText final : std::exception {
    [[nodiscard]] const char *what() const noexcept override { return nullptr; }
};

std::string passName(Flaw flaw, std::string usual)
{
    switch (flaw) {
    case Flaw::NamelessPass:
        return {};
    case Flaw::OddlyNamedPass:
        return "Check_Odd";
    case Flaw::PassOfTheEngine:
        return "check-names";
    default:
        return usual;
    }
}

std::string code(Flaw flaw, const std::string &prefix)
{
    switch (flaw) {
    case Flaw::ForeignCode:
        return "ZZ0001";
    case Flaw::ShortCode:
        return prefix + "1";
    default:
        return prefix + "0001";
    }
}

} // namespace

bool begin(Flaw flaw)
{
    if (flaw == Flaw::ThrowsWhenLoaded)
        throw std::runtime_error("no loading today");
    return true;
}

TestValidator::TestValidator(Flaw flaw, std::string prefix, std::string passName)
    : m_flaw(flaw), m_code(code(flaw, prefix)), m_passName(test::passName(flaw, passName)),
      m_row{m_code, flaw == Flaw::NamelessRow ? "" : "SeenTable", Severity::Note,
            flaw == Flaw::EmptyMessage ? "" : "seen by {}"}
{
    if (flaw == Flaw::ThrowsInConstructor)
        throw std::runtime_error("no object today");
}

std::vector<std::shared_ptr<const CheckPass>> TestValidator::passes() const
{
    if (m_flaw == Flaw::ThrowsInPasses)
        throw std::runtime_error("no passes today");
    if (m_flaw == Flaw::ThrowsNoException)
        throw 42; // NOLINT(hicpp-exception-baseclass)
    if (m_flaw == Flaw::ThrowsWithoutText)
        throw ExceptionWithoutText();
    if (m_flaw == Flaw::ThrowsLines)
        throw std::runtime_error("one\ntwo \x1b[31mred");
    if (m_flaw == Flaw::NullPass)
        return {nullptr};
    const auto pass = std::make_shared<TestPass>(m_flaw, m_passName, m_row);
    if (m_flaw == Flaw::PassTwice)
        return {pass, pass};
    return {pass};
}

std::vector<const DiagnosticInfo *> TestValidator::diagnostics() const
{
    if (m_flaw == Flaw::ThrowsInDiagnostics)
        throw std::runtime_error("no diagnostics today");
    if (m_flaw == Flaw::NullRow)
        return {nullptr};
    if (m_flaw == Flaw::CodeTwice)
        return {&m_row, &m_row};
    return {&m_row};
}

} // namespace tw::test
