#!/usr/bin/env bash
# Fuzzes each parser in fuzz/ for a while. The stable toolchain is told to take the flags that sanitizers need;
# cargo-fuzz is installed where it lacks.
#
#   scripts/fuzz.sh [SECONDS] [TARGET...]
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH=$PWD/.run/tools/bin:${CARGO_HOME:-$HOME/.cargo}/bin:$PATH
export RUSTC_BOOTSTRAP=1
seconds=${1:-60}
shift || true

fuzz/seed.sh
command -v cargo-fuzz >/dev/null || cargo install --quiet --locked --root .run/tools cargo-fuzz
cd fuzz
targets=("$@")
[ ${#targets[@]} -gt 0 ] || mapfile -t targets < <(cargo fuzz list)
for target in "${targets[@]}"; do
  printf '\n== %s, %s s\n' "$target" "$seconds"
  cargo fuzz run "$target" -- -max_total_time="$seconds" -rss_limit_mb=2048 -timeout=20
done
