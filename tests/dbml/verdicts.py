#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compares our verdicts on DBML texts with expected ones.

verdicts.py PROGRAM reference CASES DOCUMENT   what the reference implementation said of each case;
                                               DOCUMENT lists the verdicts that differ, and why
verdicts.py PROGRAM own FOLDER                 our cases: accepted, or refused at a place
verdicts.py PROGRAM compare INPUTS ANSWERS…    any inputs and the reference's answers, by hand

PROGRAM is dbml_verdicts. Ends with 1 when something is not as it must be, with 77 when the
reference's cases are not here.
"""

import argparse
import collections
import json
import pathlib
import re
import subprocess
import sys

# What is promised for the reference's cases.
VERDICTS = 376 / 380
SAME_LINE = 0.95
SAME_PLACE = 0.85


def lines_of(path):
    with open(path, encoding="utf-8", newline="\n") as file:
        return [json.loads(line) for line in file if line.strip()]


def ask(program, cases):
    text = "".join(json.dumps({"id": case["id"], "input": case["input"]}) + "\n" for case in cases)
    done = subprocess.run([program], input=text.encode(), stdout=subprocess.PIPE, check=True)
    answers = {}
    for line in done.stdout.decode().splitlines():
        answer = json.loads(line)
        answers[answer["id"]] = answer
    missing = [case["id"] for case in cases if case["id"] not in answers]
    if missing:
        sys.exit(f"no answer about {missing[0]} and {len(missing) - 1} others")
    return answers


def first_place(answer):
    """Line and column of the first error; zero where it has none."""
    if not answer["errors"]:
        return (0, 0)
    error = answer["errors"][0]
    return (error.get("line") or 0, error.get("col") or 0)


def without_names(message):
    return re.sub(r"'[^']*'|\"[^\"]*\"|`[^`]*`", "…", message)


def show(case, wanted, got):
    def say(answer):
        if answer["accept"]:
            return "accepted"
        if "died" in answer:
            return "died: " + answer["died"]
        if not answer["errors"]:
            return "refused"
        line, column = first_place(answer)
        # The reference cuts a character that takes two units of UTF-16 in half.
        message = answer["errors"][0]["message"].encode("utf-8", "replace").decode()
        return f"{line}:{column} {message}"

    print(f"  {case['id']}\n    reference: {say(wanted)}\n    ours:      {say(got)}")


class Agreement:
    """Counts how the verdicts and first places of cases agree."""

    def __init__(self, cases, wanted, got):
        self.cases = cases
        self.other_verdict = []
        self.other_line = []
        self.other_column = []
        self.refused = 0
        self.died = [case["id"] for case in cases if "died" in got[case["id"]]]
        for case in cases:
            theirs, ours = wanted[case["id"]], got[case["id"]]
            if theirs["accept"] != ours["accept"]:
                self.other_verdict.append(case)
            if theirs["accept"]:
                continue
            self.refused += 1
            if ours["accept"] or first_place(theirs)[0] != first_place(ours)[0]:
                self.other_line.append(case)
            elif first_place(theirs) != first_place(ours):
                self.other_column.append(case)

    def verdicts(self):
        return 1 - len(self.other_verdict) / max(1, len(self.cases))

    def same_line(self):
        return 1 - len(self.other_line) / max(1, self.refused)

    def same_place(self):
        return 1 - (len(self.other_line) + len(self.other_column)) / max(1, self.refused)

    def print(self):
        print(f"{len(self.cases)} cases, {self.refused} of them refused: "
              f"{len(self.cases) - len(self.other_verdict)} verdicts agree "
              f"({100 * self.verdicts():.2f} %), first error on the same line "
              f"{100 * self.same_line():.2f} %, line and column {100 * self.same_place():.2f} %; "
              f"{len(self.died)} died")


def reference(program, path, document):
    if not path.is_file():
        print(f"skipped: {path} is not here")
        sys.exit(77)
    cases = lines_of(path)
    wanted = {case["id"]: case for case in cases}
    got = ask(program, cases)
    agreement = Agreement(cases, wanted, got)
    agreement.print()
    for title, found in (("verdict differs", agreement.other_verdict),
                         ("line differs", agreement.other_line),
                         ("column differs", agreement.other_column)):
        if found:
            print(title + ":")
            for case in found:
                show(case, wanted[case["id"]], got[case["id"]])

    good = not agreement.died
    for what, value, least in (("verdicts", agreement.verdicts(), VERDICTS),
                               ("lines", agreement.same_line(), SAME_LINE),
                               ("places", agreement.same_place(), SAME_PLACE)):
        if value < least:
            print(f"FAILED: {what} {100 * value:.2f} %, {100 * least:.2f} % is promised")
            good = False
    listed = set(re.findall(r"^- `([0-9a-f]{12})`:", document.read_text(encoding="utf-8"), re.M))
    differing = {case["id"] for case in agreement.other_verdict}
    for identifier in sorted(differing - listed):
        print(f"FAILED: {identifier} differs and is not in {document}")
        good = False
    for identifier in sorted(listed - differing):
        print(f"FAILED: {identifier} is in {document} and does not differ")
        good = False
    return good


def own(program, folder):
    cases = []
    for path in sorted(folder.glob("**/*.dbml")):
        text = path.read_bytes().decode("utf-8")
        head = text.removeprefix("\ufeff")
        place = re.match(r"// refused at ([0-9]+):([0-9]+)\r?\n", head)
        if not place and not head.startswith("// accepted"):
            sys.exit(f"{path}: the first line must be `// accepted` or `// refused at LINE:COLUMN`")
        cases.append({"id": str(path.relative_to(folder)), "input": text,
                      "place": (int(place[1]), int(place[2])) if place else None})
    got = ask(program, cases)
    wrong = 0
    for case in cases:
        answer = got[case["id"]]
        if case["place"] is None:
            good = answer["accept"]
        else:
            good = not answer["accept"] and first_place(answer) == case["place"]
        if not good:
            wrong += 1
            wanted = "accepted" if case["place"] is None else "refused at %d:%d" % case["place"]
            said = answer.get("died") or (answer["errors"] or "accepted")
            print(f"FAILED: {case['id']}: must be {wanted}, is {said}")
    refused = sum(case["place"] is not None for case in cases)
    print(f"{len(cases)} cases, {refused} of them refused: {len(cases) - wrong} as they must be")
    return wrong == 0 and len(cases) > 0


def compare(program, paths, show_most):
    cases = lines_of(paths[0])
    wanted = {}
    for path in paths[1:] or [paths[0]]:
        wanted.update({answer["id"]: answer for answer in lines_of(path)})
    cases = [case for case in cases if case["id"] in wanted]
    got = ask(program, cases)
    agreement = Agreement(cases, wanted, got)
    groups = collections.defaultdict(list)
    for title, found in (("VERDICT", agreement.other_verdict), ("line", agreement.other_line),
                         ("column", agreement.other_column)):
        for case in found:
            if title == "line" and got[case["id"]]["accept"]:
                continue
            theirs, ours = wanted[case["id"]], got[case["id"]]
            said = without_names(theirs["errors"][0]["message"]) if theirs["errors"] else "accepted"
            mine = ours.get("died") or (
                without_names(ours["errors"][0]["message"]) if ours["errors"] else "accepted")
            groups[title, said, mine].append(case)
    for (title, said, mine), found in sorted(groups.items(), key=lambda item: -len(item[1])):
        print(f"{len(found):5} {title}: {said}  |  {mine}")
        for case in found[:show_most]:
            show(case, wanted[case["id"]], got[case["id"]])
            print("    " + json.dumps(case["input"], ensure_ascii=False))
    agreement.print()
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("what", choices=("reference", "own", "compare"))
    parser.add_argument("paths", nargs="+", type=pathlib.Path)
    parser.add_argument("--show", type=int, default=0, help="this many of each group")
    arguments = parser.parse_args()
    if arguments.what == "reference":
        good = reference(arguments.program, *arguments.paths)
    elif arguments.what == "own":
        good = own(arguments.program, *arguments.paths)
    else:
        good = compare(arguments.program, arguments.paths, arguments.show)
    sys.exit(0 if good else 1)


main()
