// SPDX-License-Identifier: MIT
// Fixes of the naming conventions: of documents made at random, with names in all styles wherever a
// name can stand, each fix leaves the schema as it was but for the one name; and all of them
// together leave nothing that could be mended once more. In both languages. More by hand:
//
//     RC_PARAMS="max_success=5000" build/dev/bin/property_naming_fixes

#include "choices.h"
#include "renamed_schema.h"
#include "ugly_documents.h"

#include <tablewright/driver/apply_fixes.h>
#include <tablewright/frontend/writers.h>
#include <tablewright/plugin/plugin_loader.h>

#include <fmt/format.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

namespace tw::test {

namespace {

constexpr std::string_view pluginId = "org.tablewright.naming-convention";

class Subject {
public:
    Subject()
    {
        m_loader.discover(PluginLoader::searchPath({}));
        m_loader.loadAll();
        const auto backend = m_loader.backend("postgresql");
        const auto spec = std::ranges::find(m_loader.specs(), pluginId, &PluginSpec::id);
        if (!backend || spec == m_loader.specs().end() || spec->state != PluginSpec::State::Loaded)
            throw std::runtime_error("the plugins are not loaded");
        m_defaults = spec->defaultOptions();
        m_compiler = std::make_unique<Compiler>(backend, m_loader.validators());
    }

    [[nodiscard]] CompileOptions options(Language language, Choices &choices) const
    {
        PassOptions wanted = m_defaults;
        const auto style = [&] {
            return choices.text({"snake_case", "camelCase", "PascalCase", "SCREAMING_SNAKE_CASE",
                                 "kebab-case", "lowercase", "any"});
        };
        for (const char *key : {"tables", "columns", "indexes", "enums", "enum-values", "checks",
                                "foreign-keys", "unique-keys", "junctions"})
            wanted.set(key, style());
        wanted.set("table-number", choices.text({"any", "singular", "plural"}));
        wanted.set("enum-number", choices.text({"any", "singular", "plural"}));
        const auto perhaps = [&](const char *key, const char *value) {
            if (choices.chance(20))
                wanted.set(key, std::string(value));
        };
        perhaps("prefix.tables", "tb_");
        perhaps("prefix.columns", "C");
        perhaps("suffix.enums", "_kind");
        perhaps("suffix.junctions", "_link");
        perhaps("template.indexes", "ix_{table}_{columns}");
        perhaps("template.foreign-keys", "fk_{table}_{target}");
        CompileOptions options;
        options.language = language;
        options.until = CompileOptions::Until::Check;
        options.timings = true;
        options.passes.enabledPlugins = {std::string(pluginId)};
        options.passes.options.emplace(pluginId, std::make_shared<PassOptions>(std::move(wanted)));
        return options;
    }

    [[nodiscard]] CompiledText compile(const std::string &text, const CompileOptions &options) const
    {
        CompiledText compiled;
        compiled.sources = std::make_unique<SourceManager>();
        compiled.source = compiled.sources->add("document", text);
        compiled.result = m_compiler->compile(*compiled.sources, compiled.source, options);
        return compiled;
    }

private:
    PluginLoader m_loader;
    PassOptions m_defaults;
    std::unique_ptr<Compiler> m_compiler;
};

std::string listed(const CompileResult &result)
{
    std::string text;
    for (const Diagnostic &diagnostic : result.diagnostics)
        text += fmt::format("{} {}\n", diagnostic.info->code, diagnostic.message);
    return text;
}

struct Counts {
    std::size_t documents = 0, discarded = 0, findings = 0, fixes = 0, edits = 0;
};

void checkFix(const Subject &subject, const CompileOptions &options, const std::string &text,
              const CompiledText &before, const Diagnostic &finding)
{
    const FixIt &fix = *finding.fix;
    const std::string fixed = applyEdits(text, fix.edits());
    const CompiledText after = subject.compile(fixed, options);
    const auto context = [&] {
        return fmt::format("{}\n{}\n=== becomes\n{}\n=== {}", finding.message, text, fixed,
                           listed(after.result));
    };
    if (!after.result.ok)
        RC_FAIL("a fix brings errors: " + context());
    const std::string expected = printRenamed(before.result.schema, fix);
    const std::string found = printRenamed(after.result.schema, {});
    if (expected != found)
        RC_FAIL(fmt::format("a fix makes another schema: {}\n=== expected\n{}\n=== found\n{}",
                            context(), expected, found));
}

void checkDocument(const Subject &subject, const std::string &text, const CompileOptions &options,
                   Counts &counts)
{
    const CompiledText before = subject.compile(text, options);
    ++counts.documents;
    if (!before.result.ok) {
        ++counts.discarded;
        return;
    }
    for (const Diagnostic &finding : before.result.diagnostics) {
        if (!finding.info->code.starts_with("NC"))
            continue;
        ++counts.findings;
        if (!finding.fix)
            continue;
        ++counts.fixes;
        counts.edits += 1 + finding.fix->also.size();
        checkFix(subject, options, text, before, finding);
    }
    const CompileText compile = [&](const std::string &next) {
        return subject.compile(next, options);
    };
    const FixOutcome all = applyFixes(text, compile);
    RC_ASSERT(all.last.result.ok);
    for (const FixedFinding &refused : all.refused)
        RC_FAIL(fmt::format("fixes do not go together: {}\n{}", refused.message, text));
    for (const Diagnostic &finding : all.last.result.diagnostics) {
        if (finding.info->code.starts_with("NC") && finding.fix)
            RC_FAIL(fmt::format("a fix is left: {}\n{}\n=== became\n{}", finding.message, text,
                                all.text));
    }
}

} // namespace

} // namespace tw::test

int main(int argc, char **argv)
try {
    using namespace tw::test;
    if (argc > 1) {
        Choices choices(std::strtoull(argv[1], nullptr, 10));
        std::fputs(uglyDocument(choices).c_str(), stdout);
        return 0;
    }
    const Subject subject;
    Counts counts;
    const bool ok = rc::check("a fix changes one name", [&] {
        const auto seed = *rc::gen::noShrink(
            rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<std::uint32_t>()));
        RC_LOG() << "document of seed " << seed << '\n';
        Choices choices(seed);
        const std::string dbml = uglyDocument(choices);
        const tw::CompileOptions options = subject.options(tw::Language::Dbml, choices);
        checkDocument(subject, dbml, options, counts);

        tw::CompileOptions parsing = options;
        parsing.until = tw::CompileOptions::Until::Parse;
        const tw::CompiledText read = subject.compile(dbml, parsing);
        if (!read.result.ok)
            return;
        tw::CompileOptions asJson = options;
        asJson.language = tw::Language::Json;
        checkDocument(subject, tw::writeJson(read.result.schema), asJson, counts);
    });
    fmt::print("{} documents, {} with errors of their own; {} findings, {} fixes, {} edits\n",
               counts.documents, counts.discarded, counts.findings, counts.fixes, counts.edits);
    const bool enough = counts.discarded * 2 < counts.documents && counts.fixes > counts.documents;
    if (!enough)
        fmt::print("too few documents are good or have fixes\n");
    return ok && enough ? 0 : 1;
} catch (const std::exception &error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
}
