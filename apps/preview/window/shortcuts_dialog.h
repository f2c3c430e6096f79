// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

namespace tw::preview {

class Actions;

/// All keys, those of the menus and those of the diagram; to be searched.
class ShortcutsDialog : public QDialog {
    Q_OBJECT
public:
    ShortcutsDialog(const Actions &actions, QWidget *parent);
};

} // namespace tw::preview
