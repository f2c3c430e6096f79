#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# usage: readme.sh FOLDER_OF_PROGRAMS [FILE]
# Runs the commands of the `console` blocks of README.md, or of FILE, one after the other in one shell,
# against a server with data of its own, and compares what they print where it is shown. There `…`
# stands for any text in a line, and a line of `…` alone for any lines. Blanks at the end of a line and
# empty lines at the end do not count.
bin=$(cd "$1" && pwd)
page=${2:-README.md}
source "$(dirname "${BASH_SOURCE[0]}")/style.sh"
source "$(dirname "${BASH_SOURCE[0]}")/console.sh"

scratch=$(mktemp -d "${TMPDIR:-/tmp}/tablewright-readme.XXXXXX")
chmod 755 "$scratch"
server=
cleanup() {
    [[ -z $server ]] || kill "$server" 2>/dev/null || true
    [[ -z $server ]] || wait "$server" 2>/dev/null || true
    rm -rf "$scratch"
}
trap cleanup EXIT

port=
for candidate in $(shuf -i 20000-29999 -n 20); do
    if ! (: <"/dev/tcp/127.0.0.1/$candidate") 2>/dev/null; then
        port=$candidate
        break
    fi
done
"$bin/tablewright-server" --listen "127.0.0.1:$port" --data "$scratch/data" \
    >"$scratch/server.log" 2>&1 &
server=$!
for ((i = 0; i < 300; i++)); do
    curl -fs -o /dev/null "http://127.0.0.1:$port/healthz" && break
    kill -0 "$server" 2>/dev/null || break
    sleep 0.1
done
curl -fs -o /dev/null "http://127.0.0.1:$port/healthz" || {
    cat "$scratch/server.log"
    finding "$page:1: the server does not start"
    conclude 1
}

# One file for each command and one for what the page shows after it.
sed "s/127\.0\.0\.1:8080/127.0.0.1:$port/g" "$page" |
    split_console "$scratch"

mkdir "$scratch/work"
cat >"$scratch/session.sh" <<'SESSION'
cd "$scratch/work"
for command in "$scratch"/*.command; do
    name=${command%.command}
    eval "$(cat "$command")" >"$name.found" 2>&1
    echo $? >"$name.status"
done
SESSION
export root scratch PATH="$bin:$PATH" PGCONNECT_TIMEOUT=10 PAGER=cat
bash "$scratch/session.sh"

looked=0
for command in "$scratch"/*.command; do
    name=${command%.command}
    looked=$((looked + 1))
    line=$(cat "$name.line")
    if [[ -f $name.expected ]]; then
        console_matches "$name.expected" "$name.found" ||
            {
                finding "$page:$line: the command does not print what is shown"
                diff -u --label shown --label printed "$name.expected" "$name.found" || true
            }
    elif [[ $(cat "$name.status") != 0 ]]; then
        finding "$page:$line: the command fails:"
        cat "$name.found"
    fi
done
[[ $findings -eq 0 ]] || cat "$scratch/server.log"
conclude "$looked"
