#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# usage: with_postgres handover_test.sh FOLDER_OF_PROGRAMS
# On a PostgreSQL of somebody else's with the roles of resources/deploy/roles.sql: servers share an
# address, each replaces the one before, and no request is lost meanwhile.
set -euo pipefail
bin=$(cd "$1" && pwd)
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
scratch=$(mktemp -d "${TMPDIR:-/tmp}/tablewright-handover.XXXXXX")
servers=()
cleanup() {
    for server in "${servers[@]}"; do kill -9 "$server" 2>/dev/null || true; done
    rm -rf "$scratch"
}
trap cleanup EXIT
fail() {
    printf 'handover_test: %s\n' "$*"
    cat "$scratch"/*.log
    exit 1
}

psql -qX "$TABLEWRIGHT_TEST_POSTGRES" -v app_password=one -v admin_password=two \
    -f resources/deploy/roles.sql || fail "roles.sql fails"
url=${TABLEWRIGHT_TEST_POSTGRES/\/postgres?/\/tablewright?}
export TABLEWRIGHT_POSTGRES=${url/user=tablewright/user=tablewright_app}
export TABLEWRIGHT_POSTGRES_ADMIN=${url/user=tablewright/user=tablewright_admin}
for port in $(shuf -i 20000-29999 -n 50); do
    (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
done
api=http://127.0.0.1:$port

start() { # start NAME: returns when it listens
    "$bin/tablewright-server" --listen "127.0.0.1:$port" --reuse-port --opaque-names \
        >"$scratch/$1.out" 2>"$scratch/$1.log" &
    servers+=($!)
    for ((i = 0; i < 300; i++)); do
        ! grep -qs listening "$scratch/$1.out" || return 0
        sleep 0.1
    done
    fail "$1 does not start"
}
stop() { # stop NUMBER: as systemd does
    kill -TERM "${servers[$1]}"
    local code=0
    wait "${servers[$1]}" || code=$?
    [[ $code -eq 0 ]] || fail "server $1 ended with $code"
}

start first
! grep -q 'every role may connect' "$scratch/first.log" || fail "roles.sql leaves the metadata open"
post() { curl -sS -f -H 'Content-Type: application/json' "$@"; }
schema=$(post -o /dev/null -w '%header{location}' --data-binary @resources/samples/shop.json "$api/api/v1/schemas")
post -X POST -o "$scratch/made" "$api$schema/databases" || fail "no database was made"
grep -q '"name":"db_' "$scratch/made" || fail "the name tells something: $(cat "$scratch/made")"

touch "$scratch/go"
clients=()
for client in 1 2 3; do
    (
        while [[ -e $scratch/go ]]; do
            curl -sS -f -o /dev/null "$api$schema" 2>>"$scratch/lost.$client" || true
            echo >>"$scratch/asked.$client"
        done
    ) &
    clients+=($!)
done
sleep 1
for next in second third fourth; do
    start "$next"
    stop $((${#servers[@]} - 2))
    sleep 0.5
done
rm "$scratch/go"
wait "${clients[@]}"
stop 3
asked=$(cat "$scratch"/asked.* | wc -l)
lost=$(cat "$scratch"/lost.* 2>/dev/null | wc -l)
[[ $asked -gt 100 ]] || fail "only $asked requests were made"
[[ $lost -eq 0 ]] || fail "$lost of $asked requests were lost: $(cat "$scratch"/lost.* | sort | uniq -c)"
! grep -hE ' (warning|error) ' "$scratch"/*.log || fail "something is in the log"
left=$(psql -qAtX "$TABLEWRIGHT_TEST_POSTGRES" -c "SELECT string_agg(datname, ' ') FROM pg_database
    WHERE datname ~ '^(spare|scratch)|__'")
[[ -z $left ]] || fail "left behind: $left"
echo "handover_test: $asked requests over 4 servers, none lost"
