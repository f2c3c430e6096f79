#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Does what docs/writing_a_plugin.md says, step by step, in an empty folder, and compares what is
# printed with what the page shows. Prints how many commands and edits that were and how long they took.
source "$(dirname "${BASH_SOURCE[0]}")/package.sh"
source "$source_tree/tests/style/console.sh"

page=docs/writing_a_plugin.md
mkdir "$work/steps" "$work/folder"
python3 "$(dirname "${BASH_SOURCE[0]}")/steps.py" "$source_tree/$page" "$work/steps"

cat >"$work/session.sh" <<'SESSION'
cd "$work/folder"
for command in "$work"/steps/*.command; do
    name=${command%.command}
    begin=$EPOCHREALTIME
    eval "$(cat "$command")" >"$name.found" 2>&1
    echo $? >"$name.status"
    end=$EPOCHREALTIME
    echo $(((${end/[.,]/} - ${begin/[.,]/}) / 1000)) >"$name.ms"
done
SESSION
export work PAGER=cat
bash "$work/session.sh"

findings=0 edits=0 commands=0 waited=0
for command in "$work"/steps/*.command; do
    name=${command%.command}
    line=$(cat "$name.line")
    waited=$((waited + $(cat "$name.ms")))
    if [[ -f $name.diff ]] || grep -q END_OF_FILE "$command"; then edits=$((edits + 1)); else commands=$((commands + 1)); fi
    if [[ $(cat "$name.ms") -ge 500 ]]; then
        printf '%s:%s: %d ms: %s\n' "$page" "$line" "$(cat "$name.ms")" "$(head -n 1 "$command")"
    fi
    if [[ -f $name.expected ]]; then
        console_matches "$name.expected" "$name.found" || {
            echo "$page:$line: the step does not print what is shown"
            diff -u --label shown --label printed "$name.expected" "$name.found" || true
            findings=$((findings + 1))
        }
    elif [[ $(cat "$name.status") != 0 ]]; then
        echo "$page:$line: the step fails:"
        cat "$name.found"
        findings=$((findings + 1))
    fi
done
printf '%d commands, %d edits, %d.%03d s of waiting\n' "$commands" "$edits" \
    $((waited / 1000)) $((waited % 1000))
[[ $edits -gt 0 && $commands -gt 0 ]] || fail 'the page has no steps'
[[ $findings -eq 0 ]]
