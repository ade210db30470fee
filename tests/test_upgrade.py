"""An upgrade brings an old database along: that of the first release, with documents of every kind, becomes one of today.

The database lies in ``upgrade/`` as its own release made it; ``docs/releases.md`` says how, and what to do when one of these
tests fails. What was decided in it stays: statuses, limits, letters, versions, rights, and each setting that somebody
changed. All else is as in a database that was installed today.
"""

import ast
import collections
import fnmatch
import json
import lzma
import os
import pathlib
import re
import subprocess
import sys

import pytest

import kontor_setup as ks
from conftest import NUMBERS, cloned
from kontor_server import TEST_DATA

sys.path.insert(0, str(ks.ROOT / "setup" / "testing"))

from tally import judge, run_recorded

HERE = pathlib.Path(__file__).parent / "upgrade"
RELEASE = "19.0.1.0.0"
ADDONS = list(ks.manifests())

OWN_ONLY = "1.2.0: who sees own documents only finds no releases, letters and moves of others"
NO_SALES = "1.2.0: releases and what waits for one are found by who finds the document"
#: Where today's rules say something else on purpose: the path of a fact, what it was, what it is now, and why.
EXPLAINED = [
    ("orders › * › stage", "waiting", "unpaid", "1.1.0: delivered and invoiced, but unpaid, is a stage of its own (004-12)"),
    ("orders › cancel of an invoice › deliveries", [["done", "to_invoice"]], [["done", "no"]],
     "1.1.0: deliveries of cancelled orders wait for no invoice"),
    ("rights › own › kontor.release", 3, 0, OWN_ONLY),
    ("rights › own › kontor.blocked.document", 3, 0, OWN_ONLY),
    ("rights › own › kontor.dunning.letter", 16, 0, OWN_ONLY),
    ("rights › own › stock.picking", 42, 7, OWN_ONLY),
    ("rights › buyer › kontor.release", 3, 2, NO_SALES),
    ("rights › buyer › kontor.blocked.document", 3, 1, NO_SALES),
    ("rights › store › kontor.release", 3, 2, NO_SALES),
    ("rights › store › kontor.blocked.document", 3, 1, NO_SALES),
    *(
        (f"rights › {login} › {model}", was, now, why)
        for login in ("approve", "purchase")
        for model, was, now, why in (
            ("kontor.release", 3, 0, NO_SALES),
            ("kontor.blocked.document", 3, 0, NO_SALES),
            ("kontor.customer.note", None, 2, "1.2.0: notes are printed on supplier orders, too"),
        )
    ),
]  # fmt: skip

Upgraded = collections.namedtuple("Upgraded", "database tally facts settings order fresh fresh_settings fresh_order")


def read(database, path):
    """Return the facts and settings of a database and the order of its tables, read by today's code."""
    subprocess.run(
        [sys.executable, str(HERE / "facts.py"), database, str(path)],
        check=True,
        env={key: value for key, value in os.environ.items() if key != "PGDATABASE"},
    )
    content = json.loads(path.read_text("utf-8"))
    return content["facts"], content["settings"], content["order"]


def restore(database):
    """Make a database of the dump."""
    ks.query(f"CREATE DATABASE {database} TEMPLATE template0")
    command = ["psql", "-q", "-v", "ON_ERROR_STOP=1", "-d", database]
    dump = lzma.decompress((HERE / f"{RELEASE}.sql.xz").read_bytes())
    subprocess.run(command, input=dump, check=True, stdout=subprocess.DEVNULL)


@pytest.fixture(scope="module")
def upgraded(fresh_template, tmp_path_factory):
    """The old database, upgraded as ``./kontor run`` does, and beside it one that was installed today."""
    folder = tmp_path_factory.mktemp("upgrade")
    name = f"kontor_test_{os.getpid()}_{next(NUMBERS)}"
    try:
        restore(name)
        tally = judge("upgrade", run_recorded("upgrade-old", name, [f"--update={','.join(ADDONS)}"]), needs_tests=False)
        facts, settings, order = read(name, folder / "old.json")
        with cloned(fresh_template) as fresh:
            _facts, fresh_settings, fresh_order = read(fresh, folder / "fresh.json")
            yield Upgraded(name, tally, facts, settings, order, fresh, fresh_settings, fresh_order)
    finally:
        ks.drop_database(name, TEST_DATA)


@pytest.fixture(scope="module")
def expected():
    """What the release itself said about its database."""
    return json.loads((HERE / f"{RELEASE}.json").read_text("utf-8"))


