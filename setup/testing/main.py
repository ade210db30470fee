"""The test command: lint, the addons' tests, tests from outside; or Odoo's own suites.

    main.py [--core] [--only lint|addon|outside] [--tags ODOO-TAGS] [-k EXPRESSION]

Called by ./kontor test, which has set up everything. The last line is the sum of all parts.
"""
import argparse
import os
import sys
import time

import addons
import core
import lint
import outside
from tally import SETUP, WORK, Tally, headline, ks, run_logged, say

LOCK = 9


def template(kind):
    """Return the name of the "base" or "demo" template, which is built first where needed."""
    log = WORK / f"template-{kind}.log"
    headline(f"Preparing the template database ({kind})")
    code = run_logged([sys.executable, str(SETUP / "database.py"), kind], log)
    lines = log.read_text("utf-8", "replace").splitlines()
    if code:
        reasons = [line.partition(": ")[2] for line in lines if line.startswith("KONTOR-REASON: ")]
        for line in [] if reasons else lines[-15:]:
            say(f"    {line}")
        raise ks.Sentence(f"{reasons[-1] if reasons else 'The template database could not be built.'} The log is {log}")
    return lines[-1]


def clean_up():
    """Drop what killed test runs left behind."""
    for name in ks.databases("kontor_test_"):
        pid = name.removeprefix("kontor_test_").partition("_")[0]
        if pid.isdigit() and not os.path.exists(f"/proc/{pid}"):
            ks.drop_database(name, ks.CACHE / "test-data")


def release_lock():
    """Let another ./kontor go on: from here on nothing shared is changed."""
    try:
        os.close(LOCK)
    except OSError:
        pass


def parts(options):
    """Run the parts that were asked for; yield the tally of each."""
    only = options.only or ("addon" if options.tags else "outside" if options.expression else None)
    if only in (None, "lint"):
        yield lint.run()
    if only in (None, "addon", "outside"):
        clean_up()
        try:
            base = template("base")
            demo = template("demo") if only != "addon" else None
        except ks.Sentence as error:
            failed = Tally()
            failed.fail(str(error))
            yield failed
            return
        release_lock()
        if only != "outside":
            yield addons.run(base, options.tags)
        if only != "addon":
            yield outside.run(base, demo, options.expression)


def main():
    """Return the exit code."""
    parser = argparse.ArgumentParser(prog="./kontor test")
    parser.add_argument("--core", action="store_true")
    parser.add_argument("--only", choices=["lint", "addon", "outside"])
    parser.add_argument("--tags")
    parser.add_argument("-k", dest="expression")
    options = parser.parse_args()
    if options.core:
        try:
            base = template("base")
            release_lock()
            return core.run(base)
        except ks.Sentence as error:
            print(f"kontor: {error}", file=sys.stderr)
            return 1
    start = time.monotonic()
    tally = Tally()
    for part in parts(options):
        tally.add(part)
    if tally.problems:
        say("\nProblems:")
        for problem in tally.problems:
            say(f"  * {problem}")
    say(f"\nDone in {time.monotonic() - start:.0f} s.")
    say(str(tally))
    return 1 if tally.failed or tally.skipped or not tally.passed else 0


if __name__ == "__main__":
    sys.exit(main())
