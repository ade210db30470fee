"""Dunning at scale: 60,000 overdue items of 20,000 customers, against OCA's account_credit_control 19.0.

Every step is a process of its own: its memory is what it needs above the loaded registry. The confirmation is killed
with SIGKILL several times and must end complete and without doubles.
"""

import signal
import statistics
import subprocess
import time

from harness import database, finish, oca, say, step, step_command, table

import kontor_setup as ks

OCA = "odoo-addon-account-credit-control==19.0.*"
ITEMS, CUSTOMERS, ROUNDS = 60_000, 20_000, 3
GOAL_RATIO, GOAL_MEMORY = 20, 300


# -- in the child: one step on one database ---------------------------------------------------------------------------


def copies(cr, table, source, count, first, **changed):
    """Insert copies of one row; ``changed`` are SQL expressions over ``n`` (1 …) for some columns."""
    cr.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table])
    names = [name for (name,) in cr.fetchall() if name != "id"]
    values = [changed.get(name, f'source."{name}"') for name in names]
    columns = ", ".join(f'"{name}"' for name in names)
    cr.execute(
        f"INSERT INTO {table} (id, {columns}) SELECT {first} + n, {', '.join(values)}"
        f" FROM {table} source, generate_series(1, {count}) n WHERE source.id = {source}"
    )
    cr.execute(f"SELECT setval('{table}_id_seq', (SELECT MAX(id) FROM {table}))")


def fill(env, items, customers):
    """Make the customers and their invoices: a real one, copied by SQL with its journal items."""
    partner = env["res.partner"].create({"name": "Bench", "is_company": True, "email": "bench@example.com", "lang": "de_DE"})
    invoice = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": partner.id,
            "invoice_date": "2020-01-01",
            "invoice_date_due": "2020-01-01",
            "invoice_payment_term_id": False,
            "invoice_line_ids": [(0, 0, {"name": "Ware", "quantity": 1, "price_unit": 100, "tax_ids": [(5, 0, 0)]})],
        }
    )
    invoice.action_post()
    env.flush_all()
    cr = env.cr
    first = 10_000_000
    copies(
        cr,
        "res_partner",
        partner.id,
        customers,
        first,
        name="'Kunde ' || n",
        complete_name="'Kunde ' || n",
        commercial_partner_id=f"{first} + n",
        ref="'B' || n",
    )
    due = "CURRENT_DATE - (8 + n % 200)"
    customer = f"{first} + 1 + n % {customers}"
    amount = "(20 + n % 980)"
    money = {
        name: amount
        for name in (
            "amount_untaxed",
            "amount_total",
            "amount_residual",
            "amount_untaxed_signed",
            "amount_total_signed",
            "amount_residual_signed",
            "amount_total_in_currency_signed",
            "amount_untaxed_in_currency_signed",
        )
    }
    copies(
        cr,
        "account_move",
        invoice.id,
        items,
        first,
        name="'BENCH/' || n",
        date=due,
        invoice_date=due,
        invoice_date_due=due,
        partner_id=customer,
        commercial_partner_id=customer,
        partner_shipping_id=customer,
        sequence_number="n",
        sequence_prefix="'BENCH/'",
        payment_reference="'BENCH/' || n",
        access_token="NULL",
        **money,
    )
    for offset, line in enumerate(invoice.line_ids):
        sign = "" if line.balance > 0 else "-"
        receivable = line.account_type == "asset_receivable"
        open_amount = amount if receivable else "0"
        copies(
            cr,
            "account_move_line",
            line.id,
            items,
            first + offset * items,
            move_id=f"{first} + n",
            move_name="'BENCH/' || n",
            partner_id=customer,
            date=due,
            invoice_date=due,
            date_maturity=due if receivable else "NULL",
            balance=f"{sign}{amount}",
            amount_currency=f"{sign}{amount}",
            debit=amount if receivable else "0",
            credit="0" if receivable else amount,
            amount_residual=open_amount,
            amount_residual_currency=open_amount,
            price_unit=amount,
            price_subtotal=amount,
            price_total=amount,
        )
    invoice.button_cancel() if invoice.state == "draft" else invoice._reverse_moves(cancel=True)
    cr.commit()
    cr.execute(
        "SELECT COUNT(*), COUNT(DISTINCT partner_id) FROM account_move_line WHERE move_name LIKE 'BENCH/%'"
        " AND amount_residual > 0"
    )
    items, customers = cr.fetchone()
    return {"overdue items": items, "customers": customers}


