// SPDX-License-Identifier: MIT
#include "words.h"

#include <tablewright/base/utf8.h>

#include <algorithm>
#include <array>
#include <utility>

namespace tw::naming {

namespace {

constexpr std::array<std::pair<std::string_view, Style>, 7> styles{
    {{"any", Style::Any},
     {"snake_case", Style::Snake},
     {"camelCase", Style::Camel},
     {"PascalCase", Style::Pascal},
     {"SCREAMING_SNAKE_CASE", Style::Screaming},
     {"kebab-case", Style::Kebab},
     {"lowercase", Style::Lower}}};

bool isUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool isLower(char c) { return c >= 'a' && c <= 'z'; }
bool isDigit(char c) { return c >= '0' && c <= '9'; }
/// Of a character beyond ASCII.
bool isOther(char c) { return static_cast<unsigned char>(c) >= 0x80; }
bool isWordPart(char c) { return isUpper(c) || isLower(c) || isDigit(c) || isOther(c); }

char upper(char c) { return isLower(c) ? static_cast<char>(c - 'a' + 'A') : c; }

class Splitter {
public:
    Splitter(std::string_view name, Abbreviations abbreviations)
        : m_name(name), m_abbreviations(abbreviations)
    {
    }

    std::vector<std::string_view> run()
    {
        while (m_at < m_name.size()) {
            if (!isWordPart(m_name[m_at]))
                ++m_at;
            else if (const std::size_t length = abbreviationAt(m_at, m_name.size()); length > 0)
                take(m_at + length);
            else if (isUpper(m_name[m_at]))
                takeCapitals();
            else
                take(m_at);
        }
        return std::move(m_words);
    }

private:
    [[nodiscard]] bool isLowerAt(std::size_t at) const
    {
        return at < m_name.size() && (isLower(m_name[at]) || isOther(m_name[at]));
    }

    /// The word begins where this one is, and reaches `end` at least; digits and small letters
    /// behind that belong to it.
    void take(std::size_t end)
    {
        while (end < m_name.size() && (isDigit(m_name[end]) || isLowerAt(end)))
            ++end;
        m_words.push_back(m_name.substr(m_at, end - m_at));
        m_at = end;
    }

    /// `HTTPServer`, `IDs`, `URL2`: the last capital begins the next word when small letters
    /// follow it.
    void takeCapitals()
    {
        std::size_t end = m_at;
        while (end < m_name.size() && isUpper(m_name[end]))
            ++end;
        if (end - m_at == 1 || !isLowerAt(end) || isPluralEnd(end)) {
            take(end);
            return;
        }
        m_words.push_back(m_name.substr(m_at, end - 1 - m_at));
        m_at = end - 1;
    }

    /// The `s` of `IDs`.
    [[nodiscard]] bool isPluralEnd(std::size_t at) const
    {
        return m_name[at] == 's' && !isLowerAt(at + 1);
    }

    /// The length of the abbreviation that begins here and does not end amid other letters; 0 when
    /// there is none. One in capitals may be followed by another one.
    [[nodiscard]] std::size_t abbreviationAt(std::size_t at, std::size_t limit) const
    {
        std::size_t longest = 0;
        for (const std::string &each : m_abbreviations) {
            if (each.size() <= longest || at + each.size() > limit ||
                !m_name.substr(at).starts_with(each) || std::ranges::none_of(each, isUpper))
                continue;
            const std::size_t end = at + each.size();
            const bool endsInCapital = isUpper(each.back());
            if (isLowerAt(end) && !(endsInCapital && isPluralEnd(end)))
                continue;
            if (endsInCapital && end < limit && isUpper(m_name[end]) && !isLowerAt(end + 1) &&
                abbreviationAt(end, limit) == 0)
                continue; // `ID` in `IDEA`
            longest = each.size();
        }
        return longest;
    }

    std::string_view m_name;
    Abbreviations m_abbreviations;
    std::size_t m_at = 0;
    std::vector<std::string_view> m_words;
};

/// One word as the style has it, the `index`th of its name.
void append(std::string &out, std::string_view word, Style style, std::size_t index)
{
    const bool separated =
        style == Style::Snake || style == Style::Screaming || style == Style::Kebab;
    if (separated && index > 0)
        out += style == Style::Kebab ? '-' : '_';
    if (style == Style::Screaming) {
        out += asciiUpper(word);
        return;
    }
    const std::size_t begin = out.size();
    out += asciiLower(word);
    if (style == Style::Pascal || (style == Style::Camel && index > 0))
        out[begin] = upper(out[begin]);
}

enum class Capitals : std::uint8_t { Normal, Kept };

std::string join(std::string_view name, Style style, Abbreviations abbreviations, Capitals capitals)
{
    const std::size_t first = std::min(name.find_first_not_of('_'), name.size());
    std::string out(name.substr(0, first));
    const auto words = splitWords(name.substr(first), abbreviations);
    if (words.empty())
        return {};
    const auto isKept = [&](std::string_view word) {
        return std::ranges::any_of(abbreviations, [&](const std::string &each) {
            return word == each ||
                   (word.size() == each.size() + 1 && word.starts_with(each) && word.back() == 's');
        });
    };
    for (std::size_t i = 0; i < words.size(); ++i) {
        const bool mayStand = i > 0 || style == Style::Pascal;
        if (capitals == Capitals::Kept && mayStand && isKept(words[i]))
            out += words[i];
        else
            append(out, words[i], style, i);
    }
    return out;
}

/// What most names are, told without taking them apart.
bool isPlainSnakeCase(std::string_view name)
{
    if (name.empty() || !isLower(name.front()) || name.back() == '_')
        return false;
    for (std::size_t i = 1; i < name.size(); ++i) {
        const char c = name[i];
        if (!isLower(c) && !isDigit(c) && (c != '_' || name[i - 1] == '_'))
            return false;
    }
    return true;
}

} // namespace

std::optional<Style> styleNamed(std::string_view spelling)
{
    for (const auto &[text, style] : styles) {
        if (text == spelling)
            return style;
    }
    return std::nullopt;
}

std::string_view spelling(Style style) { return styles[static_cast<std::size_t>(style)].first; }

std::vector<std::string_view> splitWords(std::string_view name, Abbreviations abbreviations)
{
    return Splitter(name, abbreviations).run();
}

bool conforms(std::string_view name, Style style, Abbreviations abbreviations)
{
    if (style == Style::Any || (style == Style::Snake && isPlainSnakeCase(name)))
        return true;
    if (join(name, style, abbreviations, Capitals::Normal) == name)
        return true;
    const bool hasCapitals = style == Style::Camel || style == Style::Pascal;
    return hasCapitals && join(name, style, abbreviations, Capitals::Kept) == name;
}

std::string convert(std::string_view name, Style style, Abbreviations abbreviations)
{
    std::string result(name);
    // Words may meet so that they are others: `x_y_z` is `XYZ`, which is one word.
    constexpr int mostRounds = 8;
    for (int round = 0; round < mostRounds && !conforms(result, style, abbreviations); ++round)
        result = join(result, style, abbreviations, Capitals::Normal);
    return result;
}

std::string wordsInSnakeCase(std::string_view name, Abbreviations abbreviations)
{
    std::string out;
    const auto words = splitWords(name, abbreviations);
    for (std::size_t i = 0; i < words.size(); ++i)
        append(out, words[i], Style::Snake, i);
    return out;
}

bool isAscii(std::string_view text) { return std::ranges::none_of(text, isOther); }

std::string asciiUpper(std::string_view text)
{
    std::string out(text);
    std::ranges::transform(out, out.begin(), upper);
    return out;
}

} // namespace tw::naming
