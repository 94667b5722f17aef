#!/usr/bin/env bash
# What `make run` does: builds, starts a Postgres of its own, prepares a demonstration, opens the window on it.
#
# Without a display it does the same work at the command line on $PHOTOS and prints what came of it. Everything it makes
# lies in .run/ and target/, and it may be run again at any time.
set -euo pipefail
cd "$(dirname "$0")/.."

photos=$(realpath -m -- "${PHOTOS:-tests/fixtures/photos}")
workspace=$PWD/.run/demo
store=$PWD/.run/store
notes=$PWD/.run/demo-notes
atelier=$PWD/target/debug/atelier

say() { printf 'run: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

has_display() { [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; }

# The development profile: codecs and hashes are optimised in it by name, so pictures are as quick as in a release, and
# the first build takes half as long.
build() {
  if has_display; then
    say "building the window and the command line (some minutes the first time)"
    if [ ! -e ui/dist/index.html ] || [ -n "$(find ui/src ui/index.html ui/package-lock.json -newer ui/dist/index.html -print -quit)" ]; then
      (cd ui && npm run --silent build)
    fi
    cargo build --locked --workspace --bins --features tauri/custom-protocol
  else
    say "no display here, so only the command line is built (some minutes the first time)"
    cargo build --locked --workspace --bin atelier
  fi
}

# first_id NOTE COMMAND...: runs a command that makes a row once, and gives its id ever after.
first_id() {
  local note=$notes/$1
  shift
  if [ ! -s "$note" ]; then
    "$@" --json | node -p 'JSON.parse(require("fs").readFileSync(0, "utf8")).id' >"$note.new"
    mv "$note.new" "$note"
  fi
  cat "$note"
}

add_style() {
  [ -e "$notes/style-$1" ] || "$atelier" style add "$1" --name "$2" >/dev/null
  touch "$notes/style-$1"
}

# Refused files end a command with 1: that is a result, not an accident. 2 is one.
accept_refusals() {
  local code=0
  "$@" || code=$?
  [ "$code" -le 1 ] || fail "atelier ended with $code"
}

in_postgres() { psql -XAtq -d "$database" -c "$1"; }

prepare() {
  local cluster
  cluster=$(in_postgres 'select system_identifier from pg_control_system()')
  # A workspace believes that what it sent is still there, so the three begin anew together.
  [ "$(cat "$notes/cluster" 2>/dev/null)" = "$cluster" ] || rm -rf "$notes" "$workspace" "$store"
  mkdir -p "$notes" "$store"
  printf '%s\n' "$cluster" >"$notes/cluster"
  export ATELIER_WORKSPACE=$workspace

  "$atelier" init "$workspace" >/dev/null
  "$atelier" backend set --database "$database" --store "file://$store" >/dev/null
  "$atelier" backend migrate >/dev/null
  add_style coastal Coastal
  add_style japandi Japandi
  add_style mid-century "Mid-century"
  session=$(first_id session "$atelier" session add --title "Lindqvist apartment")
  living=$(first_id living "$atelier" room add --session "$session" --name "Living room" --room-type living)
  first_id kitchen "$atelier" room add --session "$session" --name "Kitchen" --room-type kitchen >/dev/null
}

# The room that the window opens with something to compare in it.
furnish() {
  [ -e "$notes/furnished" ] && return
  say "importing pictures into it"
  accept_refusals "$atelier" import style coastal "$photos"
  accept_refusals "$atelier" import room "$living" tests/fixtures/photos/living-room-before.jpg --as photo --also-here
  accept_refusals "$atelier" import room "$living" tests/fixtures/renders --as render
  touch "$notes/furnished"
}

open_window() {
  furnish
  say "opening the window on $workspace"
  target/debug/atelier-desktop
}

in_json() { node -p "const report = JSON.parse(require('fs').readFileSync('$1', 'utf8')); $2"; }
row() { printf '  %-22s %8s%s\n' "$1" "$2" "${3:+   $3}"; }

# Makes one moving line of the progress that comes as JSON lines, and lets everything else through.
one_line() {
  awk -v terminal="$([ -t 2 ] && echo 1)" '
    match($0, /"done":[0-9]+,"total":[0-9]+/) {
      if (terminal) { split(substr($0, RSTART, RLENGTH), n, /[:,]/); printf "\r  %s of %s", n[2], n[4]; moved = 1 }
      next
    }
    { print }
    END { if (moved) print "" }' >&2
}

work_without_window() {
  local report=$PWD/.run/import.json pictures variants
  [ -e "$photos" ] || fail "there is no $photos"
  say "importing $photos into the style Coastal"
  accept_refusals "$atelier" import style coastal "$photos" --json >"$report" 2> >(one_line)
  say "making variants"
  accept_refusals "$atelier" variants run >/dev/null
  say "sending everything to Postgres and the store"
  accept_refusals "$atelier" sync >/dev/null

  pictures=$(in_postgres 'select (select count(*) from style_images) + (select count(*) from room_assets)')
  variants=$(in_postgres 'select (select count(*) from style_image_variants) + (select count(*) from asset_variants)')
  printf '\n'
  row imported "$(in_json "$report" 'report.imported.length')"
  row duplicates "$(in_json "$report" 'report.duplicates.length')"
  row refused "$(in_json "$report" 'report.refused.length')"
  row cleaned "$(in_json "$report" 'report.imported.filter(one => one.removed.length > 0).length')" "something was taken out of them"
  printf '  in all:\n'
  row variants "$(in_json <("$atelier" status --json) 'report.variants.ready')"
  row "rows in Postgres" $((pictures + variants)) "$pictures pictures, $variants variants"
  row "files in the store" "$(find "$store" -type f | wc -l)" "$store"
  printf '\n'
  in_json "$report" "report.refused.map(one => '  ' + one.path + ' ' + one.reason).join('\n')"
  printf 'The rows are in %s until "make stop".\n' "$database"
}

scripts/install.sh
build
say "starting a Postgres of our own"
[ -d "$workspace" ] || scripts/postgres.sh drop
database=$(scripts/postgres.sh start)
prepare
if has_display; then
  trap 'scripts/postgres.sh stop' EXIT
  open_window
else
  work_without_window
fi
