// SPDX-License-Identifier: MIT
//
// Reads any bytes as a configuration. Beside crashes it looks for broken promises: places inside
// the text, one syntax error at the most and then nothing else, options that are whole, and nothing
// said about a text whose comments alone differ that is not said without them.
#include <tablewright/config/configuration.h>
#include <tablewright/diag/codes.h>

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace {

using Type = tw::PluginOption::Type;

TABLEWRIGHT_DIAGNOSTIC("AD0009", ManyColumns, Warning, "many columns");

void expect(bool holds)
{
    if (!holds)
        std::abort();
}

std::vector<tw::PluginSpec> somePlugins()
{
    tw::PluginSpec advisor;
    advisor.id = "org.tablewright.advisor";
    advisor.state = tw::PluginSpec::State::Loaded;
    advisor.diagnosticPrefix = "AD";
    advisor.kinds = {"validation"};
    advisor.options = {
        {"tables", Type::Text, std::string("snake"), {"snake", "camel"}, {}, {}, {}, {}},
        {"strict", Type::Boolean, false, {}, {}, {}, {}, {}},
        {"share", Type::Number, 0.5, {}, 0.0, 1.0, {}, {}},
        {"ignore", Type::List, std::vector<std::string>(), {}, {}, {}, {}, {}},
        {"many-columns.most", Type::Integer, std::int64_t{30}, {}, 1.0, {}, {}, {}},
        {"many-columns.level", Type::Severity, std::string("warning"), {}, {}, {}, "AD0009", {}},
    };
    tw::PluginSpec old;
    old.id = "org.example.old";
    old.state = tw::PluginSpec::State::Incompatible;
    tw::PluginSpec twin = advisor;
    twin.id = "org.a.twin";
    tw::PluginSpec other = advisor;
    other.id = "org.b.twin";
    return {advisor, old, twin, other};
}

const tw::ConfigurationSubjects &subjects()
{
    static const std::vector<tw::PluginSpec> plugins = somePlugins();
    static const tw::PassRegistry passes = tw::PassRegistry::builtin();
    static const std::vector<const tw::DiagnosticInfo *> rows = [] {
        std::vector<const tw::DiagnosticInfo *> all = tw::builtinDiagnostics();
        all.push_back(&ManyColumns);
        return all;
    }();
    static const tw::ConfigurationSubjects all{plugins, passes, rows};
    return all;
}

void checkOptions(const tw::PassSelection &selection)
{
    for (const auto &[id, options] : selection.options) {
        for (const tw::PluginSpec &spec : subjects().plugins) {
            if (spec.id != id)
                continue;
            expect(options->values().size() == spec.options.size());
            for (const tw::PluginOption &option : spec.options) {
                const auto value = options->values().find(option.key);
                expect(value != options->values().end());
                expect(value->second.index() == option.defaultValue.index());
            }
        }
        expect(options->integer("many-columns.most") >= 1);
        expect(options->number("share") >= 0 && options->number("share") <= 1);
        expect(options->text("tables") == "snake" || options->text("tables") == "camel");
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    tw::SourceManager sources;
    const tw::LoadedConfiguration loaded =
        tw::configurationOf(sources, "fuzz.toml", text, subjects());
    std::size_t broken = 0;
    for (const tw::Diagnostic &diagnostic : loaded.diagnostics) {
        expect(diagnostic.range.isValid() && diagnostic.range.source == loaded.source);
        expect(diagnostic.range.begin <= diagnostic.range.end && diagnostic.range.end <= size);
        for (const tw::DiagnosticNote &note : diagnostic.notes)
            expect(note.range.begin <= note.range.end && note.range.end <= size);
        broken += diagnostic.info->code == tw::diag::ConfigurationSyntax.code ? 1 : 0;
    }
    const tw::Configuration &configuration = loaded.configuration;
    if (broken > 0) {
        expect(loaded.diagnostics.size() == 1);
        expect(configuration.severities.empty() && configuration.passes.options.empty());
        expect(configuration.passes.disabled.empty() && configuration.passes.only.empty());
    }
    checkOptions(configuration.passes);
    tw::CompileOptions options;
    configuration.applyTo(options);
    return 0;
}
