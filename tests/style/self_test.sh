#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Each style check finds what it is there to find: a small tree with one slip of each kind.
# shellcheck disable=SC2016
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT

put() { # put FILE: writes standard input there
    mkdir -p "$tree/$(dirname "$1")"
    cat >"$tree/$1"
}
failed=0
expect() { # expect CHECK TEXT: the check fails and says this
    local output
    if output=$(TABLEWRIGHT_STYLE_ROOT=$tree bash "$here/$1.sh" 2>&1); then
        printf 'self_test: %s accepts what it should refuse: %s\n' "$1" "$2"
        failed=1
    elif [[ $output != *"$2"* ]]; then
        printf 'self_test: %s does not say `%s`:\n%s\n' "$1" "$2" "$output"
        failed=1
    fi
}

put engine/ir/schema.cpp <<<'#include <tablewright/driver/compiler.h>
#include <QString>
#  include "boost/graph/adjacency_list.hpp"
'
put engine/odd/x.cpp <<<'int x;'
put plugins/p/p.cpp <<<'#include "ir/inner.h"'
put apps/server/main.cpp <<<'// SPDX-License-Identifier: MIT'
put apps/preview/model/x.cpp <<<'#include "core/document.h"'
expect includes 'engine/ir/schema.cpp:1: `ir` includes `tablewright/driver/compiler.h`'
expect includes "engine/ir/schema.cpp:2: Qt's \`QString\`"
expect includes 'engine/ir/schema.cpp:3: `boost/graph/adjacency_list.hpp` outside'
expect includes 'folder `odd` is not in the list'
expect includes 'plugins/p/p.cpp:1: a header that is not public'
expect includes 'apps/preview/model/x.cpp:1: `model` includes what stands below it'
expect licences 'engine/odd/x.cpp:1: licence `none`'
expect licences 'apps/server/main.cpp:1: licence `MIT`, expected `GPL-3.0-or-later`'

seq 801 | put engine/ir/long.cpp
expect lengths 'engine/ir/long.cpp:801: 801 lines'
put engine/ir/open.cpp <<<"// TO""DO"
put docs/a.md <<<"see /ro""ot/x"
expect leftovers 'engine/ir/open.cpp:1: left open'
expect leftovers 'docs/a.md:1: a path of one machine'

put engine/include/tablewright/diag/diagnostics.def <<'END'
TW_DIAG("TW1001", JsonSyntax, Error, "x")
TW_DIAG("TW1002", Other, Error, "x")
END
printf '# TW1002 — x\n\nSeverity: warning\n\n## How to mend it\n' | put docs/diagnostics/TW1002.md
put docs/diagnostics/TW1003.md <<<'x'
expect diagnostic_pages 'no page for `TW1001`'
expect diagnostic_pages 'expected `Severity: error`'
expect diagnostic_pages 'TW1003.md:1: no such code'

put tests/golden/keys/fail_one.test <<'END'
--- diagnostics
1:1-1:2 error TW1001 - x
END
put docs/design/what_is_checked.md <<'END'
| a key | `check-nothing` | [TW1002](../diagnostics/TW1002.md) | [one](../../tests/golden/keys/fail_one.test) |
| a name | | applies | [one](../../tests/golden/keys/fail_one.test) |
| a type | | applies | [two](../../tests/golden/keys/two.test) |
END
expect what_is_checked 'what_is_checked.md:1: TW1002 is reported in none of the cases'
expect what_is_checked 'what_is_checked.md:1: there is no pass `check-nothing`'
expect what_is_checked 'what_is_checked.md:2: none of the cases applies'
expect what_is_checked 'what_is_checked.md:3: there is no ../../tests/golden/keys/two.test'

put docs/b.md <<<'see [a](a.md) and [c](c.md)'
expect links 'docs/b.md:1: leads nowhere: c.md'

put scripts/broken <<<'if'
expect shell 'scripts/broken:1: does not parse'
expect shell 'scripts/broken:1: does not stop at the first error'
if command -v clang-format-16 >/dev/null; then
    cp "$here/../../.clang-format" "$tree"
    put engine/ir/ugly.cpp <<<'int   x ;'
    expect format 'engine/ir/ugly.cpp:1: not formatted'
fi

[[ $failed -eq 0 ]] && echo "self_test: every check finds its slip"
