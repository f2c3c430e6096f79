#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# usage: deploy_test.sh FOLDER_OF_PROGRAMS
# What resources/deploy offers works: systemd takes the unit, the server takes the configuration,
# and behind nginx with that configuration a client cannot say who it is. Also: what others wrote in
# resources/web is what its README says. Skips (77) what the machine has no program for.
# shellcheck disable=SC2016
set -euo pipefail
bin=$(cd "$1" && pwd)
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
scratch=$(mktemp -d "${TMPDIR:-/tmp}/tablewright-deploy.XXXXXX")
chmod 711 "$scratch"
processes=()
cleanup() {
    for process in "${processes[@]}"; do
        kill "$process" 2>/dev/null || true
        wait "$process" 2>/dev/null || true
    done
    rm -rf "$scratch"
}
trap cleanup EXIT
fail() {
    printf 'deploy_test: %s\n' "$*"
    exit 1
}
skipped=()

# Vendored files are unchanged.
listed=0
while IFS='`' read -r _ file _ sum _; do
    listed=$((listed + 1))
    echo "$sum  resources/web/swagger-ui/$file" | sha256sum --check --quiet || fail "$file was changed"
done < <(grep -E '^\| `[^`]+` \| `[0-9a-f]{64}` \|$' resources/web/swagger-ui/README.md)
[[ $listed -eq 2 ]] || fail "resources/web/swagger-ui/README.md names $listed files, expected 2"

if command -v systemd-analyze >/dev/null; then
    sed "s,/usr/local/bin/tablewright-server,$bin/tablewright-server," \
        resources/deploy/tablewright-server.service >"$scratch/tablewright-server.service"
    said=$(systemd-analyze verify --man=no "$scratch/tablewright-server.service" 2>&1) ||
        fail "systemd refuses the unit: $said"
    ! grep -F tablewright-server.service <<<"$said" || fail "systemd has something to say of the unit"
else
    skipped+=(systemd-analyze)
fi

free_port() {
    local port
    for port in $(shuf -i 20000-29999 -n 50); do
        if ! (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
            echo "$port"
            return
        fi
    done
}
nginx=$(PATH=$PATH:/usr/sbin command -v nginx || true)
if [[ -z $nginx ]] || ! command -v openssl >/dev/null; then
    skipped+=(nginx)
else
    api=$(free_port) users=$(free_port) plain=$(free_port) tls=$(free_port)
    secret=$(openssl rand -hex 32)
    (umask 077 && echo "$secret" >"$scratch/proxy-secret")
    openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=tables.example.org \
        -keyout "$scratch/privkey.pem" -out "$scratch/fullchain.pem" 2>/dev/null
    sed "s/8080/$api/" resources/deploy/server.toml >"$scratch/server.toml"
    "$bin/tablewright-server" --config "$scratch/server.toml" --data "$scratch/data" \
        --proxy-secret-file "$scratch/proxy-secret" >"$scratch/server.log" 2>&1 &
    processes+=($!)
    {
        echo "daemon off; pid $scratch/nginx.pid; error_log $scratch/error.log;"
        [[ $EUID -ne 0 ]] || echo "user root;"
        echo "events {} http { access_log off;"
        for folder in client_body proxy fastcgi uwsgi scgi; do
            echo "${folder}_temp_path $scratch/$folder;"
        done
        sed -e "s/:8080/:$api/; s/:9000/:$users/; s/listen 80;/listen 127.0.0.1:$plain;/" \
            -e "s/listen 443/listen 127.0.0.1:$tls/; s,/etc/ssl/tablewright,$scratch," \
            -e "s/CHANGE-ME-to-the-text-of-the-secret-file/$secret/" resources/deploy/nginx.conf
        # Who knows the users: here, who says the word.
        cat <<END
server {
    listen 127.0.0.1:$users;
    location = /whoami {
        if (\$http_authorization = "") { return 401; }
        add_header X-User \$http_authorization;
        return 204;
    }
}
}
END
    } >"$scratch/nginx.conf"
    "$nginx" -t -q -e "$scratch/error.log" -c "$scratch/nginx.conf" || fail "nginx refuses its configuration"
    "$nginx" -e "$scratch/error.log" -c "$scratch/nginx.conf" &
    processes+=($!)

    # status [CURL_ARGUMENT…] PATH
    status() {
        curl -sk -o "$scratch/answer" -w '%{http_code}' --resolve "tables.example.org:$tls:127.0.0.1" \
            "${@:1:$#-1}" "https://tables.example.org:$tls${!#}"
    }
    # expect STATUS [CURL_ARGUMENT…] PATH
    expect() {
        local found
        found=$(status "${@:2}") || true
        [[ $found == "$1" ]] || fail "${*:2}: status $found, expected $1: $(head -c 300 "$scratch/answer")"
    }
    for ((i = 0; i < 300; i++)); do
        [[ $(status /healthz || true) != 200 ]] || break
        sleep 0.1
    done
    expect 200 /healthz
    expect 200 /docs
    expect 404 /metrics
    expect 404 /readyz
    expect 401 /api/v1/schemas
    expect 401 -H 'X-User-Id: anna' -H "X-Proxy-Secret: $secret" /api/v1/schemas
    post=(-H 'Content-Type: application/json' --data-binary @resources/samples/shop.json)
    expect 201 "${post[@]}" -H 'Authorization: anna' -H 'X-User-Id: berta' /api/v1/schemas
    grep -q '"owner":"anna"' "$scratch/answer" || fail "the client said who it is"
    expect 200 -H 'Authorization: berta' /api/v1/schemas
    grep -q '"items":\[\]' "$scratch/answer" || fail "another's schemas are shown"
    [[ $(curl -s -o /dev/null -w '%{http_code}' -H 'X-User-Id: anna' "http://127.0.0.1:$api/api/v1/schemas") == 401 ]] ||
        fail "the server believes a client that comes past the proxy"
fi

if [[ ${#skipped[@]} -gt 0 ]]; then
    echo "deploy_test: skipped, not installed: ${skipped[*]}"
    exit 77
fi
echo "deploy_test: all is well"
