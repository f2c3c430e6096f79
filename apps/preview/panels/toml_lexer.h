// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/theme.h"

#include <Qsci/qscilexercustom.h>

namespace tw::preview {

/// A configuration in the theme's colours: names of tables, keys, values. Belongs to a `CodeView`.
class TomlLexer : public QsciLexerCustom {
    Q_OBJECT
public:
    using QsciLexerCustom::QsciLexerCustom;

    void setTheme(const Theme &theme);
    [[nodiscard]] const char *language() const override { return "TOML"; }
    [[nodiscard]] QString description(int style) const override;
    void styleText(int start, int end) override;
};

} // namespace tw::preview
