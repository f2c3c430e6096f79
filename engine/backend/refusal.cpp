// SPDX-License-Identifier: MIT
#include <tablewright/backend/refusal.h>
#include <tablewright/diag/codes.h>
#include <tablewright/diag/diagnostic_emitter.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace tw {

namespace {

std::string named(std::string_view kind, const ir::Name &name)
{
    return name.empty() ? fmt::format("an unnamed {}", kind)
                        : fmt::format("{} `{}`", kind, name.view());
}

std::string describe(const Origin &origin, const ir::Schema &schema)
{
    switch (origin.kind) {
    case Origin::Kind::Schema:
        break;
    case Origin::Kind::Namespace:
        return "the namespace";
    case Origin::Kind::Enum:
        return named("enum", schema.enums[origin.element].name);
    case Origin::Kind::Table:
        return named("table", schema.tables[origin.element].name);
    case Origin::Kind::Index:
        return named("index", schema.tables[origin.element].indexes[origin.part].name);
    case Origin::Kind::ForeignKey:
        return named("foreign key", schema.foreignKeys[origin.element].name);
    case Origin::Kind::Records:
        return named("the records of table",
                     schema.table(schema.records[origin.element].table).name);
    case Origin::Kind::Note:
        return "the note";
    }
    return "the schema";
}

/// The offset of a character, counted from 1, in UTF-8 text.
std::size_t offsetOf(std::string_view text, std::size_t character)
{
    std::size_t offset = 0;
    for (std::size_t left = character - 1; left > 0 && offset < text.size(); --left) {
        ++offset;
        while (offset < text.size() && (static_cast<unsigned char>(text[offset]) & 0xC0U) == 0x80U)
            ++offset;
    }
    return offset;
}

/// The name, number or string that begins a text; one character of anything else.
std::size_t wordLength(std::string_view text)
{
    const auto belongs = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '_' || c == '.' || c == '$' || static_cast<unsigned char>(c) >= 0x80U;
    };
    if (text.empty())
        return 0;
    if (text[0] == '\'' || text[0] == '"') {
        const std::size_t close = text.find(text[0], 1);
        return close == std::string_view::npos ? 1 : close + 1;
    }
    std::size_t length = 0;
    while (length < text.size() && belongs(text[length]))
        ++length;
    return length == 0 ? 1 : length;
}

using Parts = std::vector<StatementPart>;

/// The innermost part at a place.
const StatementPart *partAt(const Parts &parts, std::uint64_t place)
{
    const StatementPart *best = nullptr;
    for (const StatementPart &part : parts) {
        if (part.begin <= place && place < part.end &&
            (best == nullptr || part.end - part.begin < best->end - best->begin))
            best = &part;
    }
    return best;
}

const StatementPart *partNamed(const Parts &parts, StatementPart::Kind kind, std::string_view name)
{
    for (const StatementPart &part : parts) {
        if (part.kind == kind && part.name == name && !name.empty())
            return &part;
    }
    return nullptr;
}

/// The one part whose name the message has in quotes, of whatever shape its language has them.
/// `own` is the name of what the statement makes.
const StatementPart *partQuoted(const Parts &parts, StatementPart::Kind kind, std::string_view own,
                                std::string_view message)
{
    const auto isQuote = [](std::string_view text) {
        constexpr std::array<std::string_view, 10> quotes = {"\"", "'", "`", "“", "”",
                                                             "„",  "«", "»", "‘", "’"};
        return std::ranges::any_of(quotes,
                                   [&](std::string_view quote) { return text.starts_with(quote); });
    };
    const auto endsInQuote = [&isQuote](std::string_view text) {
        return isQuote(text.substr(text.empty() ? 0 : text.size() - 1)) ||
               (text.size() >= 2 && isQuote(text.substr(text.size() - 2))) ||
               (text.size() >= 3 && isQuote(text.substr(text.size() - 3)));
    };
    const StatementPart *found = nullptr;
    for (const StatementPart &part : parts) {
        if (part.kind != kind || part.name.empty() || part.name == own)
            continue;
        for (std::size_t at = message.find(part.name); at != std::string_view::npos;
             at = message.find(part.name, at + 1)) {
            if (!endsInQuote(message.substr(0, at)) ||
                !isQuote(message.substr(at + part.name.size())))
                continue;
            if (found != nullptr && found != &part)
                return nullptr;
            found = &part;
        }
    }
    return found;
}

std::string_view ownName(const Origin &origin, const ir::Schema &schema)
{
    if (origin.kind == Origin::Kind::Table)
        return schema.tables[origin.element].name.view();
    if (origin.kind == Origin::Kind::Index)
        return schema.tables[origin.element].indexes[origin.part].name.view();
    return {};
}

/// At the end of a transaction only what is deferred is left to be refused.
RefusedElement deferredKey(const ir::Schema &schema, std::string_view name)
{
    for (const ir::ForeignKey &key : schema.foreignKeys) {
        if (!name.empty() && key.name.view() == name)
            return {named("foreign key", key.name), key.range};
    }
    return {"the transaction", {}};
}

} // namespace

RefusedElement refusedElement(const Backend &backend, const ir::Schema &schema,
                              const Script &script, const Refusal &refusal)
{
    if (refusal.statement >= script.statements.size())
        return deferredKey(schema, refusal.constraint);
    const Statement &statement = script.statements[refusal.statement];
    RefusedElement whole{describe(statement.origin, schema), statement.origin.range};
    const Parts parts = backend.partsOf(schema, refusal.statement);

    const StatementPart *part = nullptr;
    std::uint64_t place = 0;
    if (refusal.position > 0 && refusal.sentFrom <= script.text.size()) {
        place = refusal.sentFrom +
                offsetOf(std::string_view(script.text).substr(refusal.sentFrom), refusal.position);
        part = partAt(parts, place);
    }
    const bool isPlaced = part != nullptr;
    const std::string_view own = ownName(statement.origin, schema);
    if (part == nullptr)
        part = partNamed(parts, StatementPart::Kind::Constraint, refusal.constraint);
    if (part == nullptr)
        part = partNamed(parts, StatementPart::Kind::Column, refusal.column);
    if (part == nullptr)
        part = partQuoted(parts, StatementPart::Kind::Constraint, own, refusal.message);
    if (part == nullptr)
        part = partQuoted(parts, StatementPart::Kind::Column, own, refusal.message);
    if (part == nullptr)
        return whole;

    SourceRange range = part->range;
    if (isPlaced && part->expression != nullptr) {
        const std::size_t offset = place - part->begin;
        const std::string_view text = part->expression->text;
        range = part->expression->subrange(offset, wordLength(text.substr(offset)));
    }
    return {part->description.empty() ? whole.description : part->description,
            range.isValid() ? range : whole.range};
}

bool isUnverified(const Diagnostic &found)
{
    const std::string_view code = found.info->code;
    return code == diag::DefaultUnverified.code || code == diag::ExpressionUnverified.code ||
           code == diag::RecordUnverified.code;
}

void addAnswers(std::vector<Diagnostic> &found, std::vector<Diagnostic> answers)
{
    std::erase_if(found, [&](const Diagnostic &open) {
        return isUnverified(open) && std::ranges::any_of(answers, [&](const Diagnostic &answer) {
                   return answer.range.isValid() && answer.range == open.range;
               });
    });
    DiagnosticList list;
    for (std::vector<Diagnostic> *part : {&found, &answers}) {
        for (Diagnostic &diagnostic : *part)
            list.report(std::move(diagnostic));
    }
    found = list.takeSorted();
}

} // namespace tw
