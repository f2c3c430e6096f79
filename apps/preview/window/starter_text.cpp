// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/starter_text.h"

namespace tw::preview {

namespace {

constexpr const char *dbml = R"(// Each table has columns: a name, a type, settings.
Table users {
  id integer [primary key, increment]
  email varchar(255) [not null, unique]
  created_at timestamp [not null, default: `now()`]
}

Table posts {
  id integer [primary key, increment]
  author_id integer [not null, ref: > users.id]
  title varchar(200) [not null]
}
)";

constexpr const char *json = R"({
  "name": "New schema",
  "tables": [
    {
      "id": "users",
      "name": "users",
      "columns": [
        { "id": "id", "name": "id", "dataType": "INT", "nullable": false, "primaryKey": true, "autoIncrement": true },
        { "id": "email", "name": "email", "dataType": "VARCHAR", "length": 255, "nullable": false, "unique": true }
      ]
    }
  ]
}
)";

} // namespace

QByteArray starterText(Language language) { return language == Language::Dbml ? dbml : json; }

} // namespace tw::preview
