// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/snapshot.h"
#include "model/theme.h"

#include <QWidget>

class QLabel;

namespace tw::preview {

class CodeView;
class TomlLexer;

/// The configuration of a document as it was read, with the place of a finding marked. It is
/// changed elsewhere; what is saved there is seen here at once.
class ConfigurationView : public QWidget {
    Q_OBJECT
public:
    explicit ConfigurationView(QWidget *parent);

    void setTheme(const Theme &theme);
    void setFontPointSize(int size);
    /// The text of the snapshot's configuration, which it has.
    void showText(const SnapshotPtr &snapshot);
    /// Marks a place in it and brings it into sight.
    void showPlace(const SourceRange &range);
    [[nodiscard]] CodeView *text() const { return m_text; }

signals:
    void closed();

private:
    QLabel *m_title;
    CodeView *m_text;
    TomlLexer *m_lexer;
    QString m_path;
};

} // namespace tw::preview
