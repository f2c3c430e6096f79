// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/theme.h"

#include <Qsci/qscilexersql.h>

namespace tw::preview {

/// PostgreSQL's statements in the theme's colours, or all in grey.
class SqlLexer : public QsciLexerSQL {
    Q_OBJECT
public:
    explicit SqlLexer(QObject *parent);

    void setTheme(const Theme &theme, bool grey);
    [[nodiscard]] const char *keywords(int set) const override;
};

} // namespace tw::preview
