// SPDX-License-Identifier: MIT
#include "frontend/dbml/elements.h"
#include "frontend/dbml/file_context.h"
#include "frontend/dbml/metadata_blocks.h"
#include "frontend/dbml/settings.h"

#include <tablewright/base/utf8.h>

#include <array>
#include <optional>
#include <utility>

namespace tw::dbml {

namespace {

using Kind = PendingMetadata::Kind;

std::optional<Kind> targetKind(const Node *word)
{
    constexpr std::array<std::pair<std::string_view, Kind>, 4> words{
        {{"Table", Kind::Table},
         {"Column", Kind::Column},
         {"TableGroup", Kind::TableGroup},
         {"Note", Kind::StickyNote}}};
    if (word != nullptr) {
        for (const auto &[spelling, kind] : words) {
            if (equalsIgnoringCase(word->text, spelling))
                return kind;
        }
    }
    return std::nullopt;
}

/// `key: 'text'` or `key: #fff`; keys that the target has anyway take what they take elsewhere.
void readField(FileContext &file, const Element &field, PendingMetadata &block,
               std::optional<Kind> kind)
{
    if (field.body != nullptr) {
        file.diagnostics.report(diag::WrongBody,
                                file.tree.range(field.body->begin, field.body->begin + 1),
                                field.type->text, "a block in braces", "a `:` and a value");
        return;
    }
    const Node &value = *field.simple->items.front();
    ir::Metadata metadata{{std::string(field.type->text), file.range(*field.type)},
                          {{}, file.range(value)},
                          isColor(&value)};
    const BuiltinKey builtin =
        kind ? builtinKey(*kind, asciiLower(field.type->text)) : BuiltinKey::None;
    const auto expected = [&](SourceRange range, std::string_view what) {
        file.diagnostics.report(diag::SettingValue, range, field.type->text, describe(value), what);
    };
    const SourceRange whole = file.tree.range(field.begin, field.end);
    switch (builtin) {
    case BuiltinKey::Note:
        if (!isText(&value))
            expected(whole, "a string");
        else
            metadata.value.text = noteText(value);
        break;
    case BuiltinKey::Color:
        if (ir::Color color; kind == Kind::StickyNote) {
            if (!readNoteColor(file, &value, color))
                expected(whole, "a colour such as `#3498db`, or `none`");
            metadata.value.text = std::move(color.text);
        } else {
            if (!metadata.isColor)
                expected(whole, "a colour such as `#3498db`");
            metadata.value.text = std::string(value.text);
        }
        break;
    case BuiltinKey::None:
        if (!metadata.isColor && !isText(&value))
            expected(file.range(value), "a string or a colour");
        else
            metadata.value.text = metadata.isColor ? std::string(value.text) : textOf(value);
        break;
    }
    block.values.push_back(std::move(metadata));
}

/// Each key once, whatever its case.
void checkKeys(FileContext &file, const PendingMetadata &block)
{
    StringMap<std::size_t> firstOf;
    std::vector<bool> reported(block.values.size());
    for (std::size_t i = 0; i < block.values.size(); ++i) {
        const ir::Name &key = block.values[i].key;
        const auto [it, isNew] = firstOf.try_emplace(asciiLower(key.text), i);
        if (isNew || reported[it->second])
            continue;
        reported[it->second] = true;
        file.diagnostics
            .report(diag::DuplicateSetting, block.values[it->second].key.range, key.text)
            .note(key.range, "and again here");
    }
}

} // namespace

BuiltinKey builtinKey(PendingMetadata::Kind kind, std::string_view key)
{
    if (key == "note" && kind != Kind::StickyNote)
        return BuiltinKey::Note;
    const std::string_view color = kind == Kind::Table ? "headercolor" : "color";
    return key == color && kind != Kind::Column ? BuiltinKey::Color : BuiltinKey::None;
}

void readMetadata(FileContext &file, const Element &element)
{
    const auto kind = targetKind(element.target);
    if (!kind)
        file.diagnostics.report(
            diag::UnexpectedItem,
            file.range(element.target != nullptr ? *element.target : *element.type),
            element.target != nullptr ? describe(*element.target) : std::string("no kind"),
            "`Table`, `Column`, `TableGroup` or `Note`");
    if (!kind && element.name == nullptr)
        return;
    const HeaderRules rules{
        .what = "Metadata", .naming = HeaderRules::Naming::Path, .alias = true, .settings = true};
    if (!checkHeader(file, element, rules) || element.body == nullptr)
        return;
    PendingMetadata block;
    for (const Entry &entry : element.body->entries) {
        Element field;
        if (toElement(entry, field))
            readField(file, field, block, kind);
        else
            file.diagnostics.report(
                diag::UnexpectedItem, file.tree.range(entry.line.begin, entry.line.end),
                describe(*entry.line.items.front()), "a key, a `:` and a value");
    }
    checkKeys(file, block);
    if (!kind || element.name == nullptr || !isNamePath(*element.name))
        return;
    block.kind = *kind;
    block.name = element.name;
    file.links.metadata.push_back(std::move(block));
}

} // namespace tw::dbml
