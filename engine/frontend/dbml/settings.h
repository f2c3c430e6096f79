// SPDX-License-Identifier: MIT
#pragma once

#include "frontend/dbml/syntax.h"

#include <tablewright/diag/diagnostic_emitter.h>
#include <tablewright/ir/annotations.h>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

/// What settings have alike. A check that fails reports; `what` is whose setting it is, with its
/// article: `a column`.
namespace tw::dbml {

struct FileContext;

/// `'text'` or `"text"`: both are strings where a string is expected.
[[nodiscard]] bool isText(const Node *node);
/// `#rgb` or `#rrggbb`
[[nodiscard]] bool isColor(const Node *node);
/// A number, signs before it included.
[[nodiscard]] bool isNumber(const Node *node);
/// What `isNumber` says, as JSON writes it: `-1.5e3`.
[[nodiscard]] std::string numberText(const Node &node);

/// Names of settings are words; none but `repeatable` ones occur twice.
void checkSettingNames(FileContext &file, const Node &list,
                       std::initializer_list<std::string_view> repeatable = {});

/// Where a setting's value stands; its name when it has none.
[[nodiscard]] SourceRange valueRange(const FileContext &file, const Setting &setting);
[[nodiscard]] SourceRange nameRange(const FileContext &file, const Setting &setting);

/// What is marked when a value is wrong.
enum class Blame : std::uint8_t { Value, Setting };

/// Reports what a setting has as its value.
DiagnosticBuilder reportValue(FileContext &file, const Setting &setting, std::string_view expected,
                              Blame blame = Blame::Value);
void reportUnknownSetting(FileContext &file, const Setting &setting, std::string_view what,
                          std::initializer_list<std::string_view> known);

bool expectNoValue(FileContext &file, const Setting &setting, Blame blame = Blame::Value);
/// The string that the setting has as its value; null otherwise.
const Node *expectText(FileContext &file, const Setting &setting, Blame blame = Blame::Value);
const Node *expectColor(FileContext &file, const Setting &setting);

/// `note: 'text'`
void readNoteSetting(FileContext &file, const Setting &setting, ir::Name &note,
                     Blame blame = Blame::Value);
void readColorSetting(FileContext &file, const Setting &setting, ir::Color &color);

/// A setting of people's own, `owner: 'sales'`. What is neither text nor colour is reported, as an
/// unknown setting when it has no value at all.
std::optional<ir::Metadata> readMetadataSetting(FileContext &file, const Setting &setting,
                                                std::string_view what,
                                                std::initializer_list<std::string_view> known);

} // namespace tw::dbml
