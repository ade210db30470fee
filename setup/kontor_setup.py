"""What the Python parts of the set-up share: the addons of this checkout, PostgreSQL, Odoo's configuration."""

import ast
import hashlib
import os
import pathlib
import shutil
import socket
import sys
import time

import psycopg2
from psycopg2 import sql

ROOT = pathlib.Path(__file__).resolve().parent.parent
ADDONS = pathlib.Path(os.environ.get("KONTOR_ADDONS", ROOT / "addons"))
CACHE = pathlib.Path(os.environ.get("KONTOR_CACHE", "/var/cache/kontor"))

# What every database gets besides the dependencies of Kontor's addons: German accounting and letters.
GERMAN_MODULES = {"l10n_de", "l10n_din5008_sale"}
# What no database is made of: a change there is no reason to build or upgrade one.
IGNORED = ("tests/", "readme/", "static/src/", "static/tests/")


class Sentence(Exception):
    """A failure that is told to the user in one plain sentence."""


def tell(reason):
    """End with a sentence; under ./kontor in the form that it looks for in the log."""
    print(f"KONTOR-REASON: {reason}" if "KONTOR_CACHE" in os.environ else f"kontor: {reason}", flush=True)
    sys.exit(1)


def manifests(folder=ADDONS):
    """Return the manifests of all installable addons of a folder by name, dependencies first."""
    found = {}
    for path in sorted(folder.glob("*/__manifest__.py")):
        manifest = ast.literal_eval(path.read_text("utf-8"))
        if manifest.get("installable", True):
            found[path.parent.name] = manifest
    ordered = {}

    def visit(name):
        if name in found and name not in ordered:
            for dependency in found[name].get("depends", []):
                visit(dependency)
            ordered[name] = found[name]

    for name in found:
        visit(name)
    return ordered


def core_dependencies(addons):
    """Return the modules of Odoo itself that these addons stand on."""
    wanted = {dependency for manifest in addons.values() for dependency in manifest.get("depends", [])}
    return sorted((wanted | GERMAN_MODULES) - set(addons))


def addon_hash(name):
    """Return a hash of those of an addon's files that end up in a database, to notice that it changed."""
    digest = hashlib.sha256()
    folder = ADDONS / name
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder).as_posix()
        if path.is_file() and not relative.startswith(IGNORED) and "__pycache__" not in relative:
            digest.update(relative.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:20]


def odoo_version():
    """Return what identifies the Odoo at hand without importing it."""
    release = pathlib.Path(os.environ["ODOO"], "odoo", "release.py")
    return hashlib.sha256(release.read_bytes()).hexdigest()[:8]


def connect(database="postgres"):
    """Connect to the PostgreSQL server that the environment names."""
    connection = psycopg2.connect(dbname=database)
    connection.autocommit = True
    return connection


def query(statement, *values, database="postgres"):
    """Run one statement and return its rows."""
    connection = connect(database)
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def databases(prefix=""):
    """Return the names of all databases that start with a prefix."""
    return [name for (name,) in query("SELECT datname FROM pg_database ORDER BY 1") if name.startswith(prefix)]


def disconnect(name):
    """End all connections of our role to a database. PostgreSQL's own workers, which nobody else may stop, give way."""
    query(
        """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = %s AND usename = current_user AND pid != pg_backend_pid()""",
        name,
    )


def drop_database(name, data_dir):
    """Drop a database, whoever is connected to it, and its filestore."""
    statement = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name))
    for attempt in range(1, 6):
        disconnect(name)
        try:
            query(statement)
            break
        except psycopg2.errors.ObjectInUse:
            if attempt == 5:
                raise
    shutil.rmtree(data_dir / "filestore" / name, ignore_errors=True)


def rename_database(old, new, data_dir):
    """Give a database and its filestore another name."""
    disconnect(old)
    filestore = data_dir / "filestore"
    shutil.rmtree(filestore / new, ignore_errors=True)
    if (filestore / old).exists():
        (filestore / old).rename(filestore / new)
    query(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(old), sql.Identifier(new)))


def clone_database(template, name, data_dir):
    """Copy a database; the filestore is copied by hard links, since Odoo never changes a stored file."""
    drop_database(name, data_dir)
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
    for attempt in range(1, 61):
        disconnect(template)
        try:
            query(statement)
            break
        except psycopg2.errors.ObjectInUse:
            # Somebody else is copying it at this moment.
            if attempt == 60:
                raise
            time.sleep(1)
    source = data_dir / "filestore" / template
    if source.exists():
        shutil.copytree(source, data_dir / "filestore" / name, copy_function=os.link)
    query("UPDATE ir_config_parameter SET value = gen_random_uuid() WHERE key = 'database.uuid'", database=name)


def get_parameter(database, key):
    """Return a system parameter of an Odoo database, None when there is no such database or parameter."""
    if database not in databases():
        return None
    try:
        rows = query("SELECT value FROM ir_config_parameter WHERE key = %s", key, database=database)
    except psycopg2.errors.UndefinedTable:
        return None
    return rows[0][0] if rows else None


def set_parameter(database, key, value):
    """Write a system parameter into a database that no server has open."""
    query(
        """INSERT INTO ir_config_parameter (key, value, create_uid, write_uid, create_date, write_date)
           VALUES (%s, %s, 1, 1, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC')
           ON CONFLICT (key) DO UPDATE SET value = excluded.value, write_date = excluded.write_date""",
        key,
        value,
        database=database,
    )


def free_port():
    """Return a loopback port that is free right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def odoo_arguments(data_dir, *more):
    """Return the options that every start of Odoo gets."""
    return [
        f"--addons-path={os.environ['ADDONS_PATH']}",
        f"--data-dir={data_dir}",
        "--http-interface=127.0.0.1",
        *more,
    ]
