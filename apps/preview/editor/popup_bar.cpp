// SPDX-License-Identifier: GPL-3.0-or-later
#include "editor/popup_bar.h"

#include <QBoxLayout>
#include <QGraphicsDropShadowEffect>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tw::preview {

PopupBar::PopupBar(const QString &name, QWidget *parent) : QFrame(parent)
{
    setObjectName(name);
    setAutoFillBackground(true);
    auto *const column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 7);
    column->setSpacing(5);
    m_field = new QLineEdit(this);
    m_field->setObjectName(name + u"Field"_s);
    m_hint = new QLabel(this);
    m_hint->setObjectName(name + u"Hint"_s);
    m_hint->setWordWrap(true);
    column->addWidget(m_field);
    column->addWidget(m_hint);
    auto *const shadow = new QGraphicsDropShadowEffect(this);
    shadow->setBlurRadius(18);
    shadow->setOffset(0, 3);
    shadow->setColor(QColor(0, 0, 0, 70));
    setGraphicsEffect(shadow);
    m_field->installEventFilter(this);
    connect(m_field, &QLineEdit::textEdited, this, &PopupBar::edited);
    hide();
}

void PopupBar::setTheme(const Theme &theme)
{
    m_errorColor = theme.error.name();
    const QString id = u"#"_s + objectName();
    setStyleSheet(u"%1{background:%2;border:1px solid %3;border-radius:7px}"
                  "%1 QLabel{color:%4;font-size:9pt}"
                  "%1 QLineEdit{padding:4px 6px;border:1px solid %3;border-radius:5px;"
                  "background:%5;color:%6}"
                  "%1 QLineEdit:focus{border-color:%7}"_s.arg(
                      id, theme.raised.name(), theme.border.name(), theme.mutedText.name(),
                      theme.surface.name(), theme.text.name(), theme.accent.name()));
}

void PopupBar::open(const QRect &place, const QString &text, const QString &hint)
{
    setHint(hint);
    setRefusal({});
    m_field->setText(text);
    m_field->selectAll();
    const int width = std::min(300, parentWidget()->width() - 16);
    setFixedWidth(width);
    adjustSize();
    const int left =
        std::clamp(place.left() - 8, 8, std::max(8, parentWidget()->width() - width - 8));
    const int below = place.bottom() + 6;
    const bool fits = below + height() + 8 <= parentWidget()->height();
    move(left, fits ? below : std::max(8, place.top() - height() - 6));
    show();
    raise();
    m_field->setFocus(Qt::PopupFocusReason);
}

void PopupBar::setHint(const QString &hint)
{
    m_plainHint = hint;
    if (!m_refused)
        m_hint->setText(hint.toHtmlEscaped());
}

void PopupBar::setRefusal(const QString &reason)
{
    m_refused = !reason.isEmpty();
    m_hint->setText(
        m_refused ? u"<span style='color:%1'>%2</span>"_s.arg(m_errorColor, reason.toHtmlEscaped())
                  : m_plainHint.toHtmlEscaped());
}

QString PopupBar::text() const { return m_field->text(); }

void PopupBar::dismiss()
{
    if (!isVisible())
        return;
    hide();
    emit closed();
}

bool PopupBar::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::FocusOut) {
        const auto reason = static_cast<QFocusEvent *>(event)->reason();
        if (reason != Qt::ActiveWindowFocusReason && reason != Qt::PopupFocusReason)
            dismiss();
        return false;
    }
    if (event->type() != QEvent::KeyPress)
        return QFrame::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent *>(event)->key();
    if (key == Qt::Key_Escape) {
        dismiss();
        return true;
    }
    if (key == Qt::Key_Return || key == Qt::Key_Enter) {
        if (!m_refused) {
            const QString taken = text();
            dismiss();
            emit accepted(taken);
        }
        return true;
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace tw::preview
