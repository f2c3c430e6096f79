// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/findings_filter.h"

#include "panels/findings_model.h"

#include <algorithm>
#include <tuple>

namespace tw::preview {

FindingsFilter::FindingsFilter(FindingsModel *model) : QSortFilterProxyModel(model), m_model(model)
{
    setSourceModel(model);
    setDynamicSortFilter(true);
}

void FindingsFilter::setSeverityShown(Severity severity, bool shown)
{
    m_shown[static_cast<std::size_t>(severity)] = shown;
    invalidateFilter();
}

void FindingsFilter::setPass(const QString &pass)
{
    m_pass = pass.toUtf8();
    invalidateFilter();
}

void FindingsFilter::setText(const QString &text)
{
    m_words = text.split(u' ', Qt::SkipEmptyParts);
    invalidateFilter();
}

bool FindingsFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    if (parent.isValid())
        return true;
    const Diagnostic &finding = m_model->findings()[static_cast<std::size_t>(row)];
    if (!m_shown[static_cast<std::size_t>(finding.severity)])
        return false;
    if (!m_pass.isEmpty() &&
        finding.pass !=
            std::string_view(m_pass.constData(), static_cast<std::size_t>(m_pass.size())))
        return false;
    return std::ranges::all_of(m_words, [&](const QString &word) {
        return m_model->messageOf(row).contains(word, Qt::CaseInsensitive) ||
               QLatin1String(finding.info->code.data(),
                             static_cast<qsizetype>(finding.info->code.size()))
                   .contains(word, Qt::CaseInsensitive);
    });
}

bool FindingsFilter::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    // The order of notes tells a story; it does not turn around with the list.
    const bool ascending = sortOrder() == Qt::AscendingOrder;
    if (FindingsModel::isNote(left))
        return ascending == (left.row() < right.row());
    const Diagnostic &one = *m_model->findingAt(left);
    const Diagnostic &other = *m_model->findingAt(right);
    switch (left.column()) {
    case FindingsModel::SeverityColumn:
        return one.severity > other.severity; // errors first
    case FindingsModel::CodeColumn:
        return one.info->code < other.info->code;
    case FindingsModel::MessageColumn:
        return one.message < other.message;
    case FindingsModel::PassColumn:
        return one.pass < other.pass;
    case FindingsModel::FixColumn:
        return one.fix.has_value() && !other.fix.has_value();
    default: {
        // What stands in the configuration is found first, and before the document.
        const Snapshot &snapshot = *m_model->snapshot();
        const bool isOfDocument = !snapshot.isOfConfiguration(one.range);
        const bool isOtherOfDocument = !snapshot.isOfConfiguration(other.range);
        return std::tie(isOfDocument, one.range) < std::tie(isOtherOfDocument, other.range);
    }
    }
}

} // namespace tw::preview
