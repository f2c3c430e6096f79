// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/configuration_view.h"
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
#include <iterator>

namespace tw::preview {

const Diagnostic *FindingsPanel::findingAt(const QModelIndex &shown) const
{
    return m_model->findingAt(m_filter->mapToSource(shown));
}

void FindingsPanel::goTo(const QModelIndex &shown)
{
    const SourceRange range = m_model->rangeAt(m_filter->mapToSource(shown));
    if (!range.isValid())
        return;
    const SnapshotPtr &snapshot = m_model->snapshot();
    if (snapshot->isOfConfiguration(range)) {
        m_configuration->showText(snapshot);
        openSide(m_configuration);
        m_configuration->showPlace(range);
    } else if (range.source == snapshot->source) {
        m_selection->goToSource(range);
    }
}

bool FindingsPanel::goToConfiguration()
{
    for (int row = 0; row < m_filter->rowCount(); ++row) {
        const QModelIndex index = m_filter->index(row, 0);
        const Diagnostic *finding = findingAt(index);
        if (finding == nullptr || !m_model->snapshot()->isOfConfiguration(finding->range))
            continue;
        m_view->setCurrentIndex(index);
        goTo(index);
        return true;
    }
    return false;
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
    openSide(m_explanation);
    if (!m_view->isVisible())
        m_explanation->page()->setFocus();
}

void FindingsPanel::applyFixAt(const QModelIndex &shown)
{
    const Diagnostic *finding = findingAt(shown);
    if (const FixIt *fix = finding == nullptr ? nullptr : m_model->fixOf(*finding))
        m_document->applyFix(*m_model->snapshot(), *fix);
}

void FindingsPanel::applyFixOfCurrent() { applyFixAt(m_view->currentIndex()); }

FindingsPanel::AlikeFixes FindingsPanel::fixesLikeCurrent() const
{
    const Diagnostic *current = findingAt(m_view->currentIndex());
    if (current == nullptr || m_model->snapshot()->revision != m_document->revision())
        return {};
    AlikeFixes alike;
    const auto place = [](const TextEdit &edit) { return std::pair(edit.begin, edit.end); };
    std::vector<std::vector<TextEdit>> fixes;
    for (const Diagnostic &finding : m_model->findings()) {
        const FixIt *fix = m_model->fixOf(finding);
        if (fix == nullptr || finding.info->code != current->info->code)
            continue;
        std::vector<TextEdit> &edits = fixes.emplace_back();
        for (const tw::TextEdit &edit : fix->edits())
            edits.push_back(
                {edit.range.begin, edit.range.end, QByteArray::fromStdString(edit.replacement)});
        std::ranges::sort(edits, {}, place);
    }
    // Several findings may ask for the same edits.
    const auto isSame = [](const std::vector<TextEdit> &one, const std::vector<TextEdit> &other) {
        return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                          [](const TextEdit &a, const TextEdit &b) {
                              return a.begin == b.begin && a.end == b.end &&
                                     a.replacement == b.replacement;
                          });
    };
    std::ranges::stable_sort(fixes, {}, [&](const auto &edits) { return place(edits.front()); });
    fixes.erase(std::unique(fixes.begin(), fixes.end(), isSame), fixes.end());
    for (std::vector<TextEdit> &edits : fixes)
        std::ranges::move(edits, std::back_inserter(alike.edits));
    alike.fixes = fixes.size();
    std::ranges::sort(alike.edits, {}, place);
    const auto meets = [](const TextEdit &one, const TextEdit &other) {
        return other.begin < one.end || other.begin == one.begin;
    };
    const bool overlap =
        std::adjacent_find(alike.edits.begin(), alike.edits.end(), meets) != alike.edits.end();
    return overlap ? AlikeFixes() : alike;
}

void FindingsPanel::applyAllFixesLikeCurrent()
{
    const AlikeFixes alike = fixesLikeCurrent();
    if (alike.fixes > 0)
        m_document->applyEdits(alike.edits, QStringLiteral("%1 fixes").arg(alike.fixes));
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
    const std::size_t alike = fix != nullptr ? fixesLikeCurrent().fixes : 0;
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
