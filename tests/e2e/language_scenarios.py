# SPDX-License-Identifier: MIT
"""Schemas in DBML, and each language in the other's clothes."""

import hashlib
import json
import subprocess
import uuid

from suite import SHOP, compact, named

SCHEMAS = "/api/v1/schemas"
DBML = {"Content-Type": "text/x-dbml"}
AS_DBML = {"Accept": "text/x-dbml"}
AS_JSON = {"Accept": "application/json"}

TEXT = """// what is sold to whom
Project shop {
  database_type: 'PostgreSQL'
  Note: 'what is sold to whom'
}

Enum order_state {
  open
  closed [note: 'paid']
}

Table customers as c [headercolor: #3498db] {
  id int [pk, increment]
  email varchar(255) [not null, unique]
}

Table orders {
  id int [pk, increment]
  customer_id int [not null, ref: > c.id]
  state order_state [not null, default: 'open']
}

TableGroup sales {
  customers
  orders
}
"""


def at(schema, rest=""):
    return f"{SCHEMAS}/{schema['id']}{rest}"


def stored(suite, client, text=TEXT, fields=None):
    answer = suite.ask(client, "POST", SCHEMAS, text, {**DBML, **(fields or {})}, status=201)
    return {**answer.json(), "etag": answer.field("etag")} if answer.status == 201 else None


def names(document):
    return [table["name"] for table in document["tables"]]


def storing(suite, client):
    """The bytes stay what they are; the envelope tells in JSON what they say."""
    made = stored(suite, client)
    suite.equal((made["language"], made["name"], made["description"], made["version"]),
                ("dbml", "shop", "what is sold to whom", 1), "envelope")
    suite.equal(made["hash"], hashlib.sha256(TEXT.encode()).hexdigest(), "hash of the text")
    suite.equal(names(made["document"]), ["customers", "orders"], "the document in JSON")
    back = suite.ask(client, "GET", at(made, "/document"), status=200)
    suite.equal((back.body, back.field("content-type")), (TEXT.encode(), "text/x-dbml; charset=utf-8"), "the text")
    suite.equal(back.field("etag"), f'"{made["hash"]}"', "the tag of the text")
    read = suite.ask(client, "GET", at(made), status=200)
    suite.equal((read.json(), read.field("etag")), ({key: made[key] for key in made if key != "etag"}, made["etag"]),
                "GET after POST")
    listed = suite.ask(client, "GET", f"{SCHEMAS}?limit=1&sort=-createdAt", status=200).json()["items"][0]
    suite.equal((listed["id"], listed["language"]), (made["id"], "dbml"), "the list tells the language")
    mine = suite.make(client, named("in JSON"))
    suite.equal(mine["language"], "json", "the other language")

    for what, text in {"a byte order mark": b"\xef\xbb\xbf" + TEXT.encode(),
                       "line ends": TEXT.replace("\n", "\r\n").encode(),
                       "white space": b"\n\n\t" + TEXT.encode() + b"  \n\n",
                       "unicode": "Project \"ключ 日本語\" {}\nTable \"é ≠ é\" { \"🗝\" int [pk] } // \u2028\n".encode(),
                       "nothing but a comment": b"/* nothing yet */"}.items():
        made = stored(suite, client, text)
        if suite.check(made, what):
            suite.equal(suite.ask(client, "GET", at(made, "/document"), status=200).body, text, what)
            suite.equal(suite.ask(client, "GET", at(made, "/versions/1/document"), status=200).body, text, what)
    with_charset = {"Content-Type": 'Text/X-DBML; charset="UTF-8"'}
    suite.ask(client, "POST", SCHEMAS, TEXT, with_charset, status=201)

    key = {"Idempotency-Key": str(uuid.uuid4())}
    first, again = stored(suite, client, fields=key), stored(suite, client, fields=key)
    suite.equal(again, first, "a replay")
    suite.ask(client, "POST", SCHEMAS, compact(SHOP), key, status=422, kind="idempotency-key-reused")


