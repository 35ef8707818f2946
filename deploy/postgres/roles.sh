#!/bin/bash
# Roles and databases of a new PostgreSQL: the workbench's owner and application, and Temporal. Runs once, by the image's own
# init mechanism, or by hand against a server of yours:
#   PGHOST=… PGUSER=postgres WBX_OWNER_PASSWORD=… WBX_APP_PASSWORD=… TEMPORAL_DB_PASSWORD=… deploy/postgres/roles.sh
set -euo pipefail

: "${WBX_OWNER_PASSWORD:?}" "${WBX_APP_PASSWORD:?}" "${TEMPORAL_DB_PASSWORD:?}"

PGUSER=${PGUSER:-${POSTGRES_USER:-postgres}} psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --dbname "${PGDATABASE:-postgres}" <<'SQL'
-- From the environment, not from the command line, which everybody can see.
\getenv owner_password WBX_OWNER_PASSWORD
\getenv app_password WBX_APP_PASSWORD
\getenv temporal_password TEMPORAL_DB_PASSWORD

-- wbx_owner migrates and owns; wbx_app runs the application and owns nothing, so that row policies hold for it.
create role wbx_owner login nosuperuser nocreatedb nocreaterole noinherit nobypassrls password :'owner_password';
create role wbx_app login nosuperuser nocreatedb nocreaterole noinherit nobypassrls password :'app_password';
alter role wbx_app set statement_timeout = '30s';
create database wbx owner wbx_owner;
revoke all on database wbx from public;
grant connect on database wbx to wbx_app;

create role temporal login nosuperuser nocreatedb nocreaterole noinherit nobypassrls password :'temporal_password';
create database temporal owner temporal;
create database temporal_visibility owner temporal;
revoke all on database temporal from public;
revoke all on database temporal_visibility from public;
SQL
