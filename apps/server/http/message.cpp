// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/message.h"

namespace tw::server {

std::string_view Request::header(std::string_view lowerName) const
{
    for (const HeaderField &field : headers) {
        if (field.name == lowerName)
            return field.value;
    }
    return {};
}

} // namespace tw::server
