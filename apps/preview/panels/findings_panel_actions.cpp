// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/explanation_view.h"
#include "panels/findings_filter.h"
#include "panels/findings_model.h"
#include "panels/findings_panel.h"

#include <QApplication>
#include <QClipboard>
#include <QMenu>
#include <QSplitter>
#include <QTextBrowser>
#include <QTreeView>

#include <algorithm>

namespace tw::preview {

const Diagnostic *FindingsPanel::findingAt(const QModelIndex &shown) const
{
    return m_model->findingAt(m_filter->mapToSource(shown));
}

void FindingsPanel::goTo(const QModelIndex &shown)
{
    const SourceRange range = m_model->rangeAt(m_filter->mapToSource(shown));
    if (range.isValid() && range.source == m_model->snapshot()->source)
        m_selection->goToSource(range);
}

void FindingsPanel::goToCurrent() { goTo(m_view->currentIndex()); }

void FindingsPanel::copyCurrent()
{
    const QString text = m_model->asText(m_filter->mapToSource(m_view->currentIndex()));
    if (!text.isEmpty())
        QApplication::clipboard()->setText(text);
}

void FindingsPanel::explainCurrent()
{
    const Diagnostic *finding = findingAt(m_view->currentIndex());
    if (finding == nullptr)
        return;
    m_explanation->explain(QString::fromUtf8(finding->info->code.data(),
                                             static_cast<qsizetype>(finding->info->code.size())),
                           finding->info);
    if (m_explanation->isVisible())
        return;
    m_explanation->show();
    m_splitter->setSizes({width() * 3 / 5, width() * 2 / 5});
    fitExplanation();
    if (!m_view->isVisible())
        m_explanation->page()->setFocus();
}

void FindingsPanel::closeExplanation()
{
    m_explanation->hide();
    fitExplanation();
    m_view->setFocus();
}

void FindingsPanel::applyFixAt(const QModelIndex &shown)
{
    const Diagnostic *finding = findingAt(shown);
    if (const FixIt *fix = finding == nullptr ? nullptr : m_model->fixOf(*finding))
        m_document->applyFix(*m_model->snapshot(), *fix);
}

void FindingsPanel::applyFixOfCurrent() { applyFixAt(m_view->currentIndex()); }

std::vector<TextEdit> FindingsPanel::fixesLikeCurrent() const
{
    const Diagnostic *current = findingAt(m_view->currentIndex());
    if (current == nullptr || m_model->snapshot()->revision != m_document->revision())
        return {};
    std::vector<TextEdit> edits;
    for (const Diagnostic &finding : m_model->findings()) {
        const FixIt *fix = m_model->fixOf(finding);
        if (fix != nullptr && finding.info->code == current->info->code)
            edits.push_back(
                {fix->range.begin, fix->range.end, QByteArray::fromStdString(fix->replacement)});
    }
    std::ranges::sort(edits, {},
                      [](const TextEdit &edit) { return std::pair(edit.begin, edit.end); });
    // Several findings may ask for the same edit.
    const auto same = [](const TextEdit &one, const TextEdit &other) {
        return one.begin == other.begin && one.end == other.end &&
               one.replacement == other.replacement;
    };
    edits.erase(std::unique(edits.begin(), edits.end(), same), edits.end());
    const auto meets = [](const TextEdit &one, const TextEdit &other) {
        return other.begin < one.end || other.begin == one.begin;
    };
    const bool overlap = std::adjacent_find(edits.begin(), edits.end(), meets) != edits.end();
    return overlap ? std::vector<TextEdit>() : edits;
}

void FindingsPanel::applyAllFixesLikeCurrent()
{
    const std::vector<TextEdit> edits = fixesLikeCurrent();
    if (!edits.empty())
        m_document->applyEdits(edits, QStringLiteral("%1 fixes").arg(edits.size()));
}

void FindingsPanel::showMenu(const QPoint &place)
{
    const QModelIndex index = m_view->indexAt(place);
    const Diagnostic *finding = findingAt(index);
    if (finding == nullptr)
        return;
    const FixIt *fix = m_model->fixOf(*finding);
    const QString code = QString::fromUtf8(finding->info->code.data(),
                                           static_cast<qsizetype>(finding->info->code.size()));
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("findingMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(QStringLiteral("Go to Source"), this, &FindingsPanel::goToCurrent)
        ->setShortcut(Qt::Key_Return);
    if (fix != nullptr)
        menu->addAction(QStringLiteral("Fix: %1").arg(QString::fromStdString(fix->title)), this,
                        &FindingsPanel::applyFixOfCurrent)
            ->setShortcut(Qt::ALT | Qt::Key_Return);
    const std::size_t alike = fix != nullptr ? fixesLikeCurrent().size() : 0;
    if (alike > 1)
        menu->addAction(QStringLiteral("Fix All %1 of %2").arg(alike).arg(code), this,
                        &FindingsPanel::applyAllFixesLikeCurrent);
    menu->addSeparator();
    menu->addAction(QStringLiteral("Explain %1").arg(code), this, &FindingsPanel::explainCurrent)
        ->setShortcut(Qt::Key_F1);
    menu->addAction(QStringLiteral("Copy"), this, &FindingsPanel::copyCurrent)
        ->setShortcut(QKeySequence::Copy);
    menu->popup(m_view->viewport()->mapToGlobal(place));
}

} // namespace tw::preview
