// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/diag/diagnostic_emitter.h>
#include <tablewright/frontend/frontend.h>
#include <tablewright/source/source.h>

#include <cstdint>
#include <memory>
#include <memory_resource>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What stands in a DBML text, before anybody asks what it means. Everything in a tree is owned by
/// its `SyntaxTree`; texts are views of the source. Places are byte offsets.
namespace tw::dbml {

struct Body;
struct Setting;

/// An expression, or a part of one.
struct Node {
    enum class Kind : std::uint8_t {
        Missing,     ///< nothing, on one side of a comma: `1, , 2`
        Word,        ///< `users`, of any case; none is reserved
        QuotedName,  ///< `"a name"`
        String,      ///< `'text'`
        BlockString, ///< `'''text'''`
        Expression,  ///< `` `sql` ``
        Number,      ///< `1.5e3`, without its sign
        Color,       ///< `#fff`, whatever follows the `#`
        Star,        ///< `*`
        Path,        ///< `a.b.(c, d)`: `parts` are what the dots join, two at least
        Sign,        ///< an operator before its one part: `> a.b`, `-1`, `~partial`
        Binary,      ///< an operator between its two parts; operators bind from the left, all alike
        Call,        ///< `name(1, 2)`: the first part is what is called, the others its arguments
        Index,       ///< `int[3]`: one part and what stands in the brackets, in `settings`
        Group,       ///< `(a, b)`: any number of parts
        Commas,      ///< `1, 2`: two parts at least, each may be `Missing`
        List,        ///< `[pk, note: 'text']`: its `settings`
        Body         ///< `{ … }`: its `body`
    };

    Kind kind = Kind::Missing;
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    std::string_view text; ///< of a leaf, its quotes included; of `Sign` and `Binary` the operator
    std::span<const Node *const> parts;
    std::span<const Setting> settings;
    const Body *body = nullptr;

    [[nodiscard]] bool is(Kind wanted) const { return kind == wanted; }
    /// A name: a word or a quoted name.
    [[nodiscard]] bool isName() const { return is(Kind::Word) || is(Kind::QuotedName); }
    [[nodiscard]] bool isString() const { return is(Kind::String) || is(Kind::BlockString); }
};

/// `pk`, `note: 'text'`, `delete: set null`
struct Setting {
    std::string_view name; ///< in lower case, one space between its words; empty for a `key`
    std::span<const Node *const> words;      ///< what `name` was made of
    const Node *key = nullptr;               ///< instead of words: a literal or a quoted name
    const Node *value = nullptr;             ///< null when nothing follows, or when words do
    std::span<const Node *const> valueWords; ///< two or more: `set null`
    std::string_view valueName;              ///< the same, as `name`
    bool hasColon = false;
    std::uint32_t begin = 0;
    std::uint32_t nameEnd = 0; ///< where the name ends
    std::uint32_t end = 0;
};

/// Expressions with white space between them. One item at least.
struct Line {
    std::span<const Node *const> items;
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
};

/// One line of a body, or a field of it when `field` is not null.
struct Entry {
    const Node *field = nullptr; ///< the word before the `:`
    Line line;
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
};

struct Body {
    std::span<const Entry> entries;
    std::uint32_t begin = 0; ///< of the `{`
    std::uint32_t end = 0;   ///< behind the `}`
};

/// `Table core.users as U [note: 'people'] { … }`
struct Element {
    const Node *type = nullptr;     ///< a word
    const Node *target = nullptr;   ///< of `Metadata`: the word that says of what
    const Node *name = nullptr;     ///< any expression; null when there is none
    const Node *alias = nullptr;    ///< any expression
    const Node *settings = nullptr; ///< a `List`
    const Line *simple = nullptr;   ///< either this: `Ref: a.b > c.d` …
    const Body *body = nullptr;     ///< … or this
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
};

/// `use { table a as b } from './file'`, `reuse * from './file'`
struct UseDeclaration {
    struct Item {
        const Node *kind = nullptr; ///< a word
        const Node *name = nullptr;
        const Node *alias = nullptr;
    };
    const Node *keyword = nullptr; ///< `use` or `reuse`
    bool reuse = false;
    const Node *star = nullptr; ///< everything, or …
    std::span<const Item> items;
    const Node *path = nullptr; ///< a string
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
};

/// One word of the text, for tools that keep its looks.
struct TokenPlace {
    std::uint16_t type = 0; ///< of DbmlLexer
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
};

/// One file. Moves keep the addresses of what it owns.
class SyntaxTree {
public:
    enum class Keep : std::uint8_t {
        Shape, ///< elements and comments
        Words  ///< `tokens` as well
    };

    /// Reads all of `source`; reports what is no DBML. What could be read is there even then.
    static SyntaxTree parse(const SourceManager &sources, SourceId source,
                            DiagnosticEmitter &diagnostics, const Limits &limits,
                            Keep keepWords = Keep::Shape);

    SyntaxTree(SyntaxTree &&) noexcept = default;
    SyntaxTree &operator=(SyntaxTree &&) noexcept = default;

    [[nodiscard]] bool hasErrors() const { return m_hasErrors; }
    [[nodiscard]] SourceId source() const { return m_source; }
    [[nodiscard]] std::span<const Element> elements() const { return m_elements; }
    [[nodiscard]] std::span<const UseDeclaration> uses() const { return m_uses; }
    /// In the order of the text, without white space; with `Keep::Words` only.
    [[nodiscard]] std::span<const TokenPlace> tokens() const { return m_tokens; }
    [[nodiscard]] std::span<const TokenPlace> comments() const { return m_comments; }

    [[nodiscard]] SourceRange range(std::uint32_t begin, std::uint32_t end) const
    {
        return {m_source, begin, end};
    }
    [[nodiscard]] SourceRange range(const Node &node) const { return range(node.begin, node.end); }

private:
    friend class SyntaxBuilder;
    SyntaxTree() = default;

    std::unique_ptr<std::pmr::monotonic_buffer_resource> m_memory;
    SourceId m_source;
    std::vector<Element> m_elements;
    std::vector<UseDeclaration> m_uses;
    std::vector<TokenPlace> m_tokens;
    std::vector<TokenPlace> m_comments;
    bool m_hasErrors = false;
};

/// What a leaf says: a word as it stands, a name or a string without quotes and escapes, an
/// expression without backticks. Escapes that are none keep their backslash or lose it as the
/// reference does.
[[nodiscard]] std::string textOf(const Node &leaf);

/// A text of several lines as notes have it: without the blank lines at its beginning and without
/// the indentation that all its lines share.
[[nodiscard]] std::string withoutIndent(std::string_view text);

/// The element that a line of a body is (`indexes { … }`, `Note [color: #fff] { … }`), if it is
/// one: a word, at most a name of its own, an alias and settings, and a body at the end. In
/// `records (id, name) { … }` the name is the whole `Call`.
[[nodiscard]] bool toElement(const Line &line, Element &element);

} // namespace tw::dbml
