# SPDX-License-Identifier: MIT
"""Schemas and their versions, from their making to their end."""

import hashlib
import json
import re
import subprocess
import uuid

from suite import BROKEN, SHOP, UNVERIFIED, compact, named

SCHEMAS = "/api/v1/schemas"


def at(schema, rest=""):
    return f"{SCHEMAS}/{schema['id']}{rest}"


def storing(suite, client):
    answer = suite.ask(client, "POST", SCHEMAS, compact(SHOP), status=201)
    made = answer.json()
    suite.equal(answer.field("location"), at(made), "Location")
    suite.equal(made["document"], SHOP, "document")
    suite.equal(made["hash"], hashlib.sha256(compact(SHOP)).hexdigest(), "hash")
    suite.equal(answer.field("etag"), f'"{made["hash"]}"', "ETag of a first version")
    suite.equal((made["version"], made["databases"], made["name"], made["description"]),
                (1, [], "shop", "what is sold to whom"), "envelope")
    read = suite.ask(client, "GET", answer.field("location"), status=200)
    suite.equal(read.body, answer.body, "GET after POST")
    suite.equal(read.field("etag"), answer.field("etag"), "ETag of GET after POST")

    wrong = suite.ask(client, "POST", SCHEMAS, BROKEN, status=422, kind="invalid-document")
    suite.equal([(d["code"], d["pointer"]) for d in wrong.json()["diagnostics"] if d["severity"] == "error"],
                [("TW3001", "/tables/0/columns/0/dataType")], "diagnostics")
    refused = suite.ask(client, "POST", SCHEMAS, UNVERIFIED, status=422, kind="statement-refused")
    suite.check(refused.json()["diagnostics"], "a refused statement is told at its place")
    for body, code in ((b"", "TW1003"), (b"{", "TW1"), (b"[]", "TW1"), (b"null", "TW1"), (b'"x"', "TW1"),
                       (b"\xff\xfe", "TW1"), (b'{"tables":[]}{', "TW1"), (b'{"tables":[],"tables":[]}', "TW1"),
                       (b"[" * 100000, "TW1"), (b'{"tables":[{"id":"t","name":"\\u0000","columns":[{"id":"c","name":"c","dataType":"INT","primaryKey":true}]}]}', "TW1")):
        wrong = suite.ask(client, "POST", SCHEMAS, body, status=422, kind="invalid-document")
        if wrong.status == 422:
            suite.check(wrong.json()["diagnostics"][0]["code"].startswith(code), f"code for {body[:20]!r}")
    suite.ask(client, "POST", SCHEMAS, compact(named("j")), {"Content-Type": 'application/json; charset="UTF-8"'}, status=201)


def byte_for_byte(suite, client):
    """What was sent comes back as it was, whatever it looks like."""
    plain = compact(SHOP)
    odd = {
        "a byte order mark": b"\xef\xbb\xbf" + plain,
        "odd white space": b"\r\n\t  " + json.dumps(SHOP, indent=7).replace("\n", "\r\n").encode() + b" \n\n\t",
        "unknown members": compact({**SHOP, "x-mine": {"a": [1.50, 1e300, None]}, "colour": "red"}),
        "unicode": compact({**named("ключ 日本語 🗝"), "description": "é ≠ é \u200b\u2028 end"}),
        "escapes": plain.replace(b'"shop"', b'"\\u0073h\\/op \\ud83d\\ude00"'),
        "numbers": plain[:-1] + b',"x-n":[1.0,1.00,0.1e1,-0,100000000000000000000000]}',
    }
    for what, document in odd.items():
        made = suite.ask(client, "POST", SCHEMAS, document, status=201)
        if made.status != 201:
            continue
        target = made.field("location")
        suite.equal(suite.ask(client, "GET", target + "/document", status=200).body, document, what)
        suite.equal(suite.ask(client, "GET", target + "/versions/1/document", status=200).body, document, what)
        inner = document[3:] if document.startswith(b"\xef\xbb\xbf") else document
        for answer in (made, suite.ask(client, "GET", target, status=200),
                       suite.ask(client, "GET", target + "/versions/1", status=200)):
            suite.check(inner.strip() in answer.body, f"{what}: the document inside is as it was sent")
    name = suite.ask(client, "POST", SCHEMAS, odd["escapes"], status=201).json()["name"]
    suite.equal(name, "sh/op \U0001f600", "the name is unescaped")


