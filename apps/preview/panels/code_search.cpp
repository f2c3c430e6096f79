// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/code_search.h"

#include "panels/code_view.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

namespace tw::preview {

CodeSearch::CodeSearch(CodeView *view, QWidget *parent)
    : PanelBar(parent), m_view(view), m_text(new QLineEdit(this)), m_count(new QLabel(this))
{
    setObjectName(QStringLiteral("codeSearch"));
    m_text->setObjectName(QStringLiteral("codeSearchText"));
    m_text->setAccessibleName(QStringLiteral("Search"));
    m_text->setPlaceholderText(QStringLiteral("Search"));
    m_text->setClearButtonEnabled(true);
    m_text->setMaximumWidth(320);
    m_text->installEventFilter(this);
    connect(m_text, &QLineEdit::textChanged, this, &CodeSearch::search);
    row()->addWidget(m_text, 1);

    const auto add = [this](const QString &sign, const QString &tip, void (CodeSearch::*slot)()) {
        auto *button = new QToolButton(this);
        button->setText(sign);
        button->setToolTip(tip);
        button->setAccessibleName(tip);
        button->setAutoRaise(true);
        connect(button, &QToolButton::clicked, this, slot);
        row()->addWidget(button);
    };
    add(QStringLiteral("↑"), QStringLiteral("Previous match (Shift+F3)"), &CodeSearch::previous);
    add(QStringLiteral("↓"), QStringLiteral("Next match (F3)"), &CodeSearch::next);
    row()->addWidget(m_count);
    row()->addStretch();
    add(QStringLiteral("✕"), QStringLiteral("Close (Esc)"), &CodeSearch::close);
    hide();
}

void CodeSearch::open()
{
    show();
    if (m_view->hasSelectedText() && !m_view->selectedText().contains(u'\n'))
        m_text->setText(m_view->selectedText());
    m_text->selectAll();
    m_text->setFocus();
    refresh();
}

void CodeSearch::close()
{
    hide();
    m_view->showMatches({});
    m_view->setFocus();
}

void CodeSearch::next() { m_view->goToMatch(m_text->text().toUtf8(), true, false); }

void CodeSearch::previous() { m_view->goToMatch(m_text->text().toUtf8(), false, false); }

void CodeSearch::search()
{
    refresh();
    m_view->goToMatch(m_text->text().toUtf8(), true, true);
}

void CodeSearch::refresh()
{
    if (isVisibleTo(parentWidget()))
        showCount(m_view->showMatches(m_text->text().toUtf8()));
}

QString CodeSearch::matches() const { return m_count->text(); }

void CodeSearch::showCount(int matches)
{
    if (m_text->text().isEmpty())
        m_count->clear();
    else if (matches == 0)
        m_count->setText(QStringLiteral("not found"));
    else if (matches == CodeView::mostMatches)
        m_count->setText(QStringLiteral("%1 or more").arg(matches));
    else
        m_count->setText(counted(matches, QStringLiteral("place")));
}

bool CodeSearch::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_text || event->type() != QEvent::KeyPress)
        return PanelBar::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    if (key->key() == Qt::Key_Escape)
        close();
    else if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter)
        key->modifiers().testFlag(Qt::ShiftModifier) ? previous() : next();
    else
        return false;
    return true;
}

} // namespace tw::preview
