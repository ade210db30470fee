"""What a release changes in data that belongs to the administrators (``noupdate``): brought to databases that are there.

Odoo creates such records once and never touches them again, so a new text or a new default reaches nobody who has the addon
already. A migration script says what a value was in the release before; where it still is, nobody has changed it, and the
value of the file takes its place. See ``docs/releases.md``.
"""

import logging

from lxml import etree
from odoo import SUPERUSER_ID, api
from odoo.modules.module import Manifest
from odoo.tools import SQL, file_open
from odoo.tools.convert import xml_import
from odoo.tools.misc import file_path

_logger = logging.getLogger(__name__)


def bring_up_to_date(cr, module, changes):
    """Bring records of an addon's data files to the values of this release, where nobody has changed them.

    To be called in a post-migration. What somebody changed stays, and is named in the log; what somebody deleted stays so.

    :param cr: cursor
    :param str module: the addon whose data files hold the records
    :param dict changes: for each record's name in the file the fields that change, each with its value in the release
        before: ``{"level_dunning": {"fee": 5.0, "text_before": {"en_US": "…", "de_DE": "…"}}}``. Of a relation that is
        the external id (several: a list of them), of a translated field the text of each language that changes. An empty
        dict is a record that is new in this release: it is created if it is missing, and no more is done
    :return: names of the records that were written or created
    :raises ValueError: when no data file has such a record or field
    """
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    nodes = _nodes(module, changes)
    done = []
    for name, fields in changes.items():
        record = env.ref(f"{module}.{name}", raise_if_not_found=False)
        if not record:
            if not fields:
                _load(env, module, nodes[name], list(nodes[name]))
                done.append(name)
            continue
        untouched = [field for field, before in fields.items() if _is_untouched(record, field, before)]
        if kept := fields.keys() - set(untouched):
            _logger.info("%s.%s: %s was changed here and stays", module, name, ", ".join(sorted(kept)))
        if untouched:
            _write(env, record, nodes[name], module, {field: fields[field] for field in untouched})
            done.append(name)
    return done


def take_away(cr, module, *names):
    """Delete records that no data file of an addon has any more, which Odoo leaves behind when they are ``noupdate``.

    What a database still refers to stays, and is named in the log.

    :param cr: cursor
    :param str module: the addon that brought the records
    :param names: their names in the data file
    :return: names of the records that were deleted
    """
    env = api.Environment(cr, SUPERUSER_ID, {})
    done = []
    for name in names:
        record = env.ref(f"{module}.{name}", raise_if_not_found=False)
        if not record:
            continue
        try:
            with cr.savepoint():
                record.unlink()
            done.append(name)
        except Exception as error:  # whatever holds it back, it isn't worth the upgrade
            _logger.info("%s.%s is still in use and stays: %s", module, name, error)
    return done


def _nodes(module, changes):
    """Return the XML of records by name, and complain about what no file has."""
    nodes = {}
    for path in Manifest.for_addon(module)["data"]:
        if not path.endswith(".xml"):
            continue
        with file_open(file_path(f"{module}/{path}"), "rb") as file:
            for node in etree.parse(file).iter("record"):
                if node.get("id") in changes:
                    nodes[node.get("id")] = node
    for name, fields in changes.items():
        known = {field.get("name") for field in nodes[name].iterchildren("field")} if name in nodes else set()
        if name not in nodes or fields.keys() - known:
            raise ValueError(f"{module}: no data file has {name} with {', '.join(fields) or 'this name'}")
    return nodes


def _is_untouched(record, name, before):
    """Tell whether a field still has the value of the release before."""
    field = record._fields[name]
    if isinstance(before, dict):
        # Of a language that isn't installed there is nothing to compare.
        installed = {code for code, _name in record.env["res.lang"].get_installed()}
        return all(record.with_context(lang=lang)[name] == text for lang, text in before.items() if lang in installed)
    value = record.with_context(lang="en_US")[name]
    if field.relational:
        before = [before] if isinstance(before, str) else before or []
        return value == value.browse(record.env.ref(xmlid).id for xmlid in before)
    if field.type in ("float", "monetary"):
        return abs((value or 0.0) - (before or 0.0)) < 1e-9
    return (value or False) == (before or False)


def _write(env, record, node, module, before):
    """Write some fields of a record as its data file has them."""
    for name, old in before.items():
        if isinstance(old, dict):
            # The translations of the release before go: those of this one come right after the migration.
            _drop_translations(record, name, set(old) - {"en_US"})
    fields = [field for field in node.iterchildren("field") if field.get("name") in before]
    _load(env, module, node, fields)


def _drop_translations(record, name, languages):
    record.flush_recordset([name])
    record.env.cr.execute(
        SQL(
            "UPDATE %(table)s SET %(column)s = %(column)s - %(languages)s::text[] WHERE id = %(id)s",
            table=SQL.identifier(record._table),
            column=SQL.identifier(name),
            languages=list(languages),
            id=record.id,
        )
    )
    record.invalidate_recordset([name])


def _load(env, module, node, fields):
    """Load fields of a record as Odoo itself loads them from a data file; the record belongs to the administrators."""
    part = etree.Element("record", dict(node.attrib))
    part.extend(etree.fromstring(etree.tostring(field)) for field in fields)
    root = etree.Element("odoo", noupdate="1")
    root.append(part)
    # Mode "init" writes what exists, too, which an update of such a record would not.
    xml_import(env, module, {}, "init", noupdate=True).parse(root)
    env.flush_all()
