// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/resource_text.h"

#include <fmt/format.h>

#include <QFile>

#include <stdexcept>

namespace tw::server {

std::string resourceText(std::string_view path)
{
    QFile file(QString::fromUtf8(path.data(), static_cast<qsizetype>(path.size())));
    if (!file.open(QIODevice::ReadOnly))
        throw std::logic_error(fmt::format("`{}` is missing from the program", path));
    return file.readAll().toStdString();
}

} // namespace tw::server
