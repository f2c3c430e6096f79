# SPDX-License-Identifier: MIT
"""Servers whose plugins fail, load on them, and what there is of their processes."""

import copy
import json
import os
import random
import re
import signal
import threading
import time

import wire
from servers import Server
from suite import BROKEN, SHOP, named

FAULTY = "org.tablewright.test.faulty"
HEALTHY = "org.tablewright.test.reporting"
FAILURES = {"TW9004": "failed", "TW9005": "timed-out", "TW9006": "out-of-memory"}
PROCESSES = 3


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
