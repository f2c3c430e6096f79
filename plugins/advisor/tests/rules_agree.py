#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The rows of rules.def, the options of the metadata and the README speak of the same rules."""
import json
import pathlib
import re
import sys

folder = pathlib.Path(__file__).resolve().parent.parent
severities = {"Error": "error", "Warning": "warning", "Note": "note", "Ignored": "off"}
findings = []

table = (folder / "rules.def").read_text()
texts = re.findall(r'^AD_RULE\("(AD\d{4})", \w+, (\w+), "([a-z-]+)", "(.*)",\n +"(.*)"\)$', table, re.MULTILINE)
rows = [text[:3] for text in texts]
if len(rows) != table.count("\nAD_RULE("):
    findings.append("rules.def: a row that this test cannot read")
if [row[0] for row in rows] != sorted({row[0] for row in rows}):
    findings.append("rules.def: the codes are not in their order")
for code, _, _, *sentences in texts:
    for sentence in sentences:
        if sentence.endswith(".") or re.match(r"[A-Z]\w* [a-z]", sentence) and not sentence.startswith("PostgreSQL"):
            findings.append(f"rules.def: {code} says `{sentence}`, expected lower case and no full stop")
options = json.loads((folder / "advisor_plugin.json.in").read_text())["Options"]
readme = (folder / "README.md").read_text()
golden = "".join(file.read_text() for file in (folder / "tests").glob("*.test"))

keys = [key for _, _, key in rows]
if len(set(keys)) != len(keys):
    findings.append("rules.def: two rules of one name")
for code, severity, key in rows:
    default = severities[severity]
    level = options.get(f"{key}.level", {})
    if (level.get("Type"), level.get("Code"), level.get("Default")) != ("severity", code, default):
        findings.append(f"metadata: `{key}.level` is {level}, expected {code}, {default}")
    if options.get(f"{key}.ignore", {}).get("Type") != "list":
        findings.append(f"metadata: `{key}.ignore` is no list")
    if f"| {code} | `{key}` | {default} |" not in readme:
        findings.append(f"README.md: no row `| {code} | `{key}` | {default} |`")
    if f" {code} " not in golden:
        findings.append(f"tests: no golden file has {code}")
    if not re.search(rf"^\[plugins\.advisor\.{key}\]$", golden, re.MULTILINE):
        findings.append(f"tests: no golden file sets an option of `{key}`")
for option in options:
    key = option.rpartition(".")[0]
    if key and key not in keys:
        findings.append(f"metadata: `{option}` is of no rule")
    if option.endswith((".level", ".ignore")) or option == "ignore":
        continue
    if f"`{option}`" not in readme:
        findings.append(f"README.md: no word of `{option}`")
for code, key in re.findall(r"^\| (AD\d{4}) \| `([a-z-]+)` \|", readme, re.MULTILINE):
    if (code, key) not in [(row[0], row[2]) for row in rows]:
        findings.append(f"README.md: {code} `{key}` is no rule")

for finding in findings:
    print(finding)
print(f"{len(rows)} rules, {len(options)} options, {len(findings)} findings")
sys.exit(1 if findings or not rows else 0)
