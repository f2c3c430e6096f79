// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/recovered_work.h"

#include <QCoreApplication>

#include <algorithm>

namespace tw::preview {

RecoveredWork &RecoveredWork::instance()
{
    static const QString name = QStringLiteral("recoveredWork");
    auto *found = qApp->findChild<RecoveredWork *>(name, Qt::FindDirectChildrenOnly);
    if (!found) {
        found = new RecoveredWork(qApp);
        found->setObjectName(name);
    }
    return *found;
}

void RecoveredWork::look()
{
    bool any = false;
    for (RecoveredText &text : findRecoveredTexts()) {
        if (std::ranges::find(m_texts, text.id, &RecoveredText::id) != m_texts.end())
            continue;
        m_texts.push_back(std::move(text));
        any = true;
    }
    if (any)
        emit changed();
}

std::optional<RecoveredText> RecoveredWork::take(const QString &id)
{
    const auto found = std::ranges::find(m_texts, id, &RecoveredText::id);
    if (found == m_texts.end())
        return {};
    RecoveredText text = std::move(*found);
    m_texts.erase(found);
    emit changed();
    return text;
}

void RecoveredWork::discard(const QString &id)
{
    if (std::optional<RecoveredText> text = take(id))
        text->discard();
}

} // namespace tw::preview
