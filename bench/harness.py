"""What the benchmarks share: databases, Odoo processes on them, OCA's addons, ratios, and the results.

A benchmark of its own is a module with ``run(options)`` (see bench/README.md)::

    def run(options):
        with database("header", ["kontor_sales"], options) as name:
            step(name, "header", "fill", customers=int(20_000 * options.scale))
            found = step(name, "header", "measure")
        return finish("header", {"title": …, "table": table(…), "verdict": …, "reached": …, **found})
"""

import contextlib
import hashlib
import json
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import time

import kontor_setup as ks

HERE = pathlib.Path(__file__).resolve().parent
DATA = ks.CACHE / "test-data"
LOGS = ks.CACHE / "logs" / "bench"
RESULTS = HERE / "results"
ADDON = "kontor_sales"


class Failed(Exception):
    """A benchmark could not be run; told in one sentence."""


def vacuum(database):
    """Tidy up a database that was just filled, and let PostgreSQL know what is in it.

    The process that filled it may still be closing; its temporary tables would vanish in the midst of it.
    """
    others = "SELECT pid FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'"
    while ks.query(others, database):
        time.sleep(0.2)
    ks.query("VACUUM ANALYZE", database=database)


def say(text):
    """Print a line at once."""
    print(text, flush=True)


class Worker:
    """An Odoo process on one database; ``worker("life", orders=10, way="core")`` lets it work and returns the answer."""

    def __init__(self, database):
        LOGS.mkdir(parents=True, exist_ok=True)
        self.database, self.log = database, LOGS / f"{database}.log"
        self.output = open(self.log, "wb")
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "worker.py"), database],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.output,
            text=True,
        )

    def __call__(self, command, **arguments):
        self.process.stdin.write(json.dumps({"do": command, **arguments}) + "\n")
        self.process.stdin.flush()
        for line in self.process.stdout:
            if line.startswith("ANSWER "):
                return json.loads(line.removeprefix("ANSWER "))
        raise Failed(f"The process on {self.database} ended while it did “{command}”. Its log is {self.log}")

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.process.stdin.close()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.output.close()


def volume_template(orders):
    """Return the name of the template with so many orders in plain Odoo; build it when it is not there."""
    base = os.environ["KONTOR_BASE"]
    inputs = [base, orders, (HERE / "volume.py").read_text("utf-8")]
    name = f"kontor_bench_volume_{hashlib.sha256(json.dumps(inputs).encode()).hexdigest()[:10]}"
    if name not in ks.databases():
        say(f"==> Making {orders:,} orders with their documents")
        building = f"{name}_new"
        ks.clone_database(base, building, DATA)
        with Worker(building) as worker:
            counts = worker("build", orders=orders)
        say("    " + ", ".join(f"{value:,} {key}" for key, value in counts.items() if key != "day"))
        vacuum(building)
        for old in ks.databases("kontor_bench_volume_"):
            if old != building:
                ks.drop_database(old, DATA)
        ks.rename_database(building, name, DATA)
    return name


@contextlib.contextmanager
def two_databases(options):
    """Yield the names of a database with plain Odoo and of one with Kontor, both with the same orders, and the facts."""
    template = volume_template(options.volume)
    made_of = hashlib.sha256(f"{template} {ks.addon_hash(ADDON)}".encode()).hexdigest()[:8]
    names = {side: f"kontor_bench_{side}_{made_of}" for side in ("plain", "kontor")}
    facts = {}
    try:
        if not (options.keep and set(names.values()) <= set(ks.databases())):
            for old in ks.databases("kontor_bench_plain") + ks.databases("kontor_bench_kontor"):
                ks.drop_database(old, DATA)
            for name in names.values():
                ks.clone_database(template, name, DATA)
            with Worker(names["kontor"]) as worker:
                facts["install_seconds"] = round(worker("install", modules=[ADDON]), 1)
            say(f"==> {ADDON} installed on {options.volume:,} orders in {facts['install_seconds']} s")
            for name in names.values():
                vacuum(name)
        yield names, facts
    finally:
        if not options.keep:
            for name in names.values():
                ks.drop_database(name, DATA)


