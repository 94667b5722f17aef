#!/usr/bin/env bash
# Installs what is missing on Debian 12 or Ubuntu 24.04, after saying what and why.
#
#   scripts/install.sh             what `make run` needs
#   scripts/install.sh --test      that, and what `make test` needs
#   scripts/install.sh --pictures  that, and what draws the demonstration and fixture pictures
#   scripts/install.sh --bench     that, and what `make bench` and `make bench-variants` are held against
#
# Needs git, a Rust toolchain and Node to be there. What is present is skipped at once. Where there is no apt, it
# says what to install by hand. ATELIER_SKIP_INSTALL=1 skips it altogether.
set -euo pipefail
cd "$(dirname "$0")/.."

tools=$PWD/.run/tools
export PATH=$tools/bin:${CARGO_HOME:-$HOME/.cargo}/bin:$PATH

say() { printf 'install: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

groups=build
for option in "$@"; do
  case $option in
    --test) groups+=" test" ;;
    --pictures) groups+=" pictures" ;;
    --bench) groups+=" pictures bench" ;;
    *) sed -n '2,11s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
  esac
done
[ -z "${ATELIER_SKIP_INSTALL:-}" ] || exit 0

# One line a package: group, package, how to see that it is there, what it is for.
packages() {
  cat <<'LIST'
build     build-essential              cmd:cc                     compiles the codecs
build     pkg-config                   cmd:pkg-config             finds the libraries below
build     cmake                        cmd:cmake                  builds the JPEG and AVIF codecs
build     nasm                         cmd:nasm                   assembles the fast paths of the codecs
build     meson                        cmd:meson                  builds the AV1 decoder
build     ninja-build                  cmd:ninja                  builds the AV1 decoder
build     file                         cmd:file                   names the kind of a built program
build     libwebkit2gtk-4.1-dev        pkg:webkit2gtk-4.1         shows the window
build     libgtk-3-dev                 pkg:gtk+-3.0               shows the window
build     libjavascriptcoregtk-4.1-dev pkg:javascriptcoregtk-4.1  shows the window
build     libsoup-3.0-dev              pkg:libsoup-3.0            shows the window
build     librsvg2-dev                 pkg:librsvg-2.0            shows the window
build     libssl-dev                   pkg:openssl                a library of the window's
build     postgresql                   postgres                   holds the rows of the demonstration and the tests
test      python3                      cmd:python3                drags files onto the window
test      python3-venv                 py:ensurepip               holds the spelling checker
test      python3-gi                   py:gi                      drags files onto the window
test      gir1.2-gtk-3.0               typelib:Gtk-3.0            drags files onto the window
test      xvfb                         cmd:Xvfb                   a display that nobody sees
test      xauth                        cmd:xauth                  opens that display
test      dbus-x11                     cmd:dbus-launch            a session bus for the window
test      webkit2gtk-driver            cmd:WebKitWebDriver        presses the window's buttons
test      xdotool                      cmd:xdotool                moves the pointer
test      poppler-utils                cmd:pdftoppm               draws pages independently of us
test      imagemagick                  cmd:identify               reads pixels independently of us
test      fonts-dejavu-core            font:DejaVuSans.ttf        words in the window's pictures
test      libgl1-mesa-dri              dri:swrast_dri.so          draws without a graphics card
test      libimage-exiftool-perl       cmd:exiftool               reads metadata independently of us
bench     exiv2                        cmd:exiv2                  is what cleaning is held against
pictures  python3                      cmd:python3                runs the scripts that draw
pictures  imagemagick                  cmd:identify               light, grain, formats
pictures  librsvg2-bin                 cmd:rsvg-convert           draws the rooms
pictures  webp                         cmd:webpmux                writes WebP
pictures  libjpeg-turbo-progs          cmd:cjpeg                  writes JPEG with restart markers
pictures  libtiff-tools                cmd:tiffcp                 writes TIFF in tiles, planes and both orders
pictures  libvips-tools                cmd:vips                   writes BigTIFF and pyramids
pictures  qpdf                         cmd:qpdf                   locks a PDF
pictures  libheif-examples             cmd:heif-enc               writes HEIC
pictures  libavif-bin                  cmd:avifenc                writes AVIF
pictures  libimage-exiftool-perl       cmd:exiftool               writes cameras and places
bench     libvips-tools                cmd:vipsthumbnail          what variants are held against
LIST
}

any_file() { local found; found=$(compgen -G "$1" | head -n 1); [ -n "$found" ]; }

