# SPDX-License-Identifier: MIT
"""The errors that every call of a kind has, provoked at every call that the contract declares."""

import wire
from suite import ABSENT, SHOP


class Sample:
    """For each operation a target that exists and a body that fits."""

    def __init__(self, contract, schema_id, database_id):
        self.contract = contract
        self.schema_id = schema_id
        self.database_id = database_id

    def target(self, operation_id, identity=None, number="1"):
        _, path, operation = self.contract.operations[operation_id]
        own = self.database_id if "/databases/{id}" in path else self.schema_id
        target = path.replace("{id}", identity or own).replace("{n}", number)
        needed = [self.contract.resolved(parameter) for parameter in operation.get("parameters", [])]
        query = "&".join(f"{parameter['name']}=1" for parameter in needed
                         if parameter["in"] == "query" and parameter["required"])
        return target + ("?" + query if query else "")

    def body(self, operation_id):
        operation = self.contract.operations[operation_id][2]
        if "requestBody" not in operation:
            return None
        return {"version": 1} if operation_id == "createDatabase" else SHOP

    def fields(self, operation_id):
        return {"If-Match": "*"} if operation_id == "replaceSchema" else {}


def with_parameter(target, text):
    return target + ("&" if "?" in target else "?") + text


def each(suite):
    for operation_id, (method, path, operation) in suite.contract.operations.items():
        yield operation_id, method, path, operation


def is_public(operation):
    return operation["security"] == []


