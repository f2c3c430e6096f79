# SPDX-License-Identifier: MIT
tablewright_preview_test(window)
tablewright_preview_test(window_files)
tablewright_preview_test(window_crash)
tablewright_preview_test(window_opening)
tablewright_preview_test(isolation NEEDS
    isolation_plugin_misbehaving tablewright_flawed_plugins tablewright_plugin_host)
target_compile_definitions(preview_isolation PRIVATE
    TEST_MISBEHAVING_DIR="${PROJECT_BINARY_DIR}/tests/unit/isolation/plugin_files"
    TEST_FLAWED_DIR="${PROJECT_BINARY_DIR}/tests/unit/plugins/flawed")