def largest(suite, client, limit):
    """The largest body that is taken, and one byte more."""
    start, end = compact(SHOP)[:-1] + b',"x-pad":"', b'"}'
    for size, status in ((limit - 1, 201), (limit, 201), (limit + 1, 413)):
        document = start + b"a" * (size - len(start) - len(end)) + end
        made = suite.ask(client, "POST", SCHEMAS, document, status=status)
        if made.status == 201:
            back = client.call("GET", made.field("location") + "/document")
            suite.check(back.body == document, f"{size} bytes come back")
            suite.ask(client, "DELETE", made.field("location"), status=204)


def conditional_requests(suite, client):
    schema = suite.make(client, SHOP)
    strong, weak = schema["etag"], "W/" + schema["etag"]
    for rest in ("", "/document", "/versions/1", "/versions/1/document"):
        tag = suite.ask(client, "GET", at(schema, rest), status=200).field("etag")
        for value in (tag, "W/" + tag, f'"other", {tag}', "*"):
            again = suite.ask(client, "GET", at(schema, rest), fields={"If-None-Match": value}, status=304)
            suite.equal(again.field("etag"), tag, f"ETag of 304 of {rest}")
        suite.ask(client, "HEAD", at(schema, rest), fields={"If-None-Match": tag}, status=304)
        for value in ('"other"', tag.strip('"'), "x", ""):
            suite.ask(client, "GET", at(schema, rest), fields={"If-None-Match": value}, status=200)

    changed = {**SHOP, "description": "changed"}
    suite.ask(client, "PUT", at(schema), changed, status=428, kind="precondition-required")
    for value in ('"other"', weak, "x", '"' + "0" * 64 + '"', strong.strip('"'), ","):
        suite.ask(client, "PUT", at(schema), changed, {"If-Match": value}, status=412, kind="precondition-failed")
        suite.ask(client, "POST", at(schema, "/versions/1/restore"), fields={"If-Match": value}, status=412)
        suite.ask(client, "DELETE", at(schema), fields={"If-Match": value}, status=412, kind="precondition-failed")
    same = suite.ask(client, "PUT", at(schema), SHOP, {"If-Match": strong}, status=200)
    suite.equal((same.json()["version"], same.field("etag")), (1, strong), "the same bytes make no version")
    second = suite.ask(client, "PUT", at(schema), changed, {"If-Match": f'"x", {same.field("etag")}'}, status=200)
    suite.equal(second.json()["version"], same.json()["version"] + 1, "a change is a new version")
    suite.ask(client, "PUT", at(schema), SHOP, {"If-Match": same.field("etag")}, status=412, kind="precondition-failed")
    repeated = suite.ask(client, "PUT", at(schema), changed, {"If-Match": second.field("etag")}, status=200)
    suite.equal(repeated.json()["version"], second.json()["version"], "the same bytes make no version")
    suite.ask(client, "PUT", at(schema), BROKEN, {"If-Match": "*"}, status=422, kind="invalid-document")
    suite.ask(client, "PUT", at(schema), UNVERIFIED, {"If-Match": "*"}, status=422, kind="statement-refused")
    any_version = suite.ask(client, "PUT", at(schema), named("other"), {"If-Match": "*"}, status=200).json()
    suite.equal((any_version["name"], any_version["id"]), ("other", schema["id"]), "name and id after PUT")
    tag = suite.ask(client, "GET", at(schema), status=200).field("etag")
    suite.ask(client, "DELETE", at(schema), fields={"If-Match": tag}, status=204)
    for rest in ("", "/document", "/versions", "/versions/1", "/versions/1/document", "/sql", "/diff?from=1&to=1"):
        suite.ask(client, "GET", at(schema, rest), status=404, kind="")
    suite.ask(client, "DELETE", at(schema), status=404)


