#!/usr/bin/env bash
# Runs once, when the database container makes its data: gives the two roles of casetracker/roles.sql their passwords.
set -euo pipefail
for role in owner app; do
    psql --quiet --set ON_ERROR_STOP=1 --username postgres --dbname "$POSTGRES_DB" \
        --set role="$role" --set password="$(cat "/run/secrets/${role}_password")" \
        <<<"ALTER ROLE :\"role\" PASSWORD :'password'"
done
