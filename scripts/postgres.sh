#!/usr/bin/env bash
# A throw-away Postgres cluster for `make run`: loopback only, a port and data of its own.
#
#   scripts/postgres.sh start    starts it if need be and prints its address
#   scripts/postgres.sh stop     stops it; the data stay
#   scripts/postgres.sh url      prints the address of the running cluster
#   scripts/postgres.sh drop     stops it and deletes its data
#
# Postgres refuses to run as root. Then it runs as `postgres` or `nobody`, and its data lie under
# /var/tmp when that account cannot enter this checkout. ATELIER_POSTGRES_BIN names another version's programs.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd -P)
notes=$root/.run/postgres
first_port=54329

fail() { printf 'postgres: %s\n' "$*" >&2; exit 1; }

find_programs() {
  local folder
  for folder in "${ATELIER_POSTGRES_BIN:-}" $(printf '%s\n' /usr/lib/postgresql/*/bin | sort --version-sort --reverse) \
    "$(dirname "$(command -v pg_ctl || echo /nowhere/pg_ctl)")"; do
    if [ -n "$folder" ] && [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ]; then
      programs=$folder
      return
    fi
  done
  fail "no Postgres found; scripts/install.sh installs it"
}

# Chooses the account that the server runs as: ourselves, unless we are root.
find_account() {
  account=
  [ "$(id -u)" -eq 0 ] || return 0
  for account in postgres nobody; do
    if id "$account" >/dev/null 2>&1; then return; fi
  done
  fail "Postgres will not run as root, and there is neither an account 'postgres' nor 'nobody'"
}

as_account() {
  if [ -z "$account" ]; then
    "$@"
  else
    (cd / && runuser -u "$account" -- "$@")
  fi
}

# Chooses the folder of the cluster once and writes it down.
find_cluster() {
  mkdir -p "$notes"
  if [ -s "$notes/folder" ]; then
    cluster=$(cat "$notes/folder")
    if [ -d "$cluster" ] && as_account test -r "$cluster"; then return; fi
  fi
  cluster=$notes/cluster
  mkdir -p "$cluster"
  if [ -n "$account" ]; then
    chown "$account" "$cluster"
    if ! as_account test -w "$cluster"; then
      rmdir "$cluster"
      cluster=$(as_account mktemp -d /var/tmp/atelier-postgres.XXXXXXXX)
    fi
  fi
  printf '%s\n' "$cluster" >"$notes/folder"
}

# Asks the process and the port; pg_ctl alone takes a killed server that nobody has buried for a living one.
running() {
  our_server && "$programs/pg_isready" -q -t 20 -h 127.0.0.1 -p "$(port_of_running)"
}

our_server() {
  local pid
  pid=$(as_account head -n 1 "$cluster/data/postmaster.pid" 2>/dev/null) || return 1
  [ -n "$pid" ] && tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qF -- "$cluster/data"
}

port_of_running() { as_account sed -n 4p "$cluster/data/postmaster.pid"; }
port_is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
url() { printf 'postgres://atelier@127.0.0.1:%s/atelier\n' "$1"; }

# A server on its way up answers soon; a note left by a dead one is thrown away.
settle() {
  local tries=0
  while our_server; do
    if running; then return; fi
    tries=$((tries + 1))
    [ "$tries" -lt 60 ] || fail "the server runs but does not answer; see $cluster/server.log"
    sleep 0.5
  done
  as_account rm -f "$cluster/data/postmaster.pid"
}

create_data() {
  if as_account test -s "$cluster/data/PG_VERSION"; then
    [ "$(as_account cat "$cluster/data/PG_VERSION")" = "$("$programs/postgres" --version | sed -E 's/[^0-9]*([0-9]+).*/\1/')" ] && return
    fail "the cluster in $cluster was made by another version of Postgres; scripts/postgres.sh drop deletes it"
  fi
  # What an interrupted initdb left behind is of no use.
  as_account rm -rf "$cluster/data"
  as_account "$programs/initdb" --pgdata "$cluster/data" --username atelier --auth trust --encoding UTF8 --locale C --no-sync \
    >"$notes/initdb.log" 2>&1 || fail "initdb failed: $(tail -n 3 "$notes/initdb.log")"
}

start_server() {
  local port last_error=
  for port in "$(cat "$notes/port" 2>/dev/null || echo "$first_port")" $(seq "$first_port" $((first_port + 40))); do
    port_is_free "$port" || continue
    # No fsync: nobody misses these data after a power cut. No socket file: its path may be too long for one.
    if as_account "$programs/pg_ctl" start -D "$cluster/data" -w -t 60 -l "$cluster/server.log" -s \
      -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off -c max_connections=60" >/dev/null 2>&1; then
      printf '%s\n' "$port" >"$notes/port"
      return
    fi
    last_error=$(as_account tail -n 3 "$cluster/server.log" || true)
    # A server killed a moment ago may still hold its memory; its last children go by themselves.
    sleep 1
  done
  fail "the server does not start: ${last_error:-no port from $first_port on is free}"
}

create_database() {
  local port=$1
  if [ "$("$programs/psql" -XAtq -h 127.0.0.1 -p "$port" -U atelier -d postgres \
    -c "select count(*) from pg_database where datname = 'atelier'")" = 0 ]; then
    "$programs/createdb" -h 127.0.0.1 -p "$port" -U atelier atelier
  fi
}

start() {
  settle
  if ! running; then
    create_data
    start_server
  fi
  create_database "$(port_of_running)"
  url "$(port_of_running)"
}

stop() {
  our_server || return 0
  as_account "$programs/pg_ctl" stop -D "$cluster/data" -m fast -w -s
}

case "${1:-}" in start | stop | url | drop) ;; *) sed -n '2,11s/^# \{0,1\}//p' "$0" >&2; exit 2 ;; esac
find_programs
find_account
find_cluster
# One at a time: two starts at once would make one cluster twice. The server must not inherit the lock.
exec 9>"$notes/lock"
flock 9
case $1 in
  start) start 9>&- ;;
  stop) stop ;;
  url) if running; then url "$(port_of_running)"; else fail "the cluster is not running; scripts/postgres.sh start starts it"; fi ;;
  drop)
    stop
    rm -rf "$cluster" "$notes/folder" "$notes/port"
    ;;
esac
