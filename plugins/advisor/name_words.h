// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace tw::advisor {

/// A name as its words in lower case, whatever its style: `unitPrice`, `Unit Price` and
/// `UNIT_PRICE` are `unit_price`. A pattern for such names may be one too. ASCII letters only are
/// folded; others stand as they are.
class NameWords {
public:
    explicit NameWords(std::string_view name) { assign(name); }

    void assign(std::string_view name);

    [[nodiscard]] std::string_view text() const
    {
        return std::string_view(m_framed).substr(1, m_framed.size() - 2);
    }
    [[nodiscard]] bool is(std::string_view text) const { return this->text() == text; }
    /// Whether `words` is among the words, or several of them in a row: `created_at`.
    [[nodiscard]] bool has(std::string_view words) const { return find(words) != npos; }
    [[nodiscard]] bool startsWith(std::string_view words) const { return find(words) == 0; }
    [[nodiscard]] bool endsWith(std::string_view words) const;
    /// The text before the last word; empty when there is one word only.
    [[nodiscard]] std::string_view withoutLast() const;

private:
    static constexpr std::size_t npos = std::string_view::npos;

    [[nodiscard]] std::size_t find(std::string_view words) const;

    std::string m_framed; ///< `_unit_price_`
};

/// Whether two words name one thing, as a table's name and a column's do: `customer` and
/// `customers`, `category` and `categories`.
[[nodiscard]] std::string singular(std::string_view words);

/// Whether `text` fits `pattern`, in which `?` is one byte and `*` is any run of them; neither fits
/// a dot. ASCII letters fit in either case.
[[nodiscard]] bool fitsGlob(std::string_view pattern, std::string_view text);

} // namespace tw::advisor
