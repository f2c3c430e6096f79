// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/connection_parts.h"

#include "store/pg_connection.h"

#include <memory>

namespace tw::server {

std::map<std::string, std::string> connectionParts(const std::string &text)
{
    char *message = nullptr;
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
        PQconninfoParse(text.c_str(), &message), &PQconninfoFree);
    const std::unique_ptr<char, decltype(&PQfreemem)> reason(message, &PQfreemem);
    if (!options)
        throw PgError(reason ? reason.get() : "out of memory", {});
    std::map<std::string, std::string> parts;
    for (const auto *option = options.get(); option->keyword != nullptr; ++option) {
        if (option->val != nullptr)
            parts[option->keyword] = option->val;
    }
    return parts;
}

} // namespace tw::server
