"""Runs tests/: real servers are talked to from outside, over RPC and with a browser; two files at a time."""

import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

from tally import WORK, Tally, headline, indent, ks, run_logged, say


def run(base, fresh, demo, expression=None, places=1):
    """Run pytest on tests/ and return the tally.

    :param str base: name of the template without addons
    :param str fresh: name of the template with all addons and no data
    :param str demo: name of the template with the demo company
    :param str expression: only the tests that fit; they run one after the other, and are heard of at once
    :param int places: how many tests may run at the same time
    """
    headline("Testing from outside")
    WORK.mkdir(parents=True, exist_ok=True)
    report, log = WORK / "outside.xml", WORK / "outside.log"
    report.unlink(missing_ok=True)
    command = [
        sys.executable,
        "-m",
        "pytest",
        str(ks.ROOT / "tests"),
        f"--rootdir={ks.ROOT}",
        "-p",
        "no:cacheprovider",
        "--no-header",
        "--tb=short",
        "-ra",
        "--color=no",
        f"--junitxml={report}",
        "-o",
        "console_output_style=classic",
    ]
    environment = dict(os.environ, KONTOR_TEST_BASE=base, KONTOR_TEST_FRESH=fresh, KONTOR_TEST_DEMO=demo)
    if expression:
        command += ["-q", "-k", expression]
        code = subprocess.run(command, cwd=ks.ROOT, stdin=subprocess.DEVNULL, env=environment).returncode
    else:
        # The tests of a file share their server; which files go first, and which must not meet, says conftest.py.
        if places > 1:
            command += ["-v", "-n", str(places), "--dist", "loadfile", "--no-loadscope-reorder"]
        code = run_logged(command, log, cwd=ks.ROOT, env=environment)
        if code:
            tell_failures(log)
    tally = count(report)
    if code == 5 and expression:
        tally.fail(f"No test in tests/ fits -k {expression}.")
    elif code and not tally.failed:
        tally.fail(f"pytest ended with exit code {code}.")
    say(f"    from outside: {tally}")
    return tally


def tell_failures(log):
    """Print what pytest says about the failures; without such a section, the end of its log.

    :param pathlib.Path log: what pytest printed
    """
    lines = log.read_text("utf-8", "replace").splitlines()
    start = next(
        (
            number
            for number, line in enumerate(lines)
            if line.startswith("====") and "FAILURES" in line or "ERRORS ==" in line
        ),
        max(len(lines) - 30, 0),
    )
    for line in lines[start : start + 400]:
        say(f"    {line}")


def count(report):
    """Return the tally of a report in JUnit's format; an empty one when pytest didn't write it.

    :param pathlib.Path report: the file
    """
    tally = Tally()
    for case in ElementTree.parse(report).iter("testcase") if report.exists() else ():
        name = f"{case.get('classname')}.{case.get('name')}"
        tally.times.append((float(case.get("time") or 0), name))
        failure = next((case.find(tag) for tag in ("failure", "error") if case.find(tag) is not None), None)
        if failure is not None:
            tally.fail(f"{name}: failed\n{indent((failure.get('message') or '')[:1000])}")
        elif case.find("skipped") is not None:
            tally.skipped += 1
            tally.problems.append(f"{name}: skipped, which nobody expected: {case.find('skipped').get('message')}")
        else:
            tally.passed += 1
    return tally