def memory(name):
    """Return a figure of this process's memory in MB: VmRSS is what it has now, VmHWM the most it had."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith(f"{name}:")) / 1024


def measured(work):
    """Return the seconds of some work, and the memory it needs above what was there, in MB."""
    with open("/proc/self/clear_refs", "w") as peak:
        peak.write("5")  # the most that loading Odoo had is forgotten
    before = memory("VmRSS")
    start = time.perf_counter()
    result = work()
    seconds = time.perf_counter() - start
    return {"seconds": round(seconds, 3), "memory_mb": round(memory("VmHWM") - before, 1), **result}


def propose(env):
    """Propose a run; the transaction is committed, as a click would."""
    run = env["kontor.dunning.run"].create({})

    def work():
        run.action_propose()
        env.cr.commit()
        env.cr.execute("SELECT COUNT(*) FROM kontor_dunning_letter WHERE run_id = %s", [run.id])
        letters = env.cr.fetchone()[0]
        env.cr.execute(
            "SELECT COUNT(*) FROM kontor_dunning_letter_line l JOIN kontor_dunning_letter d ON d.id = l.letter_id"
            " WHERE d.run_id = %s",
            [run.id],
        )
        return {"letters": letters, "lines": env.cr.fetchone()[0]}

    return measured(work)


def simulate(env):
    """Compute the same letters without writing anything."""
    run = env["kontor.dunning.run"].create({})
    return measured(lambda: {"letters": len(run.simulate())})


def propose_oca(env):
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


def confirm(env):
    """Confirm the proposed run as the job does: in batches, each a transaction; may be killed at any moment."""
    run = env["kontor.dunning.run"].search([("state", "=", "proposed")], order="id desc", limit=1)
    if run and not run.confirm_requested_on:
        run.confirm_requested_on = "2026-01-01"
        env.cr.commit()
    return measured(lambda: env["kontor.dunning.run"]._cron_confirm() or {})


def check(env):
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


# -- in the parent ----------------------------------------------------------------------------------------------------


def killed_confirmation(name, times=3):
    """Confirm, and kill the process several times on the way; return what was found after each, and the seconds."""
    found, begin = [], time.perf_counter()
    for number in range(times):
        process = subprocess.Popen(**step_command(name, "dunning", "confirm"))
        before = step(name, "dunning", "check")["sent"] if found else 0
        # wait until it has issued something new, then a moment more, so that it dies in the middle of a batch
        while process.poll() is None:
            count = ks.query("SELECT COUNT(*) FROM kontor_dunning_letter WHERE sent_on IS NOT NULL", database=name)[0][0]
            if count > before + 400:
                break
            time.sleep(0.2)
        time.sleep(0.3 + 0.17 * number)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        found.append(step(name, "dunning", "check"))
        say(f"    killed: {found[-1]}")
    last = step(name, "dunning", "confirm")
    return found, last, time.perf_counter() - begin


def is_complete(before, after, found):
    """Return whether everything was sent, once."""
    return (
        after["sent"] == before["left"]
        and not after["left"]
        and not after["doubles"]
        and not after["halves"]
        and after["numbers"] == after["sent"]
        and not any(row["halves"] or row["doubles"] for row in found)
    )


def measure(kontor, plain, options):
    """Return everything that was measured."""
    result, rounds = {}, []
    for number in range(ROUNDS):
        with database("dunning_work", [], options, template=kontor) as work:
            rounds.append(step(work, "dunning", "propose"))
            say(f"    propose: {rounds[-1]}")
            if number == ROUNDS - 1:
                say("==> Confirming, killed three times on the way")
                before = step(work, "dunning", "check")
                found, last, seconds = killed_confirmation(work)
                after = step(work, "dunning", "check")
                say(f"    end: {after}")
                result |= {
                    "confirm_complete": is_complete(before, after, found),
                    "confirm_seconds_with_kills": round(seconds, 1),
                    "confirm_last": last,
                    "after_kills": found,
                    "end": after,
                }
    simulated = step(kontor, "dunning", "simulate")
    theirs = oca(OCA)
    with database("dunning_oca", ["account_credit_control"], options, template=plain, addons_path=theirs) as other:
        beside = step(other, "dunning", "propose_oca", addons_path=theirs)
        say(f"    OCA: {beside}")
    seconds = statistics.median(row["seconds"] for row in rounds)
    return {
        "propose_seconds": seconds,
        "propose_memory_mb": max(row["memory_mb"] for row in rounds),
        "propose": rounds,
        "simulate": simulated,
        "oca": beside,
        "ratio": round(beside["seconds"] / seconds, 1),
        **result,
    }


def run(options):
    """Measure, and return 0 when the goals were reached, else 1."""
    items, customers = int(ITEMS * options.scale), int(CUSTOMERS * options.scale)
    with database("dunning_plain", [], options) as plain:
        say(f"==> Making {items:,} overdue items of {customers:,} customers")
        rows = step(plain, "dunning", "fill", items=items, customers=customers)
        ks.query("ANALYZE", database=plain)
        with database("dunning", ["kontor_dunning"], options, template=plain) as kontor:
            found = measure(kontor, plain, options)
    memory_mb = max(found["propose_memory_mb"], found["simulate"]["memory_mb"])
    reached = found["ratio"] >= GOAL_RATIO and memory_mb < GOAL_MEMORY and found["confirm_complete"]
    cells = [
        ("propose, seconds", found["propose_seconds"], found["oca"]["seconds"], f"{found['ratio']} ×, ≥ {GOAL_RATIO} ×"),
        ("propose, memory, MB", found["propose_memory_mb"], found["oca"]["memory_mb"], f"< {GOAL_MEMORY}"),
        ("simulate, seconds", found["simulate"]["seconds"], "–", ""),
        ("simulate, memory, MB", found["simulate"]["memory_mb"], "–", f"< {GOAL_MEMORY}"),
        ("confirm and issue, killed 3 times, seconds", found["confirm_seconds_with_kills"], "–", "complete, no doubles"),
    ]
    return finish(
        "dunning",
        {
            "title": f"{items:,} overdue items",
            "reached": reached,
            "table": table(cells, ("what", "Kontor", "OCA", "goal")),
            **found,
            "verdict": f"Kontor proposes {found['ratio']} × as fast as OCA's account_credit_control (goal: {GOAL_RATIO} ×),"
            f" with at most {memory_mb} MB, simulating too (goal: below {GOAL_MEMORY}); the killed confirmation ended"
            f" {'complete' if found['confirm_complete'] else 'INCOMPLETE'}; {'reached' if reached else 'missed'}.",
        },
        rows,
    )
