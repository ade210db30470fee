"""The databases that tests clone: each set of addons is installed once, under the eyes of the recorder."""

import dataclasses
import os
import sys

from tally import SETUP, WORK, Tally, headline, judge, ks, run_logged, run_recorded, say

sys.path.insert(0, str(SETUP))

import database as builder

DATA = ks.CACHE / "test-data"
#: Beginning of the names of all databases of this run; what a killed run leaves behind is known by it.
OWN = f"kontor_test_{os.getpid()}"


@dataclasses.dataclass
class AddonSet:
    """Addons that are installed together, on top of another template.

    ``adds`` are named at the installation, ``brings`` come along by themselves; ``tested`` are those whose own tests run
    there. ``parent`` is the label of another set, or "lean" or "base".
    """

    label: str
    parent: str
    adds: list
    brings: list
    tested: list


def closure(name, addons):
    """Return an addon and those of Kontor that it depends on."""
    wanted = [name]
    for dependency in addons[name].get("depends", []):
        if dependency in addons:
            wanted += [other for other in closure(dependency, addons) if other not in wanted]
    return wanted


def addon_sets(addons):
    """Return the sets to test by label, each after its parent.

    Everything together, and each addon alone: with nothing but what it depends on. An addon that comes by itself
    (``auto_install``) is never alone; it is tested where what calls for it is installed, beside Odoo's modules that it
    glues to. So no two sets are the same.

    :param dict addons: the manifests, dependencies first
    """
    lean = set(builder.lean_modules(addons))
    chosen = [name for name in addons if not addons[name].get("auto_install")]
    glue = {name: [] for name in chosen}
    for name in addons:
        if name not in chosen:
            called_by = max(
                (other for other in closure(name, addons) if other in chosen), key=lambda other: len(closure(other, addons))
            )
            glue[called_by].append(name)
    sets = {}

    def add(label, kind, name, brings, tested):
        parents = [other for other in closure(name, addons)[1:] if f"{other} {kind}" in sets]
        parent = f"{parents[0]} {kind}" if parents else kind
        sets[label] = AddonSet(label, parent, [name], brings, tested)

    for name in chosen:
        alone = set(ks.core_dependencies({other: addons[other] for other in closure(name, addons)})) <= lean
        if alone:
            add(f"{name} lean", "lean", name, [], [name])
        if glue[name] or not alone:
            add(f"{name} base", "base", name, glue[name], glue[name] if alone else [name, *glue[name]])
    largest = max(
        (name for name in chosen if f"{name} base" in sets), key=lambda name: len(closure(name, addons)), default=None
    )
    there = closure(largest, addons) if largest else []
    rest = [name for name in chosen if name not in there]
    sets["everything"] = AddonSet(
        "everything",
        f"{largest} base" if largest else "base",
        rest,
        [other for name in rest for other in glue[name]],
        list(addons),
    )
    return sets


def build(kind, *arguments):
    """Return the name of the "lean", "base" or "demo" template, which is built first where needed."""
    log = WORK / f"template-{kind}.log"
    headline(f"Preparing the template database ({kind})")
    code = run_logged([sys.executable, str(SETUP / "database.py"), kind, *arguments], log)
    lines = log.read_text("utf-8", "replace").splitlines()
    if code:
        reasons = [line.partition(": ")[2] for line in lines if line.startswith("KONTOR-REASON: ")]
        for line in [] if reasons else lines[-15:]:
            say(f"    {line}")
        raise ks.Sentence(f"{reasons[-1] if reasons else 'The template database could not be built.'} The log is {log}")
    return lines[-1]


def install(addon_set, parent):
    """Return the template with a set of addons, and what was wrong while they were installed.

    :param str parent: name of the template to start from
    :return: name of the template, and a tally
    """
    wanted = [*addon_set.adds, *addon_set.brings]
    name = builder.template_name("set", parent, [(addon, ks.addon_hash(addon)) for addon in wanted])
    label = addon_set.label.replace(" ", "-")
    tally = Tally()
    if name not in ks.databases():
        headline(f"Installing {', '.join(wanted)} on {addon_set.parent}")
        building = f"{OWN}_set_{label}"
        ks.clone_database(parent, building, DATA)
        result = run_recorded(f"install-{label}", building, [f"--init={','.join(addon_set.adds)}", "--no-http"])
        tally = judge(f"installing {addon_set.label}", result, needs_tests=False)
        installed = {
            module
            for (module,) in ks.query("SELECT name FROM ir_module_module WHERE state = 'installed'", database=building)
        }
        missing = [addon for addon in wanted if addon not in installed]
        if missing:
            raise ks.Sentence(f"{', '.join(missing)} can't be installed. The log is {result['path']}")
        if tally.failed:
            # Not kept: what complains is built again, and complains again, until it is mended.
            return building, tally
        ks.rename_database(building, name, DATA)
    builder.mark_used(name)
    return name, tally


def drop_old():
    """Drop what killed test runs left behind, and the sets of addons that nobody used lately."""
    for name in ks.databases("kontor_test_"):
        pid = name.removeprefix("kontor_test_").partition("_")[0]
        if pid.isdigit() and not os.path.exists(f"/proc/{pid}"):
            ks.drop_database(name, DATA)
    builder.drop_unused("kontor_set_")


def drop_own():
    """Drop what this run did not drop yet."""
    for name in ks.databases(f"{OWN}_"):
        ks.drop_database(name, DATA)
