-- Roles, their rights on this database and its schema, and the extensions the migrations rely on.
--
-- Run by a superuser with psql, connected to the database of Sahut, before `sahut migrate`; any number of
-- times. No role bypasses row security and none but the owner may change the schema.
--   owner   migrations only           web, worker   the application, one tenant per transaction
--   sweep   which tenants have work   backup        reads every row        search   owns listed functions

\set ON_ERROR_STOP on
SET client_min_messages = warning;

SELECT format('CREATE ROLE %I', role)
FROM unnest('{sahut_owner,sahut_web,sahut_worker,sahut_sweep,sahut_backup,sahut_search}'::text[]) AS role
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role)
\gexec

SELECT format('ALTER ROLE %I LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION', role)
FROM unnest('{sahut_owner,sahut_web,sahut_worker,sahut_sweep,sahut_backup}'::text[]) AS role
\gexec
ALTER ROLE sahut_search NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION;

-- The owner may give functions to the search role; it does not act with that role's rights by itself.
GRANT sahut_search TO sahut_owner WITH INHERIT FALSE, SET TRUE;

-- A screen that waits longer than this has been left already; a worker's statement is a batch.
ALTER ROLE sahut_web SET statement_timeout = '30s';
ALTER ROLE sahut_web SET idle_in_transaction_session_timeout = '30s';
ALTER ROLE sahut_web SET lock_timeout = '10s';
ALTER ROLE sahut_worker SET statement_timeout = '60s';
ALTER ROLE sahut_worker SET idle_in_transaction_session_timeout = '60s';
ALTER ROLE sahut_worker SET lock_timeout = '60s';
ALTER ROLE sahut_sweep SET statement_timeout = '60s';
ALTER ROLE sahut_sweep SET idle_in_transaction_session_timeout = '60s';
ALTER ROLE sahut_sweep SET lock_timeout = '60s';

ALTER DATABASE :"DBNAME" OWNER TO sahut_owner;
REVOKE ALL ON DATABASE :"DBNAME" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"DBNAME" TO sahut_web, sahut_worker, sahut_sweep, sahut_backup;

ALTER SCHEMA public OWNER TO sahut_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO sahut_web, sahut_worker, sahut_sweep, sahut_backup, sahut_search;
GRANT CREATE ON SCHEMA public TO sahut_search; -- asked of whoever is to own a function

CREATE EXTENSION IF NOT EXISTS btree_gin;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- A copy of everything has everything, also tables and counters that a later migration adds.
ALTER DEFAULT PRIVILEGES FOR ROLE sahut_owner IN SCHEMA public GRANT SELECT ON TABLES TO sahut_backup;
ALTER DEFAULT PRIVILEGES FOR ROLE sahut_owner IN SCHEMA public GRANT SELECT ON SEQUENCES TO sahut_backup;