def both_ways(suite, client):
    """What was sent in one language is read in the other, and says the same there."""
    json_made, dbml_made = suite.make(client, SHOP), stored(suite, client)
    for made in (json_made, dbml_made):
        sql = suite.ask(client, "GET", at(made, "/sql"), status=200).body
        for rest in ("", "/document", "/versions/1", "/versions/1/document"):
            text = suite.ask(client, "GET", at(made, rest), fields=AS_DBML, status=200)
            suite.equal(text.field("content-type"), "text/x-dbml; charset=utf-8", f"type of {rest}")
            suite.check(b"Table customers" in text.body, f"{rest} is DBML")
            copy = stored(suite, client, text.body)
            suite.equal(suite.ask(client, "GET", at(copy, "/sql"), status=200).body, sql, f"SQL of {rest} in DBML")
        document = suite.ask(client, "GET", at(made, "/document"), fields=AS_JSON, status=200)
        suite.equal(document.field("content-type"), "application/json", "type")
        suite.equal(document.json(), made["document"], "the envelope's document")
        copy = suite.make(client, document.json())
        suite.equal(suite.ask(client, "GET", at(copy, "/sql"), status=200).body, sql, "SQL of the JSON")
        version = suite.ask(client, "GET", at(made, "/versions/1"), status=200).json()
        suite.equal((version["document"], version["language"]), (made["document"], made["language"]), "a version")
    twice = suite.ask(client, "GET", at(json_made, "/document"), fields=AS_DBML, status=200).body
    back = stored(suite, client, twice)["document"]
    suite.equal([[column["id"] for column in table["columns"]] for table in back["tables"]],
                [["c1", "c2"], ["c1", "c2"]], "ids survive DBML")


def preferences(suite, client):
    json_made, dbml_made = suite.make(client, SHOP), stored(suite, client)
    for made, own in ((json_made, "application/json"), (dbml_made, "text/x-dbml")):
        other = {"application/json": "text/x-dbml", "text/x-dbml": "application/json"}[own]
        for accept, expected in (
                (None, own), ("*/*", own), ("", own), (own, own), (other, other), (f"{own}, {other}", own),
                (f"{other}, {own}", own), (f"{own};q=0.4, {other};q=0.5", other), (f"{own};q=0.5, {other};q=0.4", own),
                (f"*/*;q=0.1, {other}", other), (f"{other};q=0.1, */*", own), (f"{other};q=0, */*", own),
                (f"{own};q=0, */*;q=0.1", other), ("image/png, */*;q=0.01", own), (other.upper(), other)):
            answer = suite.ask(client, "GET", at(made, "/document"), fields={"Accept": accept} if accept is not None else {},
                               status=200)
            suite.equal(answer.field("content-type").split(";")[0], expected, f"{own}, Accept: {accept}")
            suite.check("Accept" in answer.field("vary"), "Vary")
        for accept in ("image/png", "*/*;q=0", "text/x-dbml;q=0, application/json;q=0", "text/html, image/*"):
            suite.ask(client, "GET", at(made, "/document"), fields={"Accept": accept}, status=406, kind="media-type")
        # An envelope is JSON, whatever the document was sent in.
        for accept, expected in ((None, "application/json"), ("*/*", "application/json"), ("text/*", "text/x-dbml"),
                                 ("text/x-dbml, application/json", "application/json"),
                                 ("text/x-dbml, application/json;q=0.9", "text/x-dbml")):
            answer = suite.ask(client, "GET", at(made), fields={"Accept": accept} if accept else {}, status=200)
            suite.equal(answer.field("content-type").split(";")[0], expected, f"envelope, Accept: {accept}")


def tags(suite, client):
    """Each representation of an address has a tag of its own, and each is as good in If-Match."""
    for made in (suite.make(client, SHOP), stored(suite, client)):
        for rest in ("", "/document", "/versions/1", "/versions/1/document"):
            own = {}
            for fields in (AS_JSON, AS_DBML):
                answer = suite.ask(client, "GET", at(made, rest), fields=fields, status=200)
                tag = own[fields["Accept"]] = answer.field("etag")
                again = suite.ask(client, "GET", at(made, rest), fields={**fields, "If-None-Match": tag}, status=304)
                suite.equal((again.field("etag"), again.field("vary")), (tag, answer.field("vary")), f"304 of {rest}")
                kept = "immutable" in answer.field("cache-control")
                suite.equal(kept, "/versions/" in rest and fields["Accept"].endswith(made["language"]),
                            f"{rest} as {fields['Accept']} is kept for ever")
                suite.equal(again.field("cache-control"), answer.field("cache-control"), "Cache-Control of 304")
            suite.check(len(set(own.values())) == 2, f"{rest}: {own}")
            for fields, other in ((AS_JSON, AS_DBML), (AS_DBML, AS_JSON)):
                suite.ask(client, "GET", at(made, rest), fields={**fields, "If-None-Match": own[other["Accept"]]}, status=200)
        for fields in (AS_DBML, AS_JSON):
            tag = suite.ask(client, "GET", at(made, "/document"), fields=fields, status=200).field("etag")
            made_again = suite.ask(client, "PUT", at(made), compact(named(str(uuid.uuid4()))), {"If-Match": tag}, status=200)
            suite.ask(client, "PUT", at(made), compact(SHOP), {"If-Match": tag}, status=412, kind="precondition-failed")
            suite.equal(made_again.json()["language"], "json", "the language of the newest version")


