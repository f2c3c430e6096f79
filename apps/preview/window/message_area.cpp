// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/message_area.h"

#include "window/icons.h"

#include <QAccessible>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace tw::preview {

namespace {

constexpr int iconSize = 20;

} // namespace

class MessageArea::Bar : public QFrame {
public:
    Bar(const Message &message, MessageArea *area) : QFrame(area), m_message(message)
    {
        setObjectName(QStringLiteral("message.") + message.id);
        auto *row = new QHBoxLayout(this);
        row->setContentsMargins(14, 8, 8, 8);
        row->setSpacing(10);

        m_icon = new QLabel(this);
        row->addWidget(m_icon);

        QString text = QStringLiteral("<b>%1</b>").arg(message.text.toHtmlEscaped());
        if (!message.detail.isEmpty())
            text += QStringLiteral("&nbsp; ") + message.detail.toHtmlEscaped();
        auto *label = new QLabel(text, this);
        label->setTextFormat(Qt::RichText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        row->addWidget(label, 1);

        for (const Message::Button &button : message.buttons) {
            auto *push = new QPushButton(button.text, this);
            push->setObjectName(QStringLiteral("message.%1.%2").arg(message.id, button.text));
            push->setAutoDefault(true);
            connect(push, &QPushButton::clicked, area, [area, id = message.id, button] {
                area->dismiss(id);
                button.pressed();
            });
            row->addWidget(push);
        }
        if (message.closable) {
            auto *close = new QToolButton(this);
            close->setIcon(lineIcon(Icon::Close));
            close->setToolTip(QStringLiteral("Close this message"));
            close->setAccessibleName(close->toolTip());
            close->setAutoRaise(true);
            close->setFocusPolicy(Qt::TabFocus);
            connect(close, &QToolButton::clicked, area,
                    [area, id = message.id] { area->dismiss(id); });
            row->addWidget(close);
        }
        setAccessibleName(message.text + QLatin1Char(' ') + message.detail);
    }

    void setTheme(const Theme &theme)
    {
        for (QLabel *label : findChildren<QLabel *>())
            label->setPalette(theme.palette());
        m_ground = theme.surface;
        m_border = theme.border;
        const bool error = m_message.kind == Message::Kind::Error;
        const bool warning = m_message.kind == Message::Kind::Warning;
        m_stripe = error ? theme.error : warning ? theme.warning : theme.accent;
        const Icon icon = error ? Icon::Error : warning ? Icon::Warning : Icon::Information;
        m_icon->setPixmap(lineIcon(icon, m_stripe).pixmap(iconSize, iconSize));
        update();
    }

    [[nodiscard]] const QString &id() const { return m_message.id; }

protected:
    void paintEvent(QPaintEvent * /*event*/) override
    {
        QPainter painter(this);
        painter.fillRect(rect(), m_ground);
        painter.fillRect(QRect(0, 0, 3, height()), m_stripe);
        painter.fillRect(QRect(0, height() - 1, width(), 1), m_border);
    }

private:
    Message m_message;
    QLabel *m_icon;
    QColor m_ground, m_border, m_stripe;
};

MessageArea::MessageArea(QWidget *parent) : QWidget(parent), m_bars(new QVBoxLayout(this))
{
    setObjectName(QStringLiteral("messages"));
    m_bars->setContentsMargins(0, 0, 0, 0);
    m_bars->setSpacing(0);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
}

MessageArea::Bar *MessageArea::bar(const QString &id) const
{
    for (int i = 0; i < m_bars->count(); ++i) {
        auto *found = static_cast<Bar *>(m_bars->itemAt(i)->widget());
        if (found && found->id() == id)
            return found;
    }
    return nullptr;
}

void MessageArea::show(const Message &message)
{
    dismiss(message.id);
    auto *added = new Bar(message, this);
    added->setTheme(m_theme);
    m_bars->addWidget(added);
    QAccessibleEvent alert(added, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void MessageArea::dismiss(const QString &id)
{
    Bar *found = bar(id);
    if (!found)
        return;
    m_bars->removeWidget(found);
    found->hide();
    found->setObjectName({});
    found->deleteLater();
}

void MessageArea::dismissAll()
{
    while (m_bars->count() > 0)
        dismiss(static_cast<Bar *>(m_bars->itemAt(0)->widget())->id());
}

bool MessageArea::has(const QString &id) const { return bar(id) != nullptr; }

QPushButton *MessageArea::button(const QString &id, const QString &text) const
{
    const Bar *found = bar(id);
    return found ? found->findChild<QPushButton *>(QStringLiteral("message.%1.%2").arg(id, text))
                 : nullptr;
}

void MessageArea::setTheme(const Theme &theme)
{
    m_theme = theme;
    for (int i = 0; i < m_bars->count(); ++i)
        static_cast<Bar *>(m_bars->itemAt(i)->widget())->setTheme(theme);
}

} // namespace tw::preview
