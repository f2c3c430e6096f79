// SPDX-License-Identifier: MIT
// JSON and XML, as the server's own parsers take them.
#include "literal_readers.h"

#include <tablewright/base/utf8.h>

#include <algorithm>
#include <vector>

namespace tw::postgresql {
namespace {

/// Deeper nesting may be more than the server's stack holds.
constexpr std::size_t deepest = 500;
constexpr std::size_t trustedBytes = 1024 * 1024;

class JsonReader {
public:
    JsonReader(std::string_view text, bool isBinary) : m_text(text), m_isBinary(isBinary) {}

    Reading read()
    {
        std::vector<char> open;
        bool wantsValue = true;
        while (true) {
            skipBlanks();
            if (wantsValue) {
                if (m_text.empty())
                    return Reading::Bad;
                const char c = m_text.front();
                if (c == '{' || c == '[') {
                    m_text.remove_prefix(1);
                    open.push_back(c);
                    if (open.size() > deepest)
                        return Reading::Other;
                    skipBlanks();
                    if (m_text.starts_with(c == '{' ? '}' : ']')) {
                        m_text.remove_prefix(1);
                        open.pop_back();
                        wantsValue = false;
                    } else if (c == '{' && !readKey()) {
                        return Reading::Bad;
                    }
                    continue;
                }
                if (const Reading scalar = readScalar(); scalar != Reading::Good)
                    return scalar;
                wantsValue = false;
                continue;
            }
            if (open.empty())
                return m_text.empty() ? m_reading : Reading::Bad;
            if (m_text.empty())
                return Reading::Bad;
            const char c = m_text.front();
            m_text.remove_prefix(1);
            if (c == ',') {
                skipBlanks();
                if (open.back() == '{' && !readKey())
                    return Reading::Bad;
                wantsValue = true;
            } else if (c == (open.back() == '{' ? '}' : ']')) {
                open.pop_back();
            } else {
                return Reading::Bad;
            }
        }
    }

private:
    void skipBlanks()
    {
        while (!m_text.empty() &&
               std::string_view(" \t\n\r").find(m_text.front()) != std::string_view::npos)
            m_text.remove_prefix(1);
    }

    bool readKey()
    {
        if (!readString())
            return false;
        skipBlanks();
        if (!m_text.starts_with(':'))
            return false;
        m_text.remove_prefix(1);
        return true;
    }

    Reading readScalar()
    {
        if (m_text.front() == '"')
            return readString() ? Reading::Good : Reading::Bad;
        for (const std::string_view word : {"true", "false", "null"}) {
            if (m_text.starts_with(word)) {
                m_text.remove_prefix(word.size());
                return Reading::Good;
            }
        }
        return readNumber();
    }

    std::size_t digits()
    {
        const std::size_t count = std::min(m_text.find_first_not_of("0123456789"), m_text.size());
        m_text.remove_prefix(count);
        return count;
    }

    Reading readNumber()
    {
        const std::string_view whole = m_text;
        if (m_text.starts_with('-'))
            m_text.remove_prefix(1);
        const bool zero = m_text.starts_with('0');
        const std::size_t integer = digits();
        if (integer == 0 || (zero && integer > 1))
            return Reading::Bad;
        if (m_text.starts_with('.')) {
            m_text.remove_prefix(1);
            if (digits() == 0)
                return Reading::Bad;
        }
        if (m_text.starts_with('e') || m_text.starts_with('E')) {
            m_text.remove_prefix(1);
            if (m_text.starts_with('+') || m_text.starts_with('-'))
                m_text.remove_prefix(1);
            if (digits() == 0)
                return Reading::Bad;
        }
        if (!m_isBinary)
            return Reading::Good;
        // It is kept as a numeric, which has an end.
        const LiteralVerdict numeric =
            readNumeric({}, whole.substr(0, whole.size() - m_text.size()));
        switch (numeric.kind) {
        case LiteralVerdict::Kind::Readable:
            return Reading::Good;
        case LiteralVerdict::Kind::Unreadable:
            return Reading::Bad;
        default:
            m_reading = Reading::Other;
            return Reading::Good;
        }
    }

