# SPDX-License-Identifier: MIT
"""Several users behind a proxy, their limits, and pages of named origins."""

from schema_scenarios import SCHEMAS, at
from suite import SHOP, named


def apart(suite, ann, bob):
    """What is Ann's is not there for Bob, in the very same words as what is not there at all."""
    schema = suite.make(ann, named("ann's own"))
    made = suite.ask(ann, "POST", at(schema, "/databases"), status=201).json()
    suite.equal(schema["owner"], "ann", "owner")
    nowhere = "00000000-0000-4000-8000-000000000000"
    for method, rest, body, fields in (
            ("GET", "", None, {}), ("GET", "/document", None, {}), ("GET", "/versions", None, {}),
            ("GET", "/versions/1", None, {}), ("GET", "/versions/1/document", None, {}), ("GET", "/sql", None, {}),
            ("GET", "/diff?from=1&to=1", None, {}), ("PUT", "", SHOP, {"If-Match": "*"}), ("PUT", "", SHOP, {"If-Match": schema["etag"]}),
            ("DELETE", "", None, {}), ("DELETE", "?dropDatabases=true", None, {}),
            ("POST", "/versions/1/restore", None, {}), ("POST", "/databases", None, {})):
        theirs = suite.ask(bob, method, at(schema, rest), body, fields, status=404)
        absent = suite.ask(bob, method, SCHEMAS + "/" + nowhere + rest, body, fields, status=404)
        same = {name: value for name, value in theirs.json().items() if name != "instance"}
        suite.equal(same, {name: value for name, value in absent.json().items() if name != "instance"},
                    f"{method} {rest}: another's and nobody's")
    for method, rest in (("GET", ""), ("DELETE", ""), ("POST", "/credentials")):
        suite.ask(bob, method, f"/api/v1/databases/{made['id']}{rest}", status=404)
    for target in (SCHEMAS, SCHEMAS + "?q=ann", "/api/v1/databases", f"/api/v1/databases?schemaId={schema['id']}"):
        listed = suite.ask(bob, "GET", target, status=200)
        suite.check(schema["id"] not in listed.body.decode(), f"{target} holds nothing of Ann's")
    key = {"Idempotency-Key": "the-same"}
    mine = suite.ask(ann, "POST", SCHEMAS, SHOP, key, status=201).json()["id"]
    suite.check(suite.ask(bob, "POST", SCHEMAS, SHOP, key, status=201).json()["id"] != mine, "keys are one's own")
    suite.ask(ann, "GET", at(schema), status=200)
    suite.ask(ann, "DELETE", at(schema, "?dropDatabases=true"), status=204)


def names(suite, make_client):
    """Users are bytes of UTF-8: what looks alike is not the same."""
    users = ["ünïcode", "UPPER", "upper", "a b", "../x", "'; DROP TABLE x; --", "ann\u200b", "日本語", "u" * 200]
    for user in users:
        client = make_client(user)
        suite.equal(suite.make(client, named(f"of {user}"))["owner"], user, "owner")
    for user in users:
        items = suite.ask(make_client(user), "GET", SCHEMAS, status=200).json()["items"]
        suite.equal([item["name"] for item in items], [f"of {user}"], f"schemas of {user}")


def limits(suite, client, schemas, databases):
    """A new user makes as much as is allowed, and then no more."""
    made = [suite.make(client, named(f"nr {i}")) for i in range(schemas)]
    suite.ask(client, "POST", SCHEMAS, SHOP, status=403, kind="quota-reached")
    suite.ask(client, "PUT", at(made[0]), SHOP, {"If-Match": "*"}, status=200)
    for _ in range(databases):
        suite.ask(client, "POST", at(made[0], "/databases"), status=201)
    suite.ask(client, "POST", at(made[0], "/databases"), status=403, kind="quota-reached")
    suite.ask(client, "POST", at(made[0], "/databases"), fields={"Prefer": "respond-async"}, status=403,
              kind="quota-reached")
    suite.ask(client, "DELETE", at(made[0], "?dropDatabases=true"), status=204)
    suite.ask(client, "POST", at(made[1], "/databases"), status=201)
    suite.make(client, SHOP)


def named_origins(suite, client, origin):
    """Pages of the origins that the operator names may call, others may not read."""
    preflight = {"Origin": origin, "Access-Control-Request-Method": "PUT",
                 "Access-Control-Request-Headers": "content-type, if-match", "X-Proxy-Secret": None, "X-User-Id": None}
    allowed = suite.ask(client, "OPTIONS", SCHEMAS, fields=preflight, status=204)
    suite.equal(allowed.field("access-control-allow-origin"), origin, "preflight: origin")
    suite.check("POST" in (allowed.field("access-control-allow-methods") or ""), "preflight: methods")
    for field in ("content-type", "if-match", "if-none-match", "idempotency-key", "prefer"):
        suite.check(field in (allowed.field("access-control-allow-headers") or "").lower(), f"preflight: {field}")
    for fields, status in (({}, 200), ({"Accept": "image/png"}, 406)):
        answer = suite.ask(client, "GET", SCHEMAS, fields={"Origin": origin, **fields}, status=status)
        suite.equal(answer.field("access-control-allow-origin"), origin, f"{status}: origin")
        suite.check("Origin" in (answer.field("vary") or ""), "Vary")
        exposed = (answer.field("access-control-expose-headers") or "").lower()
        for field in ("etag", "location", "link", "retry-after", "x-request-id"):
            suite.check(field in exposed, f"{field} can be read")
    for stranger in ("http://evil.example", origin + ".evil.example", "null", origin.upper()):
        answer = suite.ask(client, "OPTIONS", SCHEMAS, fields={**preflight, "Origin": stranger}, status=204)
        suite.equal(answer.field("access-control-allow-origin"), None, f"nothing for {stranger}")
    made = suite.ask(client, "POST", SCHEMAS, named("cors"), {"Origin": origin, "Sec-Fetch-Site": "cross-site"}, status=201)
    suite.ask(client, "DELETE", made.field("location"), fields={"Origin": origin, "Sec-Fetch-Site": "cross-site"}, status=204)
    suite.ask(client, "POST", SCHEMAS, named("cors"), {"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"},
              status=403, kind="cross-origin")
