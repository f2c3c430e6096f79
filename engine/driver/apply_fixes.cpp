// SPDX-License-Identifier: MIT
#include <tablewright/driver/apply_fixes.h>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace tw {

namespace {

/// Fixes may bring findings that have fixes; some pairs of rules could do so for ever.
constexpr std::size_t mostRounds = 20;
/// Each fix that is refused costs a few.
constexpr std::size_t mostCompiles = 200;

using ErrorCounts = std::map<std::pair<std::string_view, std::string_view>, std::size_t>;

/// Errors by pass and code.
ErrorCounts errorsOf(const CompileResult &result)
{
    ErrorCounts counts;
    for (const Diagnostic &diagnostic : result.diagnostics) {
        if (diagnostic.severity == Severity::Error)
            ++counts[{diagnostic.pass, diagnostic.info->code}];
    }
    return counts;
}

/// Whether `after` has errors that are no mere sequel of passes that now run for the first time.
bool isWorse(const CompileResult &before, const CompileResult &after)
{
    const ErrorCounts old = errorsOf(before);
    const auto hasRun = [&](std::string_view pass) {
        return std::ranges::find(before.timings, pass, &PassTiming::pass) != before.timings.end();
    };
    return std::ranges::any_of(errorsOf(after), [&](const auto &entry) {
        const auto &[key, count] = entry;
        const auto found = old.find(key);
        const std::size_t previous = found == old.end() ? 0 : found->second;
        return count > previous && (before.ok || hasRun(key.first));
    });
}

/// Of a finding that has one.
const FixIt &fixOf(const Diagnostic &diagnostic)
{
    return *diagnostic.fix; // NOLINT(bugprone-unchecked-optional-access)
}

class FixRun {
public:
    FixRun(std::string text, const CompileText &compile) : m_compile(compile)
    {
        m_outcome.text = std::move(text);
        m_outcome.last = m_compile(m_outcome.text);
        m_appliedBefore.emplace(fingerprint(m_outcome.text), 0);
    }

    FixOutcome run()
    {
        std::size_t rounds = 0;
        while (rounds < mostRounds && m_compiles < mostCompiles) {
            std::vector<const Diagnostic *> fixes = choose();
            if (fixes.empty())
                break;
            bool isWhole = true;
            while (!apply(fixes)) {
                isWhole = false;
                if (fixes.size() == 1) {
                    refuse(*fixes.front());
                    break;
                }
                fixes.resize(fixes.size() / 2);
            }
            rounds += isWhole ? 1 : 0;
        }
        return std::move(m_outcome);
    }

private:
    using Key = std::tuple<std::string_view, std::string, std::string>;

    static Key keyOf(const Diagnostic &diagnostic)
    {
        return {diagnostic.info->code, diagnostic.message, fixOf(diagnostic).title};
    }
    static Key keyOf(const FixedFinding &finding)
    {
        return {finding.info->code, finding.message, finding.title};
    }

    /// Tells the texts of one run apart.
    static std::pair<std::size_t, std::size_t> fingerprint(std::string_view text)
    {
        return {text.size(), std::hash<std::string_view>()(text)};
    }

    /// Those that can be applied together.
    [[nodiscard]] std::vector<const Diagnostic *> choose() const
    {
        std::vector<const Diagnostic *> chosen;
        std::set<SourceRange> taken; // without overlaps
        for (const Diagnostic &diagnostic : m_outcome.last.result.diagnostics) {
            if (!diagnostic.fix || m_refused.contains(keyOf(diagnostic)))
                continue;
            const std::vector<TextEdit> edits = diagnostic.fix->edits();
            const bool fits = std::ranges::all_of(edits, [&](const TextEdit &edit) {
                return edit.range.source == m_outcome.last.source && isFree(taken, edit.range);
            });
            if (!fits || !areEditsOf(m_outcome.text, edits))
                continue;
            for (const TextEdit &edit : edits)
                taken.insert(edit.range);
            chosen.push_back(&diagnostic);
        }
        return chosen;
    }

