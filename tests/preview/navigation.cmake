# SPDX-License-Identifier: MIT
tablewright_preview_test(navigation_logic)
tablewright_preview_test(navigation)
