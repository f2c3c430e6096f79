#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""usage: leaks_test.py SERVER SOURCE_DIR [SEED]

Provokes more than 500 errors and looks into every answer, fields included, for what is not the
client's to know: SQL, paths, PostgreSQL's words, secrets, another user's data. What the request
itself said may come back.
"""

import glob
import json
import os
import random
import re
import signal
import sys
import time
import urllib.parse

import generic_errors as generic
import wire
from contract import Contract
from outage_scenarios import all_at_once
from servers import Cluster, Server, end_in_order, remove, scratch_folder
from suite import ABSENT, BROKEN, Suite, named

SECRET = "correct-horse-battery-staple-for-tests"
LEAST = 500

# What stands in backticks is the engine's wording of a finding. All of it in the spelling that a server or a compiler would give it; what the requests below send
# is spelled otherwise, so that an echo is not taken for a leak.
SQL = rb"\b(SELECT|INSERT INTO|UPDATE [a-z_.]+ SET|DELETE FROM|(CREATE|ALTER|DROP) [A-Z]{4,}|GRANT|REVOKE|RETURNING|" \
      rb"WHERE|VALUES|ROLLBACK|COMMIT|SAVEPOINT|SET ROLE)\b|::(bytea|uuid)\b|\$[1-9]\b"
PATHS = rb"/(var|tmp|home|root|usr|etc|proc|dev/shm|opt|run)\b|\.(cpp|cxx|c|h|so)\b|\.s\.PGSQL|postmaster"
WORDS = rb"ERROR:|FATAL:|PANIC:|DETAIL:|HINT:|LINE [0-9]+:|CONTEXT:|SQLSTATE|libpq|duplicate key|violates|relation \"|" \
        rb"role \"|database \"|column \"|function [a-z_]+\(|syntax error|permission denied|invalid input syntax|" \
        rb"invalid byte sequence|does not exist|already exists|could not|connection to server|server closed|" \
        rb"terminating connection|recovery mode|starting up|shutting down|out of shared memory|PQ[a-z]+|PgError|" \
        rb"std::|what\(\)|terminate called|0x[0-9a-f]{8}"

HOSTILE = ["'", '"', "';--", "' or '1'='1", "') or 1=1 --", "\\", "%", "%s%n", "${7*7}", "{{7*7}}", "$(id)", "`id`",
           "../../../../Etc/passwd", "..\\..\\boot.ini", "\u0000", "\u0001", "\u202e", "\ufeff", "é" * 100, "😀" * 50,
           "<script>alert(1)</script>", "0", "-1", "9" * 40, "NaN", "1e400", "null", "undefined", "true", "[]", "{}",
           "a" * 5000, "x;drop table y", "pg_sleep(1)", "\r\nX-Injected: 1", "\n", "\t", "*", "|", "&a=b", "#", "?", "+"]

EXPRESSIONS = ["no_such_function(1)", "'x'::regclass::text", "'tablewright.schemas'::regclass::text", "'abc'::int::text",
               "'nobody'::regrole::text", "current_setting('no.such')::int::text", "no_such.thing(2)", "1/0 || ''",
               "('[1,2'::int4range)::text", "'{bad'::jsonb::text", "to_date('x','y')::no_such_type", "lo_import('/x')",
               "dblink('a','b')", "xpath('/', 'bad'::xml)::text", "array[1,2]::int4multirange::text",
               "'2024-02-30'::timestamptz::text", "set_config('role','boss',false)::int4", "pg_read_file('x')::bytea",
               "(1)::no_such_domain", "no_such_operator(1) @@@ 2"]


class Watch:
    """Scans answers and counts the errors among them."""

    def __init__(self, suite, forbidden):
        self.suite = suite
        self.forbidden = forbidden  # name: compiled pattern
        self.errors = {}
        self.answers = 0

    def look(self, answer, method, target, sent=(), more=()):
        if answer.status == 0:
            self.suite.fail(f"{method} {target[:100]!r}: no answer")
            return answer
        self.answers += 1
        fields = b"\n".join(f"{name}: {value}".encode("utf-8", "surrogateescape") for name, value in answer.fields
                            if name not in ("date", "x-request-id"))
        text = fields + b"\n" + answer.body
        for own in (target, urllib.parse.unquote(target), *sent):
            for spelled in (own, json.dumps(own, ensure_ascii=False)[1:-1]):
                if len(spelled) > 3:
                    text = text.replace(spelled.encode("utf-8", "surrogateescape"), b"")
        patterns = dict(more)
        if answer.status >= 400:
            self.errors[answer.status] = self.errors.get(answer.status, 0) + 1
            patterns.update(self.forbidden)
            if answer.status == 500:
                self.suite.fail(f"{method} {target[:200]!r} {str(sent)[:300]}: 500")
        for name, pattern in patterns.items():
            found = pattern.search(text)
            if found:
                at = max(0, found.start() - 60)
                self.suite.fail(f"{name} in the answer {answer.status} to {method} {target[:200]!r} {str(sent)[:200]}: "
                                f"…{text[at:found.end() + 60]!r}…")
        return answer


def patterns(source, folder, ours):
    """`ours`: bytes that nobody is to see."""
    own_names = set()
    for file in glob.glob(os.path.join(source, "resources/migrations/*.sql")):
        with open(file, encoding="utf-8") as opened:
            text = opened.read()
        own_names |= set(re.findall(r"(?:CONSTRAINT|INDEX) ([a-z]+_[a-z_]+)\b", text))
        own_names |= {"tablewright." + name for name in re.findall(r"TABLE tablewright\.([a-z_]+)", text)}
    assert len(own_names) > 4, own_names
    literal = [folder.encode(), SECRET.encode(), b"user=boss", b"user=app"] + [name.encode() for name in own_names] + ours
    return {"SQL": re.compile(SQL), "a path": re.compile(PATHS), "PostgreSQL's word": re.compile(WORDS),
            "a secret or an inner name": re.compile(b"|".join(re.escape(text) for text in literal))}


def prove(forbidden):
    """Each kind of leak would be seen."""
    for leak in (b'ERROR:  relation "x" does not exist', b"INSERT INTO tablewright.schemas (id)", b"select_head: $1", b"/var/lib/x",
                 b"store/pg_pool.cpp:12", b'duplicate key value violates "schemas_owner"', b"terminating connection due to",
                 b"could not translate host name", b"FATAL:  password", SECRET.encode(), b"tablewright.versions"):
        assert any(pattern.search(leak) for pattern in forbidden.values()), leak


def hostile_text(rng):
    return rng.choice(HOSTILE)


def broken_document(rng):
    """A document with something wrong, or hostile, somewhere."""
    document = named("own " + hostile_text(rng)[:60])
    column = document["tables"][0]["columns"][1]
    choice = rng.randrange(8)
    if choice == 0:
        column["defaultValue"] = {"expression": rng.choice(EXPRESSIONS)}
        column["dataType"] = "TEXT"
        del column["length"]
    elif choice == 1:
        column[rng.choice(["dataType", "name", "defaultValue", "note"])] = hostile_text(rng)
    elif choice == 2:
        document["tables"][0]["checks"] = [{"name": "c", "expression": rng.choice(EXPRESSIONS + HOSTILE)}]
    elif choice == 3:
        document["foreignKeys"] = [{"name": "f", "sourceTableId": "t0", "sourceColumnId": "c2",
                                    "targetTableId": hostile_text(rng), "targetColumnId": "c1"}]
    elif choice == 4:
        document["tables"].append(dict(document["tables"][0], id=hostile_text(rng)))
    elif choice == 5:
        document["tables"][0]["indexes"] = [{"name": hostile_text(rng), "columns": [hostile_text(rng)], "unique": True}]
    elif choice == 6:
        return BROKEN
    else:
        text = json.dumps(document).encode()
        at = rng.randrange(len(text))
        return text[:at] + rng.choice([b"", b"\xff", b"\x00", b'"', b"}", b"\\u"]) + text[at + rng.randrange(5):]
    return document


def mutated(suite, rng, sample):
    """A call with one thing about it wrong."""
    operation_id = rng.choice(list(suite.contract.operations))
    method, _, operation = suite.contract.operations[operation_id]
    target, body, fields = sample.target(operation_id), sample.body(operation_id), sample.fields(operation_id)
    value = hostile_text(rng)
    quoted = urllib.parse.quote(value, safe="")
    sent = [value]
    choice = rng.randrange(9)
    if choice == 0:
        target = sample.target(operation_id, identity=quoted or "x")
    elif choice == 1:
        target = sample.target(operation_id, number=quoted)
    elif choice == 2:
        names = [parameter["name"] for parameter in map(suite.contract.resolved, operation.get("parameters", []))
                 if parameter["in"] == "query"] or ["q"]
        target = generic.with_parameter(target.partition("?")[0], f"{rng.choice(names)}={quoted}")
    elif choice == 3:
        target = generic.with_parameter(target, f"{quoted}=1")
    elif choice == 4:
        name = rng.choice(["Accept", "Content-Type", "If-Match", "If-None-Match", "Idempotency-Key", "Prefer",
                           "Content-Encoding", "X-User-Id", "Origin"])
        fields = {**fields, name: re.sub(r"[\x00-\x1f]", "", value)}
    elif choice == 5 and body is not None:
        body = broken_document(rng)
        sent = []
    elif choice == 6 and body is not None:
        body = {"version": value} if operation_id == "createDatabase" else value.encode("utf-8", "replace")
    elif choice == 7:
        method = rng.choice(["GET", "PUT", "POST", "DELETE", "PATCH"])
        body = b"{}" if method in ("PUT", "POST", "PATCH") else None
    else:
        target = sample.target(operation_id, identity=ABSENT) + rng.choice(["", "/", "/x", "//"])
    return method, target, body, fields, sent


def random_errors(suite, watch, rng, client, sample, markers, count):
    """`sample` is of somebody else's schema every other time: his marker must never be seen."""
    for _ in range(count):
        own = rng.random() < 0.5
        method, target, body, fields, sent = mutated(suite, rng, sample if own else markers["sample"])
        if method == "DELETE" and "drop" not in target and own:
            continue  # what the others need stays
        watch.look(client.call(method, target, body, fields), method, target,
                   sent + [json.dumps(body)] if isinstance(body, dict) else sent, markers["patterns"].items())


