// SPDX-License-Identifier: MIT
#include <tablewright/diag/codes.h>

#include <iterator>

namespace tw {

std::vector<TextEdit> FixIt::edits() const
{
    std::vector<TextEdit> edits{{range, replacement}};
    edits.insert(edits.end(), also.begin(), also.end());
    return edits;
}

namespace {

#define TW_DIAG(code, name, severity, message) &diag::name,
constexpr const DiagnosticInfo *allRows[] = {
#include <tablewright/diag/diagnostics.def>
};
#undef TW_DIAG

consteval bool sortedWithoutDuplicates()
{
    for (std::size_t i = 0; i + 1 < std::size(allRows); ++i) {
        if (allRows[i]->code >= allRows[i + 1]->code)
            return false;
    }
    return true;
}
static_assert(sortedWithoutDuplicates(), "diagnostics.def has codes out of order or twice");

} // namespace

const std::vector<const DiagnosticInfo *> &builtinDiagnostics()
{
    static const std::vector<const DiagnosticInfo *> rows(std::begin(allRows), std::end(allRows));
    return rows;
}

} // namespace tw