def malformed_requests(suite, port, sample, user_fields):
    """What the front refuses before anybody looks at the route."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in user_fields.items())
    shapes = {
        400: ("", "HTTP/1.1", "Bad Header: x\r\n"),
        413: ("", "HTTP/1.1", "Content-Length: 99999999999\r\n"),
        414: ("x=" + "a" * 9000, "HTTP/1.1", ""),
        417: ("", "HTTP/1.1", "Expect: nothing\r\n"),
        431: ("", "HTTP/1.1", "".join(f"X-Field-{i}: x\r\n" for i in range(80))),
        501: ("", "HTTP/1.1", "Transfer-Encoding: gzip\r\n"),
        505: ("", "HTTP/2.0", ""),
    }
    for operation_id, method, _, _ in each(suite):
        for status, (query, version, more) in shapes.items():
            target = sample.target(operation_id)
            target = with_parameter(target, query) if query else target
            head = f"{method} {target} {version}\r\nHost: 127.0.0.1:{port}\r\n{lines}{more}\r\n"
            suite.judged(wire.raw(port, head.encode()), method, target, status, "", operation_id)


def late_requests(suite, port, sample):
    """Requests whose end never comes, all at once; wants a server that waits a second only."""
    waiting = []
    for operation_id, method, _, _ in each(suite):
        target = sample.target(operation_id)
        head = f"{method} {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nX-Unfin"
        waiting.append((operation_id, method, target, wire.open_raw(port, head.encode())))
    for operation_id, method, target, connection in waiting:
        suite.judged(wire.read_raw(connection, method), method, target, 408, "", operation_id)


def wrong_requests(suite, client, sample):
    """Well-formed requests that their route does not take."""
    for operation_id, method, path, operation in each(suite):
        target, body, fields = sample.target(operation_id), sample.body(operation_id), sample.fields(operation_id)

        def refused(status, kind, *, at=target, send=body, extra=None):
            suite.ask(client, method, at, send, {**fields, **(extra or {})}, status=status, kind=kind)

        refused(400, "unknown-parameter", at=with_parameter(target, "verbose=1"))
        for text in ("verb%FFose=1", "verbose=%00", "%0"):  # no UTF-8, no text, no escape
            refused(400, "", at=with_parameter(target, text))
        if body is None:
            refused(400, "unexpected-body", send=b"{}")
        else:
            for media_type in ("text/plain", "text/x-dbml", "text/x-dbml; charset=latin1", "text/dbml",
                               "application/json; charset=latin1", "json", ""):
                if media_type not in operation["requestBody"]["content"]:
                    refused(415, "media-type", extra={"Content-Type": media_type})
            refused(415, "media-type", extra={"Content-Encoding": "gzip"})
        if "406" in operation["responses"]:
            refused(406, "media-type", extra={"Accept": "image/png"})
            refused(406, "media-type", extra={"Accept": "*/*;q=0"})
        for parameter in map(suite.contract.resolved, operation.get("parameters", [])):
            if parameter["in"] == "query":
                name = parameter["name"]
                twice = [pair for pair in target.partition("?")[2].split("&") if pair]
                twice = "&".join(twice + [f"{name}=1", f"{name}=2"])
                refused(400, "repeated-parameter", at=f"{target.partition('?')[0]}?{twice}")
        if "404" in operation["responses"]:
            for identity in (ABSENT, "1", "x" * 300, "%2e%2e", ABSENT.upper() + "0", "%27%20OR%201=1", "%F0%9F%98%80"):
                refused(404, "", at=sample.target(operation_id, identity))
            for identity in ("%00", "%ff%fe", "%zz"):
                refused(400, "", at=sample.target(operation_id, identity))
        if "{n}" in path:
            for number in ("0", "-1", "2", "01", "1.0", "1e0", "99999999999999999999", "one", "%20"):
                refused(404, "", at=sample.target(operation_id, number=number))


def foreign_pages(suite, client, sample, other_port):
    """On this machine: what web pages of elsewhere send."""
    for operation_id, method, _, _ in each(suite):
        target, body, fields = sample.target(operation_id), sample.body(operation_id), sample.fields(operation_id)
        for host in ("evil.example", "127.0.0.1.evil.example:80", "192.168.1.10"):
            suite.ask(client, method, target, body, {**fields, "Host": host}, status=421, kind="not-local")
        for origin in ("http://evil.example", f"http://127.0.0.1:{other_port}", "null"):
            suite.ask(client, method, target, body, {**fields, "Origin": origin}, status=403, kind="cross-origin")
        if method not in ("GET",):
            suite.ask(client, method, target, body, {**fields, "Sec-Fetch-Site": "cross-site"}, status=403,
                      kind="cross-origin")


def strangers(suite, client, sample, secret):
    """Behind a proxy: who has not come through it, or is nobody in particular."""
    for operation_id, method, _, operation in each(suite):
        target, body, fields = sample.target(operation_id), sample.body(operation_id), sample.fields(operation_id)
        if is_public(operation):
            if operation_id != "readMetrics":
                suite.ask(client, method, target, None, {"X-Proxy-Secret": None, "X-User-Id": None}, status=200)
            continue
        secrets = ([("X-Proxy-Secret", None)], [("X-Proxy-Secret", "wrong")], [("X-Proxy-Secret", "")],
                   [("X-Proxy-Secret", secret + "x")], [("X-Proxy-Secret", secret), ("X-Proxy-Secret", secret)])
        for wrong in secrets:
            suite.ask(client, method, target, body, list(fields.items()) + wrong, status=(401, 400))
        suite.ask(client, method, target, body, {**fields, "X-Proxy-Secret": "wrong"}, status=401,
                  kind="unauthenticated")
        for wrong in (None, "", "u" * 201, b"\xff\xfe"):
            suite.ask(client, method, target, body, {**fields, "X-User-Id": wrong}, status=400, kind="invalid-user")
        suite.ask(client, method, target, body, list(fields.items()) + [("X-User-Id", "ann"), ("X-User-Id", "bob")],
                  status=400)


def wrong_methods(suite, client, sample):
    """405 with what the address takes; OPTIONS tells it too."""
    for path in suite.contract.document["paths"]:
        allowed = suite.contract.allowed(path)
        identity = sample.database_id if "/databases/{id}" in path else sample.schema_id
        target = path.replace("{id}", identity).replace("{n}", "1")
        for method in ("GET", "PUT", "POST", "DELETE", "PATCH"):
            if method not in allowed:
                suite.ask(client, method, target, b"{}" if method in ("PUT", "POST", "PATCH") else None, status=405)
        if "GET" not in allowed:
            suite.ask(client, "HEAD", target, status=405)
        suite.ask(client, "OPTIONS", target, status=204)
    for target in ("/api", "/api/v1", "/api/v1/", "/api/v2/schemas", "/api/v1/schemas/", "/favicon.png/x",
                   f"/api/v1/schemas/{sample.schema_id}/", f"/api/v1/schemas/{sample.schema_id}/nothing",
                   f"/api/v1/schemas/{sample.schema_id}/versions/1/x", "/%61pi/v1/schemas/x/y", "/api/v1/databases/a/b"):
        for method in ("GET", "POST", "OPTIONS"):
            suite.ask(client, method, target, status=404)


def heads(suite, client, sample):
    """HEAD is GET without the body: the same status and the same fields."""
    for operation_id, method, _, operation in each(suite):
        if method != "GET" or operation_id in ("readMetrics",):
            continue
        target = sample.target(operation_id)
        full = suite.ask(client, "GET", target, status=200)
        head = suite.ask(client, "HEAD", target, status=200)
        varying = ("date", "x-request-id")
        of_get = [(name, value) for name, value in full.fields if name not in varying]
        of_head = [(name, value) for name, value in head.fields if name not in varying]
        suite.equal(of_head, of_get, f"HEAD {target}: fields")
        suite.ask(client, "HEAD", target, fields={"Accept": "image/png"}, status=406)
