# SPDX-License-Identifier: MIT
tablewright_preview_test(export SOURCES export_fixture.cpp)
tablewright_preview_test(dictionary SOURCES export_fixture.cpp)

if(TARGET tablewright-preview)
    add_test(NAME preview.command_line
        COMMAND ${PROJECT_SOURCE_DIR}/tests/support/with_display
            ${CMAKE_CURRENT_LIST_DIR}/check_command_line.sh
            $<TARGET_FILE:tablewright-preview> ${PROJECT_SOURCE_DIR}/resources/samples
            $<$<BOOL:${TABLEWRIGHT_BUILD_CLI}>:$<TARGET_FILE:tablewright_cli>>)
    set_tests_properties(preview.command_line PROPERTIES TIMEOUT 300)
endif()
add_test(NAME preview.desktop_files
    COMMAND ${CMAKE_CURRENT_LIST_DIR}/check_desktop_files.sh
        ${PROJECT_SOURCE_DIR}/resources/desktop)
set_tests_properties(preview.desktop_files PROPERTIES
    SKIP_RETURN_CODE 77 TIMEOUT 60)
