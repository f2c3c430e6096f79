// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/explanation_view.h"

#include "panels/panel_parts.h"

#include <tablewright/diag/render.h>

#include <QFile>
#include <QHBoxLayout>
#include <QLabel>
#include <QRegularExpression>
#include <QTextBlock>
#include <QTextBrowser>
#include <QTextDocument>
#include <QToolButton>

namespace tw::preview {

namespace {

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

QString pageOf(const QString &code)
{
    QFile file(QStringLiteral(":/diagnostics/%1.md").arg(code));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/// The code of a page that a link in a page leads to; empty for other links.
QString linkedCode(const QString &link)
{
    static const QRegularExpression page(QStringLiteral(R"(^(TW\d{4})\.md$)"));
    return page.match(link).captured(1);
}

bool isCodeBlock(const QTextBlock &block)
{
    return block.blockFormat().hasProperty(QTextFormat::BlockCodeFence) ||
           block.blockFormat().hasProperty(QTextFormat::BlockCodeLanguage);
}

void styleBlock(const QTextBlock &block, const Theme &theme, QTextCursor &cursor)
{
    cursor.setPosition(block.position());
    QTextBlockFormat format = block.blockFormat();
    if (isCodeBlock(block)) {
        format.setBackground(theme.window);
        format.setLeftMargin(8);
        format.setRightMargin(8);
        format.setNonBreakableLines(false);
        format.setTopMargin(isCodeBlock(block.previous()) ? 0 : 6);
        format.setBottomMargin(isCodeBlock(block.next()) ? 0 : 6);
    } else if (format.headingLevel() > 0) {
        format.setTopMargin(block.position() == 0 ? 0 : 12);
        format.setBottomMargin(4);
    } else {
        format.setTopMargin(3);
        format.setBottomMargin(3);
        format.setLineHeight(120, QTextBlockFormat::ProportionalHeight);
    }
    cursor.setBlockFormat(format);
}

void styleFragment(const QTextBlock &block, const QTextFragment &fragment, const Theme &theme,
                   QTextCursor &cursor)
{
    QTextCharFormat format = fragment.charFormat();
    if (isCodeBlock(block) || format.fontFixedPitch()) {
        format.setFontFamilies(codeFont().families());
        format.setFontFixedPitch(true);
        if (!isCodeBlock(block))
            format.setBackground(theme.window);
    }
    if (block.blockFormat().headingLevel() > 0) {
        format.setProperty(QTextFormat::FontSizeAdjustment,
                           block.blockFormat().headingLevel() == 1 ? 1 : 0);
        format.setFontWeight(QFont::DemiBold);
    }
    if (format.isAnchor()) {
        const bool leadsOn = !linkedCode(format.anchorHref()).isEmpty();
        format.setAnchor(leadsOn);
        format.setFontUnderline(leadsOn);
        format.setForeground(leadsOn ? theme.accent : theme.text);
        if (!leadsOn)
            format.clearProperty(QTextFormat::AnchorHref);
    }
    cursor.setPosition(fragment.position());
    cursor.setPosition(fragment.position() + fragment.length(), QTextCursor::KeepAnchor);
    cursor.setCharFormat(format);
}

/// What Qt makes of Markdown has the colours and spaces of a bare document.
void styleAll(QTextDocument &document, const Theme &theme)
{
    QTextCursor cursor(&document);
    cursor.beginEditBlock();
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        std::vector<QTextFragment> fragments;
        for (auto at = block.begin(); !at.atEnd(); ++at)
            fragments.push_back(at.fragment());
        for (const QTextFragment &fragment : fragments)
            styleFragment(block, fragment, theme, cursor);
        styleBlock(block, theme, cursor);
    }
    cursor.endEditBlock();
}

} // namespace

ExplanationView::ExplanationView(QWidget *parent)
    : QWidget(parent), m_title(new QLabel(this)), m_page(new QTextBrowser(this)),
      m_theme(Theme::light())
{
    setObjectName(QStringLiteral("findingExplanation"));
    auto *bar = new PanelBar(this);
    QFont font = m_title->font();
    font.setWeight(QFont::DemiBold);
    m_title->setFont(font);
    bar->row()->addWidget(m_title, 1);
    auto *close = new QToolButton(bar);
    close->setObjectName(QStringLiteral("closeExplanation"));
    close->setText(QStringLiteral("✕"));
    close->setAutoRaise(true);
    close->setToolTip(QStringLiteral("Close (Esc)"));
    close->setAccessibleName(QStringLiteral("Close the explanation"));
    connect(close, &QToolButton::clicked, this, &ExplanationView::closed);
    bar->row()->addWidget(close);

    m_page->setObjectName(QStringLiteral("explanationPage"));
    m_page->setAccessibleName(QStringLiteral("Explanation of the finding"));
    m_page->setFrameShape(QFrame::NoFrame);
    m_page->setOpenLinks(false);
    m_page->document()->setDocumentMargin(12);
    connect(m_page, &QTextBrowser::anchorClicked, this, [this](const QUrl &link) {
        const QString linked = linkedCode(link.toString());
        if (!linked.isEmpty())
            explain(linked, nullptr);
    });

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(bar);
    column->addWidget(m_page, 1);
}

void ExplanationView::setTheme(const Theme &theme)
{
    m_theme = theme;
    showPage(m_markdown);
}

void ExplanationView::explain(const QString &code, const DiagnosticInfo *row)
{
    m_code = code;
    m_title->setText(code);
    QString markdown = pageOf(code);
    if (markdown.isEmpty() && row != nullptr)
        markdown = QStringLiteral("# %1 — %2\n\nSeverity: %3\n\n%4\n")
                       .arg(text(row->code), text(row->name), text(spelling(row->severity)),
                            text(row->message).toHtmlEscaped());
    showPage(markdown.isEmpty() ? QStringLiteral("There is no page about this code.") : markdown);
}

void ExplanationView::showPage(const QString &markdown)
{
    m_markdown = markdown;
    m_page->setMarkdown(markdown);
    styleAll(*m_page->document(), m_theme);
}

} // namespace tw::preview
