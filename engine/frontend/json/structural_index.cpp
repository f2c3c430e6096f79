// SPDX-License-Identifier: MIT
#include "frontend/json/structural_index.h"

#include <simdjson.h>

#include <algorithm>
#include <array>

namespace tw::json {

// On Demand would be compiled for the baseline CPU, and took six times its DOM for a walk with
// places. The first stage alone is chosen at run time, for the CPU at hand.
struct StructuralIndex::Indexer {
    std::unique_ptr<simdjson::internal::dom_parser_implementation> stages;
};

StructuralIndex::StructuralIndex(std::string_view text, std::size_t window)
    : m_text(text), m_window(window), m_indexer(std::make_unique<Indexer>())
{
    load(0);
}

StructuralIndex::~StructuralIndex() = default;

// A window begins at a token and so outside of strings, and whether it ends in one is found out
// exactly: where it ends is a matter of luck only. Each failure doubles what is tried next, so all
// of them together take no longer than a few times what succeeds.
void StructuralIndex::load(std::size_t from)
{
    constexpr int attempts = 3;
    for (std::size_t size = m_window;; size *= 2) {
        const bool isRest = m_text.size() - from <= size + size / 2;
        for (int attempt = 0; attempt < (isRest ? 1 : attempts); ++attempt) {
            const std::size_t end = isRest ? m_text.size() : cut(from, from + size, attempt);
            if (end == from && !isRest)
                continue;
            const Outcome outcome = index(from, end);
            if (outcome == Outcome::Wrong || (isRest && outcome == Outcome::OpenString)) {
                scan(from);
                return;
            }
            if (outcome == Outcome::OpenString)
                continue;
            m_turnsAt =
                isRest ? m_end + 1 : m_end - std::min<std::ptrdiff_t>(lookAhead, m_end - m_begin);
            if (isRest || m_turnsAt - m_begin > static_cast<std::ptrdiff_t>(lookAhead))
                return;
            break;
        }
    }
}

/// Behind which byte before `end` a string has hardly begun: a line break, the end of an object
/// among others, any comma. `from` when there is none.
std::size_t StructuralIndex::cut(std::size_t from, std::size_t end, int attempt) const
{
    static constexpr std::array<std::string_view, 3> marks{"\n", "},", ","};
    const std::string_view mark = marks.at(static_cast<std::size_t>(attempt));
    const std::size_t at = m_text.substr(from, end - from).rfind(mark);
    return at == std::string_view::npos ? from : from + at + mark.size();
}

StructuralIndex::Outcome StructuralIndex::index(std::size_t from, std::size_t end)
{
    auto &stages = m_indexer->stages;
    const std::size_t size = end - from;
    simdjson::error_code error = simdjson::SUCCESS;
    if (!stages)
        error = simdjson::get_active_implementation()->create_dom_parser_implementation(
            std::max(size, std::min(m_window, m_text.size())), 1, stages);
    else if (stages->capacity() < size)
        error = stages->set_capacity(size);
    if (error == simdjson::SUCCESS)
        error = stages->stage1(reinterpret_cast<const std::uint8_t *>(m_text.data() + from), size,
                               simdjson::stage1_mode::regular);
    if (error != simdjson::SUCCESS)
        return error == simdjson::UNCLOSED_STRING ? Outcome::OpenString : Outcome::Wrong;
    std::uint32_t *const tokens = stages->structural_indexes.get();
    m_begin = tokens;
    m_end = m_begin + stages->n_structural_indexes;
    if (from != 0) {
        const auto base = static_cast<std::uint32_t>(from);
        std::for_each(tokens, tokens + stages->n_structural_indexes + 1,
                      [base](std::uint32_t &token) { token += base; });
    }
    return Outcome::Listed;
}

namespace {

/// The length of the well-formed UTF-8 sequence at `at`, 0 when there is none.
std::size_t sequenceLength(std::string_view text, std::size_t at)
{
    const auto byte = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
    };
    const unsigned lead = byte(at);
    if (lead < 0x80)
        return 1;
    const auto continues = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
    const unsigned second = byte(at + 1);
    if (lead >= 0xC2 && lead <= 0xDF)
        return continues(at + 1) ? 2 : 0;
    if (lead >= 0xE0 && lead <= 0xEF) {
        const bool fits = (lead != 0xE0 || second >= 0xA0) && (lead != 0xED || second <= 0x9F);
        return fits && continues(at + 1) && continues(at + 2) ? 3 : 0;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        const bool fits = (lead != 0xF0 || second >= 0x90) && (lead != 0xF4 || second <= 0x8F);
        return fits && continues(at + 1) && continues(at + 2) && continues(at + 3) ? 4 : 0;
    }
    return 0;
}

LexicalError errorAt(LexicalError::Kind kind, std::size_t begin, std::size_t end)
{
    return {kind, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

/// Moves `at` from an opening quote to after the closing one, or tells why there is none.
std::optional<LexicalError> scanString(std::string_view text, std::size_t &at)
{
    const std::size_t begin = at++;
    while (at < text.size()) {
        const char c = text[at];
        if (c == '"') {
            ++at;
            return {};
        }
        if (c == '\n' || c == '\r')
            return errorAt(LexicalError::Kind::LineBreak, begin, at);
        if (static_cast<unsigned char>(c) < 0x20)
            return errorAt(LexicalError::Kind::ControlCharacter, at, at + 1);
        const std::size_t length = sequenceLength(text, at);
        if (length == 0)
            return errorAt(LexicalError::Kind::InvalidUtf8, at, at + 1);
        at += length;
        if (c == '\\' && at < text.size() && (text[at] == '"' || text[at] == '\\'))
            ++at;
    }
    return errorAt(LexicalError::Kind::OpenString, begin, text.size());
}

constexpr std::string_view whiteSpace = " \t\r\n";
constexpr std::string_view punctuation = "{}[]:,";

} // namespace

// The vectorised stage finds that something is wrong, but not where. This one does, and lists what
// stands before.
void StructuralIndex::scan(std::size_t from)
{
    const std::string_view text = m_text;
    std::size_t at = from;
    while (at < text.size() && !m_error) {
        const char c = text[at];
        if (whiteSpace.find(c) != std::string_view::npos) {
            ++at;
            continue;
        }
        const auto begin = static_cast<std::uint32_t>(at);
        if (punctuation.find(c) != std::string_view::npos) {
            ++at;
        } else if (c == '"') {
            m_error = scanString(text, at);
        } else {
            constexpr std::string_view ends = " \t\r\n{}[]:,\"";
            while (at < text.size() && !m_error && ends.find(text[at]) == std::string_view::npos) {
                const std::size_t length = sequenceLength(text, at);
                if (length == 0)
                    m_error = errorAt(LexicalError::Kind::InvalidUtf8, at, at + 1);
                at += length;
            }
        }
        if (!m_error)
            m_scanned.push_back(begin);
    }
    m_scanned.push_back(m_error ? m_error->begin : static_cast<std::uint32_t>(text.size()));
    m_begin = m_scanned.data();
    m_end = m_begin + m_scanned.size() - 1;
    m_turnsAt = m_end + 1;
}

} // namespace tw::json
