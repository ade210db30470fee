"""The test command: lint, the addons' tests, tests from outside; or Odoo's own suites.

    main.py [--core] [--only lint|addon|outside] [--tags ODOO-TAGS] [-k EXPRESSION] [--lives N]
    main.py --database NAME --tags ODOO-TAGS [--update ADDON,…]

Called by ./kontor test, which has set up everything. Prints how long each part took and the slowest tests; the last line
is the sum of all parts.
"""

import argparse
import os
import sys
import time

import addons
import core
import lint
import outside
import schedule
import templates
from schedule import Job
from tally import Tally, ks, say

LOCK = 9
#: Two things at a time: the tests are made for two cores, and two Odoos and their browsers fit into 8 GB.
PLACES = min(2, len(os.sched_getaffinity(0)))
SLOWEST = 10


def release_lock():
    """Let another ./kontor go on: from here on nothing shared is changed."""
    try:
        os.close(LOCK)
    except OSError:
        pass


class Plan:
    """The jobs of one test run; ``tallies`` collects what came out, ``templates`` the names of the databases."""

    def __init__(self, options):
        self.only = options.only or ("addon" if options.tags else "outside" if options.expression else None)
        self.tags, self.expression = options.tags, options.expression
        self.jobs, self.names, self.tallies = [], {}, []
        self.sets = templates.addon_sets(ks.manifests())
        self.there = options.database
        if self.there:
            work = self.counted(addons.test_there, self.there, self.tags, options.update)
            self.add(f"{self.tags} on {self.there}", work, part="addons")
            return
        if options.core:
            self.plan_core()
            return
        if self.only in (None, "lint"):
            # Long enough to go beside the first template, which nothing else can go beside.
            self.add("lint", self.counted(lint.run), part="source text", takes=90)
        if self.only in (None, "addon"):
            self.plan_addons()
        if self.only in (None, "outside"):
            self.template("demo")
            self.add("outside", self.test_outside, ["template demo"], part="from outside", takes=1)

    def add(self, name, work, needs=(), part="", takes=0):
        """Add a job, once."""
        if all(job.name != name for job in self.jobs):
            self.jobs.append(Job(name, work, tuple(needs), part, takes))

    def counted(self, function, *arguments):
        """Return a job's work: call a function that answers a tally, and keep that."""

        def work():
            tally = function(*arguments)
            self.tallies.append(tally)

        return work

    # -- templates ------------------------------------------------------------------------------------------------

    def template(self, label):
        """Plan a template and what it is made of; return the name of its job."""
        name = f"template {label}"
        if label == "lean":
            self.add(name, lambda: self.build(label), part="templates", takes=80)
        elif label == "base":
            self.add(name, lambda: self.build(label), [self.template("lean")], part="templates", takes=60)
        elif label == "demo":
            parent = self.template("everything")
            self.add(name, lambda: self.build(label, self.names["everything"]), [parent], part="templates", takes=200)
        else:
            parent = self.template(self.sets[label].parent)
            self.add(name, lambda: self.install(label), [parent], part="templates", takes=40)
        return name

    def build(self, label, *arguments):
        """Build one of the templates without addons of its own."""
        self.names[label] = templates.build(label, *arguments)

    def install(self, label):
        """Build the template of a set of addons; what is wrong with the installation is counted."""
        addon_set = self.sets[label]
        self.names[label], tally = templates.install(addon_set, self.names[addon_set.parent])
        self.tallies.append(tally)

    # -- tests ----------------------------------------------------------------------------------------------------

    def plan_addons(self):
        """Plan the addons' own tests: all with everything installed, then each addon alone."""
        if not self.sets["everything"].tested:
            raise ks.Sentence("There is no addon to test in addons/.")
        if self.tags:
            # Whoever looks for certain tests wants them once, with everything.
            planned = [("everything", self.sets["everything"].tested, self.tags)]
        else:
            planned = [run for addon_set in self.sets.values() for run in addons.runs(addon_set)]
        for number, (label, tested, tags) in enumerate(planned, 1):
            needed = self.template(label)
            self.add(
                f"{', '.join(tested)} on {label}",
                self.test_addons(number, label, tested, tags),
                [needed],
                part="addons",
                takes=300 * (1 + (label == "demo")) if "kontor_sales" in tested else 100,
            )

    def test_addons(self, number, label, tested, tags):
        """Return the work of one job of ``plan_addons``."""

        def work():
            self.tallies.append(addons.test(number, label, self.names[label], tested, tags))

        return work

    def plan_core(self):
        """Plan Odoo's own suites, without Kontor and with all of it."""
        self.outcomes = {}
        for label, template in (("plain", "base"), ("kontor", "everything")):
            self.add(f"core {label}", self.test_core(label, template), [self.template(template)], part="core", takes=1)

    def test_core(self, label, template):
        """Return the work of one job of ``plan_core``."""

        def work():
            self.outcomes[label] = core.suites(self.names[template], label)

        return work

    def test_outside(self):
        """Run tests/ once nothing else is left to begin."""
        names = (self.names[label] for label in ("base", "everything", "demo"))
        self.tallies.append(outside.run(*names, self.expression, PLACES))

    # -- doing it -------------------------------------------------------------------------------------------------

    def run(self):
        """Do all jobs; return the tally of everything."""

        def on_end(job):
            if all(other.ended for other in self.jobs if other.part == "templates"):
                release_lock()

        left_out = schedule.run(self.jobs, PLACES, on_end)
        tally = Tally()
        for part in self.tallies:
            tally.add(part)
        for job in self.jobs:
            if isinstance(job.error, ks.Sentence):
                tally.fail(str(job.error))
            elif job.error:
                raise job.error
        for job in left_out:
            say(f"    {job.name}: left out, since what it needs is missing")
        return tally

    def tell_times(self, tally):
        """Print how long each part took, and the slowest tests."""
        done = [job for job in self.jobs if job.seconds]
        start = min((job.begun for job in done), default=0)
        say("\nTime of each part (seconds of work; from … to … seconds after the start):")
        for part in dict.fromkeys(job.part for job in done):
            jobs = [job for job in done if job.part == part]
            say(
                f"    {sum(job.seconds for job in jobs):5.0f} s  {part}  ({min(job.begun for job in jobs) - start:.0f} to "
                f"{max(job.ended for job in jobs) - start:.0f})"
            )
            for job in jobs if len(jobs) > 1 else []:
                say(f"        {job.seconds:5.0f} s  {job.name}  ({job.begun - start:.0f} to {job.ended - start:.0f})")
        say(f"\nThe {SLOWEST} slowest tests:")
        for seconds, name in sorted(tally.times, reverse=True)[:SLOWEST]:
            say(f"    {seconds:5.1f} s  {name}")


