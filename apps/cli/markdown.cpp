// SPDX-License-Identifier: MIT
#include "markdown.h"

#include <tablewright/base/utf8.h>

namespace tw::cli {

namespace {

/// `[text](target)` becomes `text`, `**text**` becomes `text`.
std::string plainInline(std::string_view text)
{
    std::string out;
    bool code = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '`')
            code = !code;
        if (!code && text.substr(i).starts_with("**")) {
            ++i;
            continue;
        }
        const std::size_t middle = text.find("](", i);
        const std::size_t end = middle == std::string_view::npos ? middle : text.find(')', middle);
        if (!code && text[i] == '[' && end != std::string_view::npos &&
            text.substr(i + 1, middle - i - 1).find('[') == std::string_view::npos) {
            out += text.substr(i + 1, middle - i - 1);
            i = end;
            continue;
        }
        out += text[i];
    }
    return out;
}

bool isListItem(std::string_view line)
{
    return line.starts_with("- ") || line.starts_with("* ") ||
           (line.size() > 3 && line[0] >= '0' && line[0] <= '9' && line.substr(1, 2) == ". ");
}

class Renderer {
public:
    Renderer(std::size_t width, bool colours) : m_width(width), m_colours(colours) {}

    std::string run(std::string_view page)
    {
        bool code = false;
        while (!page.empty()) {
            const std::size_t end = std::min(page.find('\n'), page.size());
            const std::string_view line = page.substr(0, end);
            page.remove_prefix(std::min(end + 1, page.size()));
            if (line.starts_with("```")) {
                flush();
                code = !code;
            } else if (code) {
                m_out += line.empty() ? "\n" : "    " + std::string(line) + '\n';
            } else {
                textLine(line);
            }
        }
        flush();
        return std::move(m_out);
    }

private:
    void textLine(std::string_view line)
    {
        if (line.starts_with("<!--"))
            return;
        if (line.starts_with('#')) {
            flush();
            heading(line.substr(line.find_first_not_of('#')));
        } else if (line.empty()) {
            flush();
            if (!m_out.empty() && !m_out.ends_with("\n\n"))
                m_out += '\n';
        } else if (line.starts_with('|') || line.starts_with("    ")) {
            flush();
            m_out += std::string(line) + '\n';
        } else {
            if (isListItem(line))
                flush();
            if (!m_paragraph.empty())
                m_paragraph += ' ';
            const std::size_t begin = line.find_first_not_of(' ');
            m_paragraph += line.substr(std::min(begin, line.size()));
        }
    }

    void heading(std::string_view text)
    {
        text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
        const std::string plain = plainInline(text);
        if (m_colours)
            m_out += "\033[1m" + plain + "\033[0m\n";
        else
            m_out += plain + '\n' + std::string(codePointCount(plain), '-') + '\n';
    }

    /// Writes the paragraph, filled; list items hang by two columns.
    void flush()
    {
        const std::string text = plainInline(m_paragraph);
        const std::string indent = isListItem(text) ? "  " : "";
        m_paragraph.clear();
        std::size_t column = 0;
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t end = std::min(text.find(' ', at), text.size());
            const std::string word = text.substr(at, end - at);
            const std::size_t length = codePointCount(word);
            if (column > 0 && column + 1 + length > m_width) {
                m_out += '\n' + indent;
                column = indent.size();
            } else if (column > 0) {
                m_out += ' ';
                ++column;
            }
            m_out += word;
            column += length;
            at = end + 1;
        }
        if (!text.empty())
            m_out += '\n';
    }

    std::size_t m_width;
    bool m_colours;
    std::string m_paragraph;
    std::string m_out;
};

} // namespace

std::string renderMarkdown(std::string_view page, std::size_t width, bool colours)
{
    return Renderer(width, colours).run(page);
}

} // namespace tw::cli
