# SPDX-License-Identifier: MIT
tablewright_preview_test(positions)
tablewright_preview_test(document)
tablewright_preview_test(recovery)
tablewright_preview_test(compile)
tablewright_preview_test(configuration NEEDS tablewright_advisor)
tablewright_preview_test(engine NEEDS tablewright_test_plugins)
target_compile_definitions(preview_engine PRIVATE
    TEST_PLUGIN_DIR="${TABLEWRIGHT_TEST_PLUGIN_DIR}")
