// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document.h"
#include "language/rename.h"

namespace tw::preview {

[[nodiscard]] inline std::vector<TextEdit> toEdits(const std::vector<Replacement> &replacements)
{
    std::vector<TextEdit> edits;
    edits.reserve(replacements.size());
    for (const Replacement &one : replacements)
        edits.push_back({one.begin, one.end, QByteArray::fromStdString(one.text)});
    return edits;
}

} // namespace tw::preview
