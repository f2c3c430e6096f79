// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/configuration_view.h"

#include "panels/code_view.h"
#include "panels/panel_parts.h"
#include "panels/toml_lexer.h"

#include <QDesktopServices>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QUrl>

namespace tw::preview {

ConfigurationView::ConfigurationView(QWidget *parent)
    : QWidget(parent), m_title(new QLabel(this)), m_text(new CodeView(this)),
      m_lexer(new TomlLexer(m_text))
{
    setObjectName(QStringLiteral("configurationView"));
    auto *bar = new PanelBar(this);
    m_title->setObjectName(QStringLiteral("configurationTitle"));
    QFont font = m_title->font();
    font.setWeight(QFont::DemiBold);
    m_title->setFont(font);
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    bar->row()->addWidget(m_title, 1);
    auto *open = new QToolButton(bar);
    open->setObjectName(QStringLiteral("openConfiguration"));
    open->setText(QStringLiteral("Open"));
    open->setAutoRaise(true);
    open->setToolTip(QStringLiteral("Open the file in the program for such files"));
    connect(open, &QToolButton::clicked, this,
            [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(m_path)); });
    bar->row()->addWidget(open);
    auto *close = new QToolButton(bar);
    close->setObjectName(QStringLiteral("closeConfiguration"));
    close->setText(QStringLiteral("✕"));
    close->setAutoRaise(true);
    close->setToolTip(QStringLiteral("Close (Esc)"));
    close->setAccessibleName(QStringLiteral("Close the configuration"));
    connect(close, &QToolButton::clicked, this, &ConfigurationView::closed);
    bar->row()->addWidget(close);

    m_text->setObjectName(QStringLiteral("configurationText"));
    m_text->setAccessibleName(QStringLiteral("The configuration, to be read"));
    m_text->setLexer(m_lexer);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(bar);
    column->addWidget(m_text, 1);
}

void ConfigurationView::setTheme(const Theme &theme)
{
    m_text->setTheme(theme);
    m_lexer->setTheme(theme);
}

void ConfigurationView::setFontPointSize(int size) { m_text->setFontPointSize(size); }

void ConfigurationView::showText(const SnapshotPtr &snapshot)
{
    const SourceBuffer &buffer = snapshot->sources->buffer(snapshot->configuration.source);
    m_path = QString::fromStdString(std::string(buffer.name()));
    m_title->setText(QFileInfo(m_path).fileName());
    m_title->setToolTip(m_path);
    const QByteArray text(buffer.text().data(), static_cast<qsizetype>(buffer.text().size()));
    if (text != m_text->shownText())
        m_text->mark({}, {});
    m_text->showText(text);
}

void ConfigurationView::showPlace(const SourceRange &range)
{
    const ByteRange place{range.begin, range.end};
    m_text->mark({place}, {});
    m_text->SendScintilla(QsciScintillaBase::SCI_SETSEL, static_cast<unsigned long>(range.begin),
                          static_cast<long>(range.end));
    m_text->reveal(place);
}

} // namespace tw::preview
