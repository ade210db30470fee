"""Runs the addons' own tests: each addon with nothing but what it depends on, then all of them together."""
import os

from tally import Tally, headline, judge, ks, run_recorded, say

DATA = ks.CACHE / "test-data"


def closure(name, addons):
    """Return an addon and those of Kontor that it depends on."""
    wanted = [name]
    for dependency in addons[name].get("depends", []):
        if dependency in addons:
            wanted += [other for other in closure(dependency, addons) if other not in wanted]
    return wanted


def combinations(addons):
    """Return what is installed together, and whose tests run there: each addon's own with nothing but what it needs, then
    everybody's with everything. Each set of addons once."""
    wanted = [(sorted(closure(name, addons)), [name]) for name in addons] + [(sorted(addons), sorted(addons))]
    found = {}
    for installed, tested in wanted:
        found[tuple(installed)] = tested
    return list(found.items())


def run(base, tags=None):
    """Install each combination into a clone of the template, tests on; return the tally."""
    tally = Tally()
    addons = ks.manifests()
    if not addons:
        tally.fail("There is no addon to test in addons/.")
        return tally
    wanted = combinations(addons)
    if tags:
        # Whoever looks for certain tests wants them once.
        wanted = wanted[-1:]
    for names, tested in wanted:
        label = "+".join(names)
        headline(f"Testing {label}" if len(tested) > 1 else f"Testing {tested[0]} on {label}")
        database = f"kontor_test_{os.getpid()}"
        ks.clone_database(base, database, DATA)
        try:
            result = run_recorded(f"addons-{label}", database, [
                f"--init={','.join(names)}", "--test-enable",
                f"--test-tags={tags or ','.join(f'/{name}' for name in tested)}"])
        finally:
            ks.drop_database(database, DATA)
        part = judge(label, result)
        say(f"    {part}")
        tally.add(part)
    return tally
