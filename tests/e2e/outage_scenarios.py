# SPDX-License-Identifier: MIT
"""PostgreSQL is gone: every call that needs it says so, the others go on."""

import threading
import time

from generic_errors import each, is_public
from suite import UNVERIFIED, named


def all_at_once(asks):
    """What may have to wait long waits together."""
    threads = [threading.Thread(target=ask) for ask in asks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def outage(suite, make_client, sample):
    def ask(operation_id, method, operation):
        client = make_client()
        target, body, fields = sample.target(operation_id), sample.body(operation_id), sample.fields(operation_id)
        if operation_id in ("validateDocument", "compileDocument", "layOutDocument"):
            suite.ask(client, method, target, body, fields, status=200)
        elif operation_id == "readReadiness":
            suite.ask(client, method, target, status=503, kind="not-ready")
        elif is_public(operation):
            suite.ask(client, method, target, status=200)
        else:
            answer = suite.ask(client, method, target, body, fields, status=503, kind="store-unavailable")
            suite.check(int(answer.field("retry-after") or 0) >= 1, f"{operation_id}: Retry-After")

    def ask_for_judgement(target, status):
        answer = suite.ask(make_client(), "POST", target, UNVERIFIED, status=status)
        if status == 200:
            suite.check(answer.json()["diagnostics"], "what cannot be settled is told as unverified")
    asks = [lambda o=o, m=m, c=c: ask(o, m, c) for o, m, _, c in each(suite)]
    asks += [lambda t=t, s=s: ask_for_judgement(t, s) for t, s in (("/api/v1/schemas", 503), ("/api/v1/compile", 200),
                                                                  ("/api/v1/validate", 200))]
    all_at_once(asks)


def crowd(suite, maker, client, other, sample):
    """A server that works on one request at a time, and is at work on a long one."""
    large = suite.make(maker, named("large", tables=900))
    making = threading.Thread(target=lambda: other.call("POST", f"/api/v1/schemas/{large['id']}/databases"))
    making.start()
    time.sleep(0.1)
    for operation_id, method, _, _ in each(suite):
        target, body, fields = sample.target(operation_id), sample.body(operation_id), sample.fields(operation_id)
        if operation_id in ("readHealth", "readReadiness", "readMetrics"):  # busy is not dead
            suite.ask(client, method, target, body, fields, status=200)
            continue
        answer = suite.ask(client, method, target, body, fields, status=503, kind="")
        suite.check(int(answer.field("retry-after") or 0) >= 1, f"{operation_id}: Retry-After")
    making.join()


def recovery(suite, client, target, restart):
    restart()
    deadline = time.monotonic() + 30
    while client.call("GET", "/readyz").status != 200 and time.monotonic() < deadline:
        time.sleep(0.1)
    suite.ask(client, "GET", "/readyz", status=200)
    suite.ask(client, "GET", target, status=200)
