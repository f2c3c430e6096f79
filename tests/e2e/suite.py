# SPDX-License-Identifier: MIT
"""Asks, has each answer judged by the contract, and keeps what was wrong."""

import json
import time
import traceback

SHOP = {"name": "shop", "description": "what is sold to whom", "tables": [
    {"id": "t1", "name": "customers", "columns": [
        {"id": "c1", "name": "id", "dataType": "INT", "primaryKey": True, "autoIncrement": True},
        {"id": "c2", "name": "email", "dataType": "VARCHAR", "length": 255, "nullable": False, "unique": True}]},
    {"id": "t2", "name": "orders", "columns": [
        {"id": "c1", "name": "id", "dataType": "INT", "primaryKey": True, "autoIncrement": True},
        {"id": "c2", "name": "customer_id", "dataType": "INT", "nullable": False}]}],
    "foreignKeys": [{"id": "f1", "name": "orders_customer", "sourceTableId": "t2", "sourceColumnId": "c2",
                     "targetTableId": "t1", "targetColumnId": "c1", "onDelete": "CASCADE"}]}
BROKEN = {"tables": [{"name": "logs", "columns": [{"name": "line", "dataType": "TXT"}]}]}
# Only PostgreSQL can tell that the function is missing.
UNVERIFIED = {"name": "unverified", "tables": [{"name": "t", "columns": [
    {"name": "id", "dataType": "INT", "primaryKey": True},
    {"name": "made", "dataType": "TEXT", "defaultValue": {"expression": "no_such_function(1)"}}]}]}
ABSENT = "00000000-0000-4000-8000-000000000000"


def named(name, description="", tables=1):
    return {"name": name, "description": description, "tables": [
        {"id": f"t{i}", "name": f"table_{i}", "columns": [
            {"id": "c1", "name": "id", "dataType": "INT", "primaryKey": True, "autoIncrement": True},
            {"id": "c2", "name": "label", "dataType": "VARCHAR", "length": 80}]} for i in range(tables)]}


def compact(document):
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()


class Suite:
    def __init__(self, contract):
        self.contract = contract
        self.failures = []
        self.asked = 0
        self.part = ""

    def fail(self, text):
        self.failures.append(f"{self.part}: {text}")

    def check(self, condition, text):
        if not condition:
            self.fail(text)
        return bool(condition)

    def equal(self, found, expected, text):
        return self.check(found == expected, f"{text}: {str(found)[:300]!r}, expected {str(expected)[:300]!r}")

    def judged(self, answer, method, target, status=None, kind=None, operation=None):
        self.asked += 1
        for finding in self.contract.judge(method, target, answer, operation):
            self.fail(f"{method} {target[:120]} → {answer.status}: {finding}")
        if status is not None and not (answer.status in status if isinstance(status, tuple) else answer.status == status):
            self.fail(f"{method} {target[:120]} → {answer.status}, expected {status}: {answer.body[:300]!r}")
        if kind is not None and method != "HEAD":
            self.equal(answer.kind, kind, f"{method} {target[:120]}: kind of problem")
        return answer

    def ask(self, client, method, target, body=None, fields=None, status=None, kind=None):
        answer = client.call(method, target, body, fields)
        return self.judged(answer, method, target, status, kind)

    def make(self, client, document):
        """Stores a document; its envelope with `etag` beside."""
        answer = self.ask(client, "POST", "/api/v1/schemas", document, status=201)
        if answer.status != 201:
            raise RuntimeError("a schema cannot be made")
        return {**answer.json(), "etag": answer.field("etag")}

    def run(self, *parts):
        """A part that throws has failed; the others go on."""
        for part, *arguments in parts:
            self.part, begin, asked = part.__name__, time.monotonic(), self.asked
            try:
                part(self, *arguments)
            except Exception:  # noqa: BLE001  (whatever it is, it is told)
                self.fail(traceback.format_exc(limit=-4))
            print(f"{self.part:24} {self.asked - asked:5} answers {time.monotonic() - begin:6.1f} s", flush=True)
        self.part = ""
