"""Checks the source text: ruff, pylint with the rules for Odoo, shellcheck, and what none of them looks at."""

import shutil
import subprocess

import source
from tally import Tally, headline, indent, ks, say

# Addons have fragments in readme/, no generated README.rst; a manifest may say "installable" and "data" aloud; several
# classes extend one model on purpose, a file for each concern. Here, since pylint lets a configuration file's "enable"
# win over its "disable".
PYLINT_DISABLED = "missing-readme,manifest-superfluous-key,consider-merging-classes-inherited"
PYTHON_FOLDERS = ("addons", "bench", "setup", "tests")


def commands():
    """Yield each check with its command line."""
    folders = [folder for folder in PYTHON_FOLDERS if (ks.ROOT / folder).exists()]
    yield "ruff", ["ruff", "check", "--no-cache", "--quiet", *folders]
    yield "ruff format", ["ruff", "format", "--check", "--no-cache", "--quiet", *folders]
    addons = [f"addons/{name}" for name in ks.manifests()]
    pylint = ["pylint", "--rcfile=.pylintrc", "--jobs=2", "--score=no"]
    if addons:
        yield (
            "pylint-odoo",
            [*pylint, f"--disable={PYLINT_DISABLED}", "--ignore-paths=addons/[^/]+/tests/.*", *addons],
        )
    tests = [f"{addon}/tests" for addon in addons if (ks.ROOT / addon / "tests").exists()]
    if tests:
        # What a test posts is nobody's text; pylint-odoo knows that of tests/ itself, not of the folders in it.
        yield "pylint-odoo of the tests", [*pylint, f"--disable={PYLINT_DISABLED},translation-required", *tests]
    scripts = [
        path
        for path in (
            ks.ROOT / "kontor",
            ks.ROOT / ".ci" / "run",
            *sorted((ks.ROOT / "setup").rglob("*.sh")),
            *sorted((ks.ROOT / "config").rglob("*.sh")),
            *sorted((ks.ROOT / "bench").glob("run")),
        )
        if path.exists()
    ]
    scripts = [path for path in scripts if b"python" not in path.read_bytes().split(b"\n", 1)[0]]
    yield "shellcheck", ["shellcheck", *(str(path.relative_to(ks.ROOT)) for path in scripts)]


def run():
    """Run all checks and return the tally."""
    headline("Checking the source text")
    tally = Tally()
    for name, command in commands():
        if not shutil.which(command[0]):
            tally.fail(f"{name} is not installed.")
            continue
        result = subprocess.run(
            command, cwd=ks.ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        if result.returncode:
            tally.fail(f"{name}:\n{indent(result.stdout)}")
        else:
            tally.passed += 1
        say(f"    {name}: {'failed' if result.returncode else 'passed'}")
    problems = source.problems(ks.ROOT, [folder for folder in PYTHON_FOLDERS if (ks.ROOT / folder).exists()])
    for problem in problems:
        tally.fail(problem)
    tally.passed += not problems
    say(f"    assertions and sizes: {'failed' if problems else 'passed'}")
    return tally
