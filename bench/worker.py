"""An Odoo process on one database that does what the benchmarks tell it, and says how long it took.

worker.py DATABASE < one JSON object per line, each {"do": name, …}
"""

import cProfile
import io
import json
import os
import pathlib
import pstats
import random
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "setup")]

import volume  # noqa: E402
from odoo import SUPERUSER_ID, api  # noqa: E402
from odoo.modules.registry import Registry  # noqa: E402

import database as kontor_database  # noqa: E402
import kontor_setup  # noqa: E402

ANSWER = "ANSWER "
CONTEXT = {"lang": "de_DE", "tz": "Europe/Berlin"}
STEPS = ("confirm", "deliver", "invoice", "pay")


class Worker:
    """The commands; each is a method."""

    def __init__(self, database):
        self.database = database
        self.rng = random.Random(2026)
        self.profiler = cProfile.Profile()

    @property
    def registry(self):
        """The registry of the database."""
        return Registry(self.database)

    def call(self, work, user=None):
        """Do some work in a transaction of its own, as a call from outside would; return its result."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, user or SUPERUSER_ID, CONTEXT)
            return work(env)

    def clerk(self):
        """Return the id of the user who does the work."""
        return self.call(lambda env: env["res.users"].search([("login", "=", volume.CLERK)]).id)

    # -- preparing ----------------------------------------------------------------------------------------------------

    def build(self, orders):
        """Make the volume."""
        seeds = min(100, orders)
        with self.registry.cursor() as cr:
            volume.seed(api.Environment(cr, SUPERUSER_ID, CONTEXT), seeds)
            cr.commit()
            volume.multiply(cr, max(orders // seeds, 1))
            cr.commit()
            return volume.describe(cr)

    def describe(self):
        """Return how much there is."""
        with self.registry.cursor() as cr:
            return volume.describe(cr)

    def install(self, modules):
        """Install modules; return the seconds that it took."""
        start = time.perf_counter()
        kontor_database.change_modules(self.database, install=modules)
        return time.perf_counter() - start

    def processor_time(self):
        """Return the processor time used so far by this process and, where it runs here, by its part of PostgreSQL."""
        seconds = time.process_time()
        for (pid,) in kontor_setup.query("SELECT pid FROM pg_stat_activity WHERE datname = %s", self.database):
            stat = pathlib.Path(f"/proc/{pid}/stat")
            if stat.exists() and stat.read_text().split()[1] == "(postgres)":
                # Fields 14 and 15; the name before them holds no blank.
                seconds += sum(map(int, stat.read_text().split()[13:15])) / os.sysconf("SC_CLK_TCK")
        return seconds

    # -- life ---------------------------------------------------------------------------------------------------------

    def life(self, orders, way, profile=False):
        """Bring new orders to paid, each step in a transaction of its own.

        :param str way: "core" presses Odoo's own buttons, "status" calls change_status()
        :return: seconds by step and order, and the processor time of this process and its PostgreSQL
        """
        uid = self.clerk()
        ids = self.call(lambda env: [volume.new_order(env, self.rng).id for _number in range(orders)], uid)
        steps = getattr(self, f"_{way}_steps")
        seconds = {step: [] for step in STEPS}
        cpu = self.processor_time()
        if profile:
            self.profiler.enable()
        for order_id in ids:
            for step, works in zip(STEPS, steps(order_id)):
                start = time.perf_counter()
                for work in works:
                    self.call(work, uid)
                seconds[step].append(time.perf_counter() - start)
        self.profiler.disable()
        cpu = self.processor_time() - cpu
        self.call(lambda env: self._check_paid(env, ids))
        return {"seconds": seconds, "cpu": cpu}

    @staticmethod
    def _core_steps(order_id):
        """Return the calls behind each step when Odoo's own buttons are pressed."""

        def order(env):
            return env["sale.order"].browse(order_id)

        def create_invoice(env):
            env["sale.advance.payment.inv"].create(
                {"advance_payment_method": "delivered", "sale_order_ids": [order_id]}
            ).create_invoices()

        def pay(env):
            env["account.payment.register"].with_context(
                active_model="account.move", active_ids=order(env).invoice_ids.ids
            ).create({}).action_create_payments()

        return (
            [lambda env: order(env).action_confirm()],
            [lambda env: order(env).picking_ids.button_validate()],
            [create_invoice, lambda env: order(env).invoice_ids.action_post()],
            [pay],
        )

    @staticmethod
    def _status_steps(order_id):
        """Return the calls behind each step when the status is changed."""
        return [
            [lambda env, target=target: env["sale.order"].browse(order_id).change_status(target)]
            for target in ("order", "delivery", "invoice", "done")
        ]

    @staticmethod
    def _check_paid(env, ids):
        """Make sure that the measured work was done."""
        for order in env["sale.order"].browse(ids):
            assert order.picking_ids.mapped("state") == ["done"], order.picking_ids.mapped("state")
            assert order.invoice_ids.mapped("state") == ["posted"], order.invoice_ids.mapped("state")
            assert set(order.invoice_ids.mapped("payment_state")) <= {"paid", "in_payment"}, order.name
            if "lifecycle_status" in order._fields:
                assert order.lifecycle_status == "done", (order.name, order.lifecycle_status)

    def profiled(self, limit=45):
        """Return the table of the profiler."""
        text = io.StringIO()
        pstats.Stats(self.profiler, stream=text).sort_stats("cumulative").print_stats("addons|orm", limit)
        return text.getvalue()

    # -- recompute ----------------------------------------------------------------------------------------------------

    def recompute(self, orders, stale):
        """Recompute the status of some orders; return seconds and the number of queries.

        :param bool stale: the stored statuses are wrong before, so that every one is written
        """
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, CONTEXT)
            cr.execute("SELECT id FROM sale_order ORDER BY id LIMIT %s", [orders])
            records = env["sale.order"].browse([row[0] for row in cr.fetchall()])
            assert len(records) == orders, f"There are only {len(records)} orders."
            cr.execute(
                "SELECT id, lifecycle_status, fulfilment_stage, is_settled FROM sale_order WHERE id IN %s",
                [tuple(records.ids)],
            )
            right = sorted(cr.fetchall())
            if stale:
                cr.execute(
                    "UPDATE sale_order SET is_settled = NOT is_settled, lifecycle_status = CASE lifecycle_status"
                    " WHEN 'done' THEN 'order' ELSE 'done' END WHERE id IN %s",
                    [tuple(records.ids)],
                )
            env.invalidate_all()
            queries, start = cr.sql_log_count, time.perf_counter()
            env.add_to_compute(records._fields["lifecycle_status"], records)
            env.flush_all()
            seconds, queries = time.perf_counter() - start, cr.sql_log_count - queries
            cr.execute(
                "SELECT id, lifecycle_status, fulfilment_stage, is_settled FROM sale_order WHERE id IN %s",
                [tuple(records.ids)],
            )
            assert sorted(cr.fetchall()) == right, "The recomputed statuses differ from the stored ones."
            cr.rollback()
            return {"seconds": seconds, "queries": queries}


def main():
    """Answer the commands that come in."""
    kontor_database.configure(kontor_database.TEST_DATA, "--log-level=warn")
    worker = Worker(sys.argv[1])
    for line in sys.stdin:
        command = json.loads(line)
        result = getattr(worker, command.pop("do"))(**command)
        print(ANSWER + json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
