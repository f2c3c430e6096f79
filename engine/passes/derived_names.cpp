// SPDX-License-Identifier: MIT
#include "passes/derived_names.h"

#include <tablewright/base/stable_hash.h>
#include <tablewright/base/utf8.h>

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

namespace tw::passes {

std::string DerivedNames::plain(std::string_view stem, std::string_view suffix) const
{
    if (stem.size() + suffix.size() > m_maxBytes)
        return hashed(stem, suffix, stem);
    std::string name;
    name.reserve(stem.size() + suffix.size());
    name += stem;
    name += suffix;
    return name;
}

std::string DerivedNames::hashed(std::string_view stem, std::string_view suffix,
                                 std::string_view content, std::uint32_t salt) const
{
    const std::string hash =
        fmt::format("_{:08x}", StableHash().add(content).add(suffix).add(salt).folded());
    std::string name(truncateUtf8(stem, m_maxBytes - suffix.size() - hash.size()));
    name += hash;
    name += suffix;
    return name;
}

namespace {

bool isWordByte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

/// Signs and their words, longer ones before their beginnings. A comma and brackets say little.
constexpr std::pair<std::string_view, std::string_view> signs[] = {
    {"->>", "at"},  {"->", "at"}, {"!~*", "unlike"}, {"!~", "unlike"}, {"~*", "like"},
    {"~", "like"},  {"<@", "in"}, {"@>", "has"},     {"&&", "meets"},  {"<=", "le"},
    {">=", "ge"},   {"<>", "ne"}, {"!=", "ne"},      {"||", "cat"},    {"::", "as"},
    {"<", "lt"},    {">", "gt"},  {"=", "eq"},       {"+", "plus"},    {"-", "minus"},
    {"*", "times"}, {"/", "by"},  {"%", "mod"},      {"(", ""},        {")", ""},
    {",", ""},      {".", ""},    {"[", ""},         {"]", ""},
};

class WordReader {
public:
    explicit WordReader(std::string_view text) : m_text(text) {}

    ExpressionWords read()
    {
        while (m_at < m_text.size()) {
            const char c = m_text[m_at];
            if (isWordByte(c))
                readWord();
            else if (c == '\'' || c == '"')
                readQuoted(c);
            else if (c == ' ' || c == '\n' || c == '\t' || c == '\r')
                ++m_at;
            else
                readSign();
        }
        while (m_words.text.ends_with('_'))
            m_words.text.pop_back();
        return std::move(m_words);
    }

private:
    void begin()
    {
        if (!m_words.text.empty() && m_words.text.back() != '_')
            m_words.text += '_';
    }

    void readWord()
    {
        begin();
        for (; m_at < m_text.size() && isWordByte(m_text[m_at]); ++m_at) {
            const char c = m_text[m_at];
            m_words.text += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
    }

    /// A text loses its case and all but its words; a quoted name keeps its case.
    void readQuoted(char quote)
    {
        begin();
        const std::size_t before = m_words.text.size();
        for (++m_at; m_at < m_text.size(); ++m_at) {
            const char c = m_text[m_at];
            if (c == quote && (m_at + 1 == m_text.size() || m_text[m_at + 1] != quote))
                break;
            m_at += c == quote ? 1 : 0;
            const bool isCapital = c >= 'A' && c <= 'Z' && quote == '\'';
            if (isWordByte(c) && !isCapital) {
                m_words.text += c;
                continue;
            }
            m_words.isWhole = false;
            if (isCapital)
                m_words.text += static_cast<char>(c - 'A' + 'a');
            else
                begin();
        }
        ++m_at;
        if (m_words.text.size() == before)
            m_words.text += "empty";
    }

    void readSign()
    {
        const std::string_view rest = m_text.substr(m_at);
        const auto sign = std::ranges::find_if(
            signs, [rest](const auto &known) { return rest.starts_with(known.first); });
        if (sign == std::end(signs)) {
            m_words.isWhole = false;
            ++m_at;
            return;
        }
        m_at += sign->first.size();
        if (sign->second.empty())
            return;
        begin();
        m_words.text += sign->second;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    ExpressionWords m_words;
};

} // namespace

ExpressionWords wordsOf(std::string_view expression) { return WordReader(expression).read(); }

void NameGiver::take(Scope scope, std::string_view name)
{
    if (!name.empty())
        m_names.insert_or_assign(Key{scope, truncateUtf8(name, m_derived.maxBytes())}, given);
}

void NameGiver::want(ir::Name &name, Scope scope, std::string_view stem, std::string_view suffix,
                     Element element, Scope second)
{
    name.text = m_derived.plain(stem, suffix);
    const auto number = static_cast<std::uint32_t>(m_wishes.size());
    const auto [other, isNew] = m_names.try_emplace(Key{scope, name.text}, number);
    const bool clashes = !isNew || (second != noScope && m_names.contains(Key{second, name.text}));
    if (!isNew && other->second != given)
        m_wishes[other->second].clashes = true;
    m_wishes.push_back({&name, scope, second, element, clashes});
}

std::vector<NameGiver::Claim> NameGiver::clashing() const
{
    std::vector<Claim> claims;
    for (std::uint32_t i = 0; i < m_wishes.size(); ++i) {
        if (m_wishes[i].clashes)
            claims.push_back({i, {}});
    }
    return claims;
}

/// By content, so that the order of the elements does not matter. Elements of one content are the
/// same to the database, and take their names in order.
void NameGiver::resolve(std::vector<Claim> &claims)
{
    if (claims.empty())
        return;
    std::stable_sort(claims.begin(), claims.end(), [this](const Claim &a, const Claim &b) {
        const auto key = [this](const Claim &claim) {
            return std::tie(m_wishes[claim.wish].scope, claim.identity.stem, claim.identity.suffix,
                            claim.identity.content);
        };
        return key(a) < key(b);
    });
    // The names that they wanted stay as they are until all are settled: others look at them.
    std::vector<std::string> names;
    names.reserve(claims.size());
    std::uint32_t salt = 0;
    for (std::size_t i = 0; i < claims.size(); ++i) {
        const std::uint32_t wish = claims[i].wish;
        const std::string &stem = claims[i].identity.stem;
        const std::string_view suffix = claims[i].identity.suffix;
        const std::string &content = claims[i].identity.content;
        const auto isTwinOf = [&](const Claim &other) {
            return m_wishes[other.wish].scope == m_wishes[wish].scope &&
                   other.identity.content == content && other.identity.stem == stem &&
                   other.identity.suffix == suffix;
        };
        const bool isTwin = i > 0 && isTwinOf(claims[i - 1]);
        for (salt = isTwin ? salt + 1 : 0;; ++salt) {
            std::string name = m_derived.hashed(stem, suffix, content, salt);
            const Wish &owner = m_wishes[wish];
            if (m_names.contains(Key{owner.scope, name}) ||
                (owner.second != noScope && m_names.contains(Key{owner.second, name})))
                continue;
            names.push_back(std::move(name));
            m_names.emplace(Key{owner.scope, names.back()}, given);
            break;
        }
    }
    m_names.clear();
    for (std::size_t i = 0; i < claims.size(); ++i)
        m_wishes[claims[i].wish].name->text = std::move(names[i]);
}

} // namespace tw::passes