def idempotency(suite, client):
    key = {"Idempotency-Key": str(uuid.uuid4())}
    first = suite.ask(client, "POST", SCHEMAS, SHOP, key, status=201)
    again = suite.ask(client, "POST", SCHEMAS, SHOP, key, status=201)
    suite.equal(again.json()["id"], first.json()["id"], "a replay makes nothing")
    suite.equal(again.field("location"), first.field("location"), "Location of a replay")
    suite.ask(client, "POST", SCHEMAS, named("another"), key, status=422, kind="idempotency-key-reused")
    for wrong in ("", "k" * 201, "with blank", "schlüssel"):
        suite.ask(client, "POST", SCHEMAS, SHOP, {"Idempotency-Key": wrong}, status=400, kind="invalid-idempotency-key")
    suite.ask(client, "POST", SCHEMAS, SHOP, [("Idempotency-Key", "a"), ("Idempotency-Key", "b")], status=400)
    suite.ask(client, "POST", SCHEMAS, SHOP, {"Idempotency-Key": "!" + "k" * 198 + "~"}, status=201)
    fresh = {"Idempotency-Key": str(uuid.uuid4())}
    suite.ask(client, "POST", SCHEMAS, BROKEN, fresh, status=422)
    suite.ask(client, "POST", SCHEMAS, SHOP, fresh, status=201)


def next_target(answer):
    link = answer.field("link")
    return re.fullmatch(r'<([^>]+)>; rel="next"', link).group(1) if link else None


def pages(suite, client, target, meanwhile=lambda: None):
    """All items, by the `Link` of each page; `nextCursor` says the same."""
    items = []
    while target:
        answer = suite.ask(client, "GET", target, status=200)
        page = answer.json()
        items += page["items"]
        target = next_target(answer)
        suite.equal(target is None, "nextCursor" not in page, "Link and nextCursor go together")
        if target:
            suite.check(page["nextCursor"] in target, "Link holds nextCursor")
        meanwhile()
    return items


