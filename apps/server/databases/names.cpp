// SPDX-License-Identifier: GPL-3.0-or-later
#include "databases/names.h"

#include <QRandomGenerator>
#include <QString>

#include <utility>

namespace tw::server {

namespace {

std::string randomText(std::size_t length, std::string_view alphabet)
{
    std::string text;
    for (std::size_t i = 0; i < length; ++i)
        text +=
            alphabet[QRandomGenerator::system()->bounded(static_cast<quint32>(alphabet.size()))];
    return text;
}

} // namespace

std::string randomName(std::size_t length)
{
    return randomText(length, "abcdefghijklmnopqrstuvwxyz234567");
}

std::string randomPassword()
{
    return randomText(32, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
}

std::string slug(std::string_view text, std::size_t maxLength, std::string_view fallback)
{
    // `été` becomes `ete`: letters lose their marks, and what is no ASCII letter then is a gap.
    QString decomposed = QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()))
                             .normalized(QString::NormalizationForm_KD);
    decomposed.removeIf([](QChar c) { return c.isMark(); });
    std::string result;
    for (const QChar letter : std::as_const(decomposed)) {
        char c = letter.unicode() < 0x80 ? static_cast<char>(letter.unicode()) : '_';
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c | 0x20);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (plain)
            result += c;
        else if (!result.empty() && result.back() != '_')
            result += '_';
        if (result.size() == maxLength)
            break;
    }
    while (!result.empty() && result.back() == '_')
        result.pop_back();
    return result.empty() ? std::string(fallback) : result;
}

std::string databaseName(std::string_view user, std::string_view schema)
{
    return slug(user, 16, "user") + '_' + slug(schema, 28, "schema") + '_' + randomName(12);
}

std::string opaqueDatabaseName() { return "db_" + randomName(20); }

std::string spareName() { return "spare_" + randomName(20); }

std::string scratchName() { return "tablewright__scratch_" + randomName(20); }

std::string roleName() { return "tw_" + randomName(20); }

} // namespace tw::server
