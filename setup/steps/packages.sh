#!/bin/bash
# Installs the Debian packages named on the command line.
set -euo pipefail
. "$ROOT/setup/lib.sh"

export DEBIAN_FRONTEND=noninteractive
as_root=()
[ "$(id -u)" = 0 ] || as_root=(sudo)

install() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"; }

"${as_root[@]}" apt-get update || reason "apt-get update failed, so Debian's packages can't be installed: $*."

# Debian's postgresql would create and start a cluster of its own. Kontor has its own, so the switch for that is turned
# off while the package is installed, and taken away again.
if [[ " $* " == *" postgresql "* ]]; then
    install postgresql-common || reason "apt-get could not install postgresql-common."
    switch=/etc/postgresql-common/createcluster.d/kontor-set-up.conf
    "${as_root[@]}" mkdir -p "${switch%/*}"
    echo 'create_main_cluster = false' | "${as_root[@]}" tee "$switch" >/dev/null
    trap '"${as_root[@]}" rm -f "$switch"' EXIT
fi
install "$@" || reason "apt-get could not install: $*."
