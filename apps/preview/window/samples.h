// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/snapshot.h"

#include <span>

namespace tw::preview {

/// A schema that is compiled into the program, to look at and to change.
struct Sample {
    const char *id; ///< the file's name without its ending
    const char *title;
    const char *description;
};

[[nodiscard]] std::span<const Sample> samples();

/// The sample's text in the language; empty when there is no such sample.
[[nodiscard]] QByteArray sampleText(QLatin1StringView id, Language language);

} // namespace tw::preview
