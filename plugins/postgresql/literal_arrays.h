// SPDX-License-Identifier: MIT
#pragma once

#include "literal_readers.h"

#include <array>
#include <string>
#include <string_view>

namespace tw::postgresql {

/// Takes `{a,"b",{…}}` apart, with or without explicit bounds before it.
class ArrayReader {
public:
    explicit ArrayReader(char delimiter) : m_delimiter(delimiter) {}

    /// Calls `visit(text)` for each element that is not null. The texts are gone after the call.
    template <class Visit> Reading read(std::string_view text, Visit &&visit)
    {
        m_text = text;
        if (const Reading bounds = readBounds(); bounds != Reading::Good)
            return bounds;
        Reading reading = Reading::Good;
        while ((reading = next()) == Reading::Good && !m_done) {
            if (m_hasElement)
                visit(std::string_view(m_element));
        }
        return reading;
    }

private:
    static constexpr std::size_t mostDimensions = 6;

    Reading readBounds();
    /// To the next element or to the end.
    Reading next();
    Reading close();
    Reading readElement();
    void skipBlanks();

    std::string_view m_text;
    char m_delimiter;
    std::array<std::int64_t, mostDimensions> m_declared{}; ///< sizes of explicit bounds
    std::size_t m_declaredCount = 0;
    std::array<std::int64_t, mostDimensions> m_counts{}; ///< members of the open levels
    std::array<std::int64_t, mostDimensions> m_sizes{};  ///< of the first closed one of each level
    std::size_t m_depth = 0;                             ///< open levels
    std::size_t m_levels = 0;                            ///< where elements are; 0: not known yet
    bool m_wantsMember = true;                           ///< after `{` or a delimiter
    bool m_afterDelimiter = false;
    bool m_hasElement = false;
    bool m_done = false;
    std::string m_element;
};

} // namespace tw::postgresql
