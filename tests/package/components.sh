#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What find_package finds, by component and version, in a whole install and in one of Runtime alone.
source "$(dirname "${BASH_SOURCE[0]}")/package.sh"
cd "$work"
# Where to look is told here, and not by the path.
PATH=${PATH#"$prefix/bin:"}

# configure PREFIX ARGUMENTS_OF_FIND_PACKAGE [CODE]: into $log; fails as CMake does.
configure() {
    rm -rf project
    mkdir project
    cat >project/CMakeLists.txt <<CMAKE
cmake_minimum_required(VERSION 3.25)
project(Finder LANGUAGES CXX)
find_package(Tablewright $2)
${3-}
CMAKE
    "$cmake" -S project -B project/build -DCMAKE_PREFIX_PATH="$1" >"$log" 2>&1
}
finds() { configure "$@" || fail "find_package(Tablewright $2) fails:" "$log"; }
# fails_with TEXT PREFIX ARGUMENTS [CODE]
fails_with() {
    local text=$1
    shift
    ! configure "$@" || fail "find_package(Tablewright $2) was accepted" "$log"
    # CMake breaks its lines as it likes.
    tr -s '\n ' '  ' <"$log" | grep -qF -- "$text" || fail "expected \`$text\` in:" "$log"
}
# shellcheck disable=SC2016
{
    must='
macro(must)
    if(NOT (${ARGV}))
        message(FATAL_ERROR "must hold: ${ARGV}")
    endif()
endmacro()
'
    sdk=$must'must(TARGET Tablewright::sdk)
must(TARGET Tablewright::engine)
must(COMMAND tablewright_add_plugin)
must(TABLEWRIGHT_SDK_VERSION MATCHES "^[0-9]+[.][0-9]+[.][0-9]+$")
must(TABLEWRIGHT_PLUGIN_INSTALL_DIR STREQUAL "lib/tablewright/plugins")
'
    runtime=$must'must(TARGET Tablewright::tablewright)
must(IS_DIRECTORY "${TABLEWRIGHT_PLUGIN_DIR}")
get_target_property(program Tablewright::tablewright IMPORTED_LOCATION)
if(NOT program)
    get_target_property(configurations Tablewright::tablewright IMPORTED_CONFIGURATIONS)
    list(GET configurations 0 configuration)
    get_target_property(program Tablewright::tablewright IMPORTED_LOCATION_${configuration})
endif()
execute_process(COMMAND ${program} --version OUTPUT_VARIABLE said COMMAND_ERROR_IS_FATAL ANY)
must(said MATCHES "^tablewright 0")
'
    finds "$prefix" '0.1 REQUIRED' "$sdk$runtime"
    finds "$prefix" '0.1 REQUIRED COMPONENTS Sdk' "$sdk$runtime"
    finds "$prefix" '0.1 REQUIRED COMPONENTS Runtime' "$runtime"
    finds "$prefix" '0.1 REQUIRED COMPONENTS Runtime Sdk' "$sdk$runtime"
    finds "$scratch/runtime" '0.1 REQUIRED COMPONENTS Runtime' "$runtime"
    finds "$scratch/runtime" '0.1 REQUIRED COMPONENTS Runtime OPTIONAL_COMPONENTS Sdk' \
        "$runtime"'must(NOT TARGET Tablewright::sdk)'
    fails_with 'component Sdk is not installed' "$scratch/runtime" '0.1 REQUIRED COMPONENTS Sdk'
    finds "$scratch/runtime" '0.1 COMPONENTS Sdk' "$must"'must(NOT Tablewright_FOUND)'
    fails_with 'Nonsense' "$prefix" '0.1 REQUIRED COMPONENTS Nonsense'
}
fails_with 'requested version "1.0"' "$prefix" '1.0 REQUIRED'
fails_with 'requested version "0.99"' "$prefix" '0.99 REQUIRED'
[[ ! -e $scratch/runtime/include ]] || fail 'component Runtime has headers'
"$scratch/runtime/bin/tablewright" check "$scratch/runtime/share/tablewright/samples/blog.json" \
    >"$log" 2>&1 || fail 'component Runtime does not run' "$log"
echo ok
