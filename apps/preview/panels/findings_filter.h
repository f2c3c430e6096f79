// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tablewright/diag/diagnostic.h>

#include <QSortFilterProxyModel>

namespace tw::preview {

class FindingsModel;

/// Which findings are shown, and in what order. Notes follow their finding.
class FindingsFilter : public QSortFilterProxyModel {
    Q_OBJECT
public:
    explicit FindingsFilter(FindingsModel *model);

    void setSeverityShown(Severity severity, bool shown);
    void setPass(const QString &pass); ///< empty: all
    void setText(const QString &text); ///< each word in message or code

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex &parent) const override;
    [[nodiscard]] bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    FindingsModel *m_model;
    bool m_shown[4] = {true, true, true, true};
    QByteArray m_pass;
    QStringList m_words;
};

} // namespace tw::preview
