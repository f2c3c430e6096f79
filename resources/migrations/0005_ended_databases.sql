-- SPDX-License-Identifier: GPL-3.0-or-later
-- The records of databases that are no more, the oldest of which are forgotten.

CREATE INDEX databases_ended ON tablewright.databases (updated_at)
    WHERE state IN ('failed', 'dropped');
