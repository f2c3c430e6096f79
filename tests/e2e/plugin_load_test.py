#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""usage: plugin_load_test.py SERVER SOURCE_DIR PLUGIN_DIR FAULTY_PLUGIN_DIR [--seconds N] [--threads N] [--runs A,B] [--without A,B]

The server under load with a plugin that fails beside others that do not: that crashes at every
tenth request of all or of each of its processes, throws, hangs, eats memory. Each answer is what it
would be without that plugin, but for the warning that names it; nothing is left of its processes.
Times are printed; with TABLEWRIGHT_STRICT_TIMES=1 they are judged, too.
"""

import argparse
import copy
import json
import os
import random
import re
import signal
import sys
import threading
import time

import wire
from contract import Contract
from servers import Cluster, Server, end_in_order, remove, scratch_folder
from suite import BROKEN, SHOP, Suite, named

FAULTY = "org.tablewright.test.faulty"
HEALTHY = "org.tablewright.test.reporting"
FAILURES = {"TW9004": "failed", "TW9005": "timed-out", "TW9006": "out-of-memory"}
PROCESSES = 3
STRICT = os.environ.get("TABLEWRIGHT_STRICT_TIMES") == "1"


def documents():
    """What the load is made of: right and wrong, small and not so small, in both languages."""
    wide = named("wide", tables=40)
    return [(SHOP, None), (BROKEN, None), (wide, None), (named("one"), None),
            ("Table users {\n  id int [pk]\n  name varchar(80)\n}\n", {"Content-Type": "text/x-dbml"}),
            ("Table users {\n  id int [pk]\n", {"Content-Type": "text/x-dbml"}),
            ({"name": "no key", "tables": [{"name": "t", "columns": [{"name": "a", "dataType": "INT"}]}]}, None)]


class StrictClient(wire.Client):
    """Does not ask again: a connection that is lost is a failure."""

    def call(self, method, target, body=None, fields=None):
        own = list((fields or {}).items())
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
        if isinstance(body, str):
            body = body.encode()
        if body is not None and "Content-Type" not in (fields or {}):
            own.append(("Content-Type", "application/json"))
        return self._send(method, target, body, own)


def split(answer):
    """What an answer says without the faulty plugin, and what it says of that one."""
    told = answer.json()
    found = told.get("diagnostics", [])
    told["diagnostics"] = [one for one in found if one["code"] not in FAILURES and one["code"] != "XF0001"]
    told.pop("instance", None)
    return (answer.status, told), [one for one in found if one["code"] in FAILURES], \
        [one for one in found if one["code"] == "XF0001"]


class Children:
    """The processes of plugins that a server has, by number and time of start."""

    @staticmethod
    def of(server):
        found = {}
        for name in os.listdir("/proc"):
            if not name.isdigit():
                continue
            try:
                with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as file:
                    text = file.read()
            except OSError:
                continue
            comm, rest = text[text.index("(") + 1:text.rindex(")")], text[text.rindex(")") + 2:].split()
            if int(rest[1]) == server.process.pid and (rest[0] == "Z" or comm.startswith("tablewright-plu")):
                found[int(name)] = (rest[19], rest[0])
        return found

    @staticmethod
    def left(children):
        left = []
        for number, (started, _) in children.items():
            try:
                with open(f"/proc/{number}/stat", encoding="utf-8", errors="replace") as file:
                    rest = file.read().rpartition(")")[2].split()
            except OSError:
                continue
            if rest[19] == started and rest[0] != "Z":
                left.append(number)
        return left


def eventually(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def metrics(server):
    text = wire.Client(server.port).call("GET", "/metrics").body.decode()
    return {name: float(value) for name, value in re.findall(r"^(\S+) (\S+)$", text, re.M)}


def metric(samples, name, *labels):
    """The sum of the samples that have these labels."""
    return sum(value for key, value in samples.items()
               if key.partition("{")[0] == "tablewright_plugin_" + name and all(label in key for label in labels))


def quantile(values, part):
    return sorted(values)[min(int(len(values) * part), len(values) - 1)] * 1000 if values else 0.0


class Load:
    """Many threads that ask one server; each keeps its figures."""

    def __init__(self, suite, server, expected):
        self.suite = suite
        self.server = server
        self.expected = expected
        self.lock = threading.Lock()
        self.times = {}
        self.answers = 0
        self.checked = 0
        self.failed = {}
        self.failed_ids = []
        self.wrong = []

    def note(self, text):
        with self.lock:
            self.wrong.append(text)

    def count(self, call, took, failures=None):
        with self.lock:
            self.times.setdefault(call, []).append(took)
            self.answers += 1
            for one in failures or ():
                self.failed[one["code"]] = self.failed.get(one["code"], 0) + 1

    def ask(self, client, call, method, target, body=None, fields=None, status=None):
        begin = time.monotonic()
        try:
            answer = client.call(method, target, body, fields)
        except Exception as error:  # noqa: BLE001  (whatever it is, it is no answer)
            client.close()
            self.note(f"{method} {target}: {error!r}")
            return wire.NO_ANSWER
        took = time.monotonic() - begin
        if answer.status >= 500 or (status is not None and answer.status != status):
            self.note(f"{method} {target}: {answer.status}, expected {status}: {answer.body[:300]!r}")
        if call not in ("validate", "compile"):
            self.count(call, took)
            return answer
        same, failures, own = split(answer)
        self.count(call, took, failures)
        if same != self.expected[call, json.dumps([body, fields])]:
            self.note(f"{method} {target}: another answer: {answer.body[:600]!r}")
        if failures:
            self.judge_failure(method, target, answer)
        for one in failures:
            if one["severity"] != "warning" or f"`{FAULTY}`" not in one["message"] or \
                    "`check-faulty`" not in one["message"] or "/" in one["message"]:
                self.note(f"{target}: not how a failure is told: {one}")
        ran = any(one["code"].startswith("XR") for one in same[1]["diagnostics"])
        with self.lock:
            self.checked += ran
        if len(failures) + len(own) != (1 if ran else 0):
            self.note(f"{target}: {len(failures)} failures and {len(own)} findings of the faulty one, ran: {ran}")
        return answer

    def judge_failure(self, method, target, answer):
        """A few of them go through the contract, and are looked up in the log."""
        with self.lock:
            if len(self.failed_ids) >= 30:
                return
            self.failed_ids.append(answer.field("x-request-id"))
            self.wrong += [f"{method} {target}: {finding}" for finding in self.suite.contract.judge(method, target, answer)]

    def work(self, seed, until):
        rng = random.Random(seed)
        client = StrictClient(self.server.port)
        while time.monotonic() < until and len(self.wrong) < 20:
            choice = rng.random()
            body, fields = rng.choice(documents())
            if choice < 0.55:
                self.ask(client, "validate", "POST", "/api/v1/validate", body, fields, 200)
            elif choice < 0.75:
                self.ask(client, "compile", "POST", "/api/v1/compile", body, fields)
            elif choice < 0.98:
                self.keep(client, rng)
            else:
                self.make_database(client)
        client.close()

    def keep(self, client, rng):
        document = copy.deepcopy(SHOP)
        document["description"] = str(rng.random())
        made = self.ask(client, "create", "POST", "/api/v1/schemas", document, None, 201)
        if made.status != 201:
            return
        path = "/api/v1/schemas/" + made.json()["id"]
        read = self.ask(client, "read", "GET", path + "/document", None, None, 200)
        if read.status == 200 and read.json() != document:
            self.note(f"{path}: another document came back")
        sql = self.ask(client, "sql", "GET", path + "/sql", None, None, 200)
        if sql.status == 200 and sql.body.decode() != self.expected["sql"]:
            self.note(f"{path}/sql: another script: {sql.body[:300]!r}")
        self.ask(client, "delete", "DELETE", path, None, None, 204)

    def make_database(self, client):
        made = self.ask(client, "create", "POST", "/api/v1/schemas", SHOP, None, 201)
        if made.status != 201:
            return
        path = "/api/v1/schemas/" + made.json()["id"]
        self.ask(client, "database", "POST", path + "/databases", None, None, 201)
        self.ask(client, "delete", "DELETE", path + "?dropDatabases=true", None, None, 204)

    def others(self, until):
        """Calls that need no plugin."""
        client = StrictClient(self.server.port)
        while time.monotonic() < until:
            for call, target in (("health", "/healthz"), ("list", "/api/v1/schemas?limit=5"),
                                 ("databases", "/api/v1/databases?limit=5")):
                self.ask(client, call, "GET", target, None, None, 200)
            time.sleep(0.02)
        client.close()

    def run(self, threads, seconds):
        until = time.monotonic() + seconds
        running = [threading.Thread(target=self.work, args=(seed, until)) for seed in range(threads)]
        running.append(threading.Thread(target=self.others, args=(until,)))
        for thread in running:
            thread.start()
        for thread in running:
            thread.join()
        for text in self.wrong[:20]:
            self.suite.fail(text)

    def print(self, name):
        shown = " ".join(f"{call} {quantile(times, 0.5):.0f}/{quantile(times, 0.99):.0f}/{max(times) * 1000:.0f}"
                         for call, times in sorted(self.times.items()))
        print(f"  {name}: {self.answers} answers, {self.checked} of them checked by plugins, failures {self.failed or 'none'}; "
              f"ms median/99th/longest: {shown}", flush=True)


class Bench:
    def __init__(self, suite, arguments, folder, cluster):
        self.suite, self.arguments, self.folder, self.cluster = suite, arguments, folder, cluster
        self.expected = {}
        self.count = 0

    def start(self, faulty, *more, processes=PROCESSES):
        self.count += 1
        name = f"server{self.count}"
        config = os.path.join(self.folder, name + ".toml")
        with open(config, "w", encoding="utf-8") as file:
            file.write(f'[plugins."{HEALTHY}"]\nenabled = true\n' + (f'[plugins."{FAULTY}"]\n{faulty}\n' if faulty else ""))
        return Server(self.arguments.server, self.folder, *self.cluster.arguments(), "--threads", "2",
                      "--plugin-path", self.arguments.plugins, "--plugin-path", self.arguments.faulty,
                      "--document-config", config, "--plugin-processes", str(processes), *more, name=name)

    def counter(self):
        """A file that the account of plugins may write to."""
        path = os.path.join(self.folder, f"counter{self.count}")
        with open(path, "wb"):
            pass
        os.chmod(path, 0o666)
        return path

    def learn(self):
        """What the answers are where nothing fails."""
        server = self.start("")
        try:
            client = wire.Client(server.port)
            for body, fields in documents():
                for call in ("validate", "compile"):
                    same, failures, _ = split(client.call("POST", "/api/v1/" + call, body, fields))
                    self.suite.check(not failures, f"a plugin failed at {body}: {failures}")
                    self.expected[call, json.dumps([body, fields])] = same
            self.suite.check(any("XR0001" in json.dumps(same) for same in self.expected.values()),
                             f"the healthy plugin found nothing; the log: {server.log()[-2000:]}")
            made = client.call("POST", "/api/v1/schemas", SHOP).json()
            self.expected["sql"] = client.call("GET", f"/api/v1/schemas/{made['id']}/sql").body.decode()
        finally:
            self.suite.equal(server.stop(), 0, "exit code")
        server = self.start('fault = "none"')
        try:
            load = Load(self.suite, server, self.expected)
            load.run(self.arguments.threads, min(self.arguments.seconds, 3))
            load.print("no fault")
            self.suite.equal(load.failed, {}, "failures without a fault")
        finally:
            self.suite.equal(server.stop(), 0, "exit code")

    def run(self, faulty, *more):
        """The figures of a server under load, which is gone again, and the load."""
        server = self.start(faulty, *more)
        try:
            begin = metrics(server)
            load = Load(self.suite, server, self.expected)
            load.run(self.arguments.threads, self.arguments.seconds)
            samples = metrics(server)
            load.print(self.suite.part)
            self.tidy(server, begin, samples)
            log = server.log()
            for request in load.failed_ids:
                if not re.search(rf"request {request}: plugin {FAULTY} failed in pass check-faulty: \S", log) and \
                        f"plugin {FAULTY} is left out" not in log:
                    self.suite.fail(f"the log does not tell of the failure in request {request}")
        except BaseException:
            server.stop()
            raise
        return load, samples, server

    def tidy(self, server, begin, samples):
        """Processes and descriptors after the load."""
        check, plugins = self.suite.check, 3
        check(eventually(lambda: not any(state == "Z" for _, state in Children.of(server).values())),
              f"zombies: {Children.of(server)}")
        children = Children.of(server)
        check(len(children) <= PROCESSES * plugins, f"{len(children)} processes: {children}")
        check(eventually(lambda: metric(metrics(server), "processes") == len(Children.of(server))),
              f"{metric(metrics(server), 'processes')} processes counted, {len(Children.of(server))} found")
        room = 2 * PROCESSES * plugins + 16  # sockets to them, and connections to PostgreSQL
        check(eventually(lambda: metrics(server)["process_open_fds"] <= begin["process_open_fds"] + room),
              f"{begin['process_open_fds']} descriptors before, {metrics(server)['process_open_fds']} after")
        print(f"  {len(children)} processes of plugins, {metric(samples, 'processes_started_total'):.0f} started, "
              f"descriptors {begin['process_open_fds']:.0f} → {metrics(server)['process_open_fds']:.0f}")

    def end(self, server, kill=False):
        children = Children.of(server)
        self.suite.check(children, "no process of a plugin is left while the server runs")
        if kill:
            server.process.send_signal(signal.SIGKILL)
            server.process.wait()
            server.stop()
        else:
            self.suite.equal(server.stop(), 0, "exit code")
        self.suite.check(eventually(lambda: not Children.left(children)),
                         f"processes outlive the server: {Children.left(children)}")


def figures(samples):
    mine = f'plugin="{FAULTY}"'
    runs = metric(samples, "pass_duration_seconds_count", mine)
    failed = {reason: metric(samples, "failures_total", mine, f'reason="{reason}"') for reason in FAILURES.values()}
    return runs, failed, metric(samples, "left_out_total", mine)


def about_a_tenth(suite, load, code):
    failed = load.failed.get(code, 0)
    suite.check(load.checked >= 50, f"only {load.checked} answers have gone through the checks")
    suite.check(0.04 < failed / max(load.checked, 1) < 0.2,
                f"{failed} of {load.checked} answers tell of a failure, expected about a tenth")


def no_other_fails(suite, samples):
    others = metric(samples, "failures_total") - metric(samples, "failures_total", f'plugin="{FAULTY}"')
    suite.equal(others, 0, "failures of other plugins")


def crash_each_tenth(suite, bench):
    load, samples, server = bench.run(f'fault = "crash"\ncounter = "{bench.counter()}"')
    runs, failed, left_out = figures(samples)
    suite.equal((failed["failed"], left_out), (runs // 10, 0), f"crashes and runs left out in {runs:.0f} runs")
    suite.equal(set(load.failed) - {"TW9004"}, set(), "failures of other kinds")
    about_a_tenth(suite, load, "TW9004")
    no_other_fails(suite, samples)
    suite.check("check-faulty: it crashed" in server.log() or "SIGSEGV" in server.log(), "the log does not tell why")
    bench.end(server)


def crash_in_each_process(suite, bench):
    load, samples, server = bench.run('fault = "crash"')
    runs, failed, left_out = figures(samples)
    # Each process that crashed did so in its tenth run; those that live have had fewer.
    suite.check(10 * failed["failed"] <= runs <= 10 * failed["failed"] + 9 * PROCESSES and left_out == 0,
                f"{failed} and {left_out} left out in {runs:.0f} runs")
    about_a_tenth(suite, load, "TW9004")
    no_other_fails(suite, samples)
    bench.end(server, kill=True)


def throw_each_tenth(suite, bench):
    load, samples, server = bench.run(f'fault = "throw"\ncounter = "{bench.counter()}"')
    runs, failed, _ = figures(samples)
    suite.equal(failed["failed"], runs // 10, f"failures in {runs:.0f} runs")
    about_a_tenth(suite, load, "TW9004")
    suite.check("/etc/secret" in server.log(), "the log does not tell what was thrown")
    bench.end(server)


def throw_in_this_process(suite, bench):
    """Nothing is isolated: what is thrown is contained all the same."""
    server = bench.start(f'fault = "throw"\ncounter = "{bench.counter()}"', "--isolate-plugins", "none")
    try:
        load = Load(suite, server, bench.expected)
        load.run(bench.arguments.threads, min(bench.arguments.seconds, 3))
        load.print(suite.part)
        runs, failed, _ = figures(metrics(server))
        suite.equal(failed["failed"], runs // 10, f"failures in {runs:.0f} runs")
        suite.equal(Children.of(server), {}, "processes of plugins")
    finally:
        suite.equal(server.stop(), 0, "exit code")


def judge_others(suite, load):
    """Who needs no plugin does not wait for one."""
    for call in ("health", "list", "databases"):
        slow = quantile(load.times.get(call, []), 0.99)
        suite.check(not STRICT or slow < 150, f"{call}: 99 of 100 within {slow:.0f} ms, expected 150")


def hang_each_tenth(suite, bench):
    load, samples, server = bench.run(f'fault = "hang"\ncounter = "{bench.counter()}"', "--plugin-deadline", "250")
    _, failed, left_out = figures(samples)
    suite.check(failed["timed-out"] > 0, f"nothing hung: {failed}, {left_out} left out")
    suite.equal(set(load.failed) - {"TW9004", "TW9005"}, set(), "failures of other kinds")
    judge_others(suite, load)
    no_other_fails(suite, samples)
    bench.end(server)


def hang_always(suite, bench):
    load, samples, server = bench.run('fault = "hang"\nevery = 1', "--plugin-deadline", "500")
    _, failed, left_out = figures(samples)
    # It is left out once two seconds have been lost.
    suite.check(0 < failed["timed-out"] <= 4 + 2 * PROCESSES, f"{failed}")
    suite.check(left_out > 0 and metric(samples, "paused", FAULTY) == 1, f"{left_out} left out")
    judge_others(suite, load)
    no_other_fails(suite, samples)
    bench.end(server, kill=True)


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


def leave_while_it_hangs(suite, bench):
    """A client that resets its connection takes its compile with it."""
    server = bench.start('fault = "hang"\nevery = 1', "--plugin-deadline", "60s", "--compile-deadline", "10min",
                         processes=1)
    try:
        body = json.dumps(SHOP)
        request = (f"POST /api/v1/validate HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nContent-Type: application/json\r\n"
                   f"Content-Length: {len(body)}\r\n\r\n{body}").encode()
        for _ in range(3):
            connection = wire.open_raw(server.port, request)
            suite.check(eventually(lambda: metrics(server)['tablewright_worker_tasks{pool="plugins"}'] == 1), "no compile began")
            connection.setsockopt(wire.socket.SOL_SOCKET, wire.socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            connection.close()
            suite.check(eventually(lambda: metrics(server)['tablewright_worker_tasks{pool="plugins"}'] == 0),
                        "the compile goes on although the client is gone")
        suite.equal(figures(metrics(server))[1]["timed-out"], 0, "runs that timed out")
    finally:
        suite.equal(server.stop(), 0, "exit code")


def eat_memory_each_tenth(suite, bench):
    load, samples, server = bench.run(f'fault = "memory"\ncounter = "{bench.counter()}"', "--plugin-memory", "96")
    runs, failed, left_out = figures(samples)
    suite.check(failed["out-of-memory"] > 0, f"nothing ran out of memory in {runs} runs: {failed}, {left_out} left out")
    suite.check("TW9006" in load.failed, f"no answer tells of it: {load.failed}")
    no_other_fails(suite, samples)
    bench.end(server)


def keep_nothing_transient(suite, bench):
    """What comes of a failure is not kept for the next one who asks."""
    path = bench.counter()

    def next_fails(fails):
        with open(path, "r+b") as file:
            file.write((9 if fails else 10).to_bytes(8, sys.byteorder))
    more = '\n[severities]\nXF0001 = "error"'
    server = bench.start(f'fault = "throw"\ncounter = "{path}"{more}')
    try:
        client = wire.Client(server.port)
        next_fails(True)
        made = suite.ask(client, "POST", "/api/v1/schemas", SHOP, status=201).json()
        sql = f"/api/v1/schemas/{made['id']}/sql"
        for fails, status in ((True, 200), (False, 422), (True, 200), (False, 422)):
            next_fails(fails)
            suite.ask(client, "GET", sql, status=status)
        next_fails(False)
        suite.ask(client, "POST", "/api/v1/schemas", SHOP, status=422, kind="invalid-document")
        next_fails(False)
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


RUNS = [keep_nothing_transient, close_the_gate, refuse_wrong_configurations, crash_each_tenth, crash_in_each_process, throw_each_tenth, throw_in_this_process, hang_each_tenth, hang_always,
        stop_while_it_hangs, leave_while_it_hangs, eat_memory_each_tenth]


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    for name in ("server", "source", "plugins", "faulty"):
        parser.add_argument(name)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--threads", type=int, default=8)
    parser.add_argument("--runs", default="")
    parser.add_argument("--without", default="")
    arguments = parser.parse_args()
    begin = time.monotonic()
    suite = Suite(Contract(os.path.join(arguments.source, "resources/openapi.json"),
                           os.path.join(arguments.source, "grammar/schema.json")))
    folder = scratch_folder()
    cluster = None
    end_in_order()
    try:
        cluster = Cluster(folder)
        bench = Bench(suite, arguments, folder, cluster)
        suite.part = "learn"
        bench.learn()
        chosen = [name for name in arguments.runs.split(",") if name]
        left_out = arguments.without.split(",")
        suite.run(*[(run, bench) for run in RUNS
                    if run.__name__ not in left_out and (not chosen or run.__name__ in chosen)])
    finally:
        if cluster:
            cluster.kill()
        remove(folder)
    for failure in suite.failures[:40]:
        print("FAIL", failure)
    print(f"plugins under load: {len(suite.failures)} failures, {time.monotonic() - begin:.1f} s")
    return 1 if suite.failures else 0


if __name__ == "__main__":
    sys.exit(main())
