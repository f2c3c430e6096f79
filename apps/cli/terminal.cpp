// SPDX-License-Identifier: MIT
#include "terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace tw::cli {

namespace {

std::string_view environment(const char *name)
{
    const char *value = std::getenv(name); // NOLINT(concurrency-mt-unsafe)
    return value == nullptr ? std::string_view() : std::string_view(value);
}

} // namespace

bool isTerminal(std::FILE *stream) { return isatty(fileno(stream)) == 1; }

bool wantsColours(std::FILE *stream)
{
    return isTerminal(stream) && environment("NO_COLOR").empty() && environment("TERM") != "dumb";
}

std::size_t terminalWidth(std::FILE *stream)
{
    winsize size{};
    if (isTerminal(stream) && ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return std::clamp<std::size_t>(size.ws_col, 40, 100);
    return 80;
}

} // namespace tw::cli