def hostile_fields(suite, watch, client, sample):
    for operation_id, name in (("replaceSchema", "If-Match"), ("restoreVersion", "If-Match"), ("createSchema", "Content-Type"),
                               ("createSchema", "Idempotency-Key"), ("readDocument", "Accept"), ("createDatabase", "Prefer"),
                               ("createDatabase", "Content-Encoding"), ("readSchema", "If-None-Match")):
        for value in HOSTILE:
            value = re.sub(r"[\x00-\x1f]", "", value)
            target, fields = sample.target(operation_id), {**sample.fields(operation_id), name: value}
            method = suite.contract.operations[operation_id][0]
            watch.look(client.call(method, target, sample.body(operation_id), fields), method, target, [value])


def refused_statements(suite, watch, client):
    for expression in EXPRESSIONS:
        for place in ("default", "check", "index"):
            document = named("own")
            table = document["tables"][0]
            if place == "default":
                table["columns"].append({"name": "x", "dataType": "TEXT", "defaultValue": {"expression": expression}})
            elif place == "check":
                table["checks"] = [{"name": "c", "expression": f"({expression}) is not null"}]
            else:
                table["indexes"] = [{"name": "i", "columns": [{"expression": expression}]}]
            for target in ("/api/v1/schemas", "/api/v1/compile", "/api/v1/validate"):
                watch.look(client.call("POST", target, document), "POST", target, re.findall(r"[\w.]+", expression))


