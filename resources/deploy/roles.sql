-- SPDX-License-Identifier: MIT
-- The two roles of tablewright-server on a PostgreSQL that others run. Once, as its administrator:
--   psql -v app_password="$(openssl rand -hex 24)" -v admin_password="$(openssl rand -hex 24)" -f roles.sql
-- Write the passwords down first: they go into /etc/tablewright/server.env.
\set ON_ERROR_STOP on

-- Owns the metadata and nothing else.
CREATE ROLE tablewright_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION
    PASSWORD :'app_password';
CREATE DATABASE tablewright OWNER tablewright_app TEMPLATE template0 ENCODING 'UTF8';

-- Makes databases and their owners.
CREATE ROLE tablewright_admin LOGIN NOSUPERUSER CREATEDB CREATEROLE NOREPLICATION
    PASSWORD :'admin_password';

-- Every role may connect to every database until it is told otherwise; the owners of generated
-- databases are roles too. Do the same for each other database of this PostgreSQL.
REVOKE ALL ON DATABASE tablewright FROM PUBLIC;
REVOKE ALL ON DATABASE postgres FROM PUBLIC;
REVOKE ALL ON DATABASE template1 FROM PUBLIC;
GRANT CONNECT ON DATABASE tablewright TO tablewright_app, tablewright_admin;
