#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The steps of a guide, as files that a shell can run one after the other.

usage: steps.py PAGE FOLDER        writes NNN.command, NNN.line and, where the page shows what is printed, NNN.expected
       steps.py --apply FILE DIFF  does what a `diff` block says: lines with `-` go, lines with `+` come

A step is
- a command of a `console` block: `$ COMMAND`, more lines of it after `> `, then what it prints;
- a block under a line such as "`rules.h`, a new file:", which becomes that file;
- a `diff` block under a line that names a file in its last backticks. Its lines without `+` have to
  stand in that file, together and once.
Blocks under other lines are no steps, but every `diff` block is one.
"""
import re
import sys
from pathlib import Path


def blocks(lines):
    """Yields (line number of the first line, language, the line of text above, lines)."""
    above = language = None
    for number, line in enumerate(lines, 1):
        if language is None:
            if line.startswith("```"):
                language, start, body = line[3:].strip(), number + 1, []
            elif line.strip():
                above = line
        elif line == "```":
            yield start, language, above or "", body
            above = language = None
        else:
            body.append(line)


def split(page, folder):
    count = 0

    def write(line, command, expected=None, diff=None):
        nonlocal count
        count += 1
        name = folder / f"{count:03}"
        if diff is not None:
            name.with_suffix(".diff").write_text(diff)
            command = f"python3 {Path(__file__).resolve()} --apply {command} {name}.diff"
        name.with_suffix(".command").write_text(command + "\n")
        name.with_suffix(".line").write_text(str(line))
        if expected:
            name.with_suffix(".expected").write_text("\n".join(expected) + "\n")

    for start, language, above, body in blocks(page.read_text().split("\n")):
        named = re.search(r".*`([^`]+)`", above)
        if language == "console":
            commands = []
            for offset, line in enumerate(body):
                if line.startswith("$ "):
                    commands.append([start + offset, line[2:], []])
                elif re.match(r">( |$)", line) and not commands[-1][2]:
                    commands[-1][1] += "\n" + line[2:]
                else:
                    commands[-1][2].append(line)
            for command in commands:
                write(*command)
        elif language == "diff":
            if not named:
                sys.exit(f"{page}:{start}: an edit, and the line above names no file")
            write(start, named[1], diff="\n".join(body) + "\n")
        elif named and above.rstrip().endswith(", a new file:"):
            text = "\n".join(body)
            write(start, f"cat > {named[1]} <<'END_OF_FILE'\n{text}\nEND_OF_FILE")
    if count == 0:
        sys.exit(f"{page}: no steps")


def apply(path, diff):
    old = "".join(line[1:] or "\n" for line in diff if not line.startswith("+"))
    new = "".join(line[1:] or "\n" for line in diff if not line.startswith("-"))
    text = path.read_text()
    found = ("\n" + text).count("\n" + old)
    if found != 1:
        sys.exit(f"{path}: these lines stand in it {found} times, expected once:\n{old}")
    path.write_text(("\n" + text).replace("\n" + old, "\n" + new)[1:])


if sys.argv[1] == "--apply":
    apply(Path(sys.argv[2]), Path(sys.argv[3]).read_text().splitlines(keepends=True))
else:
    split(Path(sys.argv[1]), Path(sys.argv[2]))