def versions(suite, client):
    """A schema may change its language from version to version."""
    made = stored(suite, client)
    same = suite.ask(client, "PUT", at(made), TEXT, {**DBML, "If-Match": made["etag"]}, status=200)
    suite.equal((same.json()["version"], same.json()["language"], same.field("etag")), (1, "dbml", made["etag"]), "the same bytes")
    second = suite.ask(client, "PUT", at(made), compact(SHOP), {"If-Match": made["etag"]}, status=200).json()
    suite.equal((second["version"], second["language"], second["document"]), (2, "json", SHOP), "now in JSON")
    third_text = TEXT.replace("state order_state", "status order_state")
    third = suite.ask(client, "PUT", at(made), third_text, {**DBML, "If-Match": "*"}, status=200).json()
    suite.equal((third["version"], third["language"]), (3, "dbml"), "and in DBML again")
    listed = suite.ask(client, "GET", at(made, "/versions"), status=200).json()["items"]
    suite.equal([(item["number"], item["language"], item["bytes"]) for item in listed],
                [(3, "dbml", len(third_text)), (2, "json", len(compact(SHOP))), (1, "dbml", len(TEXT))], "history")
    diff = suite.ask(client, "GET", at(made, "/diff?from=1&to=3"), status=200).json()
    found = [(change["kind"], change["element"], change["name"]) for change in diff["changes"]]
    suite.check(("added", "column", "status") in found and ("removed", "column", "state") in found, f"diff: {found}")
    across = suite.ask(client, "GET", at(made, "/diff?from=2&to=3"), status=200).json()["changes"]
    suite.check(not [change for change in across if change["element"] == "table" and change["kind"] == "removed"],
                f"tables are the same in both languages: {across}")
    restored = suite.ask(client, "POST", at(made, "/versions/1/restore"), status=200)
    suite.equal((restored.json()["version"], restored.json()["language"], names(restored.json()["document"])),
                (4, "dbml", ["customers", "orders"]), "brought back")
    suite.equal(suite.ask(client, "GET", at(made), status=200).body, restored.body, "GET after it")
    suite.equal(suite.ask(client, "GET", at(made, "/document"), status=200).body, TEXT.encode(), "its bytes")
    again = suite.ask(client, "POST", at(made, "/versions/2/restore"), status=200)
    suite.equal((again.json()["language"], again.json()["document"]), ("json", SHOP), "the other language brought back")
    suite.ask(client, "DELETE", at(made), status=204)


