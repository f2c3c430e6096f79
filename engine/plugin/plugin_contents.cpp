// SPDX-License-Identifier: MIT
#include "plugin/plugin_contents.h"

#include "plugin/diagnostic_codes.h"
#include "plugin/metadata_members.h"

#include <tablewright/base/utf8.h>
#include <tablewright/diag/severity.h>
#include <tablewright/pass/pass_manager.h>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tw {

namespace {

class NamedPass final : public CheckPass {
public:
    NamedPass(std::shared_ptr<const CheckPass> pass, std::string name, std::string description)
        : m_pass(std::move(pass)), m_name(std::move(name)), m_description(std::move(description))
    {
    }

    [[nodiscard]] std::string_view name() const override { return m_name; }
    [[nodiscard]] std::string_view description() const override { return m_description; }
    void run(const ir::Schema &schema, PassContext &context) const override
    {
        m_pass->run(schema, context);
    }

private:
    std::shared_ptr<const CheckPass> m_pass;
    std::string m_name;
    std::string m_description;
};

/// `check-names`
bool isKebabCase(std::string_view text)
{
    bool partIsEmpty = true;
    for (const char c : text) {
        const bool fits =
            c == '-' ? !partIsEmpty : (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (!fits)
            return false;
        partIsEmpty = c == '-';
    }
    return !partIsEmpty;
}

/// As a message may show it: what a plugin says may hold anything.
std::string quoted(std::string_view text)
{
    return fmt::format("`{}`", inOneLine(std::string(truncateUtf8(text, 60))));
}

void checkRow(const DiagnosticInfo *row, const PluginSpec &spec)
{
    if (row == nullptr)
        throw PluginFailure("one of its diagnostics is null");
    if (spec.diagnosticPrefix.empty())
        throw PluginFailure(fmt::format("its diagnostic {} needs a `DiagnosticPrefix` in the "
                                        "metadata",
                                        quoted(row->code)));
    if (!isDiagnosticCode(row->code, spec.diagnosticPrefix))
        throw PluginFailure(fmt::format("its diagnostic {} has a code of another form, expected "
                                        "`{}` and four digits",
                                        quoted(row->code), spec.diagnosticPrefix));
    if (row->name.empty() || row->message.empty())
        throw PluginFailure(fmt::format("its diagnostic `{}` has no {}", row->code,
                                        row->name.empty() ? "name" : "message"));
    if (row->severity > Severity::Error)
        throw PluginFailure(fmt::format("its diagnostic `{}` has no known severity", row->code));
}

void checkPass(const CheckPass &pass)
{
    if (pass.name().empty())
        throw PluginFailure("one of its passes has no name");
    if (!isKebabCase(pass.name()))
        throw PluginFailure(fmt::format("one of its passes is called {}, expected lower-case words "
                                        "joined by `-`, as `check-names`",
                                        quoted(pass.name())));
    if (!isOneLine(pass.description()))
        throw PluginFailure(
            fmt::format("the description of its pass `{}` is not one line", pass.name()));
}

/// A severity option says what its diagnostic has already: hosts apply only what is configured.
void checkSeverityOptions(const PluginSpec &spec, const std::vector<const DiagnosticInfo *> &rows)
{
    for (const PluginOption &option : spec.options) {
        if (option.code.empty())
            continue;
        const auto row = std::ranges::find(rows, option.code, &DiagnosticInfo::code);
        if (row == rows.end())
            throw PluginFailure(fmt::format("its option `{}` sets `{}`, which is none of its "
                                            "diagnostics",
                                            option.key, option.code));
        const auto &byDefault = std::get<std::string>(option.defaultValue);
        if (severityNamed(byDefault) != (*row)->severity)
            throw PluginFailure(fmt::format(
                "its option `{}` is `{}` by default, but its diagnostic `{}` is `{}`, expected the "
                "same of both",
                option.key, byDefault, option.code, settingName((*row)->severity)));
    }
}

/// Puts the names of `own` beside those of `taken`.
void merge(StringMap<std::string> &taken, const std::vector<std::string_view> &own,
           std::string_view what, const std::string &owner)
{
    StringMap<std::string> merged = taken;
    for (const std::string_view name : own) {
        const auto [it, isNew] = merged.try_emplace(std::string(name), owner);
        if (isNew)
            continue;
        throw PluginFailure(
            it->second == owner
                ? fmt::format("it brings the {} `{}` twice", what, name)
                : fmt::format("its {} `{}` is there already, from {}", what, name, it->second));
    }
    taken = std::move(merged);
}

} // namespace

TakenNames::TakenNames()
{
    const PassRegistry builtin = PassRegistry::builtin();
    for (const RegisteredPass &pass : builtin.passes())
        m_passes.try_emplace(std::string(pass.get().name()), "the engine");
}

void TakenNames::addPass(std::string_view name, std::string_view owner)
{
    m_passes.try_emplace(std::string(name), fmt::format("`{}`", owner));
}

void TakenNames::add(const PluginContents &contents, const PluginSpec &spec)
{
    std::vector<std::string_view> codes;
    for (const DiagnosticInfo *row : contents.rows) {
        checkRow(row, spec);
        codes.push_back(row->code);
    }
    std::vector<std::string_view> passes;
    for (const std::shared_ptr<const CheckPass> &pass : contents.passes) {
        checkPass(*pass);
        passes.push_back(pass->name());
    }
    checkSeverityOptions(spec, contents.rows);
    const std::string owner = fmt::format("`{}`", spec.id);
    StringMap<std::string> allPasses = m_passes;
    merge(allPasses, passes, "pass", owner);
    merge(m_codes, codes, "diagnostic", owner);
    m_passes = std::move(allPasses);
}

std::vector<std::shared_ptr<const CheckPass>>
withFixedNames(const std::vector<std::shared_ptr<const CheckPass>> &passes)
{
    std::vector<std::shared_ptr<const CheckPass>> named;
    for (const std::shared_ptr<const CheckPass> &pass : passes) {
        if (!pass)
            throw PluginFailure("one of its passes is null");
        std::string name =
            guarded("the name() of one of its passes", [&] { return std::string(pass->name()); });
        std::string description =
            guarded(fmt::format("the description() of its pass {}", quoted(name)),
                    [&] { return std::string(pass->description()); });
        named.push_back(
            std::make_shared<const NamedPass>(pass, std::move(name), std::move(description)));
    }
    return named;
}

} // namespace tw
