// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/diag/diagnostic.h>

/// The engine's diagnostics, one constant a row of `diagnostics.def`.
namespace tw::diag {
#define TW_DIAG(code, name, severity, message)                                                     \
    TABLEWRIGHT_DIAGNOSTIC(code, name, severity, message);
#include <tablewright/diag/diagnostics.def>
#undef TW_DIAG
} // namespace tw::diag
