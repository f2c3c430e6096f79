// SPDX-License-Identifier: MIT
#include "golden_input.h"

#include "configurations.h"
#include "line_diff.h"

#include <tablewright/driver/apply_fixes.h>
#include <tablewright/frontend/writers.h>
#include <tablewright/ir/printer.h>

#include <fmt/format.h>

#include <utility>

namespace tw::cli {

namespace {

constexpr std::string_view sectionOf(Language language)
{
    return language == Language::Json ? "input.json" : "input.dbml";
}

} // namespace

LoadedConfiguration goldenConfiguration(const GoldenFile &file, const CompileFlags &flags,
                                        const Session &session, SourceManager &sources)
{
    const std::string *text = file.section(configurationFileName);
    if (text == nullptr || flags.noConfig)
        return {};
    return sessionConfiguration(sources, std::string(configurationFileName), *text, flags, session);
}

GoldenInput::GoldenInput(const GoldenFile &file, Language language, const Session &session,
                         const GoldenFlags &flags)
    : m_file(file), m_session(session), m_resolver(file, m_sources)
{
    const std::string_view name = sectionOf(language);
    // The document is the first source: its places stand without its name.
    const SourceId source = m_sources.add(std::string(name), *file.section(name));
    m_configuration = goldenConfiguration(file, flags.compile, session, m_sources);
    m_options = compileOptions(flags.compile, language, session, m_configuration.configuration);
    if (flags.languageOnly)
        m_options.until = CompileOptions::Until::Parse;
    m_options.resolver = &m_resolver;
    m_result = session.compiler().compile(m_sources, source, m_options);
}

std::string GoldenInput::findings() const
{
    return goldenText(m_configuration.diagnostics, m_sources) +
           goldenText(m_result.diagnostics, m_sources);
}

std::string GoldenInput::schema() const
{
    return m_result.dump.empty() ? print(m_result.schema) : m_result.dump;
}

std::string GoldenInput::script() const
{
    return ok() && m_result.script ? m_result.script->text : "(there is no script)\n";
}

std::string GoldenInput::print(const ir::Schema &schema) const
{
    const TypeCatalog &types = m_session.compiler().backend().typeCatalog();
    return ir::print(schema, [&types](const ir::Schema &owner, const ir::DataType &type) {
        return types.spell(owner, type);
    });
}

std::string GoldenInput::converted(Language to, std::string &complaint)
{
    CompileOptions options = m_options;
    options.until = CompileOptions::Until::Parse;
    options.dumpAfter.clear();
    const CompileResult read = m_session.compiler().compile(m_sources, SourceId(0), options);
    if (!read.ok)
        return "(there is no schema)\n";
    std::string text = to == Language::Json ? writeJson(read.schema) : writeDbml(read.schema);

    SourceManager sources;
    options.language = to;
    options.resolver = nullptr;
    const SourceId source = sources.add("converted", text);
    const CompileResult back = m_session.compiler().compile(sources, source, options);
    if (!back.ok) {
        complaint += fmt::format("    what it is converted to has errors\n{}",
                                 goldenText(back.diagnostics, sources));
        return text;
    }
    // Frontends differ in what they resolve themselves; the checks see the same.
    options.until = CompileOptions::Until::Check;
    const CompileResult checkedBack = m_session.compiler().compile(sources, source, options);
    options.language = m_options.language;
    options.resolver = m_options.resolver;
    const CompileResult checked = m_session.compiler().compile(m_sources, SourceId(0), options);
    const std::string diff = lineDiff(print(checked.schema), print(checkedBack.schema));
    if (!diff.empty())
        complaint += fmt::format("    what it is converted to is another schema\n{}", diff);
    return text;
}

std::string GoldenInput::fixed(std::string &complaint)
{
    const SourceBuffer &input = m_sources.buffer(SourceId(0));
    const CompileText compile = [&](const std::string &text) {
        CompiledText compiled;
        compiled.sources = std::make_unique<SourceManager>();
        compiled.source = compiled.sources->add(input.name(), text);
        SectionResolver resolver(m_file, *compiled.sources);
        CompileOptions options = m_options;
        options.resolver = &resolver;
        options.timings = true;
        options.dumpAfter.clear();
        compiled.result = m_session.compiler().compile(*compiled.sources, compiled.source, options);
        return compiled;
    };
    const FixOutcome outcome = applyFixes(std::string(input.text()), compile);
    for (const FixedFinding &finding : outcome.refused)
        complaint += fmt::format("    a fix would bring errors: {}:{} {} {}\n", finding.place.line,
                                 finding.place.column, finding.info->code, finding.title);
    for (const FixedFinding &finding : outcome.undone)
        complaint += fmt::format("    another fix undoes one: {}:{} {} {}\n", finding.place.line,
                                 finding.place.column, finding.info->code, finding.title);
    return outcome.text;
}

std::string GoldenInput::formatted(std::string &complaint)
{
    DiagnosticList list;
    DiagnosticEmitter emitter(list);
    const auto text = formatDbml(m_sources, SourceId(0), emitter, m_options.limits);
    if (!text)
        return "(it cannot be formatted)\n";
    SourceManager sources;
    const auto again =
        formatDbml(sources, sources.add("formatted", *text), emitter, m_options.limits);
    if (again != text)
        complaint += fmt::format("    what is formatted twice differs\n{}",
                                 lineDiff(*text, again.value_or("")));
    return *text;
}

} // namespace tw::cli
