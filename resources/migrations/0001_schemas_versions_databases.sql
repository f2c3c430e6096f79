-- SPDX-License-Identifier: GPL-3.0-or-later
-- Schemas, their immutable versions, and the databases made from them.

CREATE TABLE tablewright.schemas (
    id           uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    owner        text        NOT NULL CHECK (owner <> ''),
    name         text        NOT NULL,
    description  text        NOT NULL DEFAULT '',
    head_version integer     NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    updated_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX schemas_owner ON tablewright.schemas (owner, updated_at DESC, id);

-- A version is never changed; `document` is, byte for byte, what was sent.
CREATE TABLE tablewright.versions (
    schema_id  uuid        NOT NULL REFERENCES tablewright.schemas ON DELETE CASCADE,
    number     integer     NOT NULL CHECK (number > 0),
    document   bytea       NOT NULL,
    hash       bytea       NOT NULL CHECK (length(hash) = 32),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (schema_id, number)
);

ALTER TABLE tablewright.schemas ADD CONSTRAINT schemas_head_version
    FOREIGN KEY (id, head_version) REFERENCES tablewright.versions (schema_id, number)
    DEFERRABLE INITIALLY DEFERRED;

-- A row is there before its database is, and stays after it. While it is `creating` or `dropping`
-- somebody works on it, or has died while doing so once the lease is over.
CREATE TABLE tablewright.databases (
    id            uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    schema_id     uuid        NOT NULL,
    version       integer     NOT NULL,
    owner         text        NOT NULL CHECK (owner <> ''),
    database_name text        NOT NULL UNIQUE CHECK (octet_length(database_name) BETWEEN 1 AND 63),
    role_name     text        NOT NULL UNIQUE CHECK (octet_length(role_name) BETWEEN 1 AND 63),
    state         text        NOT NULL CHECK (state IN ('creating', 'ready', 'failed', 'dropping', 'dropped')),
    lease_holder  text,
    lease_until   timestamptz,
    error         text,
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now(),
    FOREIGN KEY (schema_id, version) REFERENCES tablewright.versions (schema_id, number),
    CHECK ((state IN ('creating', 'dropping')) = (lease_until IS NOT NULL))
);
CREATE INDEX databases_schema ON tablewright.databases (schema_id, created_at DESC);
CREATE INDEX databases_unfinished ON tablewright.databases (lease_until)
    WHERE state IN ('creating', 'dropping');
