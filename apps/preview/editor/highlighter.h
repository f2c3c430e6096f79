// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/theme.h"

#include <tablewright/frontend/tokens.h>

#include <QObject>

#include <unordered_map>
#include <vector>

namespace tw::preview {

class TextView;

/// Colours and folds a text by the engine's own tokens. Reads lines as they come into sight, and
/// after a change only as far as it reaches: until a line begins as it did before.
class Highlighter : public QObject {
    Q_OBJECT
public:
    explicit Highlighter(TextView *view);

    void setLanguage(Language language);
    /// What the line begins with; reads what stands before if need be.
    [[nodiscard]] TokenState stateAt(int line);

    static void setColors(TextView &view, const Theme &theme);

private:
    struct Hash {
        std::size_t operator()(const TokenState &state) const;
    };

    void textChanged(std::uint32_t position, std::uint32_t removed, std::uint32_t inserted);
    void styleTo(std::uint32_t position);
    [[nodiscard]] int idOf(const TokenState &state);
    [[nodiscard]] TokenState startOf(int line) const;
    void setFoldLevel(int line, const TokenState &begin, const TokenState &end, bool isBlank);

    TextView *m_view;
    Language m_language = Language::Dbml;
    std::vector<TokenState> m_states; ///< by the number that a line has
    std::unordered_map<TokenState, int, Hash> m_ids;
    std::uint32_t m_styledEnd = 0; ///< what was coloured before the last changes, moved by them
    std::uint32_t m_dirtyEnd = 0;  ///< behind the last change that is not coloured
};

} // namespace tw::preview
