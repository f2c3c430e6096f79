// SPDX-License-Identifier: MIT
#include "literal_arrays.h"

#include <tablewright/base/utf8.h>

#include <charconv>

namespace tw::postgresql {

void ArrayReader::skipBlanks()
{
    while (!m_text.empty() && isBlank(m_text.front()))
        m_text.remove_prefix(1);
}

/// `[1:2][0:4]=`. Plain numbers only are judged.
Reading ArrayReader::readBounds()
{
    skipBlanks();
    if (!m_text.starts_with('['))
        return Reading::Good;
    while (m_text.starts_with('[')) {
        m_text.remove_prefix(1);
        std::int64_t low = 1;
        std::int64_t high = 0;
        const auto take = [this](std::int64_t &value) {
            const auto parsed =
                std::from_chars(m_text.data(), m_text.data() + m_text.size(), value);
            m_text.remove_prefix(static_cast<std::size_t>(parsed.ptr - m_text.data()));
            return parsed.ec == std::errc() && value < 1'000'000'000 && value > -1'000'000'000;
        };
        if (!take(high))
            return Reading::Other;
        if (m_text.starts_with(':')) {
            m_text.remove_prefix(1);
            low = high;
            if (!take(high))
                return Reading::Other;
        }
        if (!m_text.starts_with(']') || m_declaredCount == mostDimensions)
            return Reading::Other;
        m_text.remove_prefix(1);
        if (high < low)
            return Reading::Bad;
        m_declared[m_declaredCount++] = high - low + 1;
        skipBlanks();
    }
    if (!m_text.starts_with('='))
        return Reading::Bad;
    m_text.remove_prefix(1);
    skipBlanks();
    return Reading::Good;
}

Reading ArrayReader::close()
{
    m_text.remove_prefix(1);
    const std::size_t level = --m_depth;
    if (m_wantsMember && (m_afterDelimiter || level > 0))
        return m_afterDelimiter ? Reading::Bad : Reading::Other; // `{1,}`, `{{}}`
    if (m_wantsMember) {                                         // `{}`
        if (m_declaredCount > 0)
            return Reading::Other;
    } else {
        std::int64_t &size = m_sizes[level];
        if (size != 0 && size != m_counts[level])
            return Reading::Bad; // levels of unequal sizes
        size = m_counts[level];
        if (m_declaredCount > 0 && (level >= m_declaredCount || m_declared[level] != size))
            return Reading::Bad;
    }
    m_wantsMember = m_afterDelimiter = false;
    if (level > 0)
        return Reading::Good;
    skipBlanks();
    if (!m_text.empty())
        return Reading::Bad;
    const bool dimensionsFit = m_declaredCount == 0 || m_declaredCount == m_levels;
    m_done = true;
    return dimensionsFit ? Reading::Good : Reading::Bad;
}

Reading ArrayReader::readElement()
{
    m_element.clear();
    const bool quoted = m_text.starts_with('"');
    bool escaped = false;
    if (quoted) {
        m_text.remove_prefix(1);
        while (!m_text.starts_with('"')) {
            if (m_text.starts_with('\\'))
                m_text.remove_prefix(1);
            if (m_text.empty())
                return Reading::Bad;
            m_element.push_back(m_text.front());
            m_text.remove_prefix(1);
        }
        m_text.remove_prefix(1);
        skipBlanks();
    } else {
        std::size_t kept = 0; // without the blanks at the end
        while (!m_text.empty() && m_text.front() != m_delimiter && m_text.front() != '}') {
            char c = m_text.front();
            if (c == '{' || c == '"')
                return Reading::Bad;
            const bool escape = c == '\\';
            if (escape) {
                m_text.remove_prefix(1);
                if (m_text.empty())
                    return Reading::Bad;
                c = m_text.front();
                escaped = true;
            }
            m_element.push_back(c);
            if (escape || !isBlank(c))
                kept = m_element.size();
            m_text.remove_prefix(1);
        }
        m_element.resize(kept);
    }
    if (m_text.empty() || (m_text.front() != m_delimiter && m_text.front() != '}'))
        return Reading::Bad;
    m_hasElement = quoted || escaped || !equalsIgnoringCase(m_element, "null");
    m_wantsMember = m_afterDelimiter = false;
    ++m_counts[m_depth - 1];
    return Reading::Good;
}

Reading ArrayReader::next()
{
    m_hasElement = false;
    while (true) {
        skipBlanks();
        if (m_text.empty())
            return Reading::Bad;
        const char c = m_text.front();
        if (m_depth == 0 && c != '{')
            return Reading::Bad;
        if (c == '{') {
            if (!m_wantsMember)
                return Reading::Bad;
            if (m_levels != 0 && m_depth == m_levels)
                return Reading::Bad;
            if (m_depth == mostDimensions)
                return Reading::Bad;
            if (m_depth > 0)
                ++m_counts[m_depth - 1];
            m_counts[m_depth++] = 0;
            m_wantsMember = true;
            m_afterDelimiter = false;
            m_text.remove_prefix(1);
        } else if (c == '}') {
            const Reading reading = close();
            if (reading != Reading::Good || m_done)
                return reading;
        } else if (c == m_delimiter) {
            if (m_wantsMember)
                return Reading::Bad;
            m_wantsMember = m_afterDelimiter = true;
            m_text.remove_prefix(1);
        } else {
            if (!m_wantsMember)
                return Reading::Bad;
            if (m_levels == 0)
                m_levels = m_depth;
            else if (m_levels != m_depth)
                return Reading::Bad;
            return readElement();
        }
    }
}

} // namespace tw::postgresql
