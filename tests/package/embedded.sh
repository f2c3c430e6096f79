#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A program of its own that embeds the engine finds the installed backend and says what the command
# line says.
source "$(dirname "${BASH_SOURCE[0]}")/package.sh"
cd "$work"

document=$prefix/share/tablewright/samples/blog.json
cp -r "$source_tree/tests/package/consumer" .
quietly 'the consumer cannot be configured' "$cmake" -S consumer -B build
quietly 'the consumer does not build' "$cmake" --build build
build/embedded "$document" >embedded.sql 2>embedded.err ||
    fail "the embedded engine does not compile the sample" embedded.err
tablewright compile "$document" >cli.sql 2>/dev/null
cmp embedded.sql cli.sql || fail "the embedded engine's script differs"
expect 'CREATE TABLE' cli.sql
echo ok
