// SPDX-License-Identifier: MIT
#include "export_fixture.h"

namespace tw::preview {

QByteArray hostileSchema()
{
    return R"json({
  "id": "h", "name": "</title><script>alert('schema')</script> & \"quoted\"",
  "description": "line one\nline two <img src=x onerror=alert(1)> | ` ``` ## [link](javascript:alert(1))",
  "enums": [{ "id": "e", "name": "<b>state</b>", "values": ["a|b", "`tick`", "</td><script>"],
              "note": "<!-- --> ]]> -- &amp;" }],
  "tables": [
    { "id": "t1", "name": "<script>alert(1)</script>", "note": "| a | b |\n|---|---|\n# heading\n- item <svg onload=alert(1)>",
      "columns": [
        { "id": "c1", "name": "id`|<i>", "dataType": "INT", "primaryKey": true, "note": "x | y\nz `code` *bold* _it_ $m$ ~~s~~ www.example.com a@b.c http://e.f" },
        { "id": "c2", "name": "</svg></text><script>", "dataType": "TEXT", "nullable": true,
          "defaultValue": "it's \u0001 \"<br>\" | `" },
        { "id": "c3", "name": "\u202etxt.exe", "dataType": "<b>state</b>", "nullable": true }
      ],
      "checks": [{ "name": "ch|eck", "expression": "\"id`|<i>\" > 0 AND '<u>' <> 'a|b'" }] },
    { "id": "t2", "name": "]]>--></style><script>x", "columns": [
        { "id": "c1", "name": "a & b", "dataType": "INT", "primaryKey": true } ] }
  ],
  "foreignKeys": [ { "id": "f", "name": "<fk onclick=x>", "sourceTableId": "t2", "sourceColumnId": "c1",
                     "targetTableId": "t1", "targetColumnId": "c1", "onDelete": "CASCADE" } ],
  "tableGroups": [ { "name": "</nav><script>group", "tableIds": ["t1"], "note": "<h1>" } ],
  "notes": [ { "name": "<note>", "text": "</p><script>alert(2)</script>" } ]
})json";
}

} // namespace tw::preview
