# PostgreSQL: the one named by PGHOST, or own clusters in the cache folder, reachable through a socket only. Sourced.
#
# "main" holds the development database and survives a crash. "test" gives up exactly that for speed: what it holds can be
# built again.

PG_ROLE=kontor

pg_bin() {
    local dir
    # Debian keeps the server's programs out of PATH, one folder per version; the newest wins for a new cluster.
    dir=$(find /usr/lib/postgresql -mindepth 1 -maxdepth 1 -name '[0-9]*' 2>/dev/null | sort -V | tail -n 1)/bin
    [ -x "$dir/initdb" ] || dir=$(dirname "$(command -v initdb 2>/dev/null || echo /nowhere/initdb)")
    echo "$dir"
}

# PostgreSQL refuses to run as root; Debian's package brings a user for it.
pg_as() {
    if [ "$(id -u)" = 0 ]; then
        runuser -u postgres -- "$@"
    else
        "$@"
    fi
}

pg_dir() { echo "$KONTOR_CACHE/postgres/$1"; }

# A socket's path may have 107 characters. Where the cache folder lies too deep, a private folder under /tmp stands in.
pg_socket() {
    local dir link
    dir=$(pg_dir "$1")/socket
    if [ ${#dir} -gt 85 ]; then
        link=$(pg_dir "$1")/socket.path
        [ -s "$link" ] && [ -d "$(cat "$link")" ] || pg_as mktemp -d /tmp/kontor.XXXXXX > "$link"
        dir=$(cat "$link")
    fi
    echo "$dir"
}

pg_create() {
    local dir
    dir=$(pg_dir "$1")
    rm -rf "$dir.new" "$dir"
    mkdir -p "$dir.new"
    if [ "$(id -u)" = 0 ]; then
        chown postgres: "$dir.new"
        runuser -u postgres -- test -x "$dir.new" ||
            reason "PostgreSQL can't run as root, and its user 'postgres' can't enter $KONTOR_CACHE. Choose a folder that it can enter with KONTOR_CACHE=/some/folder."
    fi
    # Nobody but the owner can enter the folder of the socket, which is why no password is asked for there.
    pg_as mkdir -m 700 "$dir.new/socket"
    (cd "$dir.new" && pg_as "$(pg_bin)/initdb" -D "$dir.new/data" -U postgres -E UTF8 --locale=C.UTF-8 --auth-local=trust --auth-host=reject)
    {
        echo "listen_addresses = ''"
        echo "shared_buffers = 512MB"
        echo "work_mem = 16MB"
        echo "maintenance_work_mem = 128MB"
        echo "max_connections = 150"
        echo "random_page_cost = 1.1"
        echo "timezone = 'UTC'"
        if [ "$1" = test ]; then
            echo "fsync = off"
            echo "full_page_writes = off"
            echo "synchronous_commit = off"
            echo "max_wal_size = 4GB"
            echo "autovacuum_naptime = 5min"
        fi
    } | pg_as tee -a "$dir.new/data/postgresql.conf" >/dev/null
    mv "$dir.new" "$dir"
}

pg_running() {
    local dir
    dir=$(pg_dir "$1")
    [ -d "$dir/data" ] && (cd / && pg_as "$(pg_bin)/pg_ctl" -D "$dir/data" status >/dev/null 2>&1)
}

pg_start() {
    local name=$1 dir
    dir=$(pg_dir "$name")
    if [ ! -d "$dir/data" ]; then
        step "postgres-$name" "$(date +%s%N)" "Creating the PostgreSQL cluster ($name)" \
            bash -c 'set -euo pipefail; . "$ROOT/setup/lib.sh"; . "$ROOT/setup/postgres.sh"; pg_create "$1"' - "$name"
    fi
    pg_running "$name" && return
    # The daemon must not inherit the lock.
    (cd / && pg_as "$(pg_bin)/pg_ctl" -D "$dir/data" -l "$dir/log" -w -t 60 -o "-k $(pg_socket "$name")" start) >"$LOGS/postgres-$name-start.log" 2>&1 9>&- </dev/null ||
        fail "PostgreSQL did not start. Its log is $dir/log."
}

pg_stop() {
    if pg_running "$1"; then
        (cd / && pg_as "$(pg_bin)/pg_ctl" -D "$(pg_dir "$1")/data" -m fast -w stop) >/dev/null || fail "PostgreSQL did not stop. Its log is $(pg_dir "$1")/log."
    fi
}

# use_postgres main|test: afterwards PGHOST, PGPORT and PGUSER name a server where databases can be created.
use_postgres() {
    if [ -z "${PGHOST:-}" ]; then
        pg_start "$1"
        PGHOST=$(pg_socket "$1") PGPORT=5432 PGUSER=$PG_ROLE
        export PGHOST PGPORT PGUSER
        if ! psql -qAtc 'select 1' postgres >/dev/null 2>&1; then
            psql -qAt -U postgres -c "create role $PG_ROLE login createdb" postgres >/dev/null || fail "The PostgreSQL role $PG_ROLE can't be created."
        fi
        return
    fi
    local answer
    export PGPORT=${PGPORT:-5432} PGUSER=${PGUSER:-$(id -un)}
    answer=$(PGCONNECT_TIMEOUT=5 psql -wqAtc 'select rolcreatedb or rolsuper from pg_roles where rolname = current_user' postgres 2>&1) ||
        fail "PostgreSQL at $PGHOST, port $PGPORT (PGHOST, PGPORT), can't be reached as user $PGUSER: $(echo "$answer" | tail -n 1 | sed 's/.*: //'). Without PGHOST, ./kontor sets up its own."
    [ "$answer" = t ] ||
        fail "The PostgreSQL user $PGUSER at $PGHOST may not create databases. As a database administrator, run: ALTER ROLE \"$PGUSER\" CREATEDB;"
    [ "$PGUSER" != postgres ] ||
        fail "Odoo refuses to work as the database user postgres. Create another one that may create databases and name it with PGUSER."
}
