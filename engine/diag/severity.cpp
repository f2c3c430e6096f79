// SPDX-License-Identifier: MIT
#include <tablewright/diag/severity.h>

#include <tablewright/diag/render.h>

#include <algorithm>
#include <array>
#include <utility>

namespace tw {

namespace {

struct CodeRange {
    std::string_view first;
    std::string_view last;
};

constexpr std::array bindingCodes{
    CodeRange{"TW1000", "TW1999"}, // the document is not what its language allows
    CodeRange{"TW2001", "TW2003"}, // references that lead nowhere
    CodeRange{"TW2100", "TW2199"}, // DBML's names and links
    CodeRange{"TW3001", "TW3006"}, // columns without a type
    CodeRange{"TW3013", "TW3015"}, // an expression must be one before it stands in a script
    CodeRange{"TW7001", "TW7999"}, // what a database answered
    CodeRange{"TW9001", "TW9003"}, // a compile that is not whole
};

} // namespace

std::optional<Severity> severityNamed(std::string_view name)
{
    constexpr std::array<std::pair<std::string_view, Severity>, 6> names{{
        {"error", Severity::Error},
        {"warning", Severity::Warning},
        {"warn", Severity::Warning},
        {"note", Severity::Note},
        {"off", Severity::Ignored},
        {"ignored", Severity::Ignored},
    }};
    const auto found =
        std::ranges::find(names, name, &std::pair<std::string_view, Severity>::first);
    return found == names.end() ? std::nullopt : std::optional(found->second);
}

std::string_view settingName(Severity severity)
{
    return severity == Severity::Ignored ? "off" : spelling(severity);
}

bool isBinding(const DiagnosticInfo &info)
{
    return info.severity == Severity::Error &&
           std::ranges::any_of(bindingCodes, [&](const CodeRange &range) {
               return info.code.size() == range.first.size() && info.code >= range.first &&
                      info.code <= range.last;
           });
}

SeverityOverrides withoutLoweringBinding(const SeverityOverrides &severities)
{
    SeverityOverrides result = severities;
    for (const DiagnosticInfo *info : builtinDiagnostics()) {
        if (!isBinding(*info))
            continue;
        const auto found = result.find(info->code);
        if (found != result.end() && found->second != Severity::Error)
            result.erase(found);
    }
    return result;
}

} // namespace tw
