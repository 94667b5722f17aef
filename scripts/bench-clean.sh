#!/usr/bin/env bash
# Measures cleaning against ExifTool and exiv2, on the same files, in one run.
#
#   scripts/bench-clean.sh [PHOTOS]
#
# Without PHOTOS it draws 1,000 JPEGs of 0.2 to 5 MB with positions in them, once, into .run/bench-clean.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install.sh --bench
scripts/measured.sh
exec scripts/bench-clean.py ${1:+--photos "$1"}
