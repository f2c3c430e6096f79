-- SPDX-License-Identifier: GPL-3.0-or-later
-- The life cycle of generated databases: who made them, what is kept ready, what is to be repeated.

-- Databases and roles carry this name in their comment, because several metadata databases may share
-- one PostgreSQL. A copy of the metadata in another database gives itself another name: it must not
-- take what the first one has made since for an orphan.
CREATE TABLE tablewright.installation (
    is_only      boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    name         uuid    NOT NULL DEFAULT gen_random_uuid(),
    database_oid oid     NOT NULL
);
INSERT INTO tablewright.installation (database_oid)
SELECT oid FROM pg_database WHERE datname = current_database();

ALTER TABLE tablewright.databases
    DROP CONSTRAINT databases_state_check,
    ADD CONSTRAINT databases_state_check
        CHECK (state IN ('creating', 'ready', 'failed', 'dropping', 'dropped', 'missing')),
    -- Until it is ready: the name that the database had as a spare.
    ADD COLUMN former_name text UNIQUE,
    -- Grows with each holder. Who comes with an older number has lost the lease.
    ADD COLUMN lease_number bigint NOT NULL DEFAULT 1,
    -- In vain, of the reconciler. A row without a holder waits for the next one until `lease_until`.
    ADD COLUMN attempts integer NOT NULL DEFAULT 0,
    -- Of the request that it was made for; ended with its day, and when nothing came of it.
    ADD COLUMN idempotency_key text;

CREATE UNIQUE INDEX databases_idempotency_key
    ON tablewright.databases (owner, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX databases_idempotency_age
    ON tablewright.databases (created_at) WHERE idempotency_key IS NOT NULL;
CREATE INDEX databases_owner ON tablewright.databases (owner, created_at DESC, id DESC);
CREATE INDEX databases_living ON tablewright.databases (owner, state) WHERE state <> 'dropped';

-- Empty databases with their roles, prepared by the process that holds the lease and of use to no
-- other: nobody else knows the password.
CREATE TABLE tablewright.spare_databases (
    id            uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    database_name text        NOT NULL UNIQUE,
    role_name     text        NOT NULL UNIQUE,
    lease_holder  text,
    lease_until   timestamptz NOT NULL,
    lease_number  bigint      NOT NULL DEFAULT 1,
    attempts      integer     NOT NULL DEFAULT 0,
    created_at    timestamptz NOT NULL DEFAULT now()
);