@contextlib.contextmanager
def database(name, modules, options, template=None, addons_path=""):
    """Yield the name of a database of its own with some modules; it is dropped at the end, but for ``--keep``.

    :param str name: a short name, unique among the benchmarks
    :param modules: what to install into a copy of the template
    :param template: the database to copy; default: the German one with Odoo's own modules only
    :param addons_path: where else to look for modules, see :func:`oca`
    """
    full = f"kontor_bench_one_{name}"
    ks.clone_database(template or os.environ["KONTOR_BASE"], full, DATA)
    try:
        if modules:
            say(f"==> Installing {', '.join(modules)}")
            step(full, "step", "install", addons_path=addons_path, modules=list(modules))
        yield full
    finally:
        if not options.keep:
            ks.drop_database(full, DATA)


def step_command(database, module, function, addons_path="", **arguments):
    """Return the command line and the environment of a step, for those that want to kill it on the way."""
    addons = ",".join(filter(None, (os.environ["ADDONS_PATH"], str(addons_path))))
    return {
        "args": [sys.executable, str(HERE / "step.py"), database, module, function, json.dumps(arguments)],
        "env": {**os.environ, "ADDONS_PATH": addons},
        "stdout": subprocess.PIPE,
        "text": True,
    }


def step(database, module, function, addons_path="", **arguments):
    """Call ``function(env, **arguments)`` of bench/MODULE.py in an Odoo process of its own; return what it returns."""
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"{database}.{function}.log"
    with open(log, "wb") as output:
        command = step_command(database, module, function, addons_path, **arguments)
        done = subprocess.run(**command, stderr=output, stdin=subprocess.DEVNULL, check=False)
    for line in done.stdout.splitlines():
        if line.startswith("ANSWER "):
            return json.loads(line.removeprefix("ANSWER "))
    raise Failed(f"The step “{function}” on {database} failed. Its log is {log}")


def oca(*packages):
    """Get addons of the OCA from PyPI to compare with; return their addons path. They are never part of Kontor.

    :param packages: such as ``"odoo-addon-account-financial-risk==19.0.*"``
    """
    folder = ks.CACHE / "oca" / hashlib.sha256(" ".join(packages).encode()).hexdigest()[:10]
    addons = folder / "odoo" / "addons"
    if not addons.exists():
        building = folder.with_suffix(".new")
        shutil.rmtree(building, ignore_errors=True)
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "pip",
                "install",
                "--no-input",
                "--disable-pip-version-check",
                "--quiet",
                "--no-deps",
                "--target",
                str(building),
                *packages,
            ],
            check=False,
        )
        if done.returncode:
            raise Failed(f"The addons to compare with ({', '.join(packages)}) could not be installed from PyPI.")
        building.rename(folder)
    return addons


def finish(name, result, rows=None, facts=None):
    """Print a result and keep it as JSON and Markdown in results/.

    :param dict result: ``title``, ``table`` (Markdown), ``verdict`` (a sentence), ``reached`` (bool), and any figures
    :param dict rows: how many rows of what it was measured on
    :param dict facts: further conditions
    :return: 0 when the goal was reached, else 1: the exit code
    """
    rows = dict(rows or {})
    processor = next(
        (line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.machine()
    )
    conditions = {
        "day": rows.pop("day", None) or time.strftime("%Y-%m-%d"),
        "rows": rows,
        "processor": processor,
        "python": platform.python_version(),
        "postgresql": ks.query("SHOW server_version")[0][0],
        **(facts or {}),
    }
    text = f"# {name}: {result['title']}\n\n{result.pop('table')}\n\n{result['verdict']}\n"
    say(f"\n{text}")
    text += (
        f"\nMeasured {conditions['day']} on {processor}, Python {conditions['python']}, PostgreSQL"
        f" {conditions['postgresql']}"
    )
    if rows:
        text += ", with " + ", ".join(f"{count:,} {what}" for what, count in rows.items())
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.md").write_text(f"{text}.\n", "utf-8")
    (RESULTS / f"{name}.json").write_text(json.dumps({**result, **conditions}, indent=1) + "\n", "utf-8")
    return 0 if result["reached"] else 1


def ratio_of(pairs):
    """Return the median of the ratios of pairs (plain, kontor) that were measured one after the other."""
    return statistics.median(kontor / plain for plain, kontor in pairs)


def table(rows, header):
    """Return rows as a Markdown table."""
    widths = [max(len(str(row[column])) for row in [header, *rows]) for column in range(len(header))]

    def line(row):
        cells = [
            str(cell).ljust(width) if index == 0 else str(cell).rjust(width)
            for index, (cell, width) in enumerate(zip(row, widths))
        ]
        return f"| {' | '.join(cells)} |"

    return "\n".join([line(header), f"|{'|'.join('-' * (width + 2) for width in widths)}|", *map(line, rows)])
