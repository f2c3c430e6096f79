# SPDX-License-Identifier: MIT
# What every target of the project shares: language, warnings, sanitizers, ccache, where results go.

include(GNUInstallDirs)

# The version of the interface that plugins are built against, and the oldest one for which a plugin
# may have been built. A change that old plugins do not survive raises both.
set(TABLEWRIGHT_SDK_VERSION 0.1.0)
set(TABLEWRIGHT_SDK_COMPAT_VERSION 0.1.0)
# Plugins that come with Tablewright, by id; what else is in its folder is a third party's.
set(TABLEWRIGHT_OWN_PLUGINS
    org.tablewright.postgresql org.tablewright.naming-convention org.tablewright.advisor)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

# What moc and rcc write is not ours to tidy; clang-tidy takes the nearest file, and wants one check.
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/.clang-tidy CONTENT "Checks: '-*,llvm-twine-local'\n")

# The build tree is laid out as an install is, so that a host finds its plugins by the same rule.
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)
set(TABLEWRIGHT_PLUGIN_OUTPUT_DIR ${CMAKE_BINARY_DIR}/lib/tablewright/plugins)
set(TABLEWRIGHT_PLUGIN_INSTALL_DIR lib/tablewright/plugins)
set(CMAKE_INSTALL_LIBDIR lib)
# What is needed to run; what plugins and programs of others are built with is `Sdk`.
set(CMAKE_INSTALL_DEFAULT_COMPONENT_NAME Runtime)
set(CMAKE_INSTALL_RPATH "$ORIGIN/../lib")

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER
        ${CMAKE_COMMAND} -E env
        CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
        CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE_PROGRAM})
endif()

option(TABLEWRIGHT_PCH "Use precompiled headers" ON)
option(TABLEWRIGHT_WERROR "Treat warnings as errors" OFF)
set(TABLEWRIGHT_SANITIZE "" CACHE STRING "Sanitizers: address,undefined or thread")

add_library(tablewright_build INTERFACE)
target_compile_options(tablewright_build INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Wold-style-cast
    -Woverloaded-virtual -Wimplicit-fallthrough
    $<$<BOOL:${TABLEWRIGHT_WERROR}>:-Werror>)
if(TABLEWRIGHT_SANITIZE)
    add_compile_options(-fsanitize=${TABLEWRIGHT_SANITIZE} -fno-omit-frame-pointer
        -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${TABLEWRIGHT_SANITIZE})
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND TABLEWRIGHT_PCH)
    add_compile_options(-fpch-preprocess) # lets ccache see through precompiled headers
endif()

# tablewright_setup(target): warnings and precompiled headers for one of the project's own targets.
function(tablewright_setup target)
    target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:tablewright_build>)
    if(TABLEWRIGHT_PCH)
        target_precompile_headers(${target} PRIVATE
            <algorithm> <functional> <memory> <optional> <string> <string_view> <unordered_map>
            <vector> <fmt/format.h>)
    endif()
endfunction()

include(TablewrightPlugin)
