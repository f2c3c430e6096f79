// SPDX-License-Identifier: MIT
#include "plugin_choice.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <map>
#include <string_view>
#include <utility>

namespace tw::cli {

namespace {

/// Puts the number of a `PluginIsolation::Of` in place of its name; gives what is wrong.
std::string isolationNamed(std::string &text)
{
    constexpr std::array<std::pair<std::string_view, PluginIsolation::Of>, 3> names{
        {{"none", PluginIsolation::Of::Nothing},
         {"third-party", PluginIsolation::Of::ThirdParty},
         {"all", PluginIsolation::Of::Everything}}};
    for (const auto &[name, of] : names) {
        if (text == name) {
            text = std::to_string(static_cast<int>(of));
            return {};
        }
    }
    return fmt::format("unknown `{}`, expected none, third-party or all", text);
}

/// A whole number, with a unit or without.
template <class Set>
void addNumber(CLI::App &app, const char *name, Set set,
               const std::map<std::string, std::uint64_t> &units, std::uint64_t least,
               std::uint64_t most, const char *shown, const char *description)
{
    app.add_option_function<std::uint64_t>(name, set, description)
        ->transform(CLI::AsNumberWithUnit(units, CLI::AsNumberWithUnit::UNIT_OPTIONAL))
        ->check(CLI::Range(least, most))
        ->type_name(shown);
}

} // namespace

std::string refuseEmpty(const std::string &text)
{
    return text.empty() ? "it is empty, expected a name" : "";
}

void addPluginFlags(CLI::App &app, PluginChoice &choice)
{
    constexpr std::size_t mebibyte = 1024UL * 1024;
    PluginIsolation &isolation = choice.isolation;
    app.add_option("--plugin-path", choice.paths, "Look for plugins here first; repeatable")
        ->allow_extra_args(false)
        ->type_name("DIR");
    app.add_flag("--isolate-plugins{third-party}", isolation.of,
                 "Run plugins that are not Tablewright's own in processes of their own; or none, or"
                 " all but the backend")
        ->transform(CLI::Validator(isolationNamed, "none|third-party|all", "isolation"))
        ->type_name("");
    addNumber(
        app, "--plugin-deadline",
        [&isolation](const std::uint64_t &value) {
            isolation.passDeadline = std::chrono::milliseconds(value);
        },
        {{"ms", 1}, {"s", 1000}, {"min", 60'000}}, 1, 3'600'000, "MS",
        "Stop an isolated plugin when a pass takes longer; else 5000; 5s will do, too");
    addNumber(
        app, "--plugin-memory",
        [&isolation](const std::uint64_t &value) { isolation.memory = value * mebibyte; },
        {{"MiB", 1}, {"GiB", 1024}}, 32, 65'536, "MIB",
        "Stop an isolated plugin when it takes more memory; else 512; 1GiB will do, too");
}

} // namespace tw::cli
