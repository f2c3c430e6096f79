// SPDX-License-Identifier: GPL-3.0-or-later
#include "language/text_search.h"

#include <QRegularExpression>

namespace tw::preview {

namespace {

/// Counts the bytes that the characters of a text have in UTF-8, from left to right.
class ByteCounter {
public:
    explicit ByteCounter(const QString &text) : m_text(text) {}

    std::uint32_t bytesBefore(qsizetype index)
    {
        for (; m_at < index; ++m_at) {
            const char16_t c = m_text[m_at].unicode();
            // Each half of a pair counts for two of the four bytes.
            m_bytes += c < 0x80 ? 1 : c < 0x800 || (c >= 0xD800 && c < 0xE000) ? 2 : 3;
        }
        return m_bytes;
    }

private:
    const QString &m_text;
    qsizetype m_at = 0;
    std::uint32_t m_bytes = 0;
};

} // namespace

TextMatches findAll(const QByteArray &text, const TextQuery &query, std::size_t limit)
{
    TextMatches result;
    if (query.pattern.isEmpty())
        return result;
    QString pattern =
        query.isExpression ? query.pattern : QRegularExpression::escape(query.pattern);
    if (query.wholeWord)
        pattern = QStringLiteral("(?<!\\w)(?:%1)(?!\\w)").arg(pattern);
    QRegularExpression expression(pattern, QRegularExpression::MultilineOption |
                                               QRegularExpression::UseUnicodePropertiesOption);
    if (!query.matchCase)
        expression.setPatternOptions(expression.patternOptions() |
                                     QRegularExpression::CaseInsensitiveOption);
    if (!expression.isValid()) {
        result.error = expression.errorString();
        return result;
    }
    const QString characters = QString::fromUtf8(text);
    ByteCounter counter(characters);
    auto matches = expression.globalMatch(characters);
    while (matches.hasNext()) {
        const QRegularExpressionMatch match = matches.next();
        if (match.capturedLength() == 0)
            continue;
        if (result.matches.size() == limit) {
            result.isCut = true;
            break;
        }
        TextMatch &found = result.matches.emplace_back();
        found.begin = counter.bytesBefore(match.capturedStart());
        found.end = counter.bytesBefore(match.capturedEnd());
        if (query.isExpression)
            found.groups = match.capturedTexts();
    }
    return result;
}

QByteArray expandReplacement(const QString &replacement, const TextMatch &match)
{
    if (match.groups.isEmpty())
        return replacement.toUtf8();
    QString result;
    for (qsizetype at = 0; at < replacement.size(); ++at) {
        const QChar c = replacement[at];
        if ((c != u'$' && c != u'\\') || at + 1 == replacement.size()) {
            result += c;
            continue;
        }
        const QChar next = replacement[++at];
        if (next.isDigit() && next.unicode() < 0x80)
            result += match.groups.value(next.digitValue());
        else if (next == c)
            result += c;
        else if (c == u'\\' && next == u'n')
            result += u'\n';
        else if (c == u'\\' && next == u't')
            result += u'\t';
        else
            (result += c) += next;
    }
    return result.toUtf8();
}

} // namespace tw::preview
