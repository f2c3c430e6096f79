# SPDX-License-Identifier: MIT
tablewright_preview_test(rename SOURCES ${PROJECT_SOURCE_DIR}/tests/unit/dbml_texts.cpp)
target_include_directories(preview_rename PRIVATE ${PROJECT_SOURCE_DIR}/tests/unit)
target_compile_definitions(preview_rename PRIVATE TEST_PROJECT_DIR="${PROJECT_SOURCE_DIR}")
tablewright_preview_test(language)
tablewright_preview_test(editor)
