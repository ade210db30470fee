"""Counts checks, and runs the programs that do them."""

import dataclasses
import json
import os
import pathlib
import subprocess
import sys
import time

SETUP = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(SETUP))

import kontor_setup as ks  # noqa: E402

WORK = ks.CACHE / "logs" / "test"


@dataclasses.dataclass
class Tally:
    """What came out of one part of the tests; "problems" are told to the user, "times" are pairs of seconds and test."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    problems: list = dataclasses.field(default_factory=list)
    times: list = dataclasses.field(default_factory=list)

    def add(self, other):
        """Count another part's results here too."""
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped
        self.problems += other.problems
        self.times += other.times

    def fail(self, text):
        """Count one more failure."""
        self.failed += 1
        self.problems.append(text)

    def __str__(self):
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def say(text):
    """Print a line at once, so that a long run shows where it is."""
    print(text, flush=True)


def headline(text):
    """Print what is being done now."""
    say(f"==> {text}")


def run_logged(command, log, **kwargs):
    """Run a program with its output in a file, with a sign of life every half minute; return the exit code."""
    log.parent.mkdir(parents=True, exist_ok=True)
    start = time.monotonic()
    with open(log, "wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, **kwargs)
        try:
            while True:
                try:
                    return process.wait(30)
                except subprocess.TimeoutExpired:
                    say(f"    {time.monotonic() - start:3.0f} s  {log.stem}: {news(log)}")
        except BaseException:
            process.terminate()
            process.wait(20)
            raise


def news(log):
    """Return the last line of a log that tells somebody who waits where the run is."""
    with open(log, "rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - 20000))
        lines = file.read().decode("utf-8", "replace").splitlines()
    for line in reversed(lines):
        message = line.partition(": ")[2] if line[:2] == "20" else line
        if message.startswith(("Starting ", "Loading module ", "Demo company: ", "[gw")):
            return message[:90]
    return f"log in {log}"


def run_recorded(name, database, arguments, everything_loaded=(), data_dir=ks.CACHE / "test-data"):
    """Run Odoo under the recorder on a database; return its result, with the path of the log."""
    WORK.mkdir(parents=True, exist_ok=True)
    result, log = WORK / f"{name}.json", WORK / f"{name}.log"
    result.unlink(missing_ok=True)
    command = [sys.executable, str(SETUP / "testing" / "recorder.py"), str(result)]
    if everything_loaded:
        command += ["--everything-loaded", ",".join(everything_loaded)]
    command += [
        "server",
        *ks.odoo_arguments(data_dir),
        f"--database={database}",
        "--without-demo",
        "--stop-after-init",
        "--workers=0",
        "--max-cron-threads=0",
        f"--http-port={ks.free_port()}",
        *arguments,
    ]
    code = run_logged(command, log, env=dict(os.environ, PGDATABASE=database))
    if result.exists():
        content = json.loads(result.read_text("utf-8"))
    else:
        content = {"tests": {}, "log": [], "finished": False, "code": code}
    content["path"] = log
    return content


def judge(name, result, needs_tests=True):
    """Turn a recorded result into a tally: failed and skipped tests, and what the log must not have."""
    tally = Tally()
    for test, outcome in sorted(result["tests"].items()):
        tally.times.append((outcome["seconds"], test))
        if outcome["outcome"] == "passed":
            tally.passed += 1
        elif outcome["outcome"] == "skipped":
            tally.skipped += 1
            tally.problems.append(f"{test}: skipped, which nobody expected: {outcome['detail']}")
        else:
            tally.fail(f"{test}: failed\n{indent(outcome['detail'])}")
    # Inside a test a warning may be what the test provokes; an error has to be caught there. Outside, both are wrong.
    for record in result["log"]:
        if record["of_result"]:
            continue
        if record["level"] in ("ERROR", "CRITICAL") or not record["in_test"]:
            if is_harmless(record):
                continue
            tally.fail(f"{name}: {record['level']} in the log, from {record['logger']}:\n{indent(record['message'])}")
    if not result["finished"] or (result["code"] and not tally.failed):
        tally.fail(f"{name}: Odoo did not come to a proper end. Its log is {result['path']}")
    if needs_tests and not result["tests"]:
        tally.fail(f"{name}: no test ran. Odoo's log is {result['path']}")
    return tally


def is_harmless(record):
    """Tell whether a log record only sums up tests that are counted one by one, or comes from a page being closed."""
    return (
        record["message"].startswith("Error received after termination")
        or record["logger"] == "odoo.tests.result"
        or "At least one test failed" in record["message"]
        or (record["logger"] == "odoo.modules.loading" and " failures, " in record["message"])
    )


def indent(text):
    """Set a longer text off from the headline above it."""
    return "\n".join(f"        {line}" for line in text.strip().splitlines())
