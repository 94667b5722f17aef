#!/usr/bin/env bash
# Builds what scripts/bench_variants.py measures: a release of the command line, the judge, sharp and vipsthumbnail.
#
#   scripts/bench-variants.sh [PHOTOS] [options of bench_variants.py]
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install.sh --bench
photos=.run/demo-pictures/photos
if [ $# -gt 0 ] && [ "${1#-}" = "$1" ]; then
  [ -z "$1" ] || photos=$1
  shift
fi
if [ "$photos" = .run/demo-pictures/photos ] && [ ! -d "$photos" ]; then
  scripts/demo-pictures.py --out .run/demo-pictures
fi
scripts/measured.sh
exec scripts/bench_variants.py --photos "$photos" "$@"
