#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# usage: check_command_line.sh PREVIEW SAMPLES [CLI]
#
# The preview's command line, without a display and with one: what it writes, what it says, and its
# exit codes. Its findings are those of `CLI check`, byte for byte.
# shellcheck disable=SC2016  # what is expected has backticks of its own
set -euo pipefail

preview=$1 samples=$2 cli=${3-}
scratch=$(mktemp -d "${TMPDIR:-/tmp}/tablewright-export.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

fail() {
    printf 'FAIL: %s\n' "$1"
    for file in out err; do
        [ -f "$file" ] && printf -- '--- %s\n' "$file" && head -c 4000 "$file"
    done
    exit 1
}
expect() { grep -qaF -- "$1" "$2" || fail "expected \`$1\` in $2"; }
# run CODE ARGUMENT…: into out and err.
run() {
    local code=$1 got=0
    shift
    timeout 120 "$preview" "$@" >out 2>err || got=$?
    [ "$got" = "$code" ] || fail "exit code $got, expected $code, of: $*"
    # Whatever happens, Qt itself has nothing to say.
    ! grep -aE '^(qt\.|Q[A-Z][A-Za-z]+(:|\()|This plugin|Warning)' err || fail "Qt warns: $*"
}

printf 'Table a { id int [pk] }\nTable b { a_id int [ref: > a.id] }\n' >warns.dbml
printf 'Table a { id int [pk] }\nRef: a.id > nowhere.id\n' >errs.dbml

mkdir configured
cp warns.dbml configured
printf '[passes]\ndisable = ["check-nothing"]\n[severities]\nTW4001 = "fatal"\n' \
    >configured/tablewright.toml

exports() {
    run 0 --help
    expect --export out
    expect --screenshot out
    run 0 --version
    expect 'tablewright-preview ' out

    # Every format by its ending, several at once.
    run 0 --export x.svg --export x.png --export x.pdf --export x.sql --export x.dbml \
        --export x.json --export x.html --export x.md "$samples/shop.json"
    expect '<svg xmlns="http://www.w3.org/2000/svg" width=' x.svg
    expect '</text>' x.svg
    expect PNG x.png
    expect %PDF- x.pdf
    expect 'CREATE TABLE' x.sql
    expect 'Table ' x.dbml
    expect '"position"' x.json
    expect '<!DOCTYPE html>' x.html
    expect '<svg' x.html
    expect '| Column |' x.md
    run 0 --export again.sql x.json
    cmp x.sql again.sql || fail "the written JSON makes another database"

    # Standard input and output.
    run 0 --export - --format svg "$samples/shop.json"
    cmp out x.svg || fail "standard output has another picture"
    run 0 --export - --format sql --from json - <"$samples/shop.json"
    cmp out x.sql || fail "standard input makes another script"

    # Colours, junctions, sizes.
    run 0 --theme dark --export dark.svg "$samples/shop.json"
    cmp -s dark.svg x.svg && fail "dark and light are the same"
    run 0 --junctions expanded --export expanded.svg "$samples/school.json"
    run 0 --export declared.svg "$samples/school.json"
    cmp -s expanded.svg declared.svg && fail "expanded junctions change nothing"
    run 0 --scale 1 --transparent --export small.png "$samples/shop.json"
    [ "$(stat -c %s small.png)" -lt "$(stat -c %s x.png)" ] || fail "a scale of 1 is not smaller"
    run 0 --pages a4 --export tiles.pdf "$samples/shop.json"

    # Findings as the command line's `check` has them.
    run 0 --export w.svg warns.dbml
    if [ -n "$cli" ]; then
        "$cli" check warns.dbml 2>expected
        cmp err expected || fail "the findings differ from those of check"
    fi
    expect 'warning: ' err
    run 1 --export e.svg --export e.sql errs.dbml
    if [ -n "$cli" ]; then
        "$cli" check errs.dbml 2>expected && fail "check accepts errs.dbml"
        cmp <(grep -v '^tablewright-preview: ' err) expected ||
            fail "the findings differ from those of check"
    fi
    expect 'errs.dbml:2:' err
    expect 'tablewright-preview: cannot write `e.sql`: the document has an error' err
    expect '<svg' e.svg
    [ ! -e e.sql ] || fail "a script of a document with errors"

    # So are those of the configuration beside it, and standard input has none.
    run 1 --export c.svg --export c.sql configured/warns.dbml
    if [ -n "$cli" ]; then
        "$cli" check configured/warns.dbml 2>expected && fail "check accepts the configuration"
        cmp <(grep -v '^tablewright-preview: ' err) expected ||
            fail "the findings differ from those of check"
    fi
    expect 'configured/tablewright.toml:4:10: error: ' err
    expect 'cannot write `c.sql`: its configuration has an error' err
    [ ! -e c.sql ] || fail "a script of a document whose configuration is broken"
    (cd configured && run 0 --export - --format sql --from dbml - <warns.dbml) || exit 1

    # What cannot be read or written, and wrong usage.
    run 2 --export x.svg missing.dbml
    expect 'cannot read `missing.dbml`' err
    run 2 --export no/such/x.svg warns.dbml
    expect 'cannot write `no/such/x.svg`' err
    run 2 --export x.txt warns.dbml
    expect 'the format of `x.txt` is unknown' err
    run 2 --export x.svg
    run 2 --export x.svg warns.dbml errs.dbml
    run 2 --export - warns.dbml
    expect 'expected --format' err
    run 2 --export x.svg - <warns.dbml
    expect 'expected --from' err
    run 2 --format svg warns.dbml
    run 2 --format jpeg --export x.svg warns.dbml
    run 2 --size 12 --screenshot x.png warns.dbml
    run 2 --scale 10 --export big.png "$samples/saas.json"
    expect 'a scale of' err
    [ ! -e big.png ] || fail "a picture that is too large was written"
    run 2 --no-such-option
    run 2 --export x.svg /dev/null
    expect 'the language of' err

    # The whole window.
    run 0 --screenshot window.png --size 1200x800 "$samples/shop.json"
    [ "$(od -An -tx1 -j16 -N8 window.png | tr -d ' \n')" = 000004b000000320 ] ||
        fail "the screenshot has another size"
    run 0 --screenshot welcome.png
    cmp -s window.png welcome.png && fail "the window shows no document"
    run 0 --theme dark --screenshot night.png --size 1200x800 "$samples/shop.json"
    cmp -s window.png night.png && fail "dark and light windows are the same"
    local left
    left=$(find "$HOME" -mindepth 1 -maxdepth 1 ! -name .cache)
    [ -z "$left" ] || fail "left behind in the home folder: $left"
}

export HOME=$scratch/home
mkdir -p "$HOME"
unset XDG_CONFIG_HOME XDG_DATA_HOME XDG_CACHE_HOME XDG_STATE_HOME XDG_RUNTIME_DIR QT_QPA_PLATFORM
display=${DISPLAY-}

unset DISPLAY WAYLAND_DISPLAY
exports
run 2 "$samples/shop.json"
expect 'there is no display' err

# Without a font pictures are refused, and the rest works.
printf '<fontconfig></fontconfig>' >nofonts.conf
FONTCONFIG_FILE=$scratch/nofonts.conf run 2 --export nofont.svg "$samples/shop.json"
expect 'no font is installed' err
FONTCONFIG_FILE=$scratch/nofonts.conf run 0 --export nofont.sql "$samples/shop.json"
cmp nofont.sql x.sql || fail "a script depends on fonts"

if [ -n "$display" ]; then
    export DISPLAY=$display
    exports
fi
echo "ok"
