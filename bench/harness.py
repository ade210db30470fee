"""What the benchmarks share: two databases, an Odoo process on each, ratios, and the table of results."""
import contextlib
import hashlib
import json
import os
import pathlib
import statistics
import subprocess
import sys

import kontor_setup as ks

HERE = pathlib.Path(__file__).resolve().parent
DATA = ks.CACHE / "test-data"
LOGS = ks.CACHE / "logs" / "bench"
ADDON = "kontor_sales"


class Failed(Exception):
    """A benchmark could not be run; told in one sentence."""


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
            [sys.executable, str(HERE / "worker.py"), database], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=self.output, text=True)

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
        ks.query("VACUUM ANALYZE", database=building)
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
                ks.query("VACUUM ANALYZE", database=name)
        yield names, facts
    finally:
        if not options.keep:
            for name in names.values():
                ks.drop_database(name, DATA)


def ratio_of(pairs):
    """Return the median of the ratios of pairs (plain, kontor) that were measured one after the other."""
    return statistics.median(kontor / plain for plain, kontor in pairs)


def table(rows, header):
    """Return rows as a Markdown table."""
    widths = [max(len(str(row[column])) for row in [header, *rows]) for column in range(len(header))]

    def line(row):
        cells = [str(cell).ljust(width) if index == 0 else str(cell).rjust(width)
                 for index, (cell, width) in enumerate(zip(row, widths))]
        return f"| {' | '.join(cells)} |"

    return "\n".join([line(header), f"|{'|'.join('-' * (width + 2) for width in widths)}|", *map(line, rows)])
