"""Dunning at scale: 60,000 overdue items of 20,000 customers, against OCA's account_credit_control 19.0.

    python bench/dunning.py DATABASE --addons-path PATH --data-dir PATH [--oca PATH] [--items 60000] [--customers 20000]

DATABASE is an empty German one with Odoo's own modules (see setup/database.py); it is copied, never changed. ``--oca`` is
a folder into which ``pip install --no-deps --target PATH "odoo-addon-account-credit-control==19.0.*"`` was done; it is
measured on a copy with the same items. Every step is a process of its own: its memory is what it needs above the loaded
registry. The confirmation is killed with SIGKILL several times and must end complete and without doubles.
"""
import argparse
import json
import os
import pathlib
import platform
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
GOAL_RATIO, GOAL_MEMORY = 20, 300


def say(text):
    """Print a line at once."""
    print(text, flush=True)


# -- in the child: one step on one database ---------------------------------------------------------------------------


def environment(options):
    """Return an environment on the database, with the registry loaded."""
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry
    from odoo.tools import config

    config.parse_config(
        ["-d", options.database, f"--addons-path={options.addons_path}", f"--data-dir={options.data_dir}", "--no-http",
         "--max-cron-threads=0", "--log-level=warn"],
        setup_logging=True)
    module = {"install": options.install or ""}.get(options.step, "")
    registry = Registry.new(options.database, update_module=bool(module), install_modules=[module] if module else [])
    return api.Environment(registry.cursor(), SUPERUSER_ID, {})


def copies(cr, table, source, count, first, **changed):
    """Insert copies of one row; ``changed`` are SQL expressions over ``n`` (1 …) for some columns."""
    cr.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table])
    names = [name for (name,) in cr.fetchall() if name != "id"]
    values = [changed.get(name, f'source."{name}"') for name in names]
    columns = ", ".join(f'"{name}"' for name in names)
    cr.execute(
        f"INSERT INTO {table} (id, {columns}) SELECT {first} + n, {', '.join(values)}"
        f" FROM {table} source, generate_series(1, {count}) n WHERE source.id = {source}")
    cr.execute(f"SELECT setval('{table}_id_seq', (SELECT MAX(id) FROM {table}))")


def fill(env, options):
    """Make the customers and their invoices: a real one, copied by SQL with its journal items."""
    company = env.company
    partner = env["res.partner"].create({"name": "Bench", "is_company": True, "email": "bench@example.com", "lang": "de_DE"})
    invoice = env["account.move"].create({
        "move_type": "out_invoice", "partner_id": partner.id, "invoice_date": "2020-01-01",
        "invoice_date_due": "2020-01-01", "invoice_payment_term_id": False,
        "invoice_line_ids": [(0, 0, {"name": "Ware", "quantity": 1, "price_unit": 100, "tax_ids": [(5, 0, 0)]})]})
    invoice.action_post()
    env.flush_all()
    cr = env.cr
    first = 10_000_000
    copies(cr, "res_partner", partner.id, options.customers, first, name="'Kunde ' || n",
           complete_name="'Kunde ' || n", commercial_partner_id=f"{first} + n", ref="'B' || n")
    due = "CURRENT_DATE - (8 + n % 200)"
    customer = f"{first} + 1 + n % {options.customers}"
    amount = "(20 + n % 980)"
    money = {name: amount for name in (
        "amount_untaxed", "amount_total", "amount_residual", "amount_untaxed_signed", "amount_total_signed",
        "amount_residual_signed", "amount_total_in_currency_signed", "amount_untaxed_in_currency_signed")}
    copies(cr, "account_move", invoice.id, options.items, first, name="'BENCH/' || n", date=due, invoice_date=due,
           invoice_date_due=due, partner_id=customer, commercial_partner_id=customer, partner_shipping_id=customer,
           sequence_number="n", sequence_prefix="'BENCH/'", payment_reference="'BENCH/' || n", access_token="NULL", **money)
    for offset, line in enumerate(invoice.line_ids):
        sign = "" if line.balance > 0 else "-"
        receivable = line.account_type == "asset_receivable"
        open_amount = amount if receivable else "0"
        copies(cr, "account_move_line", line.id, options.items, first + offset * options.items, move_id=f"{first} + n",
               move_name="'BENCH/' || n", partner_id=customer, date=due, invoice_date=due,
               date_maturity=due if receivable else "NULL", balance=f"{sign}{amount}", amount_currency=f"{sign}{amount}",
               debit=amount if receivable else "0", credit="0" if receivable else amount, amount_residual=open_amount,
               amount_residual_currency=open_amount, price_unit=amount, price_subtotal=amount, price_total=amount)
    invoice.button_cancel() if invoice.state == "draft" else invoice._reverse_moves(cancel=True)
    cr.commit()
    cr._cnx.autocommit = True
    cr.execute("ANALYZE")
    cr.execute(
        "SELECT COUNT(*), COUNT(DISTINCT partner_id) FROM account_move_line WHERE move_name LIKE 'BENCH/%'"
        " AND amount_residual > 0")
    items, customers = cr.fetchone()
    return {"items": items, "customers": customers, "company": company.name}


