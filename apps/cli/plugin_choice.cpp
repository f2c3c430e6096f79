// SPDX-License-Identifier: MIT
#include "plugin_choice.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <fmt/format.h>

#include <array>
#include <cstdint>
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

} // namespace

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
    app.add_option_function<std::uint32_t>(
           "--plugin-deadline",
           [&isolation](const std::uint32_t &value) {
               isolation.passDeadline = std::chrono::milliseconds(value);
           },
           "Stop an isolated plugin when a pass takes longer; else 5000")
        ->check(CLI::Range(1, 3'600'000))
        ->type_name("MS");
    app.add_option_function<std::uint32_t>(
           "--plugin-memory",
           [&isolation](const std::uint32_t &value) { isolation.memory = value * mebibyte; },
           "Stop an isolated plugin when it takes more memory; else 512")
        ->check(CLI::Range(32, 65'536))
        ->type_name("MIB");
}

} // namespace tw::cli
