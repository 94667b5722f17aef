#!/bin/sh
# Copies the fixtures, and what earlier runs found, into the corpus of each target.
set -eu
cd "$(dirname "$0")"
mkdir -p corpus/inspect
for target in fuzz_targets/clean_*.rs; do
    target=$(basename "$target" .rs)
    mkdir -p "corpus/$target"
    case $target in
    clean_isobmff) kinds="heic avif" ;;
    *) kinds=${target#clean_} ;;
    esac
    for kind in $kinds; do
        for file in ../tests/fixtures/cleaning/"$kind"-*.* regressions/*; do
            case $file in *.sh | *.py) continue ;; esac
            [ -e "$file" ] || continue
            cp "$file" "corpus/$target/"
            cp "$file" corpus/inspect/
        done
    done
done
