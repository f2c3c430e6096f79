// SPDX-License-Identifier: MIT
#include "name_words.h"

namespace tw::advisor {

namespace {

bool isUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool isLowerOrDigit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
char lower(char c) { return isUpper(c) ? static_cast<char>(c - 'A' + 'a') : c; }
bool isSeparator(char c) { return c == '_' || c == ' ' || c == '-' || c == '.'; }

} // namespace

void NameWords::assign(std::string_view name)
{
    m_framed.assign(1, '_');
    for (std::size_t i = 0; i < name.size(); ++i) {
        const char c = name[i];
        if (isSeparator(c)) {
            if (m_framed.back() != '_')
                m_framed += '_';
            continue;
        }
        if (isUpper(c) && i > 0) {
            // `userId` and `HTTPServer`, but not `USER`.
            const bool begins = isLowerOrDigit(name[i - 1]) || name[i - 1] == '*';
            const bool endsAcronym = isUpper(name[i - 1]) && i + 1 < name.size() &&
                                     name[i + 1] >= 'a' && name[i + 1] <= 'z';
            if ((begins || endsAcronym) && m_framed.back() != '_')
                m_framed += '_';
        }
        m_framed += lower(c);
    }
    if (m_framed.size() == 1 || m_framed.back() != '_')
        m_framed += '_';
}

std::size_t NameWords::find(std::string_view words) const
{
    for (std::size_t at = m_framed.find(words, 1); at != npos; at = m_framed.find(words, at + 1)) {
        if (m_framed[at - 1] == '_' && m_framed[at + words.size()] == '_')
            return at - 1;
    }
    return npos;
}

bool NameWords::endsWith(std::string_view words) const
{
    const std::string_view all = text();
    return all.ends_with(words) &&
           (all.size() == words.size() || all[all.size() - words.size() - 1] == '_');
}

std::string_view NameWords::withoutLast() const
{
    const std::string_view all = text();
    const std::size_t cut = all.rfind('_');
    return cut == npos ? std::string_view() : all.substr(0, cut);
}

std::string singular(std::string_view words)
{
    std::string result(words);
    const auto cut = [&](std::size_t count, std::string_view ending) {
        result.erase(result.size() - count);
        result += ending;
    };
    if (result.size() > 4 && result.ends_with("ies"))
        cut(3, "y");
    else if (result.ends_with("sses") || result.ends_with("xes") || result.ends_with("ches") ||
             result.ends_with("shes") || result.ends_with("statuses") || result.ends_with("buses"))
        cut(2, "");
    else if (result.size() > 3 && result.ends_with('s') && !result.ends_with("ss") &&
             !result.ends_with("us") && !result.ends_with("is"))
        cut(1, "");
    return result;
}

bool fitsGlob(std::string_view pattern, std::string_view text)
{
    const auto fits = [](char p, char c) {
        return p == c || lower(p) == lower(c) || (p == '?' && c != '.');
    };
    // Most names differ in their last letter.
    while (!pattern.empty() && pattern.back() != '*') {
        if (text.empty() || !fits(pattern.back(), text.back()))
            return false;
        pattern.remove_suffix(1);
        text.remove_suffix(1);
    }
    if (pattern.empty())
        return text.empty();

    std::size_t p = 0;
    std::size_t t = 0;
    std::size_t star = std::string_view::npos;
    std::size_t resume = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            resume = t;
        } else if (p < pattern.size() && fits(pattern[p], text[t])) {
            ++p;
            ++t;
        } else if (star != std::string_view::npos && text[resume] != '.') {
            p = star + 1;
            t = ++resume;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*')
        ++p;
    return p == pattern.size();
}

} // namespace tw::advisor