def paging(suite, client):
    """Every schema once, in order, while others are made; search; damaged cursors."""
    word = "quux" + uuid.uuid4().hex[:8]
    made = [suite.make(client, named(f"{word} {i:02}", f"Nr {i}" if i % 2 else "")) for i in range(13)]
    ids = [schema["id"] for schema in made]
    for sort, expected in (("name", ids), ("-name", ids[::-1]), ("createdAt", ids), ("-createdAt", ids[::-1]),
                           ("updatedAt", ids), ("-updatedAt", ids[::-1])):
        found = pages(suite, client, f"{SCHEMAS}?q={word}&sort={sort}&limit=5")
        suite.equal([item["id"] for item in found], expected, f"order by {sort}")
    suite.equal([item["id"] for item in pages(suite, client, f"{SCHEMAS}?q={word}&limit=1")], ids[::-1], "default order")

    counter = iter(range(1000))
    found = pages(suite, client, f"{SCHEMAS}?q={word}&sort=name&limit=3",
                  lambda: suite.make(client, named(f"{word} 0 {next(counter):03}")))
    suite.equal([item["id"] for item in found if item["id"] in ids], ids, "none lost, none twice, under insertions")

    for text, count in ((word.upper(), None), (f"{word}%2007", 1), ("%25", 0), (f"{word}_07", 0), ("a%27%3B--", 0),
                        ("%5C", 0), ("no such thing " .replace(" ", "+") + word, 0)):
        found = suite.ask(client, "GET", f"{SCHEMAS}?q={text}&limit=200", status=200).json()["items"]
        if count is None:
            suite.check(len(found) >= 13, f"search for {text} ignores case")
        elif count == 0 and text == "%25":
            suite.check(all("%" in item["name"] + item["description"] for item in found), "a percent sign is itself")
        else:
            suite.equal(len(found), count, f"search for {text}")
    by_description = suite.ask(client, "GET", f"{SCHEMAS}?q=nR%203&sort=name&limit=200", status=200).json()["items"]
    suite.check(ids[3] in [item["id"] for item in by_description], "search looks at descriptions")

    for limit in ("0", "-1", "201", "x", "1.5", "", "99999999999999999999", "+5"):
        suite.ask(client, "GET", f"{SCHEMAS}?limit={limit}", status=400, kind="invalid-parameter")
    for sort in ("nothing", "", "--name", "NAME", "hash"):
        suite.ask(client, "GET", f"{SCHEMAS}?sort={sort}", status=400, kind="invalid-parameter")
    cursor = suite.ask(client, "GET", f"{SCHEMAS}?limit=1&sort=name", status=200).json()["nextCursor"]
    middle = len(cursor) // 2
    other = "A" if cursor[middle] != "A" else "B"
    for damaged in (cursor[:-4], cursor + "AAAA", cursor[:middle] + other + cursor[middle + 1:], "", "x", "=",
                    "A" * 4000):
        suite.ask(client, "GET", f"{SCHEMAS}?limit=1&sort=name&cursor={damaged}", status=400, kind="invalid-cursor")
    suite.ask(client, "GET", f"{SCHEMAS}?limit=1&sort=-createdAt&cursor={cursor}", status=400, kind="invalid-cursor")
    for schema in made:
        suite.ask(client, "DELETE", at(schema), status=204)


def versions(suite, client):
    schema = suite.make(client, named("v 1"))
    tag, documents = schema["etag"], [json.dumps(named("v 1")).encode()]
    for number in range(2, 8):
        documents.append(json.dumps(named(f"v {number}")).encode())
        answer = suite.ask(client, "PUT", at(schema), documents[-1], {"If-Match": tag}, status=200)
        tag = answer.field("etag")
        suite.equal(answer.json()["version"], number, "number")
    listed = pages(suite, client, at(schema, "/versions?limit=2"))
    suite.equal([item["number"] for item in listed], [7, 6, 5, 4, 3, 2, 1], "history")
    suite.equal([item["bytes"] for item in listed], [len(text) for text in documents[::-1]], "sizes")
    for number, text in enumerate(documents, 1):
        one = suite.ask(client, "GET", at(schema, f"/versions/{number}"), status=200)
        suite.equal((one.json()["number"], one.json()["document"]), (number, json.loads(text)), "one version")
        alone = suite.ask(client, "GET", at(schema, f"/versions/{number}/document"), status=200)
        suite.equal(alone.body, text, "its bytes")
        suite.check("immutable" in alone.field("cache-control"), "a version may be kept")
    restored = suite.ask(client, "POST", at(schema, "/versions/2/restore"), fields={"If-Match": tag}, status=200)
    suite.equal((restored.json()["version"], restored.json()["name"]), (8, "v 2"), "brought back")
    suite.equal(suite.ask(client, "GET", at(schema), status=200).field("etag"), restored.field("etag"), "ETag")
    suite.equal(suite.ask(client, "GET", at(schema, "/versions/8"), status=200).json()["restoredFrom"], 2, "its origin")
    again = suite.ask(client, "POST", at(schema, "/versions/8/restore"), status=200)
    suite.equal(again.json()["version"], 8, "the newest brought back is itself")
    suite.equal(suite.ask(client, "GET", at(schema, "/document"), status=200).body, documents[1], "bytes")
    for target in ("/versions?limit=0", "/versions?limit=x"):
        suite.ask(client, "GET", at(schema, target), status=400, kind="invalid-parameter")
    suite.ask(client, "GET", at(schema, "/versions?cursor=x"), status=400, kind="invalid-cursor")


