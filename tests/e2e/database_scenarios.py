# SPDX-License-Identifier: MIT
"""Databases, from their making to their end, also as PostgreSQL sees them."""

import subprocess
import time
import uuid

from schema_scenarios import SCHEMAS, at, pages
from suite import ABSENT, SHOP, named

DATABASES = "/api/v1/databases"


def psql(url, statement):
    done = subprocess.run(["psql", "-X", "-At", "-v", "ON_ERROR_STOP=1", "-c", statement, url], capture_output=True,
                          text=True, check=False, env={"PGCONNECT_TIMEOUT": "10", "PATH": "/usr/bin:/bin"})
    return done.returncode, done.stdout.strip()


def wait_for(suite, client, target, status, seconds=60):
    deadline = time.monotonic() + seconds
    while True:
        state = suite.ask(client, "GET", target, status=200).json()
        if state["status"] == status or time.monotonic() > deadline:
            suite.equal(state["status"], status, f"status of {target}")
            return state
        time.sleep(0.05)


def life(suite, client):
    schema = suite.make(client, SHOP)
    databases = at(schema, "/databases")
    answer = suite.ask(client, "POST", databases, status=201)
    made = answer.json()
    suite.equal((made["status"], made["version"], made["schemaId"]), ("ready", 1, schema["id"]), "a new database")
    suite.equal(answer.field("location"), f"{DATABASES}/{made['id']}", "Location")
    suite.equal(made["name"], made["database"], "name and database")
    suite.check(made["password"] in made["url"] and made["url"] in made["psql"], "url and psql hold the password")
    suite.equal(psql(made["url"], "INSERT INTO customers (email) VALUES ('a@b.c') RETURNING id"), (0, "1\nINSERT 0 1"),
                "its owner can use it")
    state = suite.ask(client, "GET", answer.field("location"), status=200).json()
    suite.equal((state["status"], state["exists"], state["acceptsConnections"]), ("ready", True, True), "its health")
    suite.check("password" not in state and "url" not in state, "the password is not told again")
    tag = suite.ask(client, "GET", at(schema), status=200)
    suite.equal([item["id"] for item in tag.json()["databases"]], [made["id"]], "the envelope names it")
    suite.check(tag.field("etag") != schema["etag"], "the envelope's tag is another one")
    suite.ask(client, "PUT", at(schema), {**SHOP, "description": "2"}, {"If-Match": tag.field("etag")}, status=200)

    renewed = suite.ask(client, "POST", answer.field("location") + "/credentials", status=200).json()
    suite.check(renewed["password"] != made["password"], "a new password")
    suite.equal(psql(made["url"], "SELECT 1")[0], 2, "the old password is refused")
    suite.equal(psql(renewed["url"], "SELECT count(*) FROM customers"), (0, "1"), "the new one works")

    old = suite.ask(client, "POST", databases, {"version": 1}, status=201).json()
    new = suite.ask(client, "POST", databases, {}, status=201).json()
    suite.equal((old["version"], new["version"]), (1, 2), "versions of databases")
    suite.ask(client, "POST", databases, b"", {"Content-Type": "text/plain"}, status=201)
    for wrong in ([], {"version": 0}, {"version": "1"}, {"version": 1.5}, {"version": None}, {"versoin": 1},
                  {"version": -1}, b"{", b"null", b"1", {"version": 1e300}):
        suite.ask(client, "POST", databases, wrong, status=400, kind="invalid-body")
    suite.ask(client, "POST", databases, {"version": 9}, status=404, kind="")

    suite.ask(client, "DELETE", at(schema), status=409, kind="databases-exist")
    suite.ask(client, "DELETE", at(schema, "?dropDatabases=false"), status=409, kind="databases-exist")
    for wrong in ("", "yes", "1", "TRUE"):
        suite.ask(client, "DELETE", at(schema, f"?dropDatabases={wrong}"), status=400, kind="invalid-parameter")
    suite.ask(client, "DELETE", answer.field("location"), status=204)
    suite.equal(psql(renewed["url"], "SELECT 1")[0], 2, "it is gone")
    gone = suite.ask(client, "GET", answer.field("location"), status=200).json()
    suite.equal((gone["status"], gone["exists"], gone["acceptsConnections"]), ("dropped", False, False), "what is left")
    suite.ask(client, "DELETE", answer.field("location"), status=204)
    suite.ask(client, "POST", answer.field("location") + "/credentials", status=409, kind="database-not-ready")
    suite.ask(client, "DELETE", at(schema, "?dropDatabases=true"), status=204)
    suite.ask(client, "GET", at(schema), status=404)
    suite.equal(psql(new["url"], "SELECT 1")[0], 2, "they went with the schema")


