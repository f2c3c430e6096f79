// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/theme.h"

#include <tablewright/diag/diagnostic.h>

namespace tw::preview {

[[nodiscard]] inline QColor severityColor(Severity severity, const Theme &theme)
{
    switch (severity) {
    case Severity::Error:
        return theme.error;
    case Severity::Warning:
        return theme.warning;
    case Severity::Note:
        return theme.note;
    case Severity::Ignored:
        break;
    }
    return theme.mutedText;
}

} // namespace tw::preview
