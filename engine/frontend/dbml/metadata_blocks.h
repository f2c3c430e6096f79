// SPDX-License-Identifier: MIT
#pragma once

#include "frontend/dbml/links.h"

#include <cstdint>
#include <string_view>

namespace tw::dbml {

/// A key that an element has by itself, so that metadata of that key overwrites it.
enum class BuiltinKey : std::uint8_t { None, Note, Color };

/// `key` in lower case.
[[nodiscard]] BuiltinKey builtinKey(PendingMetadata::Kind kind, std::string_view key);

/// A colour or `none`, as notes on a diagram have it; false when `value` is something else.
bool readNoteColor(const FileContext &file, const Node *value, ir::Color &color);

/// Gives the values of the blocks of all files to what they speak of. Later blocks count more, and
/// a file's more than those of the files it uses.
void applyMetadata(std::span<FileContext *const> files);

} // namespace tw::dbml