def leaves(value, path=""):
    """Return the single facts by their paths; lists are one fact each."""
    if not isinstance(value, dict):
        return {path: value}
    return {
        where: fact for key, item in value.items() for where, fact in leaves(item, f"{path} › {key}".strip(" ›")).items()
    }


def explained(path, was, now):
    """Tell whether a fact is another one on purpose."""
    return any(fnmatch.fnmatchcase(path, where) and (was, now) == (old, new) for where, old, new, _why in EXPLAINED)


def compare(before, after):
    """Check that all facts of the release are still there, but for what is explained."""
    before, after = leaves(before), leaves(after)
    lost = {path: (fact, after.get(path, "nothing")) for path, fact in before.items() if after.get(path, "nothing") != fact}
    unexplained = {path: facts for path, facts in lost.items() if not explained(path, *facts)}
    assert not unexplained, "\n".join(f"{path}: was {was!r}, is {now!r}" for path, (was, now) in unexplained.items())


def test_the_upgrade_says_nothing(upgraded):
    """Neither an error nor a warning stands in the log, and each addon has the version of its manifest."""
    assert not upgraded.tally.problems, "\n".join(upgraded.tally.problems)
    versions = dict(ks.query(
        "SELECT name, latest_version FROM ir_module_module WHERE name LIKE 'kontor%%' AND state = 'installed'",
        database=upgraded.database,
    ))  # fmt: skip
    assert versions == {name: manifest["version"] for name, manifest in ks.manifests().items()}


@pytest.mark.parametrize("part", ["orders", "versions", "purchases", "credit", "dunning", "notes", "tables"])
def test_documents_and_decisions_stay(upgraded, expected, part):
    """Statuses, amounts, versions, limits and what is used of them, blocks, releases, letters: as the release had them."""
    assert expected["facts"][part]
    compare({part: expected["facts"][part]}, {part: upgraded.facts[part]})


def test_everybody_has_the_rights_of_before(upgraded, expected):
    """Nobody loses a group, and everybody finds the same documents."""
    before, now = expected["facts"]["rights"], upgraded.facts["rights"]
    lost = {login: set(rights["groups"]) - set(now[login]["groups"]) for login, rights in before.items()}
    assert not any(lost.values()), lost
    compare(*({"rights": {login: rights["sees"] for login, rights in facts.items()}} for facts in (before, now)))


def test_what_administrators_changed_stays(upgraded, expected):
    """Texts, forbidden changes of status, dunning terms, print conditions, the pace of a job; what was deleted stays so."""
    for name, changed in expected["changed"].items():
        assert changed is not None or name not in upgraded.settings, f"{name} was deleted, and is back"
        for field, value in (changed or {}).items():
            assert upgraded.settings[name][field] == value, f"{name}, {field}"


def test_what_nobody_changed_is_as_installed_today(upgraded, expected):
    """Each record that Odoo itself wouldn't touch has today's values, whatever release it came with.

    A data file with ``noupdate`` that changes needs a migration: ``kontor_sales/tools/released_data.py``.
    """
    changed, behind = expected["changed"], []
    for name, values in upgraded.fresh_settings.items():
        if name not in upgraded.settings:
            if changed.get(name, "there") is not None:
                behind.append(f"{name} is missing")
            continue
        behind += [
            f"{name}, {field}: is {upgraded.settings[name].get(field)!r}, installed today {value!r}"
            for field, value in values.items()
            if field not in (changed.get(name) or {}) and upgraded.settings[name].get(field) != value
        ]
    behind += [f"{name} is left behind" for name in upgraded.settings.keys() - upgraded.fresh_settings.keys()]
    assert not behind, "\n".join(behind)


def test_tables_of_settings_are_complete_and_in_order(upgraded):
    """What blocks and what locks is listed as in a database that was installed today."""
    assert upgraded.order == upgraded.fresh_order


def plain(value):
    """Return SQL without what a dump and its restoration write in another way: casts of texts, brackets, spaces."""
    return re.sub(r"::(character varying|text)(\[\])?|[()\s]", "", value) if isinstance(value, str) else value


def difference(upgraded, statement, relations=()):
    """Run a query on both databases; return what only one of them has.

    :param relations: names of tables of which the order of the columns says nothing
    """

    def rows(database):
        found = [tuple(plain(value) for value in row) for row in ks.query(statement, database=database)]
        return collections.Counter((row[0], *map(sorted_text, row[1:])) if row[0] in relations else row for row in found)

    def sorted_text(text):
        return "".join(sorted(text))

    old, fresh = rows(upgraded.database), rows(upgraded.fresh)
    lines = [f"only upgraded: {row}" for row in old - fresh] + [f"only installed today: {row}" for row in fresh - old]
    return "\n".join(sorted(lines))


