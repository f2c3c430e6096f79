// SPDX-License-Identifier: MIT
#include "line_diff.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace tw::cli {

namespace {

constexpr std::size_t context = 2;

std::vector<std::string_view> splitLines(std::string_view text)
{
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        lines.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

struct Line {
    char mark;
    std::string_view text;
};

/// The longest common subsequence of the lines that differ; equal ends are taken off first.
std::vector<Line> align(const std::vector<std::string_view> &a,
                        const std::vector<std::string_view> &b)
{
    std::size_t head = 0;
    while (head < a.size() && head < b.size() && a[head] == b[head])
        ++head;
    std::size_t tail = 0;
    while (tail < a.size() - head && tail < b.size() - head &&
           a[a.size() - 1 - tail] == b[b.size() - 1 - tail])
        ++tail;
    const std::size_t rows = a.size() - head - tail;
    const std::size_t columns = b.size() - head - tail;

    std::vector<std::size_t> common((rows + 1) * (columns + 1), 0);
    const auto at = [&](std::size_t i, std::size_t j) -> std::size_t & {
        return common[i * (columns + 1) + j];
    };
    for (std::size_t i = rows; i-- > 0;) {
        for (std::size_t j = columns; j-- > 0;) {
            at(i, j) = a[head + i] == b[head + j] ? at(i + 1, j + 1) + 1
                                                  : std::max(at(i + 1, j), at(i, j + 1));
        }
    }

    std::vector<Line> lines;
    for (std::size_t i = 0; i < head; ++i)
        lines.push_back({' ', a[i]});
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < rows || j < columns) {
        if (i < rows && j < columns && a[head + i] == b[head + j]) {
            lines.push_back({' ', a[head + i]});
            ++i;
            ++j;
        } else if (i < rows && (j == columns || at(i + 1, j) >= at(i, j + 1))) {
            lines.push_back({'-', a[head + i++]});
        } else {
            lines.push_back({'+', b[head + j++]});
        }
    }
    for (std::size_t k = a.size() - tail; k < a.size(); ++k)
        lines.push_back({' ', a[k]});
    return lines;
}

} // namespace

std::string lineDiff(std::string_view expected, std::string_view found)
{
    if (expected == found)
        return {};
    const std::vector<Line> lines = align(splitLines(expected), splitLines(found));
    std::vector<bool> shown(lines.size(), false);
    bool any = false;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (lines[i].mark == ' ')
            continue;
        any = true;
        const std::size_t first = i < context ? 0 : i - context;
        for (std::size_t k = first; k <= std::min(i + context, lines.size() - 1); ++k)
            shown[k] = true;
    }
    if (!any)
        return "    (they differ in the last line end only)\n";
    std::string text;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (!shown[i]) {
            if (i == 0 || shown[i - 1])
                text += "    …\n";
            continue;
        }
        text += "    ";
        text += lines[i].mark;
        text += ' ';
        text += lines[i].text;
        text += '\n';
    }
    return text;
}

} // namespace tw::cli
