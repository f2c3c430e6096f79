# SPDX-License-Identifier: MIT
"""What a plugin that fails may not do to those who use the server: one scenario each."""

import json
import os
import socket
import sys
import threading
import time

import wire
from plugin_bench import FAULTY, PROCESSES, Children, eventually, figures, metric, metrics
from suite import SHOP


def stop_while_it_hangs(suite, bench):
    """A server that is told to end does not wait for the deadline of a plugin."""
    server = bench.start('fault = "hang"\nevery = 1', "--plugin-deadline", "60s", "--compile-deadline", "10min",
                         "--drain-timeout", "100ms")
    asking = [threading.Thread(target=wire.Client(server.port).call, args=("POST", "/api/v1/validate", SHOP), daemon=True)
              for _ in range(2 * PROCESSES)]
    for thread in asking:
        thread.start()
    suite.check(eventually(lambda: metric(metrics(server), "processes", FAULTY) == PROCESSES), "not all of them hang")
    health = wire.Client(server.port).call("GET", "/healthz")
    suite.equal(health.status, 200, "health during a hang")
    children, begin = Children.of(server), time.monotonic()
    suite.equal(server.stop(), 0, "exit code")
    took = time.monotonic() - begin
    print(f"  ended within {took:.2f} s")
    suite.check(took < 30, f"the end took {took:.1f} s")
    suite.check(eventually(lambda: not Children.left(children)), "processes outlive the server")


def next_fails(path, fails):
    """Has the next run that is counted in the file be a tenth one, or not."""
    with open(path, "r+b") as file:
        file.write((9 if fails else 10).to_bytes(8, sys.byteorder))


def last_run(path):
    with open(path, "rb") as file:
        return int.from_bytes(file.read(), sys.byteorder)


def leave_while_it_hangs(suite, bench):
    """A client that goes away takes its compile with it, whichever way it goes."""
    path = bench.counter()
    server = bench.start(f'fault = "hang"\ncounter = "{path}"', "--plugin-deadline", "60s", "--compile-deadline", "10min",
                         processes=1)

    def tasks(count):
        return eventually(lambda: metrics(server)['tablewright_worker_tasks{pool="plugins"}'] == count)

    def stored():
        return [suite.ask(client, "GET", target, status=200).json()["items"] for target in ("/api/v1/schemas", "/api/v1/databases")]

    def reset(connection):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    try:
        client = wire.Client(server.port)
        next_fails(path, False)
        schema = "/api/v1/schemas/" + suite.ask(client, "POST", "/api/v1/schemas", SHOP, status=201).json()["id"]
        before = stored()
        for method, target, body in (("POST", "/api/v1/validate", SHOP), ("POST", "/api/v1/compile", SHOP),
                                     ("POST", "/api/v1/schemas", SHOP), ("PUT", schema, {**SHOP, "note": "new"}), ("GET", schema + "/sql", None),
                                     ("POST", schema + "/databases", None)):
            for leave in (reset, lambda connection: None):
                text = "" if body is None else json.dumps(body)
                fields = f"Content-Type: application/json\r\nContent-Length: {len(text)}\r\n" if text else ""
                next_fails(path, True)
                connection = wire.open_raw(server.port, (f"{method} {target} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n"
                                                         f"If-Match: *\r\n{fields}\r\n{text}").encode())
                suite.check(eventually(lambda: last_run(path) == 10) and tasks(1), f"{method} {target}: no compile began")
                leave(connection)
                connection.close()
                suite.check(tasks(0), f"{method} {target}: the compile goes on although the client is gone")
        suite.equal(stored(), before, "what is stored, of which nothing has come")
        runs, failed, left_out = figures(metrics(server))
        suite.equal((runs, failed["timed-out"], left_out), (13, 0, 0), "runs, those that timed out, those left out")
        # One that has closed its own direction only is answered.
        next_fails(path, False)
        request = f"GET {schema}/sql HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nConnection: close\r\n\r\n".encode()
        connection = wire.open_raw(server.port, request)
        connection.shutdown(socket.SHUT_WR)
        suite.equal(wire.read_raw(connection).status, 200, "the answer to one that waits")
    finally:
        suite.equal(server.stop(), 0, "exit code")


