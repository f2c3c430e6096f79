# SPDX-License-Identifier: MIT
tablewright_preview_test(window)
tablewright_preview_test(window_files)
tablewright_preview_test(window_crash)
tablewright_preview_test(window_opening)
