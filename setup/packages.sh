# Which Debian packages are needed, and what to say when they can't be installed. Sourced.

runtime_packages() {
    local packages=(python3 python3-venv libmagic1 fontconfig fonts-dejavu-core libxrender1 libxext6 libfontconfig1
        libfreetype6 libx11-6 libpng16-16 libssl3 zlib1g)
    if [ -z "${PGHOST:-}" ]; then
        packages+=(postgresql)
    else
        packages+=(postgresql-client)
    fi
    # Debian 13 renamed some for the 64-bit time change.
    if ! grep -q '^VERSION_CODENAME=bookworm' /etc/os-release 2>/dev/null; then
        packages=("${packages[@]/%libssl3/libssl3t64}")
        packages=("${packages[@]/%libpng16-16/libpng16-16t64}")
        packages=("${packages[@]/%libmagic1/libmagic1t64}")
    fi
    printf '%s\n' "${packages[@]}"
}

# libatomic1 is for the node program inside Playwright.
test_packages() { printf '%s\n' chromium shellcheck git libatomic1; }

installed() {
    case $(dpkg-query -W -f='${db:Status-Abbrev}' "$1" 2>/dev/null) in
        ii*) return 0 ;;
        *) return 1 ;;
    esac
}

# ensure_packages NAME…: installs what is missing, or says exactly what to type.
ensure_packages() {
    local missing=() package
    command -v dpkg-query >/dev/null && command -v apt-get >/dev/null ||
        fail "This is not a Debian system: ./kontor needs apt-get and dpkg (Debian 12 is what it is tried on)."
    for package in "$@"; do
        installed "$package" || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    local line="apt-get update && apt-get install -y --no-install-recommends ${missing[*]}"
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null ||
            fail "Debian packages are missing, and without sudo only root can install them. As root, run: $line"
        sudo -n true 2>/dev/null || { [ -t 0 ] && sudo -v; } ||
            fail "Debian packages are missing, and sudo does not let you install them. As root, run: $line"
    fi
    need_space 3000
    say "    missing: ${missing[*]}"
    step "packages" "$(hash_of "${missing[@]}" "$(date +%s%N)")" "Installing Debian packages" \
        bash "$ROOT/setup/steps/packages.sh" "${missing[@]}"
}
