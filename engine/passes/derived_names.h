// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/ir/name.h>

#include <tsl/robin_map.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tw::passes {

/// Spells names for elements that have none. A name never exceeds `maxBytes`, so the database never
/// cuts it, and it is a function of what it is given and of nothing else.
class DerivedNames {
public:
    explicit DerivedNames(std::size_t maxBytes) : m_maxBytes(maxBytes) {}

    /// `stem` and `suffix` in at most `maxBytes`: a stem that is too long is cut and followed by a
    /// hash of the whole, so that long names stay apart.
    [[nodiscard]] std::string plain(std::string_view stem, std::string_view suffix) const;

    /// `stem`, a hash of `content` and `salt`, and `suffix`.
    [[nodiscard]] std::string hashed(std::string_view stem, std::string_view suffix,
                                     std::string_view content, std::uint32_t salt = 0) const;

    [[nodiscard]] std::size_t maxBytes() const { return m_maxBytes; }

private:
    std::size_t m_maxBytes;
};

/// What a name says of an expression: its words, with words for its signs.
struct ExpressionWords {
    std::string text;    ///< `price_gt_0`
    bool isWhole = true; ///< nothing was left out that could tell two expressions apart
};
[[nodiscard]] ExpressionWords wordsOf(std::string_view expression);

/// Names a set of elements so that none clashes, whatever their order: who wants a name that
/// nobody else has or wants gets it; all who want the same one, or one that was given already, get
/// it with a hash of their content.
class NameGiver {
public:
    /// Names are apart within a scope: a namespace, or a table.
    using Scope = std::uint64_t;
    /// What the asker knows an element by.
    using Element = std::uint64_t;
    /// What tells an element from those that want its name.
    struct Identity {
        std::string stem;
        std::string_view suffix;
        std::string content;
    };

    explicit NameGiver(std::size_t maxBytes) : m_derived(maxBytes) {}
    void reserve(std::size_t names) { m_names.reserve(names); }

    /// A name that was given. Its text must stay where it is.
    void take(Scope scope, std::string_view name);

    /// Sets `name` for now. All of `take` comes before, and it must stay where it is. Where the
    /// name counts in two scopes, what others want never clashes with it in `second`.
    void want(ir::Name &name, Scope scope, std::string_view stem, std::string_view suffix,
              Element element, Scope second = noScope);

    /// `identify(element)` tells an `Identity`; asked for those that clash. Ends the work.
    template <class Identify> void settle(const Identify &identify)
    {
        std::vector<Claim> claims = clashing();
        for (Claim &claim : claims)
            claim.identity = identify(m_wishes[claim.wish].element);
        resolve(claims);
    }

    static constexpr Scope noScope = ~Scope{0};

private:
    struct Wish {
        ir::Name *name;
        Scope scope, second;
        Element element;
        bool clashes;
    };
    struct Claim {
        std::uint32_t wish;
        Identity identity;
    };
    struct Key {
        Scope scope;
        std::string_view name;
        friend bool operator==(const Key &, const Key &) = default;
    };
    struct KeyHash {
        std::size_t operator()(const Key &key) const noexcept
        {
            return std::hash<std::string_view>()(key.name) ^ (key.scope * 0x9E3779B97F4A7C15U);
        }
    };
    static constexpr std::uint32_t given = ~std::uint32_t{0};

    [[nodiscard]] std::vector<Claim> clashing() const;
    void resolve(std::vector<Claim> &claims);

    DerivedNames m_derived;
    std::vector<Wish> m_wishes;
    /// The wish that came first, or `given`. Flat, with the hashes beside the keys.
    tsl::robin_map<Key, std::uint32_t, KeyHash, std::equal_to<>,
                   std::allocator<std::pair<Key, std::uint32_t>>, true>
        m_names;
};

} // namespace tw::passes
