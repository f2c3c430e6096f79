// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tw::server {

/// `length` characters of `a–z2–7`, five random bits each, from the system's generator.
[[nodiscard]] std::string randomName(std::size_t length);

/// 32 random letters and digits: 190 bits.
[[nodiscard]] std::string randomPassword();

/// Lower-case ASCII letters, digits and single underscores; at most `maxLength` of them, at least
/// one: `fallback` when nothing is left.
[[nodiscard]] std::string slug(std::string_view text, std::size_t maxLength,
                               std::string_view fallback);

/// `<user>_<schema>_<random>`, at most 63 bytes.
[[nodiscard]] std::string databaseName(std::string_view user, std::string_view schema);
/// One that tells neither: `db_<random>`. Every role can read `pg_database`.
[[nodiscard]] std::string opaqueDatabaseName();
/// Of a prepared database that belongs to nobody yet: `spare_<random>`.
[[nodiscard]] std::string spareName();
/// Of one in which scripts are tried, and of its owner: `tablewright__scratch_<random>`, which no
/// generated database can have.
[[nodiscard]] std::string scratchName();
/// Of a database's owner: `tw_<random>`.
[[nodiscard]] std::string roleName();

} // namespace tw::server
