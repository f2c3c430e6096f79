# SPDX-License-Identifier: MIT
tablewright_preview_test(navigation_logic)
tablewright_preview_test(navigation SOURCES diagram_window.cpp)
tablewright_preview_test(navigation_drag SOURCES diagram_window.cpp)
tablewright_preview_test(navigation_walk SOURCES diagram_window.cpp)