def leave_out_for_one_user(suite, bench):
    """Whose document a plugin hangs with has it left out for himself, and for nobody else."""
    secret = os.path.join(bench.folder, "secret")
    with open(os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
        file.write("open-sesame")
    server = bench.start("", "--auth", "proxy", "--proxy-secret-file", secret, "--plugin-deadline", "250")

    def codes(user, table):
        client = wire.Client(server.port, {"X-Proxy-Secret": "open-sesame", "X-User-Id": user})
        answer = client.call("POST", "/api/v1/validate", f"Table {table} {{\n  id int [pk]\n}}\n",
                             {"Content-Type": "text/x-dbml"})
        client.close()
        suite.equal(answer.status, 200, f"{user}: status")
        return [one["code"] for one in answer.json()["diagnostics"] if one["code"].startswith(("TW9", "XT"))]

    def paused():
        samples = metrics(server)
        return [metric(samples, name, "test.throwing") for name in ("paused_users", "paused")]
    try:
        hangs = 0
        while codes("ann", "hanging_table") == ["TW9005"] and hangs < 100:
            hangs += 1
        suite.check(2 <= hangs < 100, f"it was left out after {hangs} runs that hung")
        suite.equal(paused(), [1, 0], "for how many users, and for all")
        suite.equal(codes("ann", "reported_table"), ["TW9004"] * 3, "another document of hers")
        suite.equal(codes("bob", "reported_table"), ["XT0001"], "a document of somebody else's")
        suite.equal(codes("bob", "hanging_table"), ["TW9005"], "somebody else's that it hangs with, too")
        suite.equal(codes("bob", "reported_table"), ["XT0001"], "and after that")
        log = server.log()
        suite.check("is left out for its user" in log, "the log does not tell of it")
        suite.check("ann" not in [word.strip(":,`'") for word in log.split()], "the log tells who it was")
    finally:
        suite.equal(server.stop(), 0, "exit code")


def keep_nothing_transient(suite, bench):
    """What comes of a failure is not kept for the next one who asks."""
    path = bench.counter()
    more = '\n[severities]\nXF0001 = "error"'
    server = bench.start(f'fault = "throw"\ncounter = "{path}"{more}')
    try:
        client = wire.Client(server.port)
        next_fails(path, True)
        made = suite.ask(client, "POST", "/api/v1/schemas", SHOP, status=201).json()
        sql = f"/api/v1/schemas/{made['id']}/sql"
        for fails, status in ((True, 200), (False, 422), (True, 200), (False, 422)):
            next_fails(path, fails)
            suite.ask(client, "GET", sql, status=status)
        next_fails(path, False)
        suite.ask(client, "POST", "/api/v1/schemas", SHOP, status=422, kind="invalid-document")
        next_fails(path, False)
        suite.ask(client, "POST", f"/api/v1/schemas/{made['id']}/databases", {}, status=422, kind="invalid-document")
        # What was stored can be read and converted all the same.
        suite.ask(client, "GET", f"/api/v1/schemas/{made['id']}/document", fields={"Accept": "text/x-dbml"}, status=200)
    finally:
        suite.equal(server.stop(), 0, "exit code")


def close_the_gate(suite, bench):
    """Who wants it so has a document refused when its judge fails."""
    server = bench.start(f'fault = "throw"\ncounter = "{bench.counter()}"\nevery = 2\n[severities]\nTW9004 = "error"')
    try:
        client = wire.Client(server.port)
        suite.ask(client, "POST", "/api/v1/schemas", SHOP, status=201)
        refused = suite.ask(client, "POST", "/api/v1/schemas", SHOP, status=422, kind="invalid-document")
        found = [one for one in refused.json()["diagnostics"] if one["severity"] == "error"]
        suite.equal([one["code"] for one in found], ["TW9004"], "errors")
        suite.check("/etc" not in refused.body.decode(), "an answer tells what was thrown")
        suite.ask(client, "POST", "/api/v1/schemas", SHOP, status=201)
    finally:
        suite.equal(server.stop(), 0, "exit code")


def refuse_wrong_configurations(suite, bench):
    for faulty, told in (("every = 0", "TW9009"), ("fault = ", "TW9007"), ('fault = "fire"', "TW9009")):
        try:
            bench.start(faulty).stop()
            suite.fail(f"{faulty}: the server starts")
        except RuntimeError as error:
            suite.check(told in str(error) and ".toml:" in str(error), f"{faulty}: {error}")
    server = bench.start('fualt = "none"')
    suite.equal(server.stop(), 0, "exit code")
    suite.check("TW9008" in server.log() and "`fualt`" in server.log(), f"no warning of an unknown option: {server.log()}")