def measured(work):
    """Return the seconds of some work, and the memory it needs above what was there, in MB."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    result = work()
    seconds = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"seconds": round(seconds, 3), "memory_mb": round((after - before) / 1024, 1), **result}


def propose(env, options):
    """Propose a run; the transaction is committed, as a click would."""
    run = env["kontor.dunning.run"].create({})

    def work():
        run.action_propose()
        env.cr.commit()
        env.cr.execute("SELECT COUNT(*) FROM kontor_dunning_letter WHERE run_id = %s", [run.id])
        letters = env.cr.fetchone()[0]
        env.cr.execute(
            "SELECT COUNT(*) FROM kontor_dunning_letter_line l JOIN kontor_dunning_letter d ON d.id = l.letter_id"
            " WHERE d.run_id = %s", [run.id])
        return {"letters": letters, "lines": env.cr.fetchone()[0]}

    return measured(work)


def simulate(env, options):
    """Compute the same letters without writing anything."""
    run = env["kontor.dunning.run"].create({})
    return measured(lambda: {"letters": len(run.simulate())})


def oca(env, options):
    """Let OCA's addon do the same: find the overdue items and write its lines."""
    policy = env.ref("account_credit_control.credit_control_3_time")
    accounts = env["account.account"].search([("account_type", "=", "asset_receivable")])
    policy.write({"account_ids": [(6, 0, accounts.ids)]})
    env.company.credit_policy_id = policy
    policy.level_ids.sorted("level")[0].write({"delay_days": 7, "computation_mode": "net_days"})
    run = env["credit.control.run"].create({"date": time.strftime("%Y-%m-%d"), "policy_ids": [(6, 0, policy.ids)]})
    env.cr.commit()

    def work():
        run.generate_credit_lines()
        env.cr.commit()
        env.cr.execute("SELECT COUNT(*) FROM credit_control_line WHERE run_id = %s", [run.id])
        return {"lines": env.cr.fetchone()[0]}

    return measured(work)


def confirm(env, options):
    """Confirm the proposed run as the job does: in batches, each a transaction; may be killed at any moment."""
    run = env["kontor.dunning.run"].search([("state", "=", "proposed")], order="id desc", limit=1)
    if run and not run.confirm_requested_on:
        run.confirm_requested_on = "2026-01-01"
        env.cr.commit()
    return measured(lambda: env["kontor.dunning.run"]._cron_confirm() or {})


def check(env, options):
    """Count what is there, with doubles and halves."""
    cr = env.cr
    counts = {}
    for name, query in {
        "sent": "SELECT COUNT(*) FROM kontor_dunning_letter WHERE sent_on IS NOT NULL",
        "left": "SELECT COUNT(*) FROM kontor_dunning_letter WHERE sent_on IS NULL",
        "numbers": "SELECT COUNT(DISTINCT name) FROM kontor_dunning_letter WHERE sent_on IS NOT NULL",
        "dunned_items": "SELECT COUNT(*) FROM account_move_line WHERE dunning_level_id IS NOT NULL",
        "doubles": "SELECT COUNT(*) FROM (SELECT move_line_id, level_id FROM kontor_dunning_letter_line WHERE is_new"
                   " GROUP BY move_line_id, level_id HAVING COUNT(*) > 1) twice",
        "halves": "SELECT COUNT(*) FROM kontor_dunning_letter_line l JOIN kontor_dunning_letter d ON d.id = l.letter_id"
                  " WHERE l.is_new AND (l.dunned_on IS NULL) <> (d.sent_on IS NULL)",
        "runs_done": "SELECT COUNT(*) FROM kontor_dunning_run WHERE state = 'done'",
    }.items():
        cr.execute(query)
        counts[name] = cr.fetchone()[0]
    return counts


STEPS = {step.__name__: step for step in (fill, propose, simulate, oca, confirm, check)}


def child(options):
    """Do one step, and print its result."""
    env = environment(options)
    result = {} if options.step == "install" else STEPS[options.step](env, options)
    env.cr.commit()
    env.cr.close()
    print("ANSWER " + json.dumps(result), flush=True)


# -- in the parent ----------------------------------------------------------------------------------------------------


def command(options, step, database, **more):
    """Return the command line of a step."""
    arguments = [sys.executable, str(HERE / "dunning.py"), database, "--step", step]
    values = {"addons_path": options.addons_path, "data_dir": options.data_dir, "items": options.items,
              "customers": options.customers, **more}
    for name, value in values.items():
        arguments += [f"--{name.replace('_', '-')}", str(value)]
    return arguments


def step(options, name, database, **more):
    """Run a step to its end and return its result."""
    output = subprocess.run(command(options, name, database, **more), stdout=subprocess.PIPE, text=True)
    for line in output.stdout.splitlines():
        if line.startswith("ANSWER "):
            return json.loads(line.removeprefix("ANSWER "))
    raise SystemExit(f"The step {name} on {database} failed.")


