// SPDX-License-Identifier: MIT
#include "literal_readers.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace tw::postgresql {
namespace {

struct Point {
    double x = 0;
    double y = 0;
};

/// Within this the server takes two coordinates to be the same.
constexpr double tolerance = 1e-6;

bool areSame(double a, double b) { return a == b || std::abs(a - b) <= tolerance; }

/// Reads the parts of a shape from the front. `m_unsure` is set when the server may see a number
/// where this code sees none.
class ShapeReader {
public:
    explicit ShapeReader(std::string_view text) : m_text(text) { skipBlanks(); }

    [[nodiscard]] bool isUnsure() const { return m_unsure; }
    [[nodiscard]] bool atEnd() const { return m_text.empty(); }

    bool take(char c)
    {
        if (!m_text.starts_with(c))
            return false;
        m_text.remove_prefix(1);
        return true;
    }

    void skipBlanks()
    {
        while (!m_text.empty() && isBlank(m_text.front()))
            m_text.remove_prefix(1);
    }

    bool number(double &value)
    {
        skipBlanks();
        const std::size_t size = takeFloat(m_text, value, m_unsure);
        if (size == 0)
            return false;
        m_text.remove_prefix(size);
        skipBlanks();
        return true;
    }

    /// `x,y` or `(x,y)`.
    bool point(Point &value)
    {
        skipBlanks();
        const bool bracket = take('(');
        if (!number(value.x) || !take(',') || !number(value.y))
            return false;
        if (bracket) {
            if (!take(')'))
                return false;
            skipBlanks();
        }
        return true;
    }

    bool onlyPoint()
    {
        Point ignored;
        return point(ignored) && atEnd();
    }

    /// `count` points with commas, in brackets or not; the first two are kept. In square brackets,
    /// too, where that is allowed.
    bool points(std::size_t count, bool square, Point &first, Point &second)
    {
        skipBlanks();
        bool isOpen = false;
        int depth = 0;
        if (take('[')) {
            if (!square)
                return false;
            isOpen = true;
            ++depth;
        } else if (m_text.starts_with('(')) {
            const std::string_view before = m_text;
            m_text.remove_prefix(1);
            skipBlanks();
            if (m_text.starts_with('(') || before.rfind('(') == 0)
                ++depth;
            else
                m_text = before; // the bracket is the first point's
        }
        for (std::size_t i = 0; i < count; ++i) {
            if (!point(i == 0 ? first : second))
                return false;
            take(',');
        }
        for (; depth > 0; --depth) {
            const bool closes = take(')') || (isOpen && depth == 1 && take(']'));
            if (!closes)
                return false;
            skipBlanks();
        }
        return true;
    }

    bool path()
    {
        const std::size_t count = pairCount();
        if (count == 0)
            return false;
        const bool bracket = m_text.starts_with('(') && m_text.rfind('(') == 0;
        if (bracket)
            m_text.remove_prefix(1);
        Point first;
        Point second;
        if (!points(count, true, first, second))
            return false;
        if (bracket) {
            if (!take(')'))
                return false;
            skipBlanks();
        }
        return atEnd();
    }

    bool polygon()
    {
        const std::size_t count = pairCount();
        Point first;
        Point second;
        return count > 0 && points(count, false, first, second) && atEnd();
    }

    bool circle()
    {
        int depth = 0;
        if (take('<')) {
            ++depth;
        } else if (m_text.starts_with('(')) {
            const std::string_view before = m_text;
            m_text.remove_prefix(1);
            skipBlanks();
            if (m_text.starts_with('('))
                ++depth;
            else
                m_text = before;
        }
        Point center;
        double radius = 0;
        if (!point(center))
            return false;
        take(',');
        if (!number(radius) || radius < 0)
            return false;
        for (; depth > 0; --depth) {
            const bool closes = take(')') || (depth == 1 && take('>'));
            if (!closes)
                return false;
            skipBlanks();
        }
        return atEnd();
    }

    bool line()
    {
        if (take('{')) {
            double a = 0;
            double b = 0;
            double c = 0;
            if (!number(a) || !take(',') || !number(b) || !take(',') || !number(c) || !take('}'))
                return false;
            skipBlanks();
            const bool flat = std::abs(a) <= tolerance && std::abs(b) <= tolerance;
            return atEnd() && !flat;
        }
        Point first;
        Point second;
        if (!points(2, true, first, second) || !atEnd())
            return false;
        // Of large or endless coordinates the slope may be none.
        constexpr double large = 1e100;
        for (const double value : {first.x, first.y, second.x, second.y}) {
            if (!(std::abs(value) < large))
                m_unsure = true;
        }
        return m_unsure || !(areSame(first.x, second.x) && areSame(first.y, second.y));
    }

private:
    /// How many points the commas make; 0 when they make none.
    [[nodiscard]] std::size_t pairCount() const
    {
        const auto commas = static_cast<std::size_t>(std::ranges::count(m_text, ','));
        return commas % 2 == 0 ? 0 : (commas + 1) / 2;
    }

    std::string_view m_text;
    bool m_unsure = false;
};

} // namespace

LiteralVerdict readShape(Builtin type, std::string_view text)
{
    ShapeReader reader(text);
    Point first;
    Point second;
    bool good = false;
    const char *expected = nullptr;
    switch (type) {
    case Builtin::Point:
        good = reader.onlyPoint();
        expected = "a point as (x,y)";
        break;
    case Builtin::LSeg:
        good = reader.points(2, true, first, second) && reader.atEnd();
        expected = "a line segment as [(x1,y1),(x2,y2)]";
        break;
    case Builtin::Box:
        good = reader.points(2, false, first, second) && reader.atEnd();
        expected = "a box as (x1,y1),(x2,y2)";
        break;
    case Builtin::Line:
        good = reader.line();
        expected = "a line as {A,B,C}, not both A and B zero, or as two points";
        break;
    case Builtin::Path:
        good = reader.path();
        expected = "a path as [(x1,y1),…] or ((x1,y1),…)";
        break;
    case Builtin::Polygon:
        good = reader.polygon();
        expected = "a polygon as ((x1,y1),…)";
        break;
    default:
        good = reader.circle();
        expected = "a circle as <(x,y),r>";
        break;
    }
    if (reader.isUnsure())
        return unverified();
    return good ? readable() : unreadable(expected);
}

} // namespace tw::postgresql