def later(suite, client):
    """`Prefer: respond-async`, and what is refused while a database is being made."""
    prefer = {"Prefer": "respond-async"}
    schema = suite.make(client, SHOP)
    for value in ("respond-async", "RESPOND-ASYNC", "wait=10, respond-async"):
        answer = suite.ask(client, "POST", at(schema, "/databases"), fields={"Prefer": value}, status=202)
        wait_for(suite, client, answer.field("location"), "ready")
    renewed = suite.ask(client, "POST", answer.field("location") + "/credentials", status=200).json()
    suite.equal(psql(renewed["url"], "SELECT count(*) FROM orders"), (0, "0"), "it can be used")
    suite.ask(client, "POST", at(schema, "/databases"), fields={"Prefer": "return=minimal"}, status=201)
    suite.ask(client, "DELETE", at(schema, "?dropDatabases=true"), status=204)

    large = suite.make(client, named("large", tables=600))
    answer = suite.ask(client, "POST", at(large, "/databases"), fields=prefer, status=202)
    suite.equal(answer.json()["status"], "creating", "status at once")
    target = answer.field("location")
    suite.ask(client, "DELETE", target, status=409, kind="database-busy")
    suite.ask(client, "POST", target + "/credentials", status=409, kind="database-not-ready")
    suite.ask(client, "DELETE", at(large), status=409, kind="databases-exist")
    suite.ask(client, "DELETE", at(large, "?dropDatabases=true"), status=409, kind="database-busy")
    state = suite.ask(client, "GET", target, status=200).json()
    suite.equal(state["status"], "creating", "status meanwhile")
    wait_for(suite, client, target, "ready")
    suite.ask(client, "DELETE", at(large, "?dropDatabases=true"), status=204)


def repeated(suite, client):
    schema = suite.make(client, SHOP)
    key = {"Idempotency-Key": str(uuid.uuid4())}
    first = suite.ask(client, "POST", at(schema, "/databases"), fields=key, status=201).json()
    again = suite.ask(client, "POST", at(schema, "/databases"), fields=key, status=200)
    suite.equal(again.json()["id"], first["id"], "a replay makes nothing")
    suite.check(first["password"] not in again.body.decode(), "a replay has no password")
    suite.ask(client, "PUT", at(schema), named("v2"), {"If-Match": "*"}, status=200)
    suite.ask(client, "POST", at(schema, "/databases"), {"version": 2}, key, status=422, kind="idempotency-key-reused")
    for wrong in ("", "k" * 201, "with blank"):
        suite.ask(client, "POST", at(schema, "/databases"), fields={"Idempotency-Key": wrong}, status=400,
                  kind="invalid-idempotency-key")
    other = suite.make(client, SHOP)
    suite.ask(client, "POST", at(other, "/databases"), fields=key, status=422, kind="idempotency-key-reused")
    suite.ask(client, "DELETE", at(schema, "?dropDatabases=true"), status=204)


def lists(suite, client):
    schema = suite.make(client, SHOP)
    made = [suite.ask(client, "POST", at(schema, "/databases"), status=201).json()["id"] for _ in range(3)]
    ours = f"{DATABASES}?schemaId={schema['id']}"
    suite.equal([item["id"] for item in pages(suite, client, ours + "&limit=1")], made[::-1], "the newest first")
    suite.ask(client, "DELETE", f"{DATABASES}/{made[0]}", status=204)
    suite.equal([item["id"] for item in pages(suite, client, ours + "&status=ready")], made[:0:-1], "those ready")
    suite.equal([item["id"] for item in pages(suite, client, ours + "&status=dropped")], made[:1], "those dropped")
    listed = {item["id"] for item in pages(suite, client, DATABASES + "?limit=2")}
    suite.equal(listed & set(made), set(made[1:]), "all but the dropped one")
    suite.equal(pages(suite, client, f"{DATABASES}?schemaId={ABSENT}"), [], "of no schema")
    for wrong in ("status=nothing", "status=", "limit=0", "limit=201", "schemaId=x", "schemaId="):
        suite.ask(client, "GET", f"{DATABASES}?{wrong}", status=400, kind="invalid-parameter")
    cursor = suite.ask(client, "GET", ours + "&limit=1", status=200).json()["nextCursor"]
    for damaged in (cursor[:-3], "x", ""):
        suite.ask(client, "GET", f"{ours}&limit=1&cursor={damaged}", status=400, kind="invalid-cursor")
    suite.ask(client, "GET", f"{SCHEMAS}?limit=1&cursor={cursor}", status=400, kind="invalid-cursor")
    suite.ask(client, "DELETE", at(schema, "?dropDatabases=true"), status=204)


def vanished(suite, client, run_as_admin):
    """Somebody drops a database past the server."""
    schema = suite.make(client, SHOP)
    made = suite.ask(client, "POST", at(schema, "/databases"), status=201).json()
    run_as_admin(f'DROP DATABASE "{made["name"]}"')
    state = suite.ask(client, "GET", f"{DATABASES}/{made['id']}", status=200).json()
    suite.equal((state["status"], state["exists"]), ("missing", False), "it is missed")
    suite.ask(client, "DELETE", f"{DATABASES}/{made['id']}", status=204)
    suite.ask(client, "DELETE", at(schema), status=204)
