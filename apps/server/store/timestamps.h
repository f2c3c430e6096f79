// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/// The SQL of a `timestamptz` as the API writes it: `2025-01-31T12:00:00.123Z`.
#define TABLEWRIGHT_TIMESTAMP(column)                                                              \
    "to_char(" column " AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"
