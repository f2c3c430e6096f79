#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""usage: e2e_test.py SERVER TABLEWRIGHT SOURCE_DIR

Drives every call of the API and every error that can be provoked from outside, on real servers
beside real PostgreSQL, and has each answer judged by the OpenAPI document. At the end, every
(call, status) that the document declares must have been seen, or be one of those below.
"""

import glob
import os
import sys
import time

import database_scenarios as databases
import generic_errors as generic
import language_scenarios as languages
import outage_scenarios as outages
import schema_scenarios as schemas
import user_scenarios as users
from contract import Contract
from servers import Cluster, Server, end_in_order, remove, scratch_folder
from suite import SHOP, Suite
from wire import Client

SECRET = "correct-horse-battery-staple-for-tests"
ORIGIN = "https://builder.example"
MAX_BODY = 16 * 1024 * 1024

# What the document declares and nobody can provoke from outside, with the reason.
UNSEEN = {
    ("*", 500): "a defect of the server's own; one that is known is mended",
    ("readSql", 422): "a version that was stored compiles; only limits that were lowered since can change that",
    ("readSchema", 422): "likewise",
    ("readDocument", 422): "likewise",
    ("readVersion", 422): "likewise",
    ("readVersionDocument", 422): "likewise",
    ("restoreVersion", 422): "likewise",
    ("readHealth", 503): "served however many requests are under way; only a full table of connections refuses it",
    ("readMetrics", 503): "likewise",
}


def unseen_reason(operation_id, status):
    return UNSEEN.get((operation_id, status)) or UNSEEN.get(("*", status))


def of_one_machine(suite, program, tablewright, source, folder):
    """`--auth local` with a cluster of the server's own."""
    server = Server(program, folder, "--data", os.path.join(folder, "data"), name="local")
    try:
        client = Client(server.port)
        schema = suite.make(client, SHOP)
        made = suite.ask(client, "POST", f"/api/v1/schemas/{schema['id']}/databases", status=201).json()
        sample = generic.Sample(suite.contract, schema["id"], made["id"])
        wrong = sorted(glob.glob(os.path.join(source, "tests/integration/wrong_documents/*.json")))
        suite.run((schemas.pages_and_operation, client, suite.contract),
                  (schemas.storing, client), (schemas.byte_for_byte, client), (schemas.largest, client, MAX_BODY),
                  (schemas.conditional_requests, client), (schemas.idempotency, client), (schemas.paging, client),
                  (schemas.versions, client), (schemas.differences, client),
                  (schemas.scripts, client, tablewright, folder), (schemas.documents, client, wrong),
                  (languages.storing, client), (languages.both_ways, client), (languages.preferences, client),
                  (languages.tags, client), (languages.versions, client), (languages.refusals, client),
                  (languages.databases, client), (languages.same_as_the_command_line, client, tablewright, folder),
                  (databases.life, client), (databases.later, client), (databases.repeated, client),
                  (databases.lists, client),
                  (generic.wrong_requests, client, sample), (generic.wrong_methods, client, sample),
                  (generic.heads, client, sample), (generic.foreign_pages, client, sample, server.port + 1),
                  (generic.malformed_requests, server.port, sample, {}))
        suite.part = "the end"
        suite.equal(server.stop(), 0, "exit code of the local server")
    finally:
        server.stop()


