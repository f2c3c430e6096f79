#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What tablewright_add_plugin refuses when CMake runs, and that changed metadata reach the plugin.
source "$(dirname "${BASH_SOURCE[0]}")/package.sh"
cd "$work"

mkdir project
cat >project/rules.cpp <<'END'
#include <tablewright/plugin/validation_plugin.h>

#include <QObject>

class RulesPlugin final : public QObject, public tw::ValidationPlugin {
    Q_OBJECT
    Q_PLUGIN_METADATA(IID TABLEWRIGHT_VALIDATION_PLUGIN_IID FILE "rules.json")
    Q_INTERFACES(tw::ValidationPlugin)

public:
    std::vector<std::shared_ptr<const tw::CheckPass>> passes() const override { return {}; }
    std::vector<const tw::DiagnosticInfo *> diagnostics() const override { return {}; }
};

#include "rules.moc"
END
# project VERSION ARGUMENTS_OF_ADD_PLUGIN
project() {
    cat >project/CMakeLists.txt <<CMAKE
cmake_minimum_required(VERSION 3.25)
project(Rules ${1:+VERSION $1} LANGUAGES CXX)
find_package(Tablewright 0.1 REQUIRED COMPONENTS Sdk)
tablewright_add_plugin($2)
CMAKE
}
# metadata FILE NAME MEMBER VALUE…: what is in order, with these instead. An empty value takes one away.
metadata() {
    local file=project/$1 name=$2 separator=''
    shift 2
    local -A members=([Id]='"com.example.rules"' [Name]="\"$name\"" [Version]='"@PROJECT_VERSION@"'
        [SdkVersion]='"@TABLEWRIGHT_SDK_VERSION@"' [DiagnosticPrefix]='"RU"' [Kinds]='["validation"]')
    while [[ $# -gt 1 ]]; do
        members[$1]=$2
        shift 2
    done
    {
        printf '{'
        for member in "${!members[@]}"; do
            [[ -n ${members[$member]} ]] || continue
            printf '%s"%s": %s' "$separator" "$member" "${members[$member]}"
            separator=', '
        done
        printf '}\n'
    } >"$file"
}
configure() { "$cmake" -S project -B project/build >"$log" 2>&1; }
# refuses TEXT
refuses() {
    rm -rf project/build
    ! configure || fail "expected \`$1\`, but it was accepted" "$log"
    # CMake breaks its lines as it likes.
    tr -s '\n ' '  ' <"$log" | grep -qF -- "$1" || fail "expected \`$1\` in:" "$log"
}
usual='rules METADATA rules.json.in SOURCES rules.cpp'

metadata rules.json.in Rules
project 1.2.3 'rules SOURCES rules.cpp'
refuses 'tablewright_add_plugin(rules): METADATA is missing'
project 1.2.3 'rules METADATA rules.json.in'
refuses 'tablewright_add_plugin(rules): SOURCES is missing'
project 1.2.3 "rules LANGUAGES ${usual#rules }"
refuses "unknown \`LANGUAGES\`"
project 1.2.3 'rules METADATA other.json SOURCES rules.cpp'
refuses 'other.json is not there'
project '' "$usual"
refuses "\`Version\` in"
refuses 'does project() have a VERSION of three parts?'
project 1.2.3 "$usual"
metadata rules.json.in Rules Id ''
refuses "has no member \`Id\`"
metadata rules.json.in Rules SdkVersion '"9.0.0"'
refuses "\`SdkVersion\` in"
printf '{"Id": }' >project/rules.json.in
refuses 'is no JSON object'
metadata rules.json.in Rules
cp project/rules.json.in project/rules.json
refuses 'expected only one of them'
rm project/rules.json

# As it should be; then with other metadata, and with those of a plain file.
listed() {
    tablewright plugins --plugin-path project/build --json >"$log" 2>&1 || fail 'plugins cannot be listed' "$log"
    expect "\"$1\"" "$log"
}
rm -rf project/build
quietly 'it cannot be configured' configure
quietly 'it does not build' "$cmake" --build project/build
listed 'name": "Rules'
listed 'version": "1.2.3'
metadata rules.json.in 'Other Rules'
quietly 'it does not build again' "$cmake" --build project/build
listed 'name": "Other Rules'
rm -r project/rules.json.in project/build
metadata rules.json 'Plain Rules' Version '"2.0.0"' SdkVersion '"0.1.0"'
project 1.2.3 'rules METADATA rules.json SOURCES rules.cpp'
quietly 'a plain file cannot be configured' configure
quietly 'a plain file does not build' "$cmake" --build project/build
listed 'name": "Plain Rules'
listed 'version": "2.0.0'
metadata rules.json 'Plainer Rules' Version '"2.0.1"' SdkVersion '"0.1.0"'
quietly 'a plain file does not build again' "$cmake" --build project/build
listed 'name": "Plainer Rules'
echo ok
