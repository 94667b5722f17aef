#!/usr/bin/env bash
# Fuzzes each parser in fuzz/ for a while. Needs a nightly toolchain, and cargo-fuzz, which it installs.
#
#   scripts/fuzz.sh [SECONDS]
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH=$PWD/.run/tools/bin:${CARGO_HOME:-$HOME/.cargo}/bin:$PATH
seconds=${1:-60}

rustup run nightly rustc --version >/dev/null 2>&1 || {
  printf 'fuzz: a nightly toolchain is needed: rustup toolchain install nightly\n' >&2
  exit 1
}
fuzz/seed.sh
command -v cargo-fuzz >/dev/null || cargo install --quiet --locked --root .run/tools cargo-fuzz
for target in $(cd fuzz && cargo +nightly fuzz list); do
  printf '\n== %s, %s s\n' "$target" "$seconds"
  (cd fuzz && cargo +nightly fuzz run "$target" -- -max_total_time="$seconds" -rss_limit_mb=2048 -timeout=20)
done