def refusals(suite, client):
    """Findings in DBML have lines and columns and no pointer; no file can be named."""
    for text, line in (("Table t {\n  id int [pk]\n  x itn\n}\n", 3), ("Table t {\n  id int [pk]\n", None), ("Table", None),
                       ("use { table a } from './a'\nTable t { id int [pk] }\n", 1), ("use * from '/etc/passwd'\n", 1),
                       ("reuse * from 'a'\n", 1), ("Table t { id int [pk, ref: > u.id] }\n", 1), ("\x00", None),
                       ("Table t { id int }", None), ("[" * 100000, None), ("Table t { id int [pk, default: " + "(" * 50000 + "1", None)):
        body = text.encode("utf-8", "surrogatepass")
        wrong = suite.ask(client, "POST", SCHEMAS, body, DBML, status=422, kind="invalid-document")
        if wrong.status != 422:
            continue
        found = wrong.json()["diagnostics"]
        errors = [finding for finding in found if finding["severity"] == "error"]
        suite.check(errors, f"{text[:40]!r} has errors")
        suite.check(not any("pointer" in finding for finding in found), f"{text[:40]!r}: no pointer")
        if line:
            suite.equal(errors[0].get("line"), line, f"line of {text[:40]!r}")
        checked = suite.ask(client, "POST", "/api/v1/validate", body, DBML, status=200).json()
        suite.equal((checked["valid"], checked["diagnostics"]), (False, found), f"validate says the same of {text[:40]!r}")
        suite.check("passwd" not in wrong.body.decode() or "/etc/passwd" in text, "no other file is told of")
    suite.ask(client, "POST", SCHEMAS, b"Table t { id int [pk] } // \xff\xfe", DBML, status=422, kind="invalid-document")
    suite.ask(client, "POST", SCHEMAS, TEXT, status=422, kind="invalid-document")
    suite.ask(client, "POST", SCHEMAS, compact(SHOP), DBML, status=422, kind="invalid-document")
    # What no text in PostgreSQL can hold is refused or replaced, and never a failure of the server.
    for escape in ("\\0", "\\u0000", "\\uD800", "\\uDC00\\uD800"):
        for text in (f'Project "a{escape}b" {{}}', f"Project p {{ Note: 'a{escape}b' }}", f'Table "a{escape}b" {{ id int [pk] }}',
                     f"Table t {{ id int [pk, note: 'a{escape}b'] }}", f"Table t {{ id text [pk, default: 'a{escape}b'] }}"):
            answer = suite.ask(client, "POST", SCHEMAS, text, DBML, status=(201, 422))
            if answer.status == 201:
                suite.ask(client, "GET", answer.field("location"), status=200)
                suite.ask(client, "GET", answer.field("location") + "/sql", status=200)
    unverified = "Table t { id int [pk, default: `no_such_function(1)`] }"
    refused = suite.ask(client, "POST", SCHEMAS, unverified, DBML, status=422, kind="statement-refused").json()
    suite.equal([(finding["column"], finding["endColumn"]) for finding in refused["diagnostics"]
                 if finding["severity"] == "error"], [(33, 49)],
                "the place of what PostgreSQL refuses")
    made = stored(suite, client)
    for text in ("Table", unverified):
        suite.ask(client, "PUT", at(made), text, {**DBML, "If-Match": "*"}, status=422)
    suite.equal(suite.ask(client, "GET", at(made), status=200).json()["version"], 1, "nothing was stored")
    good = suite.ask(client, "POST", "/api/v1/validate", TEXT, DBML, status=200).json()
    suite.equal(good["valid"], True, "a good text")
    suite.ask(client, "POST", "/api/v1/compile", "Table", DBML, status=422, kind="invalid-document")


def databases(suite, client):
    """A database from DBML, with its records in it."""
    text = TEXT + "\nRecords customers(id, email) {\n  1, 'ada@example.org'\n  7, 'o''brien'\n}\n".replace("o''b", "o\\'b")
    made = stored(suite, client, text)
    answer = suite.ask(client, "POST", at(made, "/databases"), status=201)
    if answer.status != 201:
        return
    url = answer.json()["url"]

    def sql(command):
        return subprocess.run(["psql", "-XAtq", url, "-c", command], capture_output=True, text=True, check=False).stdout
    suite.equal(sql("SELECT id, email FROM customers ORDER BY id"), "1|ada@example.org\n7|o'brien\n", "records")
    suite.equal(sql("INSERT INTO customers (email) VALUES ('x') RETURNING id"), "8\n", "the identity goes on after them")
    suite.equal(sql("SELECT enum_range(NULL::order_state)"), "{open,closed}\n", "the enum")
    suite.equal(suite.ask(client, "GET", at(made), status=200).json()["databases"][0]["id"], answer.json()["id"], "told")
    suite.ask(client, "DELETE", at(made) + "?dropDatabases=true", status=204)


def same_as_the_command_line(suite, client, tablewright, folder):
    """The server and the command line convert and compile alike."""
    with open(f"{folder}/shop.dbml", "w", encoding="utf-8") as file:
        file.write(TEXT)
    with open(f"{folder}/shop.json", "wb") as file:
        file.write(json.dumps(SHOP).encode())

    def run(*arguments):
        return subprocess.run([tablewright, *arguments], capture_output=True, check=True).stdout
    dbml_made, json_made = stored(suite, client), suite.make(client, json.dumps(SHOP).encode())
    sql = run("compile", f"{folder}/shop.dbml")
    suite.equal(suite.ask(client, "GET", at(dbml_made, "/sql"), status=200).body, sql, "SQL")
    compiled = suite.ask(client, "POST", "/api/v1/compile", TEXT, DBML, status=200).json()
    suite.equal(compiled["sql"].encode(), sql, "compile")
    suite.equal(suite.ask(client, "GET", at(dbml_made, "/document"), fields=AS_JSON, status=200).body,
                run("convert", "--to", "json", f"{folder}/shop.dbml"), "to JSON")
    suite.equal(suite.ask(client, "GET", at(json_made, "/document"), fields=AS_DBML, status=200).body,
                run("convert", "--to", "dbml", f"{folder}/shop.json"), "to DBML")
