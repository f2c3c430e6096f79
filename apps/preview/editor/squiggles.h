// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/snapshot.h"
#include "model/theme.h"

#include <QObject>

#include <vector>

namespace tw::preview {

class TextView;

/// The findings of the newest snapshot where they stand in the text: marks under it and at its
/// left, what they say on hover, and what mends them. After a change they move with the text until
/// the next snapshot comes.
class Squiggles : public QObject {
    Q_OBJECT
public:
    explicit Squiggles(TextView *view);

    void setTheme(const Theme &theme);
    void setSnapshot(const SnapshotPtr &snapshot);

    struct Finding {
        std::uint32_t begin = 0;
        std::uint32_t end = 0;
        const Diagnostic *diagnostic = nullptr;
    };
    /// Sorted by place.
    [[nodiscard]] const std::vector<Finding> &findings() const { return m_findings; }
    [[nodiscard]] std::vector<Finding> at(std::uint32_t offset) const;
    /// With a fix, on the line of the place; the nearest first.
    [[nodiscard]] std::vector<Finding> fixesNear(std::uint32_t offset) const;
    /// What a tool tip shows, as rich text; empty when nothing is there.
    [[nodiscard]] QString textAt(std::uint32_t offset) const;

    /// Shows by a lamp whether the line of the cursor can be mended.
    void showLamp(std::uint32_t cursor);

signals:
    void changed();

private:
    void textChanged(std::uint32_t position, std::uint32_t removed, std::uint32_t inserted);
    void show();

    TextView *m_view;
    SnapshotPtr m_snapshot; ///< keeps the diagnostics
    std::vector<Finding> m_findings;
    Theme m_theme = Theme::light();
    int m_lampLine = -1;
};

} // namespace tw::preview
