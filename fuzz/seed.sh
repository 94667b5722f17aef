#!/bin/sh
# Copies the fixtures into the corpus of each target.
set -eu
cd "$(dirname "$0")"
for kind in jpeg png webp gif tiff pdf; do
    mkdir -p "corpus/clean_$kind" corpus/inspect
    cp ../tests/fixtures/cleaning/"$kind"-* "corpus/clean_$kind/"
    cp ../tests/fixtures/cleaning/"$kind"-* corpus/inspect/
done
mkdir -p corpus/clean_isobmff
cp ../tests/fixtures/cleaning/heic-* ../tests/fixtures/cleaning/avif-* corpus/clean_isobmff/
cp ../tests/fixtures/cleaning/heic-* ../tests/fixtures/cleaning/avif-* corpus/inspect/
