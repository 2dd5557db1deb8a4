# shellcheck shell=bash
# What a careful team's own script does on the server, part by part, as the deploy user: the steps that the configuration beside it
# asks Lockgate for. $release, $version, $migration, $brought, $now and $path are set by whoever calls; each part ends with an error
# where it fails.
# shellcheck disable=SC2154
set -euo pipefail
state=$path/by-hand

# One deploy at a time, and each change on record, on the disk, before it is made and after.
exec 9>>"$state/lock"
flock -n 9
record() {
  printf '{"at":"%s","release":"%s","version":"%s","what":"%s"}\n' "$(date -u +%FT%TZ)" "$release" "$version" "$1" >>"$state/journal"
  sync "$state/journal"
}
change() {
  record "begin $1"
  "$1"
  record "done $1"
}
ask() { sudo -n -u postgres psql -qXAt -v ON_ERROR_STOP=1 -d directory -c "$1"; }
# How many rows each table has, and a hash of all of them.
CENSUS="SELECT format('SELECT %L, count(*), coalesce(sum(hashtextextended(t::text, 0)), 0) FROM %I.%I t', tablename, schemaname, tablename) FROM pg_tables WHERE schemaname = 'public' ORDER BY 1 \gexec"

check_clock() { [ $(($(date +%s) - now)) -lt 60 ] && [ $((now - $(date +%s))) -lt 60 ]; }
check_room() {
  for folder in /srv/directory /var/backups/directory /mnt/second/directory; do
    [ "$(df --output=avail -B1 "$folder" | tail -n 1)" -gt 2000000000 ]
    [ "$(df --output=iavail "$folder" | tail -n 1)" -gt 10000 ]
  done
}
check_rights() {
  sudo -n -l /usr/bin/systemctl --no-block start directory.service >/dev/null
  sudo -n -l /usr/bin/systemctl --no-block stop directory.service >/dev/null
  sudo -n -l -u postgres /usr/bin/psql >/dev/null
  sudo -n -l -u postgres /usr/bin/pg_dump >/dev/null
}
check_database() { [ "$(ask "SELECT current_setting('server_version_num')::int >= 140000")" = t ]; }
check_indexes() { [ "$(ask 'SELECT count(*) FROM pg_index WHERE NOT indisvalid')" = 0 ]; }
check_way_back() { [ -s "$path/current/.lockgate-version" ] && [ -d "$path/current/directory" ]; }
check_unit() { systemctl is-active --quiet directory.service; }
check_health() { curl -fsS --max-time 5 http://127.0.0.1:8000/health | grep -q '"status":"ok"'; }
check_transactions() {
  [ "$(ask "SELECT count(*) FROM pg_stat_activity WHERE datname = 'directory' AND xact_start < now() - interval '5 min'")" = 0 ]
}
check_processes() { ! pgrep -f 'python.*directory\.importer' >/dev/null; }
check_settings() { grep -q '^DATABASE_URL=.' "$path/shared/.env" && grep -Eq '^FLASK_SECRET_KEY=.{32,}' "$path/shared/.env"; }

# Dumped, compressed, written and hashed in one pass; the rows are counted in the very snapshot that is dumped.
back_up() {
  file=/var/backups/directory/by-hand-$release.dump.zst
  coproc HOLDER { sudo -n -u postgres psql -qXAt -v ON_ERROR_STOP=1 -d directory; }
  # shellcheck disable=SC2153 # coproc sets it
  holder=${HOLDER[1]} holder_pid=$HOLDER_PID
  printf 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;\nSELECT pg_export_snapshot();\n' >&"$holder"
  read -r snapshot <&"${HOLDER[0]}"
  # shellcheck disable=SC2024
  sudo -n -u postgres pg_dump -Fc -Z0 --snapshot="$snapshot" -d directory | zstd -q -3 --check | tee "$file.part" | sha256sum >"$state/sum"
  printf '%s\n\\echo end\n' "$CENSUS" >&"$holder"
  while IFS= read -r line <&"${HOLDER[0]}" && [ "$line" != end ]; do printf '%s\n' "$line"; done >"$file.rows"
  exec {holder}>&-
  wait "$holder_pid"
  sync "$file.part"
  [ "$(sha256sum <"$file.part")" = "$(cat "$state/sum")" ]
  zstd -q -t "$file.part"
  printf '{"release":"%s","sha256":"%s","bytes":%s,"rows":"%s"}\n' "$release" "$(cut -c 1-64 "$state/sum")" "$(stat -c %s "$file.part")" "$(tr '\n' ' ' <"$file.rows")" >"$file.json"
  mv "$file.part" "$file"
  sync "$file.json" /var/backups/directory
}
copy_backup() {
  file=by-hand-$release.dump.zst
  cp "/var/backups/directory/$file" "/var/backups/directory/$file.json" /mnt/second/directory/
  sync "/mnt/second/directory/$file" "/mnt/second/directory/$file.json"
  [ "$(sha256sum <"/mnt/second/directory/$file")" = "$(cat "$state/sum")" ]
}

# The files are those that were sent.
place() {
  found=$(cd "$path/releases/$release.part" && find . -type f -exec sha256sum {} + | LC_ALL=C sort | sha256sum)
  [ "$found" = "$brought" ]
  mv "$path/releases/$release.part" "$path/releases/$release"
}
assemble() {
  cd "$path/releases/$release"
  ln -sfn ../../shared/.env .env
  ln -sfn ../../shared/uploads uploads
  ln -sfn ../../shared/.venv .venv
  .venv/bin/python -m compileall -q directory
  printf '%s\n' "$version" >.lockgate-version
  sync .lockgate-version
}
# Counted and hashed on both sides of the migrations, for whoever has to tell later what they wrote.
count() { printf '%s\n' "$CENSUS" | sudo -n -u postgres psql -qXAt -v ON_ERROR_STOP=1 -d directory; }
count_before() { count >"$state/before"; }
count_after() { count >"$state/after"; }
measure_size() { ask "SELECT pg_database_size('directory')" >"$state/size"; }
migrate() {
  digest=$(sha256sum <"$path/releases/$release/$migration" | cut -c 1-64)
  {
    echo "SET lock_timeout = '5s';"
    cat "$path/releases/$release/$migration"
    echo "INSERT INTO by_hand_migrations VALUES ('$migration', '$digest');"
  } | sudo -n -u postgres psql -qX1 -v ON_ERROR_STOP=1 -d directory
}
analyze() { sudo -n -u postgres psql -qX -d directory -c 'VACUUM ANALYZE'; }
check_tables() {
  [ "$(ask "SELECT bool_and(to_regclass(name) IS NOT NULL) FROM unnest(ARRAY['companies', 'users', 'company_news', 'user_notifications']) AS name")" = t ]
}
check_rows() {
  for table in companies users; do
    was=$(grep "^$table|" "$state/before" | cut -d '|' -f 2)
    is=$(grep "^$table|" "$state/after" | cut -d '|' -f 2)
    [ "$is" -ge "$was" ]
  done
}
check_size() {
  size=$(ask "SELECT pg_database_size('directory')")
  was=$(cat "$state/size")
  [ $((size * 10)) -le $((was * 11)) ] && [ $((size * 11)) -ge $((was * 10)) ]
}
check_orphans() {
  [ "$(ask '
    SELECT (SELECT count(*) FROM company_news n LEFT JOIN companies c ON c.id = n.company_id WHERE c.id IS NULL)
      + (SELECT count(*) FROM user_notifications n LEFT JOIN users u ON u.id = n.user_id WHERE u.id IS NULL)
      + (SELECT count(*) FROM user_notifications n LEFT JOIN company_news c ON c.id = n.news_id WHERE c.id IS NULL)')" = 0 ]
}
switch() {
  ln -sfn "releases/$release" "$path/current.new"
  mv -T "$path/current.new" "$path/current"
  sync "$path"
}
restart() {
  sudo -n /usr/bin/systemctl --no-block stop directory.service
  while [ "$(systemctl is-active directory.service)" != inactive ]; do sleep 0.05; done
  sudo -n /usr/bin/systemctl --no-block start directory.service
}
wait_for_health() {
  looks=0
  until curl -fs --max-time 2 http://127.0.0.1:8000/health | grep -q "\"release\":\"$release\""; do
    looks=$((looks + 1))
    [ "$looks" -lt 200 ]
    sleep 0.1
  done
  systemctl is-active --quiet directory.service
}
check_search() { ask "SET statement_timeout = '60s'; SELECT * FROM companies WHERE name ILIKE '%pixlab%' LIMIT 10" >/dev/null; }
check_connections() { [ "$(ask "SELECT count(*) FROM pg_stat_activity WHERE datname = 'directory'")" -le 20 ]; }
check_page() { curl -fsS --max-time 2 -o /dev/null http://127.0.0.1/; }
tidy() {
  # shellcheck disable=SC2012
  cd "$path/releases" && ls -1t | tail -n +6 | xargs -r rm -rf
  # shellcheck disable=SC2012
  cd /var/backups/directory && ls -1t by-hand-*.zst | tail -n +6 | xargs -r -I {} rm -f {} {}.json {}.rows
}