def differences(suite, client):
    before = {"name": "d", "tables": [
        {"id": "t1", "name": "people", "columns": [
            {"id": "c1", "name": "id", "dataType": "INT", "primaryKey": True},
            {"id": "c2", "name": "mail", "dataType": "VARCHAR", "length": 80},
            {"id": "c3", "name": "age", "dataType": "INT"}]},
        {"id": "t2", "name": "gone", "columns": [{"id": "c1", "name": "id", "dataType": "INT", "primaryKey": True}]}]}
    after = {"name": "d", "tables": [
        {"id": "t1", "name": "persons", "columns": [
            {"id": "c1", "name": "id", "dataType": "INT", "primaryKey": True},
            {"id": "c2", "name": "email", "dataType": "VARCHAR", "length": 200},
            {"id": "c4", "name": "born", "dataType": "DATE"}]}]}
    schema = suite.make(client, before)
    suite.ask(client, "PUT", at(schema), after, {"If-Match": "*"}, status=200)
    answer = suite.ask(client, "GET", at(schema, "/diff?from=1&to=2"), status=200).json()
    found = {(change["kind"], change["element"], change["name"]) for change in answer["changes"]}
    for expected in (("renamed", "table", "persons"), ("renamed", "column", "email"), ("changed", "column", "email"),
                     ("removed", "column", "age"), ("added", "column", "born"), ("removed", "table", "gone")):
        suite.check(expected in found, f"diff tells {expected}: {sorted(found)}")
    suite.check(not {("removed", "table", "people"), ("added", "table", "persons")} & found, "a rename is a rename")
    for kind, count in answer["summary"].items():
        suite.equal(count, sum(change["kind"] == kind for change in answer["changes"]), f"summary of {kind}")
    back = suite.ask(client, "GET", at(schema, "/diff?from=2&to=1"), status=200).json()
    suite.check(("renamed", "table", "people") in {(c["kind"], c["element"], c["name"]) for c in back["changes"]}, "back")
    suite.equal(suite.ask(client, "GET", at(schema, "/diff?from=2&to=2"), status=200).json()["changes"], [], "nothing")
    newest = suite.ask(client, "GET", at(schema, "/diff"), status=200).json()
    suite.equal(newest, answer, "the newest version and the one before it are what is compared when nothing is said")
    for query in ("from=x", "from=0&to=1", "from=1&to=", "from=1.0&to=2", "to=-1"):
        suite.ask(client, "GET", at(schema, "/diff?" + query), status=400, kind="invalid-parameter")
    suite.ask(client, "GET", at(schema, "/diff?from=1&to=3"), status=404)
    suite.ask(client, "GET", at(schema, "/diff?from=9&to=1"), status=404)


def scripts(suite, client, tablewright, folder):
    """The same script from every place that gives one, and from the command line."""
    text = json.dumps(SHOP).encode()
    with open(f"{folder}/shop.json", "wb") as file:
        file.write(text)
    expected = subprocess.run([tablewright, "compile", f"{folder}/shop.json"], capture_output=True, check=True).stdout
    schema = suite.make(client, text)
    sql = suite.ask(client, "GET", at(schema, "/sql"), status=200)
    suite.equal(sql.body, expected, "sql")
    suite.check(sql.field("content-type").startswith("application/sql"), "application/sql is the default")
    plain = suite.ask(client, "GET", at(schema, "/sql"), fields={"Accept": "text/plain"}, status=200)
    suite.check(plain.field("content-type").startswith("text/plain"), "text/plain when asked for")
    suite.equal(plain.body, expected, "sql as text")
    compiled = suite.ask(client, "POST", "/api/v1/compile", text, status=200).json()
    suite.equal(compiled["sql"].encode(), expected, "compile")
    suite.ask(client, "PUT", at(schema), named("later"), {"If-Match": "*"}, status=200)
    suite.equal(suite.ask(client, "GET", at(schema, "/sql?version=1"), status=200).body, expected, "sql of a version")
    suite.check(suite.ask(client, "GET", at(schema, "/sql"), status=200).body != expected, "sql of the newest")
    suite.ask(client, "GET", at(schema, "/sql?version=3"), status=404)
    for wrong in ("0", "x", "", "1.5", "-1"):
        suite.ask(client, "GET", at(schema, f"/sql?version={wrong}"), status=400, kind="invalid-parameter")


