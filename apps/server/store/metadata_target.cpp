// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/metadata_target.h"

#include "store/connection_parts.h"

#include <map>

namespace tw::server {

namespace {

/// Every statement here reads by an index, so plans may not depend on statistics that are not there
/// yet: a plan made while a table is empty is kept when it is full.
constexpr const char *pinnedSettings =
    " -c search_path=pg_catalog -c standard_conforming_strings=on -c client_min_messages=error"
    " -c default_transaction_read_only=off -c default_transaction_isolation=read\\ committed"
    " -c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off"
    " -c enable_mergejoin=off -c enable_bitmapscan=off -c enable_sort=off -c jit=off -c "
    "idle_in_transaction_session_timeout=60s"
    " -c statement_timeout=";

} // namespace

PgTarget metadataTarget(const PgTarget &target, std::chrono::milliseconds statementTimeout)
{
    std::map<std::string, std::string> values;
    bool mayBeUrl = true;
    for (const auto &[name, value] : target.parameters()) {
        const bool isUrl =
            mayBeUrl && name == "dbname" &&
            (value.find("://") != std::string::npos || value.find('=') != std::string::npos);
        mayBeUrl = mayBeUrl && name != "dbname";
        if (!isUrl) {
            values[name] = value;
            continue;
        }
        for (auto &[part, given] : connectionParts(value))
            values[part] = given;
    }
    values["options"] += pinnedSettings + std::to_string(statementTimeout.count());
    values["client_encoding"] = "UTF8";
    PgTarget pinned;
    pinned.setPatience(statementTimeout + std::chrono::seconds(5));
    for (const auto &[name, value] : values)
        pinned.set(name, value);
    return pinned;
}

} // namespace tw::server
