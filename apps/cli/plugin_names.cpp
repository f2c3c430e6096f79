// SPDX-License-Identifier: MIT
#include "plugin_names.h"

#include "cli.h"

#include <tablewright/pass/pass_manager.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace tw::cli {

namespace {

constexpr std::size_t longestName = 40;

bool isLower(char c) { return c >= 'a' && c <= 'z'; }
bool isUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool isDigit(char c) { return c >= '0' && c <= '9'; }
char upper(char c) { return isLower(c) ? static_cast<char>(c - 'a' + 'A') : c; }
char lower(char c) { return isUpper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

std::vector<std::string> split(std::string_view text, char at)
{
    std::vector<std::string> parts(1);
    for (const char c : text) {
        if (c == at)
            parts.emplace_back();
        else
            parts.back() += c;
    }
    return parts;
}

bool isKebab(std::string_view name)
{
    const std::vector<std::string> words = split(name, '-');
    return isLower(name.empty() ? '\0' : name.front()) &&
           std::ranges::all_of(words, [](const std::string &word) {
               return !word.empty() &&
                      std::ranges::all_of(word, [](char c) { return isLower(c) || isDigit(c); });
           });
}

/// The kebab-case that was probably meant; empty when there is none.
std::string asKebab(std::string_view written)
{
    std::string result;
    char before = '-';
    for (const char c : written) {
        if (static_cast<unsigned char>(c) > 0x7F) // without its umlauts a word is another one
            return {};
        if (isUpper(c) && (isLower(before) || isDigit(before)))
            result += '-';
        if (isLower(c) || isUpper(c) || isDigit(c))
            result += lower(c);
        else if (!result.empty() && result.back() != '-')
            result += '-';
        before = c;
    }
    while (!result.empty() && result.back() == '-')
        result.pop_back();
    return isKebab(result) ? result : std::string();
}

void requireName(std::string_view name)
{
    if (name.size() > longestName) {
        throw Failure(fmt::format("plugin name `{}` has {} characters, expected at most {}", name,
                                  name.size(), longestName));
    }
    if (isKebab(name))
        return;
    const std::string kebab = asKebab(name);
    throw Failure(fmt::format(
        "plugin name `{}`: expected small letters from `a` to `z`, digits and single hyphens, a "
        "letter first, as `{}`{}",
        name, kebab.empty() ? "house-rules" : kebab,
        name.find('/') == std::string_view::npos ? "" : "; `--dir` takes the folder to make"));
}

void requireId(std::string_view id)
{
    const std::vector<std::string> parts = split(id, '.');
    const bool fits = parts.size() > 1 && std::ranges::all_of(parts, [](const std::string &part) {
                          return !part.empty() && std::ranges::all_of(part, [](char c) {
                              return isLower(c) || isUpper(c) || isDigit(c) || c == '-' || c == '_';
                          });
                      });
    if (!fits) {
        throw Failure(fmt::format("plugin id `{}`: expected a domain of yours and a name, parts of "
                                  "letters, digits, `-` and `_`, as `com.example.house-rules`",
                                  id));
    }
    if (id.starts_with("org.tablewright.")) {
        throw Failure(
            fmt::format("plugin id `{}`: `org.tablewright` is Tablewright's, expected a domain of "
                        "yours, as `com.example.house-rules`",
                        id));
    }
}

/// Who has this prefix, as words; empty when it is free for the plugin `id`.
std::string ownerOf(std::string_view prefix, std::string_view id,
                    std::span<const PluginSpec> others)
{
    constexpr std::array<std::pair<std::string_view, std::string_view>, 3> own{{
        {"TW", "the engine's"},
        {"AD", "that of plugin `org.tablewright.advisor`"},
        {"NC", "that of plugin `org.tablewright.naming-convention`"},
    }};
    for (const auto &[taken, owner] : own) {
        if (prefix == taken)
            return std::string(owner);
    }
    for (const PluginSpec &spec : others) {
        if (spec.diagnosticPrefix == prefix && spec.id != id)
            return fmt::format("that of plugin `{}`, {}", spec.id, spec.path);
    }
    return prefix.starts_with("TW") ? "reserved, as all that begin with `TW` are" : std::string();
}

void requirePrefix(std::string_view prefix, std::string_view id, std::span<const PluginSpec> others)
{
    if (prefix.size() < 2 || prefix.size() > 4 || !std::ranges::all_of(prefix, isUpper)) {
        throw Failure(
            fmt::format("prefix `{}`: expected two to four capital letters, as `HR`", prefix));
    }
    if (const std::string owner = ownerOf(prefix, id, others); !owner.empty())
        throw Failure(fmt::format("prefix `{}` is {}, expected one of your own", prefix, owner));
}

/// The initials of the words, or the first letters where there is one word; the first that is free.
std::string freePrefix(const std::vector<std::string> &words, std::string_view id,
                       std::span<const PluginSpec> others)
{
    std::string initials;
    std::string letters;
    for (const std::string &word : words) {
        if (isLower(word.front()))
            initials += upper(word.front());
        for (const char c : word) {
            if (isLower(c))
                letters += upper(c);
        }
    }
    std::vector<std::string> candidates{initials.substr(0, 4), letters.substr(0, 2),
                                        letters.substr(0, 3), letters.substr(0, 4)};
    for (char last = 'A'; last <= 'Z'; ++last)
        candidates.push_back(letters.substr(0, 3) + last);
    for (const std::string &candidate : candidates) {
        if (candidate.size() >= 2 && ownerOf(candidate, id, others).empty())
            return candidate;
    }
    throw Failure("no prefix for the plugin's codes could be found, expected `--prefix` with two "
                  "to four capital letters");
}

} // namespace

PluginNames pluginNames(std::string_view name, std::string_view id, std::string_view prefix,
                        std::span<const PluginSpec> others)
{
    requireName(name);
    std::vector<std::string> words = split(name, '-');
    // The files and the class are called a plugin anyway.
    if (words.size() > 1 && words.back() == "plugin")
        words.pop_back();

    PluginNames names;
    for (const std::string &word : words) {
        names.snake += (names.snake.empty() ? "" : "_") + word;
        names.title += (names.title.empty() ? "" : " ") + word;
        names.pass += '-' + word;
        names.className += upper(word.front()) + word.substr(1);
    }
    names.title.front() = upper(names.title.front());
    names.pass.insert(0, "check");
    if (PassRegistry::builtin().contains(names.pass)) {
        throw Failure(fmt::format("plugin name `{0}`: its rule would be `{1}`, which the engine "
                                  "has; expected another name, as `our-{0}`",
                                  name, names.pass));
    }
    names.id = id.empty() ? fmt::format("com.example.{}", name) : std::string(id);
    requireId(names.id);
    names.lastId = split(names.id, '.').back();
    if (!prefix.empty())
        requirePrefix(prefix, names.id, others);
    names.prefix = prefix.empty() ? freePrefix(words, names.id, others) : std::string(prefix);
    return names;
}

} // namespace tw::cli