present() {
  case $1 in
    cmd:*) command -v "${1#cmd:}" >/dev/null ;;
    pkg:*) pkg-config --exists "${1#pkg:}" 2>/dev/null ;;
    py:*) /usr/bin/python3 -c "import ${1#py:}" 2>/dev/null ;;
    typelib:*) any_file "/usr/lib*/*/girepository-1.0/${1#*:}.typelib" || any_file "/usr/lib*/girepository-1.0/${1#*:}.typelib" ;;
    dri:*) any_file "/usr/lib*/*/dri/${1#dri:}" || any_file "/usr/lib*/dri/${1#dri:}" ;;
    font:*) any_file "/usr/share/fonts/*/*/${1#font:}" || any_file "/usr/share/fonts/*/${1#font:}" ;;
    postgres) any_file '/usr/lib/postgresql/*/bin/initdb' || command -v initdb >/dev/null ;;
  esac
}

# A package may be there and keep its file where no probe looks.
installed() { [ "$(dpkg-query --show --showformat '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

check_toolchains() {
  command -v cargo >/dev/null || fail "no Rust toolchain found: install rustup, then its stable toolchain"
  command -v node >/dev/null || fail "no Node found: install Node 20 or newer"
  local wanted have
  wanted=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
  have=$(cargo --version | sed -E 's/cargo ([0-9]+\.[0-9]+).*/\1/')
  [ "$(printf '%s\n%s\n' "$wanted" "$have" | sort --version-sort | head -n 1)" = "$wanted" ] ||
    fail "Rust $have is too old, $wanted or newer is needed: rustup update stable"
  have=$(node --version | sed -E 's/v([0-9]+).*/\1/')
  [ "$have" -ge 20 ] || fail "Node $have is too old, 20 or newer is needed"
}

install_packages() {
  local group package probe purpose missing=()
  while read -r group package probe purpose; do
    [[ " $groups " == *" $group "* ]] || continue
    [[ " ${missing[*]} " == *" $package "* ]] && continue
    if present "$probe" || installed "$package"; then continue; fi
    [ ${#missing[@]} -gt 0 ] || say "missing from this system:"
    say "  $(printf '%-29s %s' "$package" "$purpose")"
    missing+=("$package")
  done < <(packages)
  [ ${#missing[@]} -gt 0 ] || return 0

  command -v apt-get >/dev/null ||
    fail "there is no apt here: install the packages above, or what your system calls them, then try again"
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || fail "neither root nor sudo: have the packages above installed, then try again"
    as_root=(sudo)
    say "installing them with sudo apt-get; sudo may ask for your password"
  else
    say "installing them with apt-get"
  fi
  "${as_root[@]}" apt-get update -qq
  # Debian starts a cluster of its own with the package; ours is apart from it and needs no service.
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

install_node_packages() {
  local folder quiet=(--no-audit --no-fund --loglevel=error) logs=$PWD/.run
  mkdir -p "$logs"
  for folder in "$@"; do
    [ -f "$folder/package-lock.json" ] || continue
    if [ "$folder/node_modules/.package-lock.json" -nt "$folder/package-lock.json" ]; then continue; fi
    say "fetching the packages of $folder"
    # npm ci refuses a lock that lacks optional packages of other systems, as one written behind a mirror may;
    # npm install takes the same versions from it and, with --no-save, leaves it as it is.
    (cd "$folder" && { npm ci "${quiet[@]}" 2>"$logs/npm.log" || npm install --no-save "${quiet[@]}"; })
    touch "$folder/node_modules/.package-lock.json"
  done
}

# cargo_tool PROGRAM CRATE[@VERSION] PURPOSE
cargo_tool() {
  command -v "$1" >/dev/null && return
  say "building $1, which $3"
  CARGO_TARGET_DIR=$PWD/target/tools cargo install --quiet --locked --root "$tools" "$2"
}

install_test_tools() {
  if ! { cargo fmt --version && cargo clippy --version; } >/dev/null 2>&1; then
    say "adding rustfmt and clippy to the toolchain"
    rustup component add rustfmt clippy
  fi
  if ! command -v typos >/dev/null; then
    say "fetching typos, which checks the spelling"
    # A ready program is there in a second; the same from source takes minutes.
    { /usr/bin/python3 -m venv "$tools/python" && "$tools/python/bin/pip" install --quiet --disable-pip-version-check typos &&
      mkdir -p "$tools/bin" && ln -sf "$tools/python/bin/typos" "$tools/bin/typos"; } ||
      cargo_tool typos typos-cli "checks the spelling"
  fi
  cargo_tool cargo-deny cargo-deny "checks licences and advisories of what we depend on (about two minutes)"
  cargo_tool tauri-driver tauri-driver@^2 "drives the real window in tests (about half a minute)"
}

check_toolchains
install_packages
install_node_packages ui
if [[ $groups == *bench* ]]; then install_node_packages benches/sharp; fi
if [[ $groups == *test* ]]; then
  install_node_packages tests/window
  install_test_tools
fi
