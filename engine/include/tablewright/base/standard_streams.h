// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/export.h>

namespace tw {

/// Fills the places of standard streams that are closed, so that no file or socket of the program
/// ever takes one and gets what is written there. Reading and writing them fails as before. For the
/// beginning of `main`, before anything is opened.
TABLEWRIGHT_EXPORT void holdStandardStreams();

} // namespace tw
