# Shared by ./kontor and every step of the set-up: paths, messages, stamps, the lock.
# Sourced, never run. ROOT is set by whoever sources it.

umask 022
export LC_ALL=C.UTF-8
ADDONS=$ROOT/addons

# Root can't use ~/.cache: PostgreSQL refuses to run as root, and the user it runs as instead can't enter /root.
if [ -z "${KONTOR_CACHE:-}" ]; then
    if [ "$(id -u)" = 0 ]; then
        KONTOR_CACHE=/var/cache/kontor
    else
        KONTOR_CACHE=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/kontor
    fi
fi
case $KONTOR_CACHE in /*) ;; *) KONTOR_CACHE=$PWD/$KONTOR_CACHE ;; esac
export KONTOR_CACHE ROOT

STAMPS=$KONTOR_CACHE/stamps
LOGS=$KONTOR_CACHE/logs
VENV=$KONTOR_CACHE/venv
PREFIX=$KONTOR_CACHE/odoo
BIN=$KONTOR_CACHE/bin
DOWNLOADS=$KONTOR_CACHE/downloads

say() { printf '%s\n' "$*"; }

# One plain sentence and a non-zero exit: what the user sees instead of a traceback.
fail() {
    printf 'kontor: %s\n' "$*" >&2
    exit 1
}

# What a step prints here is taken up by the parent as the reason for its failure.
reason() {
    printf 'KONTOR-REASON: %s\n' "$*"
    exit 1
}

prepare_cache() {
    mkdir -p "$STAMPS" "$LOGS" "$BIN" "$DOWNLOADS" 2>/dev/null ||
        fail "The cache folder $KONTOR_CACHE can't be written. Choose another one with KONTOR_CACHE=/some/folder."
}

# need_space MEGABYTES: before work that fills the disk, not after it failed half way.
need_space() {
    local free
    free=$(df -Pm "$KONTOR_CACHE" | awk 'NR == 2 { print $4 }')
    free=${KONTOR_TEST_FREE_MB:-$free}
    [ "$free" -ge "$1" ] ||
        fail "Too little disk: $KONTOR_CACHE has $free MB free and needs $1 MB. Make room, or choose another folder with KONTOR_CACHE=/some/folder."
}

# One set-up at a time. The lock goes with the process, so a killed one leaves nothing behind.
take_lock() {
    exec 9>>"$KONTOR_CACHE/lock"
    if ! flock -n 9; then
        say "Another ./kontor (process $(cat "$KONTOR_CACHE/lock.pid" 2>/dev/null)) is setting things up; waiting for it to finish."
        flock 9
    fi
    echo $$ > "$KONTOR_CACHE/lock.pid"
}

release_lock() { exec 9>&-; }

hash_of() { printf '%s\n' "$@" | sha256sum | cut -c1-20; }

hash_files() { cat -- "$@" | sha256sum | cut -c1-20; }

# Sets "news" to what a line of output tells somebody who waits. Of Odoo's log that is which module it is at.
take_news() {
    case $1 in
        *odoo.modules.loading:\ Loading\ module*) news=${1##*odoo.modules.loading: } ;;
        *Demo\ company:\ *) news="Demo company: ${1##*Demo company: }" ;;
        20[0-9][0-9]-* | '') ;;
        *) news=${1//$'\r'/ } ;;
    esac
}

# Shows that something is going on: on a terminal the latest news, elsewhere a sign of life every 20 seconds.
progress() {
    local log=$1 title=$2 line='' news='' start=$SECONDS told=$SECONDS status
    : > "$log"
    while :; do
        if IFS= read -r -t 2 line; then
            printf '%s\n' "$line" >> "$log"
            take_news "$line"
        else
            status=$?
            [ "$status" -gt 128 ] || break
        fi
        if [ -t 1 ]; then
            printf '\r\033[K    %3d s  %.70s' $((SECONDS - start)) "$news"
        elif [ $((SECONDS - told)) -ge 20 ]; then
            told=$SECONDS
            printf '    %3d s  %.70s\n' $((SECONDS - start)) "${news:-$title}"
        fi
    done
    # A last line without its end of line.
    [ -z "$line" ] || printf '%s\n' "$line" >> "$log"
    [ ! -t 1 ] || printf '\r\033[K'
}

# task NAME TITLE COMMAND…: runs the command with progress, its output in a log of that name; a sentence when it fails.
task() {
    local name=$1 title=$2 log=$LOGS/$1.log rc why
    shift 2
    say "==> $title"
    set +e
    "$@" 2>&1 9>&- | progress "$log" "$title"
    rc=${PIPESTATUS[0]}
    set -e
    [ "$rc" != 0 ] || return 0
    why=$(sed -n 's/^KONTOR-REASON: //p' "$log" | tail -n 1)
    if [ -z "$why" ]; then
        tail -n 5 "$log" | sed 's/^/    /' >&2
        why="\"$title\" did not work."
    fi
    fail "$why The log is $log; calling ./kontor again goes on from here."
}

# step NAME INPUT-HASH TITLE COMMAND…
# A task that is left out when its stamp says that it was done with the same inputs. The stamp is written last, so an
# interrupted step is simply done again.
step() {
    local name=$1 hash=$2
    shift 2
    [ "$(cat "$STAMPS/$name" 2>/dev/null)" != "$hash" ] || return 0
    task "$name" "$@"
    printf '%s\n' "$hash" > "$STAMPS/$name.new"
    mv -f "$STAMPS/$name.new" "$STAMPS/$name"
}