def test_external_ids(upgraded, expected):
    """No record of an addon is missing, none of an earlier release left behind."""
    deleted = "".join(
        f" AND module || '.' || name <> '{name}'" for name, value in expected["changed"].items() if value is None
    )
    statement = f"SELECT module, name, model, noupdate FROM ir_model_data WHERE module LIKE 'kontor%%'{deleted}"
    found = difference(upgraded, statement)
    assert not found, found


@pytest.mark.parametrize("table", ["modules", "columns", "indexes", "constraints", "functions", "views"])
def test_schema(upgraded, table):
    """The same modules, columns, indexes, constraints and functions as in a database of today; names that PostgreSQL
    itself chooses, and the order of the two columns of a relation, say nothing."""
    relations = (
        "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' GROUP BY 1 HAVING count(*) = 2"
    )
    relations = {name for (name,) in ks.query(relations, database=upgraded.fresh)}
    relevant = relations if table in ("indexes", "constraints") else ()
    found = difference(upgraded, SCHEMA[table], relevant)
    assert not found, found


def test_rights(upgraded):
    """The same access rights, record rules and implied groups as in a database of today."""
    for statement in (ACCESS, RULES, IMPLIED):
        found = difference(upgraded, statement)
        assert not found, found


def test_versions_and_changelog():
    """All addons have one version, and CHANGELOG.md says what it brings."""
    versions = {manifest["version"] for manifest in ks.manifests().values()}
    assert len(versions) == 1, versions
    assert f"\n## {versions.pop()}" in (ks.ROOT / "CHANGELOG.md").read_text("utf-8")


def test_migrations_have_a_released_version():
    """Odoo runs a migration only when the version of its folder is above the database's, and not above the manifest's."""
    for folder in ks.ADDONS.glob("*/migrations/*"):
        manifest = ast.literal_eval((folder.parent.parent / "__manifest__.py").read_text("utf-8"))
        numbers = [tuple(int(part) for part in version.split(".")) for version in (folder.name, manifest["version"])]
        assert numbers[0] <= numbers[1], folder


SCHEMA = {
    "modules": "SELECT name, latest_version FROM ir_module_module WHERE state = 'installed' AND name NOT LIKE 'base_%%'",
    "columns": """SELECT table_name, column_name, udt_name, is_nullable, numeric_precision, numeric_scale
                    FROM information_schema.columns WHERE table_schema = 'public'""",
    "indexes": """SELECT tablename::text, regexp_replace(indexdef, 'INDEX .* ON', 'INDEX ON')
                    FROM pg_indexes WHERE schemaname = 'public'""",
    "constraints": """SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint
                       WHERE connamespace = 'public'::regnamespace AND conrelid <> 0""",
    "functions": """SELECT proname, pg_get_functiondef(oid) FROM pg_proc
                     WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'kontor%%'""",
    "views": "SELECT viewname, definition FROM pg_views WHERE schemaname = 'public'",
}
ACCESS = """
    SELECT d.module, d.name, a.name, m.model, g.module || '.' || g.name,
           perm_read, perm_write, perm_create, perm_unlink, a.active
      FROM ir_model_access a
      JOIN ir_model m ON m.id = a.model_id
 LEFT JOIN ir_model_data d ON d.model = 'ir.model.access' AND d.res_id = a.id
 LEFT JOIN ir_model_data g ON g.model = 'res.groups' AND g.res_id = a.group_id
"""
RULES = """
    SELECT d.module, d.name, m.model, r.domain_force, r.active, perm_read, perm_write, perm_create, perm_unlink,
           (SELECT string_agg(g.module || '.' || g.name, ', ' ORDER BY g.module, g.name)
              FROM rule_group_rel rel
              JOIN ir_model_data g ON g.model = 'res.groups' AND g.res_id = rel.group_id
             WHERE rel.rule_group_id = r.id)
      FROM ir_rule r
      JOIN ir_model m ON m.id = r.model_id
 LEFT JOIN ir_model_data d ON d.model = 'ir.rule' AND d.res_id = r.id
"""
IMPLIED = """
    SELECT a.module, a.name, b.module, b.name
      FROM res_groups_implied_rel rel
      JOIN ir_model_data a ON a.model = 'res.groups' AND a.res_id = rel.gid
      JOIN ir_model_data b ON b.model = 'res.groups' AND b.res_id = rel.hid
"""
