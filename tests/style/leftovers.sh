#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Nothing is left open in the code, and nothing names the machine that it was written on.
source "$(dirname "${BASH_SOURCE[0]}")/style.sh"

# The patterns are spelled so that this file does not match itself.
open='\b(TO''DO|FIX''ME|X''XX|HA''CK|unimple''mented|not imple''mented)\b'
machine='(^|[^A-Za-z0-9_.])/(wo''rk|fa''rm|ro''ot)/'

looked=0
while read -r file; do
    looked=$((looked + 1))
    while IFS=: read -r line text; do
        finding "$file:$line: left open: $text"
    done < <(grep -nIE "$open" "$file" || true)
done < <(files '*' | grep -E '^(engine|plugins|apps|cmake|grammar|scripts|tests|resources)/')

while read -r file; do
    looked=$((looked + 1))
    while IFS=: read -r line text; do
        finding "$file:$line: a path of one machine: $text"
    done < <(grep -nIE "$machine" "$file" || true)
done < <(files '*' | grep -v '^LICENSES/')
conclude "$looked"
