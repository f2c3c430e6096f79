// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/metrics.h"
#include "store/metadata_client.h"

#include <atomic>

namespace tw::server {

/// What the calls about the server itself work with, in one event loop.
struct Operations {
    const Metrics &metrics;
    const std::atomic<bool> &isStopping;
    MetadataClient &metadata; ///< of this loop
};

} // namespace tw::server