    /// In this process a plugin may bring any places.
    static bool areEditsOf(std::string_view text, std::vector<TextEdit> edits)
    {
        std::ranges::sort(edits, {}, &TextEdit::range);
        const auto clash = [](const TextEdit &a, const TextEdit &b) {
            return b.range.begin < a.range.end || a.range == b.range;
        };
        return std::ranges::all_of(edits,
                                   [&](const TextEdit &edit) {
                                       return edit.range.begin <= edit.range.end &&
                                              edit.range.end <= text.size();
                                   }) &&
               std::ranges::adjacent_find(edits, clash) == edits.end();
    }

    /// Two edits that touch have no order, so that they count as overlapping.
    static bool isFree(const std::set<SourceRange> &taken, SourceRange range)
    {
        const auto next = taken.lower_bound(range);
        if (next != taken.end() && next->begin <= range.end)
            return false;
        return next == taken.begin() || std::prev(next)->end < range.begin;
    }

    bool apply(const std::vector<const Diagnostic *> &fixes)
    {
        std::vector<TextEdit> edits;
        for (const Diagnostic *diagnostic : fixes) {
            const std::vector<TextEdit> own = fixOf(*diagnostic).edits();
            edits.insert(edits.end(), own.begin(), own.end());
        }
        std::string text = applyEdits(m_outcome.text, std::move(edits));
        CompiledText compiled = m_compile(text);
        ++m_compiles;
        if (isWorse(m_outcome.last.result, compiled.result))
            return false;
        for (const Diagnostic *diagnostic : fixes)
            m_outcome.applied.push_back(describe(*diagnostic));
        m_outcome.text = std::move(text);
        m_outcome.last = std::move(compiled);
        const auto [known, isNew] =
            m_appliedBefore.try_emplace(fingerprint(m_outcome.text), m_outcome.applied.size());
        if (!isNew)
            forget(known->second);
        return true;
    }

    /// The text is again what it was after `count` fixes: those since then undo each other.
    void forget(std::size_t count)
    {
        const auto first = m_outcome.applied.begin() + static_cast<std::ptrdiff_t>(count);
        for (auto finding = first; finding != m_outcome.applied.end(); ++finding) {
            if (m_refused.insert(keyOf(*finding)).second)
                m_outcome.undone.push_back(std::move(*finding));
        }
        m_outcome.applied.erase(first, m_outcome.applied.end());
    }

    void refuse(const Diagnostic &diagnostic)
    {
        m_refused.insert(keyOf(diagnostic));
        m_outcome.refused.push_back(describe(diagnostic));
    }

    [[nodiscard]] FixedFinding describe(const Diagnostic &diagnostic) const
    {
        const SourceRange place =
            diagnostic.range.isValid() ? diagnostic.range : fixOf(diagnostic).range;
        return {diagnostic.info, diagnostic.message, fixOf(diagnostic).title,
                m_outcome.last.sources->buffer(place.source).lineColumn(place.begin)};
    }

    const CompileText &m_compile;
    FixOutcome m_outcome;
    std::set<Key> m_refused;
    /// By texts that there have been, the count of fixes that made them.
    std::map<std::pair<std::size_t, std::size_t>, std::size_t> m_appliedBefore;
    std::size_t m_compiles = 1;
};

} // namespace

std::string applyEdits(std::string_view text, std::vector<TextEdit> edits)
{
    std::ranges::sort(edits, {}, &TextEdit::range);
    std::string result;
    result.reserve(text.size());
    std::size_t at = 0;
    for (const TextEdit &edit : edits) {
        result += text.substr(at, edit.range.begin - at);
        result += edit.replacement;
        at = edit.range.end;
    }
    result += text.substr(at);
    return result;
}

FixOutcome applyFixes(std::string text, const CompileText &compile)
{
    return FixRun(std::move(text), compile).run();
}

} // namespace tw
