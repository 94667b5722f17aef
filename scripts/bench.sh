#!/usr/bin/env bash
# Builds what scripts/bench.py measures: a release of the command line, sharp, and photos of 12 megapixels.
#
#   scripts/bench.sh [--photos DIR] [--count N]
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install.sh --bench
if [[ " $* " != *" --photos "* ]] && [ ! -d .run/demo-pictures/photos ]; then
  scripts/demo-pictures.py --out .run/demo-pictures
fi
scripts/measured.sh
exec scripts/bench.py "$@"
