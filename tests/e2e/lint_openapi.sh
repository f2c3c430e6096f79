#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# usage: lint_openapi.sh SOURCE_DIR CACHE_DIR
# Has Redocly's linter look at resources/openapi.json. It is installed into CACHE_DIR once for each
# lock file, and works offline from then on.
set -euo pipefail
source=$(realpath "$1")
cache=$2
here=$source/tests/e2e

if ! command -v npm >/dev/null; then
    echo "lint_openapi: skipped, npm is not installed"
    exit 77
fi
mkdir -p "$cache"
cache=$(realpath "$cache")
wanted=$(sha256sum <"$here/package-lock.json")
if [[ $(cat "$cache/installed" 2>/dev/null) != "$wanted" ]]; then
    cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" "$cache/"
    if ! (cd "$cache" && npm ci --silent); then
        echo "lint_openapi: skipped, npm cannot install the linter (no network?)"
        exit 77
    fi
    printf '%s' "$wanted" >"$cache/installed"
fi

# As the server serves them, the document and the schema that it refers to are neighbours.
# shellcheck disable=SC2016
sed 's,"\$ref": "/schema\.json","$ref": "schema.json",' "$source/resources/openapi.json" >"$cache/openapi.json"
# shellcheck disable=SC2016
sed '/^  "\$id":/d' "$source/grammar/schema.json" >"$cache/schema.json" # the linter meets it more than once
cp "$here/redocly.yaml" "$cache/"
cd "$cache"
export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true NO_COLOR=1
node node_modules/@redocly/cli/bin/cli.js lint --config redocly.yaml openapi.json
