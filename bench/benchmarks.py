"""The benchmarks themselves. Plain Odoo and Kontor take turns in small portions, so that a busy machine slows both."""

import itertools
import statistics

import opening
from harness import LOGS, Worker, finish, ratio_of, say, table, two_databases

STEPS = ("confirm", "deliver", "invoice", "pay")
PORTION = 10
LIFE_GOAL = 1.15
LIST_GOAL = 1.10


def run(options):
    """Run those of life, recompute and list that were asked for; return 0 when all goals were reached, else 1."""
    missed = 0
    with two_databases(options) as (databases, facts):
        with Worker(databases["plain"]) as plain, Worker(databases["kontor"]) as kontor:
            volume = kontor("describe")
            if "recompute" in options.names:
                missed |= finish("recompute", recompute(kontor, options.volume), volume, facts)
            if "life" in options.names:
                missed |= finish("life", life(plain, kontor, options), volume, facts)
        if "list" in options.names:
            missed |= finish("list", opening.measure(databases, options.rounds, LIST_GOAL), volume, facts)
    return missed


# -- life -------------------------------------------------------------------------------------------------------------


def life(plain, kontor, options):
    """Confirm, deliver, invoice and pay orders, every call a transaction of its own."""
    say(f"==> life: {options.orders:,} orders in each database, {PORTION} at a time in turns")
    ways = {"plain": (plain, "core"), "kontor": (kontor, "core"), "status": (kontor, "status")}
    for worker, way in ways.values():
        worker("life", orders=3, way=way)  # caches, prepared plans
    portions = {name: [] for name in ways}
    count = max(options.orders // PORTION, 1)
    # change_status() is measured beside, on every fifth portion.
    for number in range(count):
        names = ["plain", "kontor"] if number % 2 else ["kontor", "plain"]
        if number % 5 == 0:
            names.append("status")
        for name in names:
            worker, way = ways[name]
            portions[name].append(worker("life", orders=PORTION, way=way, profile=options.profile and name != "status"))
        if number % 10 == 9 or number == count - 1:
            pairs = list(zip(map(total, portions["plain"]), map(total, portions["kontor"])))
            say(f"    {(number + 1) * PORTION:,} orders, ratio so far {ratio_of(pairs):.3f}")
    if options.profile:
        for name, worker in (("plain", plain), ("kontor", kontor)):
            (LOGS / f"life-{name}.profile").write_text(worker("profiled"))
            say(f"    Profile: {LOGS}/life-{name}.profile")
    return life_result(portions, count)


def total(portion, step=None):
    """Return the seconds of a portion, of one step or of all."""
    return sum(sum(values) for name, values in portion["seconds"].items() if step in (None, name))


def life_result(portions, count):
    """Return what was measured as a table and a verdict."""
    rows, ratios = [], {}
    milliseconds = {}
    for step in (*STEPS, None):
        medians = {
            name: statistics.median(total(portion, step) / PORTION * 1000 for portion in measured)
            for name, measured in portions.items()
        }
        pairs = list(zip((total(p, step) for p in portions["plain"]), (total(p, step) for p in portions["kontor"])))
        ratios[step or "all"] = round(ratio_of(pairs), 3)
        milliseconds[step or "all"] = {name: round(value, 1) for name, value in medians.items()}
        rows.append((step or "all", *(f"{medians[name]:.1f}" for name in portions), f"{ratios[step or 'all']:.3f}"))
    sums = {name: sum(map(total, portions[name])) for name in ("plain", "kontor")}
    cpu = ratio_of([(one["cpu"], other["cpu"]) for one, other in zip(portions["plain"], portions["kontor"])])
    beside = list(zip(portions["plain"][::5], portions["status"]))
    status = ratio_of([(total(one), total(other)) for one, other in beside])
    spread = [round(total(k) / total(p), 3) for p, k in zip(portions["plain"], portions["kontor"])]
    quartiles = statistics.quantiles(spread, n=4) if len(spread) > 1 else [spread[0]] * 3
    reached = ratios["all"] <= LIFE_GOAL
    return {
        "title": f"{count * PORTION:,} orders from quotation to paid",
        "goal": LIFE_GOAL,
        "ratio": ratios["all"],
        "ratios": ratios,
        "milliseconds_per_order": milliseconds,
        "ratio_of_sums": round(sums["kontor"] / sums["plain"], 3),
        "ratio_of_processor_time": round(cpu, 3),
        "ratio_change_status": round(status, 3),
        "portions": spread,
        "quartiles": quartiles,
        "reached": reached,
        "table": table(rows, ("step, ms per order", "plain Odoo", "Kontor", "change_status()", "Kontor ÷ plain")),
        "verdict": (
            f"Kontor costs {ratios['all']:.3f} × plain Odoo (goal: at most {LIFE_GOAL};"
            f" {'reached' if reached else 'missed'}). Median of {len(spread)} pairs of {PORTION}"
            f" orders, quartiles {quartiles[0]:.3f} and {quartiles[2]:.3f};"
            f" ratio of the sums {sums['kontor'] / sums['plain']:.3f}, of the processor time {cpu:.3f}."
            f" change_status() on Kontor against Odoo's buttons on plain Odoo: {status:.3f}."
        ),
    }


# -- recompute --------------------------------------------------------------------------------------------------------


def recompute(kontor, volume, times=5):
    """Recompute statuses: the number of queries must not depend on the number of orders."""
    sizes = [size for size in (100, 1000, 10_000) if size <= volume]
    say("==> recompute: 100, 1,000 and 10,000 orders")
    measured = {(size, stale): [] for size, stale in itertools.product(sizes, (False, True))}
    kontor("recompute", orders=sizes[0], stale=False)
    for _time in range(times):
        for size, stale in measured:
            measured[size, stale].append(kontor("recompute", orders=size, stale=stale))
    rows, data = [], []
    for (size, stale), answers in measured.items():
        seconds = statistics.median(answer["seconds"] for answer in answers)
        queries = max(answer["queries"] for answer in answers)
        data.append({"orders": size, "all_change": stale, "queries": queries, "seconds": round(seconds, 4)})
        rows.append((f"{size:,} orders, {'all' if stale else 'none'} of them change", queries, f"{seconds:.3f}"))
    counts = {stale: {row["queries"] for row in data if row["all_change"] is stale} for stale in (False, True)}
    reached = all(len(found) == 1 for found in counts.values()) and len(sizes) == 3
    return {
        "title": "the status of many orders",
        "measured": data,
        "reached": reached,
        "table": table(rows, ("recompute", "queries", "seconds")),
        "verdict": f"The number of queries {'does not grow' if reached else 'GROWS'} with the number of orders"
        f" (goal: it does not). Median of {times} runs.",
    }
