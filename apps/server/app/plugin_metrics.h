// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace tw::server {

class DocumentCompiler;
class Metrics;

/// Has the metrics tell how the plugins that check documents do. The compiler outlives their use.
void addPluginMetrics(Metrics &metrics, const DocumentCompiler &compiler);

} // namespace tw::server
