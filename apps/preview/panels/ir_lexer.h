// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/theme.h"

#include <Qsci/qscilexercustom.h>

namespace tw::preview {

/// The printed schema: an element a line, its kind first. Belongs to a `CodeView`.
class IrLexer : public QsciLexerCustom {
    Q_OBJECT
public:
    using QsciLexerCustom::QsciLexerCustom;

    void setTheme(const Theme &theme);
    [[nodiscard]] const char *language() const override { return "IR"; }
    [[nodiscard]] QString description(int style) const override;
    void styleText(int start, int end) override;
};

} // namespace tw::preview
