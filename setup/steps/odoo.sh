#!/bin/bash
# Unpacks Debian's odoo-19 (from sid) and the fonts and scripts it links to into a folder of its own.
#
# It can't be installed on a stable Debian, but it is pure Python and web files. A private APT configuration names sid with
# the mirror the machine already uses; signatures are checked with Debian's keyring, and the system's own APT configuration
# is not touched.
set -euo pipefail
. "$ROOT/setup/lib.sh"

FROM_SID=(odoo-19 libjs-jquery libjs-jquery-form libjs-underscore fonts-montserrat fonts-roboto-unhinted fonts-ocr-b)
# sid's versions of these moved the files that Odoo links to.
FROM_BOOKWORM=(fonts-font-awesome/bookworm fonts-inconsolata/bookworm)

# The mirror of Debian itself that this machine uses, from both formats of APT sources.
debian_mirror() {
    if [ -n "${KONTOR_DEBIAN_MIRROR:-}" ]; then
        echo "$KONTOR_DEBIAN_MIRROR"
        return
    fi
    local etc=${KONTOR_TEST_APT_ETC:-/etc/apt}
    {
        find "$etc" -maxdepth 2 -name '*.list' -exec cat {} + 2>/dev/null |
            sed -nE 's/^[[:space:]]*deb[[:space:]]+(\[[^]]*\][[:space:]]*)?([^[:space:]]+)[[:space:]]+([^[:space:]]+)[[:space:]].*/\2 \3/p'
        find "$etc" -maxdepth 2 -name '*.sources' -exec cat {} + -exec echo \; 2>/dev/null | awk '
            function out(   i, n, s, u) { if (uris != "" && !off) { split(uris, u, " "); n = split(suites, s, " ");
                for (i = 1; i <= n; i++) print u[1], s[i] } uris = suites = ""; off = 0 }
            /^[ \t]*$/ { out() }
            tolower($1) == "uris:" { $1 = ""; uris = $0 }
            tolower($1) == "suites:" { $1 = ""; suites = $0 }
            tolower($1) == "enabled:" && tolower($2) == "no" { off = 1 }
            END { out() }'
    } | awk '$2 ~ /^(bookworm|trixie|forky|stable|testing|sid|unstable)$/ && $1 ~ /debian/ { print $1; exit }'
}

mirror=$(debian_mirror)
[ -n "$mirror" ] ||
    reason "This machine's APT sources name no Debian mirror to get odoo-19 from. Name one with KONTOR_DEBIAN_MIRROR=<address>."

apt=$DOWNLOADS/apt
debs=$DOWNLOADS/debs
mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/empty" "$debs"
cat > "$apt/sources.list" <<EOF
deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror sid main
deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror bookworm main
EOF
cat > "$apt/apt.conf" <<EOF
Dir::Etc::SourceList "$apt/sources.list";
Dir::Etc::SourceParts "$apt/empty";
Dir::Etc::Preferences "/dev/null";
Dir::Etc::PreferencesParts "$apt/empty";
Dir::State::Lists "$apt/lists";
Dir::Cache "$apt/cache";
Acquire::Languages "none";
Acquire::Retries "3";
APT::Update::Error-Mode "any";
APT::Architecture "$(dpkg --print-architecture)";
EOF
# The _apt user could not write into a private folder; signatures are checked all the same.
[ "$(id -u)" != 0 ] || echo 'APT::Sandbox::User "root";' >> "$apt/apt.conf"
private_apt() { apt-get -c "$apt/apt.conf" "$@"; }

# What was downloaded once is enough: sid moves on, and may drop the package one day.
complete() {
    local package
    for package in "${FROM_SID[@]}" "${FROM_BOOKWORM[@]%%/*}"; do
        compgen -G "$debs/${package}_*.deb" >/dev/null || return 1
    done
}

fetch() {
    local package name
    if ! private_apt update; then
        complete || reason "Debian's package lists could not be read from $mirror. Check the network and try again."
        echo "The package lists can't be read; going on with what was downloaded before."
        return
    fi
    if ! apt-cache -c "$apt/apt.conf" show odoo-19 >/dev/null 2>&1; then
        complete || reason "Debian's sid has no package odoo-19 any more. Give an Odoo 19 with ODOO_HOME=/path/to/odoo instead."
        echo "sid has no odoo-19 any more; going on with what was downloaded before."
        return
    fi
    # Each lands in a temporary folder first, so that what lies in debs is whole; a finished one is not fetched again.
    partial=$(mktemp -d "$debs/partial.XXXXXX")
    trap 'rm -rf "$partial"' EXIT
    for package in "${FROM_SID[@]/%//sid}" "${FROM_BOOKWORM[@]}"; do
        name=${package%%/*}
        ! compgen -G "$debs/${name}_*.deb" >/dev/null || continue
        (cd "$partial" && private_apt download "$package") ||
            reason "The download of $name from $mirror failed. Check the network and try again."
        mv "$partial/$name"_*.deb "$debs/"
    done
}
fetch

rm -rf "$PREFIX.new"
mkdir -p "$PREFIX.new"
for package in "${FROM_SID[@]}" "${FROM_BOOKWORM[@]%%/*}"; do
    echo "Unpacking $package"
    dpkg -x "$debs/$package"_*.deb "$PREFIX.new"
done
rm -rf "$PREFIX"
# The script that the next step adds goes with the old folder.
rm -f "$STAMPS/selfie_segmentation"
mv "$PREFIX.new" "$PREFIX"

# The scripts that Debian left out are added by the next step; any other dangling link makes every page fail.
dangling=$(find "$PREFIX" -xtype l | head -n 5)
[ -z "$dangling" ] || reason "The unpacked Odoo misses files that it links to: $(echo "$dangling" | tr '\n' ' ')"
