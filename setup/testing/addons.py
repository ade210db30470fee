"""Runs the addons' own tests on clones of the templates with their sets of addons."""

import os
import pathlib
import re
import threading

from tally import headline, judge, ks, run_recorded, say
from templates import DATA, OWN

# A template can't be copied while somebody else is copying it.
CLONING = threading.Lock()
#: The tag of tests that run with everything installed on an empty database, and not again with each addon alone. They
#: drive a browser, print, validate e-invoices or make up lives, which takes long, and what they look at is the same there:
#: views and reports are checked by the installation of each set. All other tests, and some tours, do
#: run again.
ONCE = "kontor_once"


def test(number, label, template, tested, tags):
    """Run tests of some addons on a clone of a template; return the tally.

    :param str label: label of the template
    :param list tested: the addons whose tests run
    :param str tags: which of their tests, in Odoo's words
    """
    title = f"{', '.join(tested)} on {label}"
    headline(f"Testing {title}")
    database = f"{OWN}_addons_{number}"
    with CLONING:
        ks.clone_database(template, database, DATA)
    try:
        result = run_recorded(
            f"addons-{number}-{tested[0]}", database, ["--test-enable", f"--test-tags={tags}"], everything_loaded=tested
        )
    finally:
        ks.drop_database(database, DATA)
    tally = judge(title, result)
    say(f"    {title}: {tally}")
    return tally


def test_there(database, tags, update=None):
    """Run tests on a database that is there, as it is; return the tally.

    They roll back what they do, so that even the development database stays what it was.

    :param str tags: which tests, in Odoo's words; the addons that they name are searched, without any all that are installed
    :param str update: addons to update first, with commas
    """
    headline(f"Testing {tags} on {database}")
    installed = {
        name for (name,) in ks.query("SELECT name FROM ir_module_module WHERE state = 'installed'", database=database)
    }
    named = re.findall(r"(?:^|,)[^-,/]*/([a-z_0-9]+)", tags)
    tested = [name for name in ks.manifests() if name in (named or installed)]
    missing = sorted(set(tested) - installed)
    if missing:
        raise ks.Sentence(f"{', '.join(missing)} can't be tested: not installed in the database {database}.")
    if not tested:
        raise ks.Sentence(f"No addon of Kontor is named in --tags {tags}, or none is installed in the database {database}.")
    arguments = ["--test-enable", f"--test-tags={tags}", *([f"--update={update}"] if update else [])]
    data_dir = pathlib.Path(os.environ["KONTOR_DATA"])
    return judge(database, run_recorded(f"there-{database}", database, arguments, tested, data_dir))


def runs(addon_set, heaviest="kontor_sales"):
    """Return ``[(label of the template, addons, which of their tests)]`` of a set of addons.

    With everything installed, most tests run on the database of the demo company: a test that counts on an empty company
    fails there, and what only a company with a past brings out shows up. The biggest addon and the others go side by side.
    What is only run once needs the empty one: tours and prints tell what is on the whole page.
    """
    tested = addon_set.tested
    if not tested:
        return []
    if addon_set.label != "everything":
        return [(addon_set.label, tested, _all_of(tested))]
    parts = [[name for name in tested if name == heaviest], [name for name in tested if name != heaviest]]
    once = ("everything", tested, ",".join(f"{ONCE}/{name}" for name in tested))
    return [*(("demo", part, _all_of(part)) for part in parts if part), once]


def _all_of(tested):
    """Return the tags of all tests of these addons that don't run once only."""
    return ",".join(f"/{name}" for name in tested) + f",-{ONCE}"