def outages(suite, watch, make_client, sample, cluster):
    """PostgreSQL crashes, recovers and ends while requests come in."""
    def ask(operation_id, method):
        target = sample.target(operation_id)
        watch.look(make_client().call(method, target, sample.body(operation_id), sample.fields(operation_id)), method,
                   target)

    def round_of_calls():
        all_at_once([lambda o=operation_id, m=method: ask(o, m)
                     for operation_id, (method, _, _) in suite.contract.operations.items() if method != "DELETE"])
    for _ in range(2):
        backend = cluster.run_sql("SELECT pid FROM pg_stat_activity WHERE usename IN ('app', 'boss') LIMIT 1")
        if backend:
            os.kill(int(backend), signal.SIGKILL)
        round_of_calls()
    cluster.kill()
    round_of_calls()


def main():
    program, source = sys.argv[1:3]
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 20250131
    rng = random.Random(seed)
    begin = time.monotonic()
    suite = Suite(Contract(os.path.join(source, "resources/openapi.json"), os.path.join(source, "grammar/schema.json")))
    folder = scratch_folder()
    cluster, server = None, None
    end_in_order()
    try:
        cluster = Cluster(folder)
        secret_file = os.path.join(folder, "secret")
        with open(os.open(secret_file, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="ascii") as file:
            file.write(SECRET + "\n")
        server = Server(program, folder, *cluster.arguments(), "--auth", "proxy", "--proxy-secret-file", secret_file,
                        "--header-timeout", "1s", "--max-databases", "2")

        def client_of(user):
            return wire.Client(server.port, {"X-Proxy-Secret": SECRET, "X-User-Id": user})

        users, hidden = {}, {}
        for user in ("ann", "bob"):
            client = client_of(user + "-zqx")
            schema = suite.make(client, {**named(f"{user}_marker_zqx"), "description": f"{user} marker zqx"})
            made = client.call("POST", f"/api/v1/schemas/{schema['id']}/databases", {}).json()
            users[user] = client, generic.Sample(suite.contract, schema["id"], made["id"])
            hidden[user] = [text.encode() for text in (f"{user}_marker_zqx", f"{user} marker zqx", f"{user}-zqx", schema["id"],
                                                       made["id"], made["name"], made["user"], made["password"])]
        watch = Watch(suite, patterns(source, folder, [hidden[user][-1] for user in users]))
        prove(watch.forbidden)

        def of_the_other(user):
            other = "bob" if user == "ann" else "ann"
            return {"sample": users[other][1],
                    "patterns": {f"{other}'s data": re.compile(b"|".join(re.escape(text) for text in hidden[other]))}}
        suite.run(*[(random_errors, watch, rng, *users[user], of_the_other(user), 700) for user in ("ann", "bob")],
                  (hostile_fields, watch, *users["ann"]), (refused_statements, watch, users["ann"][0]),
                  (outages, watch, lambda: client_of("bob-zqx"), users["bob"][1], cluster))
        errors = sum(watch.errors.values())
        suite.part = "count"
        suite.check(errors >= LEAST, f"{errors} errors, expected at least {LEAST}")
        for status in (400, 404, 405, 406, 412, 415, 422, 503):
            suite.check(watch.errors.get(status, 0) >= 3, f"{watch.errors.get(status, 0)} answers {status}, expected 3")
        suite.equal(server.stop(), 0, "exit code")
    finally:
        if server:
            server.stop()
        if cluster:
            cluster.kill()
        remove(folder)
    for failure in suite.failures[:40]:
        print("FAIL", failure)
    counted = ", ".join(f"{count} × {status}" for status, count in sorted(watch.errors.items()))
    print(f"leaks: {watch.answers} answers looked at, {errors} errors ({counted}), seed {seed}, "
          f"{len(suite.failures)} failures, {time.monotonic() - begin:.1f} s")
    return 1 if suite.failures else 0


if __name__ == "__main__":
    sys.exit(main())
