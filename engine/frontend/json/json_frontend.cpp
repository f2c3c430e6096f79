// SPDX-License-Identifier: MIT
#include "frontend/json/json_frontend.h"

#include "frontend/json/json_pointers.h"
#include "frontend/json/schema_reader.h"
#include "frontend/unicode_text.h"

#include <algorithm>
#include <vector>

namespace tw {

ir::Schema JsonFrontend::parse(const SourceManager &sources, SourceId source,
                               DiagnosticEmitter &diagnostics, const ParseOptions &options) const
{
    const std::string_view text = sources.buffer(source).text();
    const std::string_view body = withoutByteOrderMark(text);
    const auto base = static_cast<std::uint32_t>(text.size() - body.size());
    return json::SchemaReader(body, base, source, diagnostics, options.limits).read();
}

void JsonFrontend::annotate(const SourceManager &sources, SourceId source,
                            std::span<Diagnostic> diagnostics) const
{
    std::vector<Diagnostic *> placed;
    for (Diagnostic &diagnostic : diagnostics) {
        if (diagnostic.range.isValid() && diagnostic.range.source == source)
            placed.push_back(&diagnostic);
    }
    if (placed.empty())
        return;
    std::stable_sort(placed.begin(), placed.end(), [](const Diagnostic *a, const Diagnostic *b) {
        return a->range.begin < b->range.begin;
    });
    json::PointerWalk walk(sources.buffer(source).text());
    for (Diagnostic *diagnostic : placed) {
        diagnostic->pointer = walk.pointerAt(diagnostic->range.begin);
        diagnostic->hasPointer = true;
    }
}

} // namespace tw
