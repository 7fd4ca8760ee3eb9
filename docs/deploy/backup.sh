#!/usr/bin/env bash
# Dumps the database, sealed with age to a public key. The private key is kept elsewhere, so this machine cannot read its
# own backups. Sessions and login counters are UNLOGGED tables and stay out.
#   backup daily | once | check
set -euo pipefail
umask 077

folder=${BACKUP_FOLDER:-/backups}
keep_days=${BACKUP_KEEP_DAYS:-14}

once() {
    local file=$folder/casetracker-$(date -u +%Y-%m-%dT%H%M).dump.age
    PGPASSWORD=$(cat "$PGPASSWORD_FILE") pg_dump --format=custom --no-unlogged-table-data \
        | age --recipient "$BACKUP_RECIPIENT" --output "$file.part"
    mv "$file.part" "$file"
    find "$folder" -name 'casetracker-*.dump.age*' -mtime "+$keep_days" -delete
    echo "backup: $(basename "$file") $(stat -c %s "$file") bytes"
}

case ${1:-} in
    once) once ;;
    check) test -n "$(find "$folder" -name 'casetracker-*.dump.age' -mmin -1560)" ;; # younger than 26 hours
    daily)
        trap 'exit 0' TERM INT
        while true; do
            once
            sleep 1d &
            wait $!
        done
        ;;
    *) sed -n 's/^# *//;2,4p' "$0"; exit 2 ;;
esac
