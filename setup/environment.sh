# Brings up everything that ./kontor's commands stand on: packages, Odoo, Python, wkhtmltopdf. Sourced.
. "$ROOT/setup/packages.sh"
. "$ROOT/setup/postgres.sh"

SELFIE_SHA256=7767b33eaa68990ee06c28bbb89f39a13a47ebb07ff0f1fd4947d9e817bb9bf9

# find_odoo FOLDER: the folder that holds the package odoo, for a checkout, a site-packages folder or an unpacked Debian package.
find_odoo() {
    local dir
    for dir in "$1" "$1/usr/lib/python3/dist-packages" "$1/lib/python3/dist-packages"; do
        if [ -f "$dir/odoo/release.py" ]; then
            (cd "$dir" && pwd)
            return
        fi
    done
    return 1
}

# set_up [test]: afterwards ODOO (the folder with the package), VENV and PATH are ready.
set_up() {
    local steps=$ROOT/setup/steps requirements packages
    prepare_cache
    take_lock
    mapfile -t packages < <(runtime_packages)
    requirements=("$ROOT/config/requirements.txt")
    if [ "${1:-}" = test ]; then
        mapfile -t -O "${#packages[@]}" packages < <(test_packages)
        requirements+=("$ROOT/config/requirements-test.txt" "$ROOT/config/requirements-test-no-deps.txt")
    fi
    ensure_packages "${packages[@]}"
    [ -f "$STAMPS/wkhtmltopdf" ] || need_space 3000

    if [ -n "${ODOO_HOME:-}" ]; then
        ODOO=$(find_odoo "$ODOO_HOME") ||
            fail "ODOO_HOME is $ODOO_HOME, but there is no Odoo: neither odoo/release.py nor usr/lib/python3/dist-packages/odoo."
        grep -q '^version_info = (19, 0' "$ODOO/odoo/release.py" ||
            fail "ODOO_HOME is $ODOO_HOME, which is not an Odoo 19.0."
    else
        step odoo "$(hash_files "$steps/odoo.sh")" "Getting Odoo 19" bash "$steps/odoo.sh"
        step selfie_segmentation "$(hash_files "$steps/selfie_segmentation.sh")" "Adding a browser script that Debian leaves out" \
            bash "$steps/selfie_segmentation.sh" "$SELFIE_SHA256"
        ODOO=$(find_odoo "$PREFIX") || fail "The unpacked Odoo is gone. Run: rm '$STAMPS/odoo'"
    fi

    # The tests' packages come on top, so a later ./kontor run finds its own stamp still right.
    step python "$(hash_files "$steps/python.sh" "${requirements[0]}")" "Installing Python packages" \
        bash "$steps/python.sh" "${requirements[0]}"
    if [ "${1:-}" = test ]; then
        step python-test "$(hash_files "$steps/python.sh" "${requirements[@]}")" "Installing Python packages for the tests" \
            bash "$steps/python.sh" "${requirements[@]}"
        step compose_schema "$(hash_files "$steps/compose_schema.sh")" "Getting the schema of docker-compose.yml" \
            bash "$steps/compose_schema.sh"
    fi
    step wkhtmltopdf "$(hash_files "$steps/wkhtmltopdf.sh")" "Getting wkhtmltopdf with patched Qt" bash "$steps/wkhtmltopdf.sh"

    # An Odoo checkout keeps most addons beside the package; the Debian package has them all inside.
    ADDONS_PATH=$ADDONS
    [ ! -d "$ODOO/addons" ] || ADDONS_PATH=$ODOO/addons,$ADDONS_PATH
    write_odoo_wrapper
    PATH=$BIN:$VENV/bin:$PATH
    export ODOO ADDONS_PATH VENV PATH
}

write_odoo_wrapper() {
    # A copy: several checkouts share the cache folder, and each may go.
    cp "$ROOT/setup/odoo_bin.py" "$BIN/odoo_bin.py.$$"
    mv -f "$BIN/odoo_bin.py.$$" "$BIN/odoo_bin.py"
    cat > "$BIN/odoo.$$" <<EOF
#!/bin/sh
# Odoo as ./kontor starts it, for developers and scripts.
PATH=$BIN:$VENV/bin:\$PATH PYTHONPATH=$ODOO\${PYTHONPATH:+:\$PYTHONPATH} exec $VENV/bin/python $BIN/odoo_bin.py "\$@"
EOF
    chmod 755 "$BIN/odoo.$$"
    mv -f "$BIN/odoo.$$" "$BIN/odoo"
}