def clone(options, source, name):
    """Copy a database with its files."""
    subprocess.run(["dropdb", "--if-exists", "--force", name], check=True, stderr=subprocess.DEVNULL)
    subprocess.run(["createdb", "-T", source, name], check=True)
    files = pathlib.Path(options.data_dir) / "filestore"
    shutil.rmtree(files / name, ignore_errors=True)
    if (files / source).exists():
        shutil.copytree(files / source, files / name, copy_function=os.link)
    return name


def killed_confirmation(options, database, times=3):
    """Confirm, and kill the process several times on the way; return what was found after each, and the seconds."""
    found, begin = [], time.perf_counter()
    for number in range(times):
        process = subprocess.Popen(command(options, "confirm", database), stdout=subprocess.DEVNULL)
        before = step(options, "check", database)["sent"] if found else 0
        # wait until it has issued something new, then a moment more, so that it dies in the middle of a batch
        while process.poll() is None:
            count = int(subprocess.run(
                ["psql", "-d", database, "-Atc", "SELECT COUNT(*) FROM kontor_dunning_letter WHERE sent_on IS NOT NULL"],
                stdout=subprocess.PIPE, text=True, check=True).stdout)
            if count > before + 400:
                break
            time.sleep(0.2)
        time.sleep(0.3 + 0.17 * number)
        process.send_signal(signal.SIGKILL)
        process.wait()
        found.append(step(options, "check", database))
        say(f"    killed: {found[-1]}")
    last = step(options, "confirm", database)
    return found, last, time.perf_counter() - begin


def parent(options):
    """Measure everything; return 0 when the goals were reached."""
    source = options.database
    say(f"==> Making {options.items:,} overdue items of {options.customers:,} customers")
    plain, kontor = "dun_bench_plain", "dun_bench_kontor"
    if not options.reuse:
        clone(options, source, plain)
        say(f"    {step(options, 'fill', plain)}")
        clone(options, plain, kontor)
        say("==> Installing kontor_dunning")
        step(options, "install", kontor, install="kontor_dunning")
    rounds = []
    for _round in range(options.rounds):
        copy = clone(options, kontor, "dun_bench_work")
        rounds.append(step(options, "propose", copy))
        say(f"    propose: {rounds[-1]}")
    simulated = step(options, "simulate", kontor)
    say(f"    simulate: {simulated}")
    ours = statistics.median(row["seconds"] for row in rounds)
    memory = max(row["memory_mb"] for row in rounds)
    result = {"propose_seconds": ours, "propose_memory_mb": memory, "propose": rounds, "simulate": simulated}
    reached = memory < GOAL_MEMORY
    if options.oca:
        theirs = clone(options, plain, "dun_bench_oca")
        say("==> OCA account_credit_control")
        options.addons_path = f"{options.addons_path},{options.oca}/odoo/addons"
        step(options, "install", theirs, install="account_credit_control")
        result["oca"] = step(options, "oca", theirs)
        say(f"    oca: {result['oca']}")
        result["ratio"] = round(result["oca"]["seconds"] / ours, 1)
        reached &= result["ratio"] >= GOAL_RATIO
    say("==> Confirming, killed three times on the way")
    before = step(options, "check", "dun_bench_work")
    found, last, seconds = killed_confirmation(options, "dun_bench_work")
    after = step(options, "check", "dun_bench_work")
    say(f"    end: {after}")
    complete = (after["sent"] == before["left"] and not after["left"] and not after["doubles"] and not after["halves"]
                and after["numbers"] == after["sent"] and not any(row["halves"] or row["doubles"] for row in found))
    result |= {"confirm_complete": complete, "confirm_seconds_with_kills": round(seconds, 1), "confirm_last": last,
               "after_kills": found, "end": after}
    reached &= complete
    result["reached"] = reached
    result |= {"items": options.items, "customers": options.customers, "python": platform.python_version(),
               "day": time.strftime("%Y-%m-%d")}
    (HERE / "results").mkdir(exist_ok=True)
    (HERE / "results" / "dunning.json").write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    say(json.dumps(result, indent=1))
    for database in ("plain", "kontor", "work", "oca"):
        if not options.keep:
            subprocess.run(["dropdb", "--if-exists", f"dun_bench_{database}"], check=False)
    return 0 if reached else 1


def main():
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("database")
    parser.add_argument("--addons-path", required=True)
    parser.add_argument("--data-dir", required=True)
    parser.add_argument("--oca")
    parser.add_argument("--items", type=int, default=60_000)
    parser.add_argument("--customers", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--reuse", action="store_true", help="use the databases that an earlier run with --keep left")
    parser.add_argument("--step", help=argparse.SUPPRESS)
    parser.add_argument("--install", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        child(options)
        return 0
    return parent(options)


if __name__ == "__main__":
    sys.exit(main())
