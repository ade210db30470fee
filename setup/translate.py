"""Brings the translations of the addons up to what their source says: i18n/ADDON.pot and i18n/de.po.

    translate.py DATABASE [ADDON…]

Called by ./kontor translate. Reads the terms from a database that has the addons, as Odoo itself exports them;
tests/test_addons.py compares with the same export. What has no German yet is listed, and the exit code is 1.
"""

import argparse
import io
import os
import pathlib
import subprocess
import sys

import polib

import kontor_setup as ks

#: The width at which the files are wrapped; another one would change lines that nobody touched.
WIDTH = 124
EXPORT = """
import io, sys
import odoo.api
from odoo.modules.registry import Registry
from odoo.tools import config
from odoo.tools.translate import trans_export
config.parse_config(sys.argv[3:])
with Registry(sys.argv[1]).cursor() as cr:
    content = io.BytesIO()
    trans_export(False, [sys.argv[2]], content, "po", odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, {}))
sys.stdout.buffer.write(content.getvalue())
"""


def exported(database, addon, data_dir):
    """Return what Odoo exports as an addon's terms, from a database where it is installed."""
    source = subprocess.run(
        [sys.executable, "-c", EXPORT, database, addon, *ks.odoo_arguments(data_dir)],
        check=True,
        capture_output=True,
        env={key: value for key, value in os.environ.items() if key != "PGDATABASE"},
    ).stdout
    return polib.pofile(io.TextIOWrapper(io.BytesIO(source), "utf-8").read())


def by_term(entries):
    """Return entries by their term, but for the header."""
    return {entry.msgid: entry for entry in entries if entry.msgid}


def complaints(wanted, template, german):
    """Return what is wrong with an addon's translation; nothing when it is complete.

    :param wanted: the export of its terms
    :param pathlib.Path template: its .pot
    :param pathlib.Path german: its de.po
    """
    for path in (template, german):
        if not path.exists():
            return [f"{path} is missing"]
    terms = by_term(wanted)
    translated = by_term(polib.pofile(str(german)).translated_entries())
    found = [f"no German: {term}" for term in sorted(terms.keys() - translated.keys())]
    # Odoo shows only those German terms that stand in the template beside them, too, and only where both name the place.
    for path, entries in ((german, translated), (template, by_term(polib.pofile(str(template))))):
        found += [f"not in {path.name}: {term}" for term in sorted(translated.keys() - entries.keys())]
        found += [
            f"{path.name} doesn't name the place {place}: {term}"
            for term, entry in terms.items()
            if term in entries
            for place, _line in entry.occurrences
            if place.startswith("model") and place not in {known for known, _line in entries[term].occurrences}
        ]
    return found


def bring_up_to(wanted, path):
    """Write a .pot or de.po with exactly the terms of an export, and the German that is there; return what went.

    :param wanted: the export of the addon's terms
    :param pathlib.Path path: the file; its header stays as it is
    :return: the entries whose term is in the source no more
    """
    file = polib.pofile(str(path), wrapwidth=WIDTH)
    known = by_term(file)
    terms = by_term(wanted)
    file.clear()
    for term in sorted(terms):
        entry = known.get(term) or polib.POEntry(msgid=term)
        entry.occurrences, entry.comment, entry.flags = terms[term].occurrences, terms[term].comment, terms[term].flags
        file.append(entry)
    file.save(str(path), newline="\n")
    return [entry for term, entry in known.items() if term not in terms]


def translate(addon, wanted):
    """Bring both files of an addon up to an export; say what went and what has no German. Return how many have none."""
    template = pathlib.Path(ks.ADDONS, addon, "i18n", f"{addon}.pot")
    german = template.with_name("de.po")
    for path, language in ((template, ""), (german, "de")):
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            path.write_text(str(new_file(addon, language)) + "\n", "utf-8")
    bring_up_to(wanted, template)
    gone = [entry for entry in bring_up_to(wanted, german) if entry.msgstr]
    missing = [entry for entry in polib.pofile(str(german)) if not entry.translated()]
    print(f"{addon}: {len(wanted)} terms, {len(missing)} without German")
    for entry in gone:
        print(f"    gone: {entry.msgid!r} (was {entry.msgstr!r})")
    for entry in missing:
        print(f"    no German: {entry.msgid!r} ({entry.occurrences[0][0]})")
    return len(missing)


def new_file(addon, language):
    """Return the empty file of a new addon, with the header that the others have."""
    file = polib.POFile(wrapwidth=WIDTH)
    file.header = f"Translation of Odoo Server.\nThis file contains the translation of the following modules:\n\t* {addon}\n"
    file.metadata = {"Project-Id-Version": "Kontor 19.0", "Report-Msgid-Bugs-To": ""}
    file.metadata |= {"Language": language} if language else {}
    file.metadata |= {
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    file.metadata |= {"Plural-Forms": "nplurals=2; plural=(n != 1);"} if language else {}
    return file


def main():
    """Return the exit code."""
    parser = argparse.ArgumentParser(prog="./kontor translate")
    parser.add_argument("database")
    parser.add_argument("addons", nargs="*")
    options = parser.parse_args()
    installed = dict(
        ks.query("SELECT name, state FROM ir_module_module WHERE state = 'installed'", database=options.database)
    )
    addons = options.addons or [name for name in ks.manifests() if name in installed]
    for name in addons:
        if name not in installed:
            ks.tell(f"{name} is not installed in the database {options.database}.")
    data_dir = pathlib.Path(os.environ.get("KONTOR_DATA", ks.CACHE / "data"))
    return 1 if sum(translate(name, exported(options.database, name, data_dir)) for name in addons) else 0


if __name__ == "__main__":
    sys.exit(main())