def documents(suite, client, wrong_documents):
    good = suite.ask(client, "POST", "/api/v1/validate", SHOP, status=200).json()
    suite.equal(good["valid"], True, "a good document is valid")
    suite.ask(client, "POST", "/api/v1/compile", BROKEN, status=422, kind="invalid-document")
    suite.ask(client, "POST", "/api/v1/compile", UNVERIFIED, status=422, kind="statement-refused")
    placed = suite.ask(client, "POST", "/api/v1/layout", SHOP, status=200).json()
    suite.equal([table["name"] for table in placed["tables"]], [table["name"] for table in SHOP["tables"]], "layout")
    suite.equal(suite.ask(client, "POST", "/api/v1/layout?all=true&aspect=0.5", SHOP, status=200).json()["tables"][0]["id"],
                SHOP["tables"][0]["id"], "a table of the layout")
    suite.ask(client, "POST", "/api/v1/layout", BROKEN, status=422, kind="invalid-document")
    for wrong in ("aspect=0", "aspect=wide", "aspect=1e1", "aspect=nan", "aspect=", "all=yes"):
        suite.ask(client, "POST", "/api/v1/layout?" + wrong, SHOP, status=400, kind="invalid-parameter")
    suite.ask(client, "POST", "/api/v1/layout?width=3", SHOP, status=400, kind="unknown-parameter")
    unverified = suite.ask(client, "POST", "/api/v1/validate", UNVERIFIED, status=200).json()
    suite.equal(unverified["valid"], False, "what PostgreSQL refuses is not valid")
    for file in wrong_documents:
        with open(file, "rb") as opened:
            text = opened.read()
        found = suite.ask(client, "POST", "/api/v1/validate", text, status=200).json()
        suite.equal(found["valid"], False, f"{file} is not valid")
        errors = [finding for finding in found["diagnostics"] if finding["severity"] == "error"]
        suite.check(errors, f"{file} has errors")
        stored = suite.ask(client, "POST", SCHEMAS, text, status=422)
        if stored.status == 422:
            suite.equal(stored.json()["diagnostics"], found["diagnostics"], f"{file}: the same findings")


def pages_and_operation(suite, client, contract):
    suite.equal(suite.ask(client, "GET", "/openapi.json", status=200).json(), contract.document, "/openapi.json")
    suite.equal(suite.ask(client, "GET", "/schema.json", status=200).json(), contract.document_schema, "/schema.json")
    suite.equal(suite.ask(client, "GET", "/healthz", status=200).json(), {"status": "ok"}, "/healthz")
    suite.equal(suite.ask(client, "GET", "/readyz", status=200).json(), {"status": "ready"}, "/readyz")
    figures = suite.ask(client, "GET", "/metrics", status=200)
    suite.check("version=0.0.4" in figures.field("content-type"), "the version of the text format")
    for line in figures.body.decode().splitlines():
        suite.check(re.fullmatch(r"#( .*)?|[a-zA-Z_:][a-zA-Z0-9_:]*(\{.*\})? [0-9.eE+-]+|.* (NaN|[+-]Inf)", line),
                    f"/metrics: {line}")
    for target in ("/", "/docs"):
        page = suite.ask(client, "GET", target, status=200)
        suite.check(b"<html" in page.body.lower(), f"{target} is a page")
        suite.check(not re.search(rb"(src|href)=[\"']?(https?:)?//", page.body), f"{target} loads nothing from elsewhere")
