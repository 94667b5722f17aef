#!/usr/bin/env bash
# Builds what is measured: a release of the command line, and the judge of variants. Every script that
# measures calls it, so that they share one build: another choice of packages would be another build.
set -euo pipefail
cd "$(dirname "$0")/.."

cargo build --locked --release -p atelier-core -p atelier-cli --bin atelier --example judge
