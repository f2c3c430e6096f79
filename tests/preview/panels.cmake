# SPDX-License-Identifier: MIT
tablewright_preview_test(findings_panel NEEDS tablewright_advisor)
tablewright_preview_test(sql_panel)
tablewright_preview_test(engine_panels NEEDS tablewright_test_plugins tablewright_advisor)
target_compile_definitions(preview_engine_panels PRIVATE
    TEST_PLUGIN_DIR="${TABLEWRIGHT_TEST_PLUGIN_DIR}")
tablewright_preview_test(diff_panel)
