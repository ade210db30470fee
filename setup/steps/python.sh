#!/bin/bash
# Builds the virtual environment: python.sh REQUIREMENTS-FILE…
set -euo pipefail
. "$ROOT/setup/lib.sh"

# Debian's own python comes first: one that a user built may lack parts, and disappears when he changes his shell.
for python in /usr/bin/python3 python3; do
    if "$python" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null; then
        break
    fi
    python=
done
[ -n "$python" ] || reason "Odoo 19 needs Python 3.11 to 3.13 with its venv module, and this machine has none."

"$VENV/bin/python" -c 'import pip' 2>/dev/null || { rm -rf "$VENV"; "$python" -m venv "$VENV"; }
args=() alone=()
for file in "$@"; do
    case $file in
        *-no-deps.txt) alone+=(-r "$file") ;;
        *) args+=(-r "$file") ;;
    esac
done
install() {
    "$VENV/bin/pip" install --no-input --disable-pip-version-check "$@" ||
        reason "The Python packages could not be installed. Check the network and try again."
}
install "${args[@]}"
[ "${#alone[@]}" = 0 ] || install --no-deps "${alone[@]}"
