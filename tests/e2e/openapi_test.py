#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""usage: openapi_test.py examples|routes|kinds SERVER SOURCE_DIR

examples  every example of the document fits its schema
routes    the document and the server's routes say the same: addresses, methods, parameters, media
          types, who may call
kinds     the problem kinds of the document are those that the server's source names
"""

import json
import os
import re
import subprocess
import sys

from contract import Contract


def examples(contract, *_):
    looked, findings = 0, []

    def look(where, schema, value):
        nonlocal looked
        looked += 1
        findings.extend(f"{where}: {finding}" for finding in contract.findings(schema, value))

    def walk(where, node):
        if isinstance(node, list):
            for i, item in enumerate(node):
                walk(f"{where}/{i}", item)
        if not isinstance(node, dict):
            return
        if "schema" in node and "example" in node:
            value = node["example"]
            look(where, node["schema"], value)
        if "examples" in node and isinstance(node["examples"], list):
            for value in node["examples"]:
                look(where, {key: item for key, item in node.items() if key != "examples"}, value)
        for key, item in node.items():
            if key not in ("example", "examples"):
                walk(f"{where}/{key}", item)
    walk("", contract.document)
    return looked, findings


def said(contract):
    """(method, path): what the document says of it, in the router's words."""
    calls = {}
    for _, (method, path, operation) in contract.operations.items():
        produces = set()
        for status, response in operation["responses"].items():
            if status.startswith("2"):
                produces |= set(contract.resolved(response).get("content", {}))
        body = operation.get("requestBody")
        calls[method, path] = {
            "body": "none" if not body else "required" if body["required"] else "optional",
            "reads": set(body["content"]) if body else set(),
            "produces": produces,
            "parameters": {parameter["name"] for parameter in map(contract.resolved, operation.get("parameters", []))
                           if parameter["in"] == "query"},
            "access": "anybody" if operation["security"] == [] else "user",
        }
    return calls


def routes(contract, server, _):
    printed = subprocess.run([server, "--print-routes"], capture_output=True, check=True).stdout
    calls, findings, known = said(contract), [], set()
    for route in json.loads(printed):
        key = route["method"], route["pattern"]
        shape = re.sub(r"<arg>", "{}", route["pattern"])
        fitting = [(method, path) for method, path in calls
                   if method == route["method"] and re.sub(r"\{[a-z]+\}", "{}", path) == shape]
        if not fitting:
            findings.append(f"the document has no {key[0]} {key[1]}")
            continue
        known.add(fitting[0])
        call = calls[fitting[0]]
        body = {"none": "none", "optionalJson": "optional", "json": "required", "document": "required"}[route["body"]]
        reads = {"none": set(), "document": {"application/json", "text/x-dbml"}}.get(route["body"], {"application/json"})
        for what, found, expected in (("body", body, call["body"]), ("media types of the body", reads, call["reads"]),
                                      ("media types", set(route["produces"]), call["produces"]),
                                      ("parameters", set(route["parameters"]), call["parameters"]),
                                      ("access", route["access"], call["access"])):
            if found != expected:
                findings.append(f"{fitting[0][0]} {fitting[0][1]}: {what} {found}, the document says {expected}")
    findings += [f"the server has no {method} {path}" for method, path in sorted(calls.keys() - known)]
    return len(known), findings


def kinds(contract, _, source):
    with open(os.path.join(source, "apps/server/app/problems.h"), encoding="utf-8") as file:
        text = file.read()
    named = set(re.findall(r'std::string_view [a-zA-Z]+ = "([a-z-]+)";', text))
    told = set(re.findall(r'"urn:tablewright:problem:([a-z-]+)"', json.dumps(contract.document)))
    findings = [f"the document does not tell of `{kind}`" for kind in sorted(named - told)]
    findings += [f"problems.h has no `{kind}`" for kind in sorted(told - named)]
    with open(os.path.join(source, "docs/http_api.md"), encoding="utf-8") as file:
        shown = set(re.findall(r"^\| `([a-z-]+)` \| [0-9, ]+ \|", file.read(), re.MULTILINE))
    findings += [f"docs/http_api.md does not tell of `{kind}`" for kind in sorted(named - shown)]
    findings += [f"docs/http_api.md tells of `{kind}`, which problems.h has not" for kind in sorted(shown - named)]
    return len(named), findings


def main():
    what, server, source = sys.argv[1:4]
    contract = Contract(os.path.join(source, "resources/openapi.json"), os.path.join(source, "grammar/schema.json"))
    looked, findings = {"examples": examples, "routes": routes, "kinds": kinds}[what](contract, server, source)
    for finding in findings:
        print("FAIL", finding)
    print(f"{what}: {looked} looked at, {len(findings)} findings")
    return 1 if findings or looked == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
