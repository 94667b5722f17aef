#!/usr/bin/env bash
# Runs tests/window against the real window, on a display that nobody sees and in a home that is thrown away.
#
#   scripts/window-tests.sh [SCRIPT OF tests/window/package.json]     test, if none is named
#
# ATELIER_DESKTOP names another program than target/debug/atelier-desktop. It must carry the ui in it, as
# `cargo build --workspace --bins --features tauri/custom-protocol` makes it.
set -euo pipefail
cd "$(dirname "$0")/.."

export PATH=$PWD/.run/tools/bin:${CARGO_HOME:-$HOME/.cargo}/bin:$PATH
export ATELIER_DESKTOP=${ATELIER_DESKTOP:-$PWD/target/debug/atelier-desktop}
if [ ! -x "$ATELIER_DESKTOP" ]; then
  printf 'window tests: there is no %s; scripts/test.sh rust builds it\n' "$ATELIER_DESKTOP" >&2
  exit 1
fi

home=$(mktemp -d "${TMPDIR:-/tmp}/atelier-home.XXXXXXXX")
trap 'rm -rf "$home"' EXIT
mkdir -m 700 "$home/runtime"
# A session of its own, so that whatever a failed test leaves running ends with it: a window that stays open would keep
# whoever reads our output waiting for ever.
setsid env -u WAYLAND_DISPLAY HOME="$home" XDG_CONFIG_HOME="$home/config" XDG_DATA_HOME="$home/data" XDG_CACHE_HOME="$home/cache" \
  XDG_RUNTIME_DIR="$home/runtime" LC_ALL=C.UTF-8 \
  xvfb-run --auto-servernum --server-args='-screen 0 1440x900x24 -nolisten tcp' \
  dbus-run-session -- npm --prefix tests/window --silent run "${1:-test}" &
session=$!
status=0
wait "$session" || status=$?
pkill -KILL -s "$session" || true
exit "$status"
