# SPDX-License-Identifier: MIT
tablewright_preview_test(positions)
tablewright_preview_test(document)
tablewright_preview_test(recovery)
tablewright_preview_test(compile)
