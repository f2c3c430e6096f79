-- SPDX-License-Identifier: GPL-3.0-or-later
-- What writing, restoring, finding and listing versions needs.

-- The newest version's hash, so that whoever locks the row can compare it: a statement that waited
-- for the lock sees the row as it is now, but versions as they were when it began. `sort_name` and
-- `search_text` are folded by the program, the same on every host, whatever its locale.
ALTER TABLE tablewright.schemas
    ADD COLUMN head_hash   bytea CHECK (length(head_hash) = 32),
    ADD COLUMN sort_name   text  COLLATE "C",
    ADD COLUMN search_text text  COLLATE "C";
UPDATE tablewright.schemas s
SET head_hash = v.hash,
    sort_name = left(lower(s.name), 200),
    search_text = lower(s.name || E'\n' || s.description),
    updated_at = v.created_at
FROM tablewright.versions v
WHERE v.schema_id = s.id AND v.number = s.head_version;
SET CONSTRAINTS ALL IMMEDIATE; -- a table with checks that are still due cannot be altered
ALTER TABLE tablewright.schemas
    ALTER COLUMN head_hash   SET NOT NULL,
    ALTER COLUMN sort_name   SET NOT NULL,
    ALTER COLUMN search_text SET NOT NULL;

-- A page goes on after (key, id), forwards or backwards.
DROP INDEX tablewright.schemas_owner;
CREATE INDEX schemas_updated ON tablewright.schemas (owner, updated_at, id);
CREATE INDEX schemas_created ON tablewright.schemas (owner, created_at, id);
CREATE INDEX schemas_name ON tablewright.schemas (owner, sort_name, id);

-- A version that is restored takes the schema's name with it.
ALTER TABLE tablewright.versions
    ADD COLUMN name          text,
    ADD COLUMN description   text,
    ADD COLUMN restored_from integer CHECK (restored_from < number);
UPDATE tablewright.versions v SET name = s.name, description = s.description
FROM tablewright.schemas s WHERE s.id = v.schema_id;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE tablewright.versions
    ALTER COLUMN name SET NOT NULL,
    ALTER COLUMN description SET NOT NULL;

-- Documents are stored outside of the row. PostgreSQL's own compression costs 200 microseconds of a
-- 16 KB write, three times what all the rest of it takes; lz4 pays for itself by the pages that it
-- saves. A server built without lz4 stores them as they are. A version's length needs no column:
-- octet_length() reads it off the pointer.
DO $$
BEGIN
    ALTER TABLE tablewright.versions ALTER COLUMN document SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
    ALTER TABLE tablewright.versions ALTER COLUMN document SET STORAGE EXTERNAL;
END
$$;

-- Which schema a client's key made, for a day.
CREATE TABLE tablewright.idempotency_keys (
    owner       text        NOT NULL,
    key         text        NOT NULL CHECK (key <> ''),
    fingerprint bytea       NOT NULL CHECK (length(fingerprint) = 32),
    schema_id   uuid        NOT NULL REFERENCES tablewright.schemas ON DELETE CASCADE,
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (owner, key)
);
CREATE INDEX idempotency_keys_schema ON tablewright.idempotency_keys (schema_id);
CREATE INDEX idempotency_keys_created ON tablewright.idempotency_keys (created_at);
