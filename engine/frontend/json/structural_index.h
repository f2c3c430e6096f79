// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace tw::json {

/// What keeps a text from being a sequence of JSON tokens.
struct LexicalError {
    enum class Kind : std::uint8_t { InvalidUtf8, ControlCharacter, LineBreak, OpenString };
    Kind kind;
    std::uint32_t begin;
    std::uint32_t end;
};

/// Where each token of a JSON text begins: `{ } [ ] : ,`, strings, and other words. Everything
/// before `error()` is well-formed UTF-8, and each string listed is closed and without control
/// characters. What the tokens are, and whether they follow each other, is not looked at.
///
/// Lists a window of the text at a time, which stays in the cache and needs no memory of the text's
/// size. A reader moves a pointer from `begin()` on, and gives it to `turn` when it is at
/// `turnsAt()` or behind, at the latest before it goes over `lookAhead` further tokens.
class StructuralIndex {
public:
    static constexpr std::size_t lookAhead = 8;
#ifdef NDEBUG
    static constexpr std::size_t windowBytes = 128 * 1024;
#else
    static constexpr std::size_t windowBytes = 512; ///< so that all tests turn windows
#endif

    /// `text` has no byte order mark and is followed by `SourceBuffer::padding` bytes. A window is
    /// of about `window` bytes, more where a string is longer.
    explicit StructuralIndex(std::string_view text, std::size_t window = windowBytes);
    ~StructuralIndex();
    StructuralIndex(const StructuralIndex &) = delete;
    StructuralIndex &operator=(const StructuralIndex &) = delete;

    /// Offsets in the text.
    [[nodiscard]] const std::uint32_t *begin() const { return m_begin; }
    /// The end of the tokens. May be read in the last window: it holds where the text or its
    /// readable part ends.
    [[nodiscard]] const std::uint32_t *end() const { return m_end; }
    /// No token of the last window is there.
    [[nodiscard]] const std::uint32_t *turnsAt() const { return m_turnsAt; }
    /// Lists the tokens from `*next` on, and returns where they begin now.
    const std::uint32_t *turn(const std::uint32_t *next)
    {
        load(*next);
        return m_begin;
    }
    /// Known in the last window only.
    [[nodiscard]] const std::optional<LexicalError> &error() const { return m_error; }

private:
    enum class Outcome : std::uint8_t { Listed, OpenString, Wrong };

    void load(std::size_t from);
    [[nodiscard]] std::size_t cut(std::size_t from, std::size_t end, int attempt) const;
    Outcome index(std::size_t from, std::size_t end);
    void scan(std::size_t from);

    struct Indexer;
    std::string_view m_text;
    std::size_t m_window;
    std::unique_ptr<Indexer> m_indexer;   ///< owns the list when the window has no error …
    std::vector<std::uint32_t> m_scanned; ///< … and this when it has one
    const std::uint32_t *m_begin = nullptr;
    const std::uint32_t *m_end = nullptr;
    const std::uint32_t *m_turnsAt = nullptr;
    std::optional<LexicalError> m_error;
};

} // namespace tw::json
