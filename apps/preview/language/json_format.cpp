// SPDX-License-Identifier: GPL-3.0-or-later
#include "language/json_format.h"

#include <tablewright/frontend/tokens.h>

#include <tablewright/base/utf8.h>

#include <QJsonDocument>

#include <algorithm>
#include <unordered_map>

namespace tw::preview {

namespace {

class JsonWriter {
public:
    explicit JsonWriter(std::string_view text)
        : m_text(text), m_tokens(tokenize(Language::Json, text)), m_closes(m_tokens.size())
    {
    }

    std::optional<std::string> run()
    {
        if (m_tokens.empty() || !matchBrackets())
            return std::nullopt;
        for (std::size_t i = 0; i < m_tokens.size(); ++i)
            write(i);
        m_out += '\n';
        return std::move(m_out);
    }

private:
    static constexpr std::size_t widest = 100;

    [[nodiscard]] std::string_view textOf(std::size_t i) const
    {
        return m_text.substr(m_tokens[i].begin, m_tokens[i].end - m_tokens[i].begin);
    }

    bool matchBrackets()
    {
        std::vector<std::size_t> open;
        for (std::size_t i = 0; i < m_tokens.size(); ++i) {
            const char c = textOf(i).front();
            if (c == '{' || c == '[') {
                open.push_back(i);
            } else if (c == '}' || c == ']') {
                if (open.empty() || textOf(open.back()).front() != (c == '}' ? '{' : '['))
                    return false;
                m_closes[open.back()] = i;
                open.pop_back();
            }
        }
        return open.empty();
    }

    /// Nothing inside, or few plain values.
    [[nodiscard]] bool fitsLine(std::size_t open) const
    {
        const std::size_t close = m_closes[open];
        std::size_t width = m_column;
        for (std::size_t i = open; i <= close; ++i) {
            if (i != open && i != close && m_closes[i] > i + 1)
                return false;
            width += textOf(i).size() + 1;
            if (width > widest)
                return false;
        }
        const bool isObject = textOf(open).front() == '{';
        // An object of several members is read line by line, unless it is a place or the like.
        return !isObject || close - open <= 8;
    }

    void breakLine()
    {
        m_out += '\n';
        m_out.append(m_depth * 2, ' ');
        m_column = m_depth * 2;
    }

    void append(std::string_view text)
    {
        m_out += text;
        m_column += codePointCount(text);
    }

    void write(std::size_t i)
    {
        const char c = textOf(i).front();
        if (c == '{' || c == '[') {
            const bool onLine = m_onLine > 0 || fitsLine(i);
            const bool isEmpty = m_closes[i] == i + 1;
            append(textOf(i));
            if (onLine) {
                ++m_onLine;
                if (c == '{' && !isEmpty)
                    append(" ");
            } else {
                ++m_depth;
                breakLine();
            }
        } else if (c == '}' || c == ']') {
            if (m_onLine > 0) {
                --m_onLine;
                if (c == '}' && m_out.back() != '{')
                    append(" ");
            } else {
                --m_depth;
                breakLine();
            }
            append(textOf(i));
        } else if (c == ',') {
            append(",");
            if (m_onLine > 0)
                append(" ");
            else
                breakLine();
        } else if (c == ':') {
            append(": ");
        } else {
            append(textOf(i));
        }
    }

    std::string_view m_text;
    std::vector<Token> m_tokens;
    std::vector<std::size_t> m_closes; ///< the closing bracket of each opening one; 0 of others
    std::string m_out;
    std::size_t m_depth = 0;
    std::size_t m_column = 0;
    std::size_t m_onLine = 0; ///< brackets that are open on one line
};

std::vector<std::string_view> linesOf(std::string_view text)
{
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
        lines.push_back(text.substr(0, end));
        text.remove_prefix(end);
    }
    return lines;
}

/// A line without its white space, which is all that a formatter changes.
std::string squeezed(std::string_view line)
{
    std::string result;
    for (const char c : line) {
        if (c != ' ' && c != '\t' && c != '\r' && c != '\n')
            result += c;
    }
    return result;
}

void addEdit(std::vector<Replacement> &edits, std::size_t begin, std::string_view before,
             std::string_view after)
{
    const auto same = std::mismatch(before.begin(), before.end(), after.begin(), after.end());
    auto head = static_cast<std::size_t>(same.first - before.begin());
    const auto isCut = [](std::string_view text, std::size_t at) {
        return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
    };
    while (head > 0 && (isCut(before, head) || isCut(after, head)))
        --head;
    before.remove_prefix(head);
    after.remove_prefix(head);
    std::size_t tail = 0;
    while (tail < std::min(before.size(), after.size()) &&
           before[before.size() - tail - 1] == after[after.size() - tail - 1])
        ++tail;
    while (tail > 0 && isCut(before, before.size() - tail))
        --tail;
    before.remove_suffix(tail);
    after.remove_suffix(tail);
    if (before.empty() && after.empty())
        return;
    edits.push_back({static_cast<std::uint32_t>(begin + head),
                     static_cast<std::uint32_t>(begin + head + before.size()), std::string(after)});
}

} // namespace

std::optional<std::string> formatJson(std::string_view text)
{
    QJsonParseError error;
    (void)QJsonDocument::fromJson(
        QByteArray::fromRawData(text.data(), static_cast<qsizetype>(text.size())), &error);
    if (error.error != QJsonParseError::NoError)
        return std::nullopt;
    return JsonWriter(text).run();
}

// Lines that are alike but for white space, and alike only once on either side, hold the two texts
// together; between two of them all is one edit. Linear.
std::vector<Replacement> lineEdits(std::string_view before, std::string_view after)
{
    const std::vector<std::string_view> old = linesOf(before);
    const std::vector<std::string_view> now = linesOf(after);
    std::vector<Replacement> edits;
    std::size_t i = 0;
    std::size_t j = 0;
    constexpr std::size_t window = 60;
    const auto offsetOf = [](const std::vector<std::string_view> &lines, std::string_view text,
                             std::size_t at) {
        return at < lines.size() ? static_cast<std::size_t>(lines[at].data() - text.data())
                                 : text.size();
    };
    while (i < old.size() || j < now.size()) {
        if (i < old.size() && j < now.size()) {
            if (old[i] == now[j]) {
                ++i, ++j;
                continue;
            }
            const std::string wanted = squeezed(old[i]);
            if (!wanted.empty() && wanted == squeezed(now[j])) {
                addEdit(edits, offsetOf(old, before, i), old[i], now[j]);
                ++i, ++j;
                continue;
            }
        }
        // The nearest pair of lines that are alike again.
        std::unordered_map<std::string, std::size_t> ahead;
        for (std::size_t k = j; k < std::min(now.size(), j + window); ++k) {
            if (std::string line = squeezed(now[k]); line.size() > 3)
                ahead.try_emplace(std::move(line), k);
        }
        std::size_t nextOld = old.size();
        std::size_t nextNow = now.size();
        for (std::size_t k = i; k < std::min(old.size(), i + window); ++k) {
            if (const auto found = ahead.find(squeezed(old[k])); found != ahead.end()) {
                nextOld = k;
                nextNow = found->second;
                break;
            }
        }
        const std::size_t from = offsetOf(old, before, i);
        const std::size_t to = offsetOf(now, after, j);
        addEdit(edits, from, before.substr(from, offsetOf(old, before, nextOld) - from),
                after.substr(to, offsetOf(now, after, nextNow) - to));
        i = nextOld;
        j = nextNow;
    }
    return edits;
}

} // namespace tw::preview
