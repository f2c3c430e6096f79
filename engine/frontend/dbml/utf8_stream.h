// SPDX-License-Identifier: MIT
#pragma once

#include <antlr4-runtime.h>

#include <string>
#include <string_view>

namespace tw::dbml {

/// UTF-8 text as ANTLR reads it: positions are bytes, a symbol is a code point. The text outlives
/// it and is well formed.
class Utf8Stream final : public antlr4::CharStream {
public:
    explicit Utf8Stream(std::string_view text) : m_text(text) {}

    void consume() override;
    std::size_t LA(ssize_t offset) override;
    ssize_t mark() override { return -1; }
    void release(ssize_t /*marker*/) override {}
    std::size_t index() override { return m_at; }
    void seek(std::size_t index) override { m_at = index; }
    std::size_t size() override { return m_text.size(); }
    [[nodiscard]] std::string getSourceName() const override { return {}; }
    std::string getText(const antlr4::misc::Interval &interval) override;
    [[nodiscard]] std::string toString() const override { return std::string(m_text); }

private:
    std::string_view m_text;
    std::size_t m_at = 0;
};

} // namespace tw::dbml
