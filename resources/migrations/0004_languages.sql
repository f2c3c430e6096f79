-- SPDX-License-Identifier: GPL-3.0-or-later
-- The language that a version's document is written in. The default is for programs from before
-- there was a second one, which may still run beside this one.

ALTER TABLE tablewright.versions
    ADD COLUMN language text NOT NULL DEFAULT 'json' CHECK (language IN ('json', 'dbml'));
