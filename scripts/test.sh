#!/usr/bin/env bash
# Runs every check, goes on after a failure, and ends with each runner's own closing lines.
#
#   scripts/test.sh            all steps
#   scripts/test.sh STEP...    only these: format lint ui-lint ui-unit rust window
#
# All Rust steps build with the same features, so that each dependency is compiled once; `custom-protocol` puts the
# built ui into the window's program, so that the tests of the window need no other build.
set -uo pipefail
cd "$(dirname "$0")/.." || exit

export PATH=$PWD/.run/tools/bin:${CARGO_HOME:-$HOME/.cargo}/bin:$PATH
export CARGO_TERM_COLOR=${CARGO_TERM_COLOR:-always}
logs=$PWD/.run/test
mkdir -p "$logs"
same_features=(--locked --workspace --features tauri/custom-protocol)

format() { cargo fmt --all -- --check; }

lint() {
  typos &&
    cargo deny --log-level warn check bans licenses sources &&
    { [ -d ui/dist ] || build_ui; } &&
    cargo clippy "${same_features[@]}" --all-targets --keep-going -- -D warnings &&
    # The fuzzers take the parsers' sources alone; nothing else says when those begin to need more.
    cargo check --quiet --locked --manifest-path fuzz/Cargo.toml --lib --examples
}

build_ui() { (cd ui && npm run build); }

ui_lint() { (cd ui && npm run typecheck && npm run lint); }

ui_unit() { (cd ui && npm test); }

# Programs first: tests start `atelier` and the window as people do. Asked for together with the tests they share all
# dependencies with them.
rust() {
  build_ui &&
    cargo build "${same_features[@]}" --bins --tests &&
    cargo test "${same_features[@]}" --no-fail-fast
}

# The program is the one that the step before has built.
window() { timeout --kill-after=30 1200 scripts/window-tests.sh; }

# The lines in which a runner says how it went.
closing_lines() {
  sed -E 's/\x1b\[[0-9;]*[A-Za-z]//g' "$1" |
    grep -E '^(test result:|error(\[|:)|(bans|licenses|advisories|sources) |.*(advisories|bans|licenses|sources) ok| *Test Files |      *Tests |Spec Files:| *Tests:|[0-9]+ passed|ℹ (tests|pass|fail|skipped) |not ok |FAILED|failures:|    Finished |✖ )' | tail -n 24
}

steps=("$@")
[ ${#steps[@]} -gt 0 ] || steps=(format lint ui-lint ui-unit rust window)

scripts/install.sh --test || exit 1

failed=()
times=()
for step in "${steps[@]}"; do
  printf '\n== %s\n' "$step"
  began=$SECONDS
  if ! "${step//-/_}" 2>&1 | tee "$logs/$step.log"; then failed+=("$step"); fi
  times+=("$((SECONDS - began))")
done

printf '\n== closing lines\n'
for index in "${!steps[@]}"; do
  step=${steps[$index]}
  verdict=ok
  [[ " ${failed[*]} " == *" $step "* ]] && verdict=FAILED
  printf '\n%s: %s in %s s\n' "$step" "$verdict" "${times[$index]}"
  closing_lines "$logs/$step.log" | sed 's/^/  /'
done
printf '\n'
if [ ${#failed[@]} -gt 0 ]; then
  printf 'failed: %s (whole output in .run/test)\n' "${failed[*]}"
  exit 1
fi
printf 'all %s steps passed in %s s\n' "${#steps[@]}" "$SECONDS"
