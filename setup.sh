#!/bin/sh
# Makes this folder ready: Python with venv, the libraries the page engine loads, and .venv with the
# locked dependencies. Safe to run again; installs only what is missing.
#
# usage: setup.sh [dev]    "dev" adds what tests, lint and types need
# exit:  0 ready; 3 something is missing that only you can install (the line to run is printed)
set -eu
cd "$(dirname "$0")"

venv=.venv
lock=requirements.lock
[ "${1:-}" = dev ] && lock=requirements-dev.lock

say() { printf 'set-up: %s\n' "$*" >&2; }

stop() {
    printf 'set-up: %s\n' "$@" >&2
    exit 3
}

# ── Python ───────────────────────────────────────────────────────────────────────────────────

# Started, not looked up: the launchers of version managers exist for versions that are not active.
new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

# Debian and Ubuntu ship these two modules apart from Python.
can_make_venv() { "$1" -c 'import ensurepip, venv' >/dev/null 2>&1; }

names='python3.13 python3.12 python3.11 python3.14 python3'

# Prints the interpreter to use: best one that can make a .venv, else one that lacks only that.
find_python() {
    incomplete=
    for name in $names; do
        for candidate in "$name" "/usr/bin/$name"; do
            new_enough "$candidate" || continue
            can_make_venv "$candidate" && echo "$candidate" && return
            [ -n "$incomplete" ] || incomplete=$candidate
        done
    done
    echo "$incomplete"
}

# ── system libraries ─────────────────────────────────────────────────────────────────────────

brew=
brew_libraries=
if [ "$(uname)" = Darwin ]; then
    for candidate in brew /opt/homebrew/bin/brew /usr/local/bin/brew; do
        [ -n "$brew" ] || brew=$(command -v "$candidate" || :)
    done
    # Only Homebrew's own Python looks for libraries where Homebrew keeps them.
    [ -z "$brew" ] || brew_libraries="$("$brew" --prefix)/lib:/usr/local/lib:/usr/lib"
fi

# Prints the Debian package of every library that cannot be loaded. They are loaded, not looked up
# in a package list, as the engine itself does: only that shows what is really missing.
missing_libraries() {
    DYLD_FALLBACK_LIBRARY_PATH=$brew_libraries "$1" - <<'PYTHON'
import ctypes
import ctypes.util

LIBRARIES = (
    ("pango-1.0", "libpango-1.0.so.0", "libpango-1.0-0"),
    ("gobject-2.0", "libgobject-2.0.so.0", "libpango-1.0-0"),
    ("pangoft2-1.0", "libpangoft2-1.0.so.0", "libpangoft2-1.0-0"),
    ("fontconfig", "libfontconfig.so.1", "libfontconfig1"),
    ("harfbuzz", "libharfbuzz.so.0", "libharfbuzz0b"),
    ("harfbuzz-subset", "libharfbuzz-subset.so.0", "libharfbuzz-subset0"),
)

def loads(*names):
    for name in filter(None, names):
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return True
    return False

print(*dict.fromkeys(
    package
    for name, soname, package in LIBRARIES
    if not loads(soname) and not loads(ctypes.util.find_library(name))
))
PYTHON
}

# ── installing from the system ───────────────────────────────────────────────────────────────

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@" </dev/null; else sudo -n "$@" </dev/null; fi
}

apt_install() {
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -qq -y -o DPkg::Lock::Timeout=120 install --no-install-recommends "$@"
}

install_with_apt() {
    sudo='sudo '
    [ "$(id -u)" = 0 ] && sudo=
    line="${sudo}apt-get update && ${sudo}apt-get install -y $*"
    if [ -n "$sudo" ] && ! sudo -n true 2>/dev/null; then
        stop "$* must be installed first. Run this line, then make again:" "  $line"
    fi
    say "installing $* with apt-get"
    # A fresh system has no package lists, an old one has stale ones.
    apt_install "$@" >/dev/null 2>&1 && return
    as_root apt-get -qq update || :
    apt_install "$@" >&2 || stop "that failed. Run this line, then make again:" "  $line"
}

