"""Runs tests/: a real server is talked to from outside, over RPC and with a browser."""
import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

from tally import WORK, Tally, headline, indent, ks


def run(base, demo, expression=None):
    """Run pytest on tests/ and return the tally."""
    headline("Testing from outside")
    WORK.mkdir(parents=True, exist_ok=True)
    report = WORK / "outside.xml"
    report.unlink(missing_ok=True)
    command = [
        sys.executable, "-m", "pytest", str(ks.ROOT / "tests"), f"--rootdir={ks.ROOT}", "-p", "no:cacheprovider",
        "--no-header", "--tb=short", "-q", "-ra", "--color=no", f"--junitxml={report}", "-o", "console_output_style=classic"]
    if expression:
        command += ["-k", expression]
    environment = dict(os.environ, KONTOR_TEST_BASE=base, KONTOR_TEST_DEMO=demo)
    code = subprocess.run(command, cwd=ks.ROOT, stdin=subprocess.DEVNULL, env=environment).returncode
    tally = Tally()
    if report.exists():
        for case in ElementTree.parse(report).iter("testcase"):
            name = f"{case.get('classname')}.{case.get('name')}"
            failure = next((case.find(tag) for tag in ("failure", "error") if case.find(tag) is not None), None)
            if failure is not None:
                tally.fail(f"{name}: failed\n{indent((failure.get('message') or '')[:1000])}")
            elif case.find("skipped") is not None:
                tally.skipped += 1
                tally.problems.append(f"{name}: skipped, which nobody expected: {case.find('skipped').get('message')}")
            else:
                tally.passed += 1
    if code == 5 and expression:
        tally.fail(f"No test in tests/ fits -k {expression}.")
    elif code and not tally.failed:
        tally.fail(f"pytest ended with exit code {code}.")
    return tally
