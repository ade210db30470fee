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
    """Return what is installed together, smallest first; each set once."""
    wanted = [sorted(closure(name, addons)) for name in addons] + [sorted(addons)]
    found = []
    for names in wanted:
        if names not in found:
            found.append(names)
    return found


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
    for names in wanted:
        label = "+".join(names)
        headline(f"Testing {label}")
        database = f"kontor_test_{os.getpid()}"
        ks.clone_database(base, database, DATA)
        try:
            result = run_recorded(f"addons-{label}", database, [
                f"--init={','.join(names)}", "--test-enable",
                f"--test-tags={tags or ','.join(f'/{name}' for name in names)}"])
        finally:
            ks.drop_database(database, DATA)
        part = judge(label, result)
        say(f"    {part}")
        tally.add(part)
    return tally
