#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# In an empty folder: what `tablewright plugin new` makes builds without a warning, passes its tests,
# loads and reports, in process and isolated; and what it refuses.
# shellcheck disable=SC2016
source "$(dirname "${BASH_SOURCE[0]}")/package.sh"
cd "$work"

cat >events.dbml <<'DBML'
Table events {
  id int [pk, increment]
  payload json
}
DBML

# made NAME ID PREFIX ARGUMENT…: a new plugin, built, tested, listed and used.
made() {
    local name=$1 id=$2 code=${3}0001
    shift 3
    quietly "$name cannot be made" tablewright plugin new "$name" "$@"
    cp "$log" "$name.next"
    build_and_test "$name"
    quietly 'plugins cannot be listed' tablewright --plugin-path "$name/build" plugins
    is_loaded "$id" "$log"
    for isolation in '' --isolate-plugins; do
        # shellcheck disable=SC2086
        quietly 'a warning must not refuse' tablewright $isolation --plugin-path "$name/build" check events.dbml
        expect 'events.dbml:3:11: warning: column `payload` is of type `json`, expected `jsonb` ['"$code]" "$log"
        expect 'fix: change to `jsonb`' "$log"
    done
}
made rules com.example.rules RU
made naming-of-our-house org.example.house QQ --id org.example.house --prefix QQ

# What it tells to type next works as it is typed.
grep '^  ' rules.next | sed 's/^  //' >steps
[[ $(wc -l <steps) -eq 3 ]] || fail 'expected three steps' rules.next
rm -rf rules/build
quietly 'the steps that it shows do not work' bash -e steps

# Both at once: neither stands in the other's way.
quietly 'two plugins' tablewright --plugin-path rules/build \
    --plugin-path naming-of-our-house/build check events.dbml
expect 'RU0001' "$log"
expect 'QQ0001' "$log"

if command -v clang-format-16 >/dev/null; then
    (cd naming-of-our-house && clang-format-16 --dry-run -Werror ./*.cpp ./*.h) >"$log" 2>&1 ||
        fail 'what it makes is not formatted' "$log"
fi

# refused ARGUMENT… -- TEXT…: fails, says each text, and leaves nothing behind.
refused() {
    local arguments=()
    while [[ $1 != -- ]]; do
        arguments+=("$1")
        shift
    done
    shift
    local before after status=0
    before=$(find . -path ./home -prune -o ! -name log -print | sort)
    tablewright "${arguments[@]}" >"$log" 2>&1 || status=$?
    after=$(find . -path ./home -prune -o ! -name log -print | sort)
    [[ $status -eq 2 ]] || fail "${arguments[*]}: exit $status, expected 2" "$log"
    [[ $before == "$after" ]] || fail "${arguments[*]}: it left something behind"
    for text in "$@"; do expect "$text" "$log"; done
}
{
    refused plugin new rules -- 'folder `rules` is there already and is not empty'
    refused plugin new HouseRules -- '`HouseRules`' 'as `house-rules`'
    refused plugin new house_rules -- 'as `house-rules`'
    refused plugin new ../rules -- '`--dir` takes the folder' 'as `rules`'
    refused plugin new '' -- 'plugin name ``: expected small letters'
    refused plugin new 9lives -- 'a letter first, as `house-rules`'
    refused plugin new Häuser -- '`Häuser`' 'letters from `a` to `z`' 'as `house-rules`'
    refused plugin new 'a b' -- 'as `a-b`'
    refused plugin new a--b -- 'as `a-b`'
    refused plugin new "$(printf 'x%.0s' {1..41})" -- 'has 41 characters, expected at most 40'
    refused plugin new names -- '`check-names`, which the engine has'
    refused plugin new other --id 'no dots' -- 'plugin id `no dots`: expected'
    refused plugin new other --id org.tablewright.other -- 'is Tablewright'
    refused plugin new other --prefix TW -- 'prefix `TW` is the engine'
    refused plugin new other --prefix TWX -- 'reserved'
    refused plugin new other --prefix AD -- 'org.tablewright.advisor'
    refused plugin new other --prefix NC -- 'org.tablewright.naming-convention'
    refused plugin new other --prefix hr -- 'prefix `hr`: expected two to four capital letters'
    refused plugin new other --prefix ABCDE -- 'two to four'
    refused --plugin-path rules/build plugin new other --prefix RU -- 'that of plugin `com.example.rules`'
    refused plugin new other --dir events.dbml -- 'is no folder'
    refused plugin new other --dir absent/folder -- 'cannot make `absent/folder`'
    refused plugin -- 'A subcommand is required' 'see tablewright plugin --help'
    refused plugin new -- 'NAME is required' 'see tablewright plugin new --help'
}
if [[ $EUID -ne 0 ]]; then
    mkdir closed
    chmod 555 closed
    refused plugin new other --dir closed/other -- 'cannot make `closed/other`: Permission denied'
    rmdir closed
fi

# A prefix that is taken is not chosen; an empty folder will do, also the one that one stands in.
mkdir empty
(cd empty && quietly 'an empty folder' tablewright --plugin-path ../rules/build plugin new runs --dir .)
expect '"DiagnosticPrefix": "RUN"' empty/runs_plugin.json.in
[[ $(find empty -name '.tablewright*') == '' ]] || fail 'it left its temporary folder'
[[ $(stat -c %a empty/tests) == $(mkdir fresh && stat -c %a fresh) ]] || fail 'its folders are not as new ones are'
echo ok
