#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""usage: fixes_hold.py TABLEWRIGHT PLUGIN_FOLDER FOLDER

Applies every fix that the advisor offers over the samples and golden files below FOLDER, each by
itself and then all together: none adds an error or another finding of the engine's."""
import collections
import json
import pathlib
import re
import subprocess
import sys
import tempfile

program, plugins, root = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])


def documents():
    for file in sorted((root / "resources/samples").glob("*.*")):
        yield file.name, file.suffix, file.read_bytes()
    cases = [*root.glob("tests/golden/**/*.test"), *root.glob("tests/*.test"),
             *root.glob("plugins/advisor/tests/*.test")]
    for file in sorted(cases):
        parts = re.split(rb"(?m)^--- (.+)\n", file.read_bytes())
        if any(name.startswith(b"file ") for name in parts[1::2]):
            continue
        for name, text in zip(parts[1::2], parts[2::2]):
            if name in (b"input.json", b"input.dbml"):
                yield file.name, "." + name[6:].decode(), text


def check(path):
    """The findings, and how often the engine's codes occur."""
    run = subprocess.run([program, "--plugin-path", plugins, "check", "--no-config", "--json",
                          "--max-diagnostics", "100000", "--enable", "org.tablewright.advisor", str(path)],
                         capture_output=True, check=False)
    if run.returncode not in (0, 1):
        sys.exit(f"{path}: {run.stderr.decode()}")
    found = json.loads(run.stdout)["diagnostics"]
    engine = collections.Counter(item["code"] for item in found if item["code"].startswith("TW"))
    return found, engine


def offset(lines, line, column):
    return sum(len(text) for text in lines[:line - 1]) + column - 1


def edits_of(item, lines):
    for edit in item["fix"]["edits"]:
        yield (offset(lines, edit["line"], edit["column"]),
               offset(lines, edit["endLine"], edit["endColumn"]), edit["replacement"])


def applied(text, edits):
    for begin, end, replacement in sorted(set(edits), reverse=True):
        text = text[:begin] + replacement + text[end:]
    return text


fixes = documents_with_fixes = failures = 0
with tempfile.TemporaryDirectory() as scratch:
    for name, suffix, source in documents():
        path = pathlib.Path(scratch) / ("document" + suffix)
        try:
            text = source.decode()
        except UnicodeDecodeError:
            continue
        if text.startswith("\ufeff"):
            continue
        path.write_text(text, newline="")
        found, before = check(path)
        offered = [item for item in found if item["code"].startswith("AD") and item.get("fix")]
        if not offered:
            continue
        documents_with_fixes += 1
        lines = re.split(r"(?<=\n)", text)
        attempts = [[item] for item in offered] + ([offered] if len(offered) > 1 else [])
        fixes += len(offered)
        for attempt in attempts:
            edits = [edit for item in attempt for edit in edits_of(item, lines)]
            path.write_text(applied(text, edits), newline="")
            after, engine = check(path)
            gone = all(item["code"] not in
                       {other["code"] for other in after
                        if (other["line"], other["column"]) == (item["line"], item["column"])}
                       for item in attempt)
            if engine - before or not gone:
                failures += 1
                print(f"{name}{suffix}: {[item['message'] for item in attempt][:3]}:",
                      dict(engine - before) or "the finding is still there")
print(f"{fixes} fixes in {documents_with_fixes} documents, {failures} failures")
if fixes == 0:
    print("no document with fixes below", root)
    sys.exit(77)
sys.exit(1 if failures else 0)
