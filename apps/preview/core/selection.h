// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/element.h"

#include <QObject>

namespace tw::preview {

/// What the user looks at, shared by editor, diagram and panels. Whoever sets it names itself, so
/// that it need not answer to itself.
class Selection : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    [[nodiscard]] const ElementRef &current() const { return m_current; }

    /// The element is looked at; views mark it and bring it into sight, without taking the focus.
    void select(const ElementRef &element, const QObject *by)
    {
        if (element == m_current)
            return;
        m_current = element;
        emit changed(element, by);
    }
    /// The user asked to be taken to a place in the document: the editor shows it and takes the
    /// focus.
    void goToSource(SourceRange range) { emit sourceRequested(range); }

signals:
    void changed(const tw::preview::ElementRef &element, const QObject *by);
    void sourceRequested(tw::SourceRange range);

private:
    ElementRef m_current;
};

} // namespace tw::preview

Q_DECLARE_METATYPE(tw::SourceRange)