    bool readString()
    {
        if (!m_text.starts_with('"'))
            return false;
        m_text.remove_prefix(1);
        bool afterHigh = false; // of a surrogate pair
        while (!m_text.empty()) {
            const char c = m_text.front();
            m_text.remove_prefix(1);
            const bool unicode = c == '\\' && m_text.starts_with('u');
            if (m_isBinary && afterHigh && !unicode)
                return false;
            if (c == '"')
                return true;
            if (static_cast<unsigned char>(c) < 0x20)
                return false;
            if (c != '\\')
                continue;
            if (m_text.empty() ||
                std::string_view("\"\\/bfnrtu").find(m_text.front()) == std::string_view::npos)
                return false;
            m_text.remove_prefix(1);
            if (unicode && !readUnicode(afterHigh))
                return false;
        }
        return false;
    }

    bool readUnicode(bool &afterHigh)
    {
        unsigned value = 0;
        for (int i = 0; i < 4; ++i) {
            if (m_text.empty() || !isHexDigit(m_text.front()))
                return false;
            const char c = m_text.front();
            value =
                value * 16 + static_cast<unsigned>(isDigit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
            m_text.remove_prefix(1);
        }
        if (!m_isBinary)
            return true;
        const bool high = value >= 0xD800 && value < 0xDC00;
        const bool low = value >= 0xDC00 && value < 0xE000;
        if (value == 0 || low != afterHigh)
            return false;
        afterHigh = high;
        return true;
    }

    std::string_view m_text;
    bool m_isBinary;
    Reading m_reading = Reading::Good;
};

/// Content of well-formed elements. Whatever a document type, a namespace or an instruction could
/// change is left to the server.
class XmlReader {
public:
    explicit XmlReader(std::string_view text) : m_text(text) {}

    Reading read()
    {
        std::vector<std::string_view> open;
        while (!m_text.empty()) {
            const char c = m_text.front();
            if (c == '&') {
                if (const Reading reading = readReference(); reading != Reading::Good)
                    return reading;
            } else if (c != '<') {
                if (m_text.starts_with("]]>"))
                    return Reading::Other;
                if (const Reading reading = readCharacter(); reading != Reading::Good)
                    return reading;
            } else if (m_text.starts_with("<!--")) {
                if (!skipComment())
                    return Reading::Other;
            } else if (m_text.starts_with("<![CDATA[")) {
                const std::size_t end = m_text.find("]]>");
                if (end == std::string_view::npos || !isPlain(m_text.substr(0, end)))
                    return Reading::Other;
                m_text.remove_prefix(end + 3);
            } else if (m_text.starts_with("</")) {
                m_text.remove_prefix(2);
                const std::string_view name = takeName();
                skipBlanks();
                if (name.empty() || !m_text.starts_with('>'))
                    return m_unsure ? Reading::Other : Reading::Bad;
                if (open.empty() || open.back() != name)
                    return m_unsure ? Reading::Other : Reading::Bad;
                open.pop_back();
                m_text.remove_prefix(1);
            } else {
                const Reading reading = readStart(open);
                if (reading != Reading::Good)
                    return reading;
            }
        }
        if (m_unsure)
            return Reading::Other;
        return open.empty() ? Reading::Good : Reading::Bad;
    }

private:
    static bool isPlain(std::string_view text)
    {
        return std::ranges::all_of(
            text, [](char c) { return (c >= ' ' && c < '\x7f') || c == '\n' || c == '\t'; });
    }

    /// Control characters are no XML; of the others beyond ASCII a few are none either.
    Reading readCharacter()
    {
        const char c = m_text.front();
        const auto byte = static_cast<unsigned char>(c);
        m_text.remove_prefix(1);
        if (byte < 0x20 && c != '\t' && c != '\n' && c != '\r')
            return Reading::Bad;
        if (byte == 0xEF) // where the characters are that are none
            m_unsure = true;
        return Reading::Good;
    }

    void skipBlanks()
    {
        while (!m_text.empty() &&
               std::string_view(" \t\n\r").find(m_text.front()) != std::string_view::npos)
            m_text.remove_prefix(1);
    }