def main():
    """Return the exit code."""
    parser = argparse.ArgumentParser(prog="./kontor test")
    parser.add_argument("--core", action="store_true")
    parser.add_argument("--only", choices=["lint", "addon", "outside"])
    parser.add_argument("--tags")
    parser.add_argument("-k", dest="expression")
    parser.add_argument("--lives", type=int)
    parser.add_argument("--database")
    parser.add_argument("--update")
    options = parser.parse_args()
    if options.lives:
        os.environ["KONTOR_TEST_LIVES"] = str(options.lives)
    start = time.monotonic()
    plan = Plan(options)
    uses_templates = plan.only != "lint" and not plan.there
    try:
        if uses_templates:
            templates.drop_old()
        tally = plan.run()
    finally:
        if uses_templates:
            templates.drop_own()
    if options.core and not tally.problems:
        return core.compare(plan.outcomes["plain"], plan.outcomes["kontor"])
    if tally.problems:
        say("\nProblems:")
        for problem in tally.problems:
            say(f"  * {problem}")
    if not plan.there:
        plan.tell_times(tally)
    say(f"\nDone in {time.monotonic() - start:.0f} s.")
    say(str(tally))
    return 1 if tally.failed or tally.skipped or not tally.passed else 0


if __name__ == "__main__":
    sys.exit(main())
