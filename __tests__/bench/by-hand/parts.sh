# shellcheck shell=bash
# What a team's own script does on the server, part by part, as the deploy user. $release, $version, $migration and $path are set
# by whoever calls; each part ends with an error where it fails.
# shellcheck disable=SC2154
set -euo pipefail

check_disk() { [ "$(df --output=avail -B1 /var/backups/directory | tail -n 1)" -gt 2000000000 ]; }
check_rights() {
  sudo -n -l /usr/bin/systemctl --no-block start directory.service >/dev/null
  sudo -n -l /usr/bin/systemctl --no-block stop directory.service >/dev/null
  sudo -n -l -u postgres /usr/bin/psql >/dev/null
}
check_unit() { systemctl is-active --quiet directory.service; }
check_health() { curl -fsS --max-time 5 http://127.0.0.1:8000/health | grep -q '"status":"ok"'; }
ask() { sudo -n -u postgres psql -qXAt -v ON_ERROR_STOP=1 -d directory -c "$1"; }
check_transactions() {
  [ "$(ask "SELECT count(*) FROM pg_stat_activity WHERE datname = 'directory' AND xact_start < now() - interval '5 min'")" = 0 ]
}
check_processes() { ! pgrep -f 'python.*directory\.importer' >/dev/null; }
check_settings() { grep -q '^DATABASE_URL=.' "$path/shared/.env" && grep -Eq '^FLASK_SECRET_KEY=.{32,}' "$path/shared/.env"; }

count_rows() { ask 'SELECT (SELECT count(*) FROM companies), (SELECT count(*) FROM users)' >"/tmp/by-hand-$release.rows"; }
measure_size() { ask "SELECT pg_database_size('directory')" >"/tmp/by-hand-$release.size"; }

back_up() {
  file=/var/backups/directory/by-hand-$release.dump.zst
  # shellcheck disable=SC2024
  sudo -n -u postgres pg_dump -Fc -Z0 -d directory | zstd -q -3 >"$file.part"
  zstd -q -t "$file.part"
  sha256sum <"$file.part" >"$file.sha256"
  mv "$file.part" "$file"
}
copy_backup() {
  cp "/var/backups/directory/by-hand-$release.dump.zst" "/mnt/second/directory/by-hand-$release.dump.zst"
  [ "$(sha256sum <"/mnt/second/directory/by-hand-$release.dump.zst")" = "$(cat "/var/backups/directory/by-hand-$release.dump.zst.sha256")" ]
}

assemble() {
  cd "$path/releases/$release"
  ln -sfn ../../shared/.env .env
  ln -sfn ../../shared/uploads uploads
  ln -sfn ../../shared/.venv .venv
  printf '%s\n' "$version" >.lockgate-version
  .venv/bin/python -m compileall -q directory
}
migrate() {
  {
    echo "SET lock_timeout = '5s';"
    cat "$path/releases/$release/$migration"
    echo "INSERT INTO by_hand_migrations VALUES ('$migration');"
  } | sudo -n -u postgres psql -qX1 -v ON_ERROR_STOP=1 -d directory
}
analyze() { sudo -n -u postgres psql -qX -d directory -c 'VACUUM ANALYZE'; }
check_tables() {
  [ "$(ask "SELECT bool_and(to_regclass(name) IS NOT NULL) FROM unnest(ARRAY['companies', 'users', 'company_news', 'user_notifications']) AS name")" = t ]
}
check_rows() {
  IFS='|' read -r companies users <"/tmp/by-hand-$release.rows"
  [ "$(ask "SELECT (SELECT count(*) FROM companies) >= $companies AND (SELECT count(*) FROM users) >= $users")" = t ]
}
check_size() {
  size=$(ask "SELECT pg_database_size('directory')")
  before=$(cat "/tmp/by-hand-$release.size")
  [ $((size * 10)) -le $((before * 11)) ] && [ $((size * 11)) -ge $((before * 10)) ]
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
  rm -f "/tmp/by-hand-$release.rows" "/tmp/by-hand-$release.size"
  # shellcheck disable=SC2012
  cd "$path/releases" && ls -1t | tail -n +6 | xargs -r rm -rf
  # shellcheck disable=SC2012
  cd /var/backups/directory && ls -1t by-hand-*.zst | tail -n +6 | xargs -r rm -f
}