install_with_brew() {
    [ -n "$brew" ] || stop "$* must be installed first. Get Homebrew from https://brew.sh," \
        "run this line, then make again:" "  brew install $*"
    say "installing $* with Homebrew"
    "$brew" install --quiet "$@" </dev/null >&2 ||
        stop "that failed. Run this line, then make again:" "  brew install $*"
}

# Takes Debian package names; other systems have the same under a few names of their own.
provide() {
    if [ "$(uname)" = Darwin ]; then
        case "$*" in
        *python3*lib*) install_with_brew python@3.13 pango ;;
        *python3*) install_with_brew python@3.13 ;;
        *) install_with_brew pango ;;
        esac
    elif command -v apt-get >/dev/null; then
        install_with_apt "$@"
    else
        stop "missing, by their Debian names: $*" \
            "Run the line for your system, then make again:" \
            "  Fedora:  sudo dnf install python3 pango harfbuzz fontconfig" \
            "  Arch:    sudo pacman -S python pango harfbuzz fontconfig" \
            "  Alpine:  sudo apk add python3 pango harfbuzz-subset fontconfig"
    fi
}

# Prints all that is missing at once, so that nobody has to ask an administrator twice.
missing() {
    if [ -z "$1" ]; then
        echo python3 python3-venv
    elif ! can_make_venv "$1"; then
        "$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'
    fi
    # A minimal Python cannot load libraries, and a missing one loads none: take all as missing.
    if [ -n "$1" ] && "$1" -c 'import ctypes' 2>/dev/null; then
        missing_libraries "$1"
    else
        echo libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
    fi
}

python=$(find_python)
lacking=$(missing "$python" | xargs)
if [ -n "$lacking" ]; then
    # shellcheck disable=SC2086  # a list of package names
    provide $lacking
    python=$(find_python)
    [ -n "$python" ] || stop "Python 3.11 or newer is needed, and this system's own is older." \
        "Looked for, on PATH and in /usr/bin: $names." \
        "Install one (for example python3.11 and python3.11-venv), then make again."
    lacking=$(missing "$python" | xargs)
    [ -z "$lacking" ] || stop "still missing after installing: $lacking" \
        "Is $python of another architecture, or not the system's Python?"
fi

# ── the virtual environment ──────────────────────────────────────────────────────────────────

# Its scripts hold the path of this folder: one that was made elsewhere is made anew. So is one
# whose set-up was killed: pip takes a package for installed that was only half written.
unfinished=$venv/unfinished
in_place() {
    [ ! -e "$unfinished" ] && new_enough "$venv/bin/python" &&
        "$venv/bin/python" -m pip --version >/dev/null 2>&1 &&
        grep -qF "$(pwd -P)/$venv" "$venv/bin/activate"
}

if ! in_place; then
    say "making $venv with $("$python" -c 'import sys; print(sys.executable)')"
    rm -f "$venv/bin/activate" # first of all, for clearing may be killed half-way too
    "$python" -m venv --clear "$venv"
fi

pip() {
    # A PIP_USER in the environment would make pip refuse to work in a virtual environment.
    PIP_USER=0 PIP_DISABLE_PIP_VERSION_CHECK=1 "$venv/bin/python" -m pip --quiet "$@" </dev/null
}

: >"$unfinished"
say "installing the dependencies of $lock (the first time takes about a minute)"
pip install --require-hashes --only-binary :all: -r "$lock" || {
    rm -f "$unfinished" # pip has undone what it began
    stop "pip could not install the dependencies (see above)." \
        "Is there a network? A Mac needs macOS 15 or newer and an Apple processor."
}
# Until November 2026 the distribution had another name; both would claim the command.
for old in "$venv"/lib/python*/site-packages/briefing-[0-9]*.dist-info; do
    [ ! -d "$old" ] || pip uninstall --yes briefing
done
# The builder is among the locked packages: nothing more is fetched.
pip install --no-index --no-deps --no-build-isolation --editable .

if [ -n "$brew_libraries" ]; then
    site=$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    # macOS takes the variable itself away from programs started by make.
    echo "import os; os.environ.setdefault('DYLD_FALLBACK_LIBRARY_PATH', '$brew_libraries')" \
        >"$site/homebrew_libraries.pth"
fi

"$venv/bin/python" -W error::DeprecationWarning -c 'import weasyprint' ||
    stop "the page engine does not start: see above."
rm -f "$unfinished"
say "ready"
