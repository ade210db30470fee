#!/bin/bash
# The Compose specification's JSON schema, for the test of docker-compose.yml: PyPI's docker-compose ships it.
set -euo pipefail
. "$ROOT/setup/lib.sh"

work=$(mktemp -d "$DOWNLOADS/compose.XXXXXX")
trap 'rm -rf "$work"' EXIT
"$VENV/bin/pip" download --no-input --no-deps -d "$work" docker-compose==1.29.2 ||
    reason "The schema of docker-compose.yml (the PyPI package docker-compose) could not be downloaded. Check the network and try again."
"$VENV/bin/python" -m zipfile -e "$work"/docker_compose-*.whl "$work/unpacked"
mv "$work/unpacked/compose/config/compose_spec.json" "$KONTOR_CACHE/compose_spec.json"
