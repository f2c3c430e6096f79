# SPDX-License-Identifier: MIT
"""PostgreSQL is gone: every call that needs it says so, the others go on."""

import time

from generic_errors import each, is_public
from suite import UNVERIFIED


def outage(suite, client, sample):
    for operation_id, method, _, operation in each(suite):
        target, body, fields = sample.target(operation_id), sample.body(operation_id), sample.fields(operation_id)
        if operation_id in ("validateDocument", "compileDocument"):
            suite.ask(client, method, target, body, fields, status=200)
        elif operation_id == "readReadiness":
            suite.ask(client, method, target, status=503, kind="not-ready")
        elif is_public(operation):
            suite.ask(client, method, target, status=200)
        else:
            answer = suite.ask(client, method, target, body, fields, status=503, kind="store-unavailable")
            suite.check(int(answer.field("retry-after") or 0) >= 1, f"{operation_id}: Retry-After")
    suite.ask(client, "POST", "/api/v1/schemas", UNVERIFIED, status=503, kind="store-unavailable")
    suite.ask(client, "POST", "/api/v1/compile", UNVERIFIED, status=(200, 503))
    unverified = suite.ask(client, "POST", "/api/v1/validate", UNVERIFIED, status=200).json()
    suite.check(unverified["diagnostics"], "what cannot be settled is told as unverified")


def recovery(suite, client, target, restart):
    restart()
    deadline = time.monotonic() + 30
    while client.call("GET", "/readyz").status != 200 and time.monotonic() < deadline:
        time.sleep(0.1)
    suite.ask(client, "GET", "/readyz", status=200)
    suite.ask(client, "GET", target, status=200)