    /// A name without a prefix. Other letters than ASCII's may or may not be part of one.
    std::string_view takeName()
    {
        std::size_t size = 0;
        for (; size < m_text.size(); ++size) {
            const char c = m_text[size];
            const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
            const bool later = isDigit(c) || c == '-' || c == '.';
            if (c == ':' || static_cast<unsigned char>(c) >= 0x80) {
                m_unsure = true;
                continue;
            }
            const bool part = letter || (later && size > 0);
            if (!part)
                break;
        }
        const std::string_view name = m_text.substr(0, size);
        m_text.remove_prefix(size);
        return name;
    }

    Reading readReference()
    {
        const std::size_t end = m_text.find(';');
        if (end == std::string_view::npos)
            return Reading::Bad;
        const std::string_view name = m_text.substr(1, end - 1);
        for (const std::string_view known : {"amp", "lt", "gt", "quot", "apos"}) {
            if (name == known) {
                m_text.remove_prefix(end + 1);
                return Reading::Good;
            }
        }
        const bool number = name.size() > 1 && name.size() < 7 && name.front() == '#' &&
                            std::ranges::all_of(name.substr(1), isDigit);
        int value = 0;
        if (number) {
            for (const char c : name.substr(1))
                value = value * 10 + (c - '0');
        }
        if (!number || value < 0x20 || value >= 0xD800)
            return Reading::Other;
        m_text.remove_prefix(end + 1);
        return Reading::Good;
    }

    bool skipComment()
    {
        m_text.remove_prefix(4);
        const std::size_t end = m_text.find("--");
        if (end == std::string_view::npos || !isPlain(m_text.substr(0, end)) ||
            !m_text.substr(end).starts_with("-->"))
            return false;
        m_text.remove_prefix(end + 3);
        return true;
    }

    /// `<name attribute="value">` or `<name/>`.
    Reading readStart(std::vector<std::string_view> &open)
    {
        m_text.remove_prefix(1);
        if (m_text.starts_with('?') || m_text.starts_with('!'))
            return Reading::Other;
        const std::string_view name = takeName();
        if (name.empty())
            return Reading::Bad;
        std::vector<std::string_view> attributes;
        while (true) {
            const std::size_t before = m_text.size();
            skipBlanks();
            if (m_text.starts_with("/>")) {
                m_text.remove_prefix(2);
                return Reading::Good;
            }
            if (m_text.starts_with('>')) {
                m_text.remove_prefix(1);
                open.push_back(name);
                return open.size() > deepest / 2 ? Reading::Other : Reading::Good;
            }
            const Reading attribute =
                before == m_text.size() ? Reading::Bad : readAttribute(attributes);
            if (attribute != Reading::Good)
                return m_unsure ? Reading::Other : attribute;
        }
    }

    Reading readAttribute(std::vector<std::string_view> &attributes)
    {
        const std::string_view name = takeName();
        if (name.empty())
            return Reading::Bad;
        if (name.starts_with("xml"))
            return Reading::Other;
        constexpr std::size_t most = 64; // they are compared with each other
        if (attributes.size() == most)
            return Reading::Other;
        if (std::ranges::find(attributes, name) != attributes.end())
            return Reading::Bad;
        attributes.push_back(name);
        skipBlanks();
        if (!m_text.starts_with('='))
            return Reading::Bad;
        m_text.remove_prefix(1);
        skipBlanks();
        if (m_text.empty() || (m_text.front() != '"' && m_text.front() != '\''))
            return Reading::Bad;
        const char quote = m_text.front();
        m_text.remove_prefix(1);
        while (!m_text.empty() && m_text.front() != quote) {
            if (m_text.front() == '<')
                return Reading::Bad;
            const Reading reading = m_text.front() == '&' ? readReference() : readCharacter();
            if (reading != Reading::Good)
                return reading;
        }
        if (m_text.empty())
            return Reading::Bad;
        m_text.remove_prefix(1);
        return Reading::Good;
    }

    std::string_view m_text;
    bool m_unsure = false;
};

} // namespace

LiteralVerdict readJson(std::string_view text, bool isBinary)
{
    if (text.size() > trustedBytes)
        return unverified();
    return answer(JsonReader(text, isBinary).read(), "a JSON value");
}

LiteralVerdict readXml(std::string_view text)
{
    if (text.size() > trustedBytes)
        return unverified();
    return answer(XmlReader(text).read(), "well-formed XML");
}

} // namespace tw::postgresql
