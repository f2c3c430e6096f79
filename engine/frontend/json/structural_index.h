// SPDX-License-Identifier: MIT
#pragma once

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
class StructuralIndex {
public:
    /// `text` has no byte order mark and is followed by `SourceBuffer::padding` bytes.
    explicit StructuralIndex(std::string_view text);
    ~StructuralIndex();
    StructuralIndex(const StructuralIndex &) = delete;
    StructuralIndex &operator=(const StructuralIndex &) = delete;

    [[nodiscard]] const std::uint32_t *begin() const { return m_begin; }
    /// May be read: it holds where the text or its readable part ends.
    [[nodiscard]] const std::uint32_t *end() const { return m_end; }
    [[nodiscard]] const std::optional<LexicalError> &error() const { return m_error; }

private:
    bool index(std::string_view text);
    void scan(std::string_view text);

    struct Indexer;
    std::unique_ptr<Indexer> m_indexer;   ///< owns the list when the text has no such error …
    std::vector<std::uint32_t> m_scanned; ///< … and this when it has one
    const std::uint32_t *m_begin = nullptr;
    const std::uint32_t *m_end = nullptr;
    std::optional<LexicalError> m_error;
};

} // namespace tw::json
