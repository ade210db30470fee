"""Printing 100 delivery notes as one PDF, beside wkhtmltopdf alone on the same HTML with the same options."""

import os
import shutil
import statistics
import tempfile
import time

from harness import database, finish, step, table

RATIO_GOAL = 1.2

DELIVERIES = 100
POSITIONS = 5
ROUNDS = 5


def run(options):
    """Measure, print and keep the result; return the exit code."""
    from kontor_server import Server  # the steps, in processes of their own, know nothing of it

    with database("printing", ["kontor_sales"], options) as name:
        step(name, "printing", "fill", deliveries=max(int(DELIVERIES * options.scale), 2))
        with Server(name):  # wkhtmltopdf asks it for style sheets and fonts
            found = step(name, "printing", "measure")
    ratio = found["ratio"]
    rows = [
        ("Kontor: from the list to the PDF", f"{found['print']:.2f}", f"{ratio:.3f}"),
        ("wkhtmltopdf alone", f"{found['wkhtmltopdf']:.2f}", "1.000"),
    ]
    return finish(
        "printing",
        {
            "title": f"Printing {found['deliveries']} delivery notes of {POSITIONS} positions",
            "table": table(rows, ("what", "s", "ratio")),
            "verdict": f"{ratio:.3f} × the time of wkhtmltopdf alone; goal: at most {RATIO_GOAL}",
            "reached": ratio <= RATIO_GOAL,
            **found,
        },
    )


def fill(env, deliveries):
    """Deliver orders."""
    partner = env["res.partner"].create(
        {
            "name": "Bench GmbH",
            "is_company": True,
            "street": "Hafenstraße 1",
            "zip": "20457",
            "city": "Hamburg",
            "country_id": env.ref("base.de").id,
        }
    )
    products = env["product.product"].create(
        [
            {"name": f"Schraube {number} mm, verzinkt", "type": "consu", "default_code": f"S-{number}", "list_price": 10}
            for number in range(POSITIONS)
        ]
    )
    orders = env["sale.order"].create(
        [
            {
                "partner_id": partner.id,
                "special_request": "Bitte an der Rampe abladen",
                "order_line": [(0, 0, {"product_id": product.id, "product_uom_qty": 3}) for product in products],
            }
            for _number in range(deliveries)
        ]
    )
    orders.action_confirm()
    for move in orders.picking_ids.move_ids:
        move.quantity, move.picked = move.product_uom_qty, True
    orders.picking_ids.with_context(skip_sms=True).button_validate()
    assert set(orders.picking_ids.mapped("state")) == {"done"}
    env.cr.commit()


def measure(env):
    """Return the seconds of both, measured in turns."""
    pickings = env["stock.picking"].search([("sale_id", "!=", False)], order="id desc")
    report = env.ref("kontor_sales.action_report_delivery_documents")
    with Recorder() as recorder:
        content = report._render_qweb_pdf(report, pickings.ids)[0]
    env.cr.rollback()
    assert content.startswith(b"%PDF") and len(recorder.runs) == 1
    pairs = []
    for number in range(ROUNDS):
        seconds = {}
        for name in ("alone", "print") if number % 2 else ("print", "alone"):
            env.invalidate_all()
            start = time.perf_counter()
            if name == "alone":
                recorder.run_again()
            else:
                report._render_qweb_pdf(report, pickings.ids)
            seconds[name] = time.perf_counter() - start
            env.cr.rollback()  # the print log; each round is a first print
        pairs.append((seconds["alone"], seconds["print"]))
    return {
        "deliveries": len(pickings),
        "bytes": len(content),
        "print": round(statistics.median(pair[1] for pair in pairs), 3),
        "wkhtmltopdf": round(statistics.median(pair[0] for pair in pairs), 3),
        "ratio": round(statistics.median(other / alone for alone, other in pairs), 3),
        "pairs": [[round(value, 3) for value in pair] for pair in pairs],
    }


class Recorder:
    """Keep what Odoo gives to wkhtmltopdf, to give it to wkhtmltopdf once more without Odoo."""

    def __enter__(self):
        import odoo.addons.base.models.ir_actions_report as core

        self.module, self.original = core, core._run_wkhtmltopdf
        self.runs, self.folder = [], tempfile.mkdtemp()
        core._run_wkhtmltopdf = self.record
        return self

    def __exit__(self, *_error):
        self.module._run_wkhtmltopdf = self.original

    def record(self, arguments):
        """Copy the files of a run, and let it go on."""
        kept = []
        for argument in arguments:
            if os.path.isfile(argument):
                kept.append(os.path.join(self.folder, f"{len(self.runs)}-{os.path.basename(argument)}"))
                shutil.copy(argument, kept[-1])
            else:
                kept.append(argument)
        self.runs.append(kept)
        return self.original(arguments)

    def run_again(self):
        """Run wkhtmltopdf on the kept files, with the same options."""
        for arguments in self.runs:
            done = self.original(arguments)
            assert done.returncode in (0, 1), done.stderr
