# SPDX-License-Identifier: MIT
"""Compares grammar/schema.json with what the engine reads: document_schema_test.py SOURCE_FOLDER

Documents that are read without errors are valid, both know the same members, and a member that is
of the wrong kind is wrong to both.
"""

import glob
import json
import os
import re
import sys

try:
    from jsonschema import Draft202012Validator
except ImportError:
    print("python3-jsonschema is missing")
    sys.exit(77)


def documents(source):
    """Pairs of a name and a document that is JSON."""
    for path in glob.glob(os.path.join(source, "resources/samples/*.json")):
        with open(path, encoding="utf-8") as file:
            yield os.path.basename(path), json.load(file)
    for path in glob.glob(os.path.join(source, "tests/golden/**/*.test"), recursive=True):
        with open(path, "rb") as file:
            parts = re.split(rb"^--- (.*)\n", file.read(), flags=re.MULTILINE)
        sections = dict(zip(parts[1::2], parts[2::2]))
        if b"input.json" not in sections:
            continue
        try:
            yield os.path.basename(path), json.loads(sections[b"input.json"].decode("utf-8-sig"))
        except (ValueError, RecursionError):
            continue


def properties(schema):
    """All names of members anywhere in the JSON Schema."""
    if isinstance(schema, dict):
        for name, part in schema.get("properties", {}).items():
            yield name
            yield from properties(part)
        for name, part in schema.items():
            if name != "properties":
                yield from properties(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from properties(part)


def members(source):
    """All names in the engine's tables of members."""
    with open(os.path.join(source, "engine/frontend/json/members.h"), encoding="utf-8") as file:
        for table in re.findall(r"MemberTable names\{(.*?)\};", file.read(), re.DOTALL):
            yield from re.findall(r'"([^"]+)"', table)


def main():
    source = sys.argv[1]
    with open(os.path.join(source, "grammar/schema.json"), encoding="utf-8") as file:
        schema = json.load(file)
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    problems = []
    valid = 0
    for name, document in documents(source):
        errors = list(validator.iter_errors(document))
        if not name.startswith("fail_"):
            valid += 1
            problems += [f"{name}: /{'/'.join(map(str, error.path))} {error.message}" for error in errors]
        elif name == "fail_values.test" and len(errors) < 40:
            problems.append(f"{name}: only {len(errors)} errors")
    if valid < 80:
        problems.append(f"only {valid} documents")
    ours, theirs = set(members(source)), set(properties(schema))
    problems += [f"schema.json does not know {name}" for name in sorted(ours - theirs)]
    problems += [f"the engine does not know {name}" for name in sorted(theirs - ours)]
    print("\n".join(problems) or f"{valid} documents are valid, {len(ours)} members are known to both")
    return 1 if problems else 0


sys.exit(main())
