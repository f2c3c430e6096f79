# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Sourced by the checks that run what the `console` blocks of a page show: a line `$ COMMAND`, further
# lines of it after `> `, then what it prints.
set -euo pipefail

# split_console FOLDER <PAGE: for each command NNN.command, NNN.line, where it stands, and
# NNN.expected if the page shows what it prints.
split_console() {
    awk -v dir="$1" '
        /^```console$/ { inside = 1; next }
        /^```$/        { inside = 0; open = 0; next }
        !inside        { next }
        /^\$ /         { n++; id = sprintf("%03d", n); open = 1; print NR > (dir "/" id ".line")
                         print substr($0, 3) > (dir "/" id ".command"); next }
        open && /^>( |$)/ { print substr($0, 3) > (dir "/" id ".command"); next }
        open           { print > (dir "/" id ".expected") }'
}

# console_matches EXPECTED FOUND: line by line. `…` stands for any text in a line, and a line of `…`
# alone for any lines. Blanks at the end of a line and empty lines at the end do not count.
console_matches() {
    awk '
        function escaped(text) { gsub(/[][(){}.*+?^$|\\\/]/, "\\\\&", text); return text }
        { sub(/[ \t]+$/, "") }
        NR == FNR { if ($0 == "…") pattern = pattern "(.*\n)?"
                    else { line = escaped($0); gsub(/…/, "[^\n]*", line); pattern = pattern line "\n" }
                    next }
        { found = found $0 "\n" }
        END { sub(/\n+$/, "\n", found); exit found ~ ("^" pattern "$") ? 0 : 1 }' "$1" "$2"
}