def behind_a_proxy(suite, program, folder):
    """`--auth proxy` with a PostgreSQL that is there already, and then is not."""
    cluster = Cluster(folder)
    secret_file = os.path.join(folder, "secret")
    with open(os.open(secret_file, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="ascii") as file:
        file.write(SECRET + "\n")
    server = None
    try:
        server = Server(program, folder, *cluster.arguments(), "--auth", "proxy", "--proxy-secret-file", secret_file,
                        "--cors-origin", ORIGIN, "--max-schemas", "40", "--max-databases", "6",
                        "--header-timeout", "1s", name="proxy")

        def client_of(user):
            return Client(server.port, {"X-Proxy-Secret": SECRET, "X-User-Id": user})
        ann, bob = client_of("ann"), client_of("bob")
        mine = client_of("carol")
        schema = suite.make(mine, SHOP)
        made = suite.ask(mine, "POST", f"/api/v1/schemas/{schema['id']}/databases", status=201).json()
        sample = generic.Sample(suite.contract, schema["id"], made["id"])
        grace = client_of("grace")
        suite.run(*[(part, grace) for part in (schemas.storing, schemas.conditional_requests, schemas.idempotency,
                                               schemas.paging, schemas.versions, schemas.differences,
                                               languages.storing, languages.tags, languages.versions, databases.life,
                                               databases.later, databases.repeated, databases.lists)],
                  (users.apart, ann, bob), (users.names, client_of), (users.limits, client_of("dave"), 40, 6),
                  (users.named_origins, client_of("erin"), ORIGIN),
                  (databases.vanished, client_of("frank"), cluster.run_sql),
                  (generic.strangers, mine, sample, SECRET), (generic.late_requests, server.port, sample))
        crowded(suite, program, folder, cluster, client_of("local"), sample)
        cluster.kill()
        suite.run((outages.outage, lambda: client_of("carol"), sample),
                  (outages.recovery, mine, f"/api/v1/schemas/{schema['id']}", cluster.start))
        suite.part = "the end"
        suite.equal(server.stop(), 0, "exit code of the server behind a proxy")
    finally:
        if server:
            server.stop()
        cluster.kill()


def crowded(suite, program, folder, cluster, maker, sample):
    """Another instance beside the same PostgreSQL, which takes on one request at a time; its one user is
    `local`, for whom `maker` asks elsewhere."""
    server = Server(program, folder, *cluster.arguments(), "--max-requests", "1", name="crowded")
    try:
        suite.run((outages.crowd, maker, Client(server.port), Client(server.port), sample))
    finally:
        server.stop()


def coverage(suite):
    declared = suite.contract.declared()
    missing = sorted(declared - suite.contract.seen.keys())
    print(f"{'call':24} {'seen':55} not provoked")
    for operation_id in suite.contract.operations:
        statuses = sorted(status for name, status in declared if name == operation_id)
        seen = " ".join(str(status) for status in statuses if (operation_id, status) in suite.contract.seen)
        unseen = " ".join(str(status) for status in statuses if (operation_id, status) not in suite.contract.seen)
        print(f"{operation_id:24} {seen:55} {unseen}")
    for (operation_id, status), reason in sorted(UNSEEN.items()):
        print(f"{operation_id} {status}: {reason}")
    for operation_id, status in missing:
        if not unseen_reason(operation_id, status):
            suite.fail(f"{operation_id} is declared to answer {status}, but never did")
    for operation_id, status in UNSEEN:
        if operation_id != "*" and (operation_id, status) in suite.contract.seen:
            suite.fail(f"{operation_id} answered {status}: it is to be taken off the list of what cannot be provoked")
    print(f"{len(suite.contract.seen)} of {len(declared)} declared (call, status) seen, "
          f"{sum(suite.contract.seen.values())} answers to {len(suite.contract.operations)} calls judged")


def main():
    program, tablewright, source = sys.argv[1:4]
    begin = time.monotonic()
    suite = Suite(Contract(os.path.join(source, "resources/openapi.json"), os.path.join(source, "grammar/schema.json")))
    folder = scratch_folder()
    end_in_order()
    try:
        of_one_machine(suite, program, tablewright, source, folder)
        behind_a_proxy(suite, program, folder)
    finally:
        remove(folder)
    coverage(suite)
    for failure in suite.failures:
        print("FAIL", failure)
    print(f"e2e: {suite.asked} answers, {len(suite.failures)} failures, {time.monotonic() - begin:.1f} s")
    return 1 if suite.failures or suite.asked == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
