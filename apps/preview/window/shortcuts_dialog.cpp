// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/shortcuts_dialog.h"

#include "window/actions.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace tw::preview {

namespace {

struct Key {
    const char *what;
    const char *keys;
};

constexpr Key diagramKeys[] = {
    {"Next or previous table, as one reads", "Tab, Shift+Tab"},
    {"Nearest table in that direction", "Arrow keys"},
    {"Through the columns of the table", "Alt+Up, Alt+Down"},
    {"Along a relationship", "Alt+Right, Alt+Left"},
    {"Select more tables", "Shift+Arrow keys, Shift+Click"},
    {"Move the selected tables", "Ctrl+Arrow keys, or drag"},
    {"Move them by one unit", "Ctrl+Shift+Arrow keys"},
    {"Without aligning, while dragging", "Alt"},
    {"Go to the table's text", "Return, double click"},
    {"Find a table or column", "/"},
    {"Focus on the table, or show all again", "F"},
    {"One step more or less around the focus", "+, -"},
    {"Menu of the table", "Menu, Shift+F10"},
    {"Pan", "Space and drag, middle button, wheel"},
    {"Zoom", "Ctrl+Wheel, pinch"},
    {"Show everything", "Home"},
    {"Leave: drag, search, focus, selection", "Esc"},
};

QTreeWidgetItem *section(QTreeWidget *tree, const QString &title)
{
    auto *item = new QTreeWidgetItem(tree, {title});
    QFont font = tree->font();
    font.setWeight(QFont::DemiBold);
    item->setFont(0, font);
    item->setFirstColumnSpanned(true);
    item->setFlags(Qt::ItemIsEnabled);
    return item;
}

void filter(QTreeWidget *tree, const QString &text)
{
    for (int i = 0; i < tree->topLevelItemCount(); ++i) {
        QTreeWidgetItem *top = tree->topLevelItem(i);
        bool any = false;
        for (int row = 0; row < top->childCount(); ++row) {
            QTreeWidgetItem *item = top->child(row);
            const bool fits = item->text(0).contains(text, Qt::CaseInsensitive) ||
                              item->text(1).contains(text, Qt::CaseInsensitive);
            item->setHidden(!fits);
            any = any || fits;
        }
        top->setHidden(!any);
    }
}

} // namespace

ShortcutsDialog::ShortcutsDialog(const Actions &actions, QWidget *parent) : QDialog(parent)
{
    setObjectName(QStringLiteral("shortcuts"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(QStringLiteral("Keyboard Shortcuts"));
    resize(580, 640);

    auto *search = new QLineEdit(this);
    search->setPlaceholderText(QStringLiteral("Search"));
    search->setClearButtonEnabled(true);
    auto *tree = new QTreeWidget(this);
    tree->setColumnCount(2);
    tree->setHeaderHidden(true);
    tree->setRootIsDecorated(false);
    tree->setFrameShape(QFrame::NoFrame);
    tree->setIndentation(14);
    tree->setUniformRowHeights(true);
    tree->setSelectionMode(QAbstractItemView::NoSelection);
    tree->setFocusPolicy(Qt::TabFocus);

    for (const Actions::Section &part : actions.sections()) {
        QTreeWidgetItem *top = section(tree, part.title);
        for (const QAction *action : part.actions) {
            if (action->shortcut().isEmpty())
                continue;
            QString text = action->text();
            text.remove(QLatin1Char('&')).remove(QChar(0x2026));
            new QTreeWidgetItem(
                top,
                {text, QKeySequence::listToString(action->shortcuts(), QKeySequence::NativeText)
                           .replace(QStringLiteral("; "), QStringLiteral(", "))});
        }
    }
    QTreeWidgetItem *top = section(tree, QStringLiteral("In the Diagram"));
    for (const auto &[what, keys] : diagramKeys)
        new QTreeWidgetItem(top, {QString::fromUtf8(what), QString::fromUtf8(keys)});
    tree->expandAll();
    tree->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    tree->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    tree->header()->setStretchLastSection(false);
    connect(search, &QLineEdit::textChanged, tree,
            [tree](const QString &text) { filter(tree, text); });

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(16, 16, 16, 16);
    rows->setSpacing(12);
    rows->addWidget(search);
    rows->addWidget(tree, 1);
    rows->addWidget(buttons);
}

} // namespace tw::preview
