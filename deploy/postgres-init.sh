#!/bin/sh
# Roles and their passwords, once, when the database container makes its cluster: mounted as
# /docker-entrypoint-initdb.d/sahut.sh, with roles.sql as /sahut/roles.sql.
set -eu

: "${SAHUT_OWNER_PASSWORD:?is not set}"
: "${SAHUT_WEB_PASSWORD:?is not set}"
: "${SAHUT_WORKER_PASSWORD:?is not set}"
: "${SAHUT_SWEEP_PASSWORD:?is not set}"
: "${SAHUT_BACKUP_PASSWORD:?is not set}"

# psql reads the passwords from the environment itself: they show in no list of processes.
psql -X -q -v ON_ERROR_STOP=1 -U "${POSTGRES_USER:-postgres}" -d "${POSTGRES_DB:-sahut}" <<'SQL'
\i /sahut/roles.sql
\getenv owner SAHUT_OWNER_PASSWORD
\getenv web SAHUT_WEB_PASSWORD
\getenv worker SAHUT_WORKER_PASSWORD
\getenv sweep SAHUT_SWEEP_PASSWORD
\getenv backup SAHUT_BACKUP_PASSWORD
SET log_statement = 'none';
ALTER ROLE sahut_owner PASSWORD :'owner';
ALTER ROLE sahut_web PASSWORD :'web';
ALTER ROLE sahut_worker PASSWORD :'worker';
ALTER ROLE sahut_sweep PASSWORD :'sweep';
ALTER ROLE sahut_backup PASSWORD :'backup';
SQL
