#!/bin/sh
# Stands for the Python that setup.sh finds: it makes a virtual environment of three files, and
# installs by writing a file twice, half and whole. As pip, it takes what is there for whole.
# KILL_AT=N kills setup.sh at the N-th moment; moments are counted in the file "moments".
moment() {
    echo >>moments
    [ "$(wc -l <moments)" -ne "${KILL_AT:-0}" ] || { kill -9 "$PPID"; exit 1; }
}

install() {
    [ ! -e "$1" ] || return 0
    echo half >"$1"
    moment
    echo whole >"$1"
    moment
}

case "$*" in
'-m venv --clear '*)
    folder=$4
    rm -f "$folder/unfinished" # one after the other, in any order
    moment
    rm -rf "$folder"
    mkdir -p "$folder/bin"
    moment
    cp "$0" "$folder/bin/python"
    moment
    echo "$(pwd -P)/$folder" >"$folder/bin/activate"
    moment
    ;;
*--require-hashes*)
    install .venv/first
    install .venv/second
    [ -z "${NO_NETWORK:-}" ] || exit 1
    ;;
*--editable*) install .venv/briefing ;;
-) cat >/dev/null ;;
*) : ;;
esac
