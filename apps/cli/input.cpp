// SPDX-License-Identifier: MIT
#include "input.h"

#include "cli.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

namespace tw::cli {

std::string readFile(const std::string &path)
{
    struct Close {
        void operator()(std::FILE *file) const
        {
            if (file != stdin)
                std::fclose(file);
        }
    };
    const std::unique_ptr<std::FILE, Close> file(path == "-" ? stdin
                                                             : std::fopen(path.c_str(), "rb"));
    std::string text;
    if (file) {
        std::array<char, 1 << 16> block; // NOLINT(cppcoreguidelines-pro-type-member-init)
        std::size_t count = 0;
        while ((count = std::fread(block.data(), 1, block.size(), file.get())) > 0)
            text.append(block.data(), count);
        if (std::ferror(file.get()) == 0)
            return text;
    }
    throw Failure(fmt::format("cannot read `{}`: {}", path, std::strerror(errno)));
}

Language languageOf(const std::string &path, std::string_view from)
{
    if (!from.empty()) {
        if (const auto language = languageNamed(from))
            return *language;
        throw Failure(fmt::format("unknown language `{}`, expected json or dbml", from));
    }
    if (path == "-")
        throw Failure("standard input has no name to tell its language,"
                      " expected --from json or --from dbml");
    if (const auto language = languageOfFile(path))
        return *language;
    throw Failure(
        fmt::format("the language of `{}` is unknown, expected --from json or --from dbml", path));
}

std::string readDocument(const std::string &path)
{
    std::string text = readFile(path);
    if (text.size() >= SourceBuffer::maxSize)
        throw Failure(fmt::format("`{}` is 4 GiB or larger", path));
    return text;
}

SourceId addSource(SourceManager &sources, const std::string &path)
{
    return sources.add(path == "-" ? "<stdin>" : path, readDocument(path));
}

} // namespace tw::cli
