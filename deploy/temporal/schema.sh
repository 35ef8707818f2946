#!/bin/sh
# Brings Temporal's own schema in PostgreSQL to the version of this image; does nothing when it is there.
set -eu
: "${SQL_PASSWORD:?}"
for pair in temporal:temporal temporal_visibility:visibility; do
  database=${pair%%:*}
  schema=/etc/temporal/schema/postgresql/v12/${pair##*:}/versioned
  tool="temporal-sql-tool --plugin postgres12 --endpoint postgres --port 5432 --user temporal --database $database"
  # Fails harmlessly where the schema's version table exists already.
  $tool setup-schema --version 0.0 || echo "$database is set up already"
  $tool update-schema --schema-dir "$schema"
done
