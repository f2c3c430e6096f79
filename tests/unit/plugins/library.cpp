// SPDX-License-Identifier: MIT
#include "tests/unit/plugins/test_validator.h"

int tw::test::answerOfLibrary() { return 42; }
