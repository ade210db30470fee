"""Runs the addons' own tests: all of them together, and each addon with nothing but what it depends on.

Two sets of addons are tested at a time where the machine has two cores: each in a database and on a port of its own.
"""
import concurrent.futures
import os
import threading

from tally import Tally, headline, judge, ks, run_recorded, say

DATA = ks.CACHE / "test-data"
# A template can't be copied while somebody else is copying it.
CLONING = threading.Lock()


def closure(name, addons):
    """Return an addon and those of Kontor that it depends on."""
    wanted = [name]
    for dependency in addons[name].get("depends", []):
        if dependency in addons:
            wanted += [other for other in closure(dependency, addons) if other not in wanted]
    return wanted


def combinations(addons):
    """Return what is installed together, and whose tests run there: everybody's with everything, which takes longest, then
    each addon's own with nothing but what it needs. Each set of addons once."""
    found = {tuple(sorted(addons)): sorted(addons)}
    for name in addons:
        found.setdefault(tuple(sorted(closure(name, addons))), [name])
    return list(found.items())


def test(base, number, names, tested, tags):
    """Install one set of addons into a clone of the template, tests on; return the tally."""
    label = "+".join(names)
    title = f"{', '.join(tested)} on {label}" if len(tested) == 1 else label
    headline(f"Testing {title}")
    database = f"kontor_test_{os.getpid()}_addons_{number}"
    with CLONING:
        ks.clone_database(base, database, DATA)
    try:
        result = run_recorded(f"addons-{label}", database, [
            f"--init={','.join(names)}", "--test-enable",
            f"--test-tags={tags or ','.join(f'/{name}' for name in tested)}"])
    finally:
        ks.drop_database(database, DATA)
    tally = judge(label, result)
    say(f"    {title}: {tally}")
    return tally


def run(base, tags=None):
    """Test each combination; return the tally."""
    tally = Tally()
    addons = ks.manifests()
    if not addons:
        tally.fail("There is no addon to test in addons/.")
        return tally
    wanted = combinations(addons)
    if tags:
        # Whoever looks for certain tests wants them once.
        wanted = wanted[:1]
    with concurrent.futures.ThreadPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
        runs = [
            pool.submit(test, base, number, names, tested, tags) for number, (names, tested) in enumerate(wanted, start=1)]
        for run_of_one in runs:
            tally.add(run_of_one.result())
    return tally
