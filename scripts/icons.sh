#!/usr/bin/env bash
# Draws the program's icons from src-tauri/icons/icon.svg. Needs rsvg-convert and ImageMagick.
set -euo pipefail
cd "$(dirname "$0")/../src-tauri/icons"

draw() { rsvg-convert --width "$1" --height "$1" icon.svg --output "$2"; }

draw 32 32x32.png
draw 64 64x64.png
draw 128 128x128.png
draw 256 128x128@2x.png
draw 512 icon.png
# Tauri reads icons as eight-bit RGBA only.
for icon in 32x32 64x64 128x128 128x128@2x icon; do convert "$icon.png" -depth 8 "PNG32:$icon.png"; done
convert 32x32.png 64x64.png 128x128@2x.png icon.ico
