"""Each document lock × each step of an order's life: it works, or a sentence says why not, and nothing is half done.

A lock only ever refuses. So that none of them stops the work on a document is shown by doing it with all of them on; what
each of them closes is tried one by one.
"""

from contextlib import contextmanager
from typing import NamedTuple

from odoo import Command
from odoo.exceptions import UserError

LOCKS = (
    ("quotation", "sent"),
    ("order", "confirmed"),
    ("order", "first_delivery"),
    ("order", "complete_delivery"),
    ("order", "first_invoice"),
    ("order", "complete_invoice"),
    ("delivery", "validated"),
    ("delivery", "invoiced"),
    ("invoice", "posted"),
    ("invoice", "sent"),
    ("invoice", "paid"),
)


class Step(NamedTuple):
    """One step of the life."""

    name: str
    #: Does it to the order.
    run: callable
    #: The order stays so; other steps are only tried.
    kept: bool = False
    #: The document that it changes: what a lock of that document closes. Empty: the work that no lock stops.
    changes: str = ""


class LockMatrix:
    """To be mixed into a test case with ``customer``, ``clerk``, ``plank`` and the helpers of ``InvoicingCase``."""

    def _walk(self, order, steps):
        """Take an order through the steps; try each of them with the locks.

        :param order: a ``sale.order`` in the name of the clerk
        :param steps: the ``Step`` records in order
        """
        other = self.env["res.partner"].create({"name": "Zweiter Kunde", "is_company": True})
        self._other_customer = other
        for number, step in enumerate(steps, start=1):
            name = f"{number}. {step.name}"
            free = self._tried(name, order, step, ())
            if step.changes:
                reached = self._reached_locks(order, step.changes)
                self._assert_same(name, free, self._tried(name, order, step, set(LOCKS) - reached))
                for lock in reached:
                    with self.subTest(step=name, lock=lock):
                        outcome = self._tried(name, order, step, {lock})
                        self.assertIsInstance(outcome, str, "a locked document was changed")
                        if free is True:
                            self.assertIn("document lock", outcome)
            else:
                self._assert_same(name, free, self._tried(name, order, step, LOCKS))
            if step.kept:
                self.assertIs(free, True, f"{name}: the life stops here: {free}")
                step.run(order)
                self.env.flush_all()

    def _assert_same(self, name, free, outcome):
        """Check that locks make no difference to a step."""
        with self.subTest(step=name):
            if free is True:
                self.assertIs(outcome, True, f"a lock stops the work: {outcome}")
            else:
                self.assertIsInstance(outcome, str)

    def _tried(self, name, order, step, locks):
        """Do a step, and undo it.

        :param locks: the locks that are on
        :return: True when it works, or the sentence that refuses it; anything else is an error of the test
        """
        with self.subTest(step=name, locks=locks), self._undone(locks):
            before = self._documents(order)
            try:
                step.run(order)
                self.env.flush_all()
                return True
            except UserError as error:
                # Odoo rolls the call back; what promises that nothing has changed keeps that by itself
                if not step.changes:
                    self.assertEqual(self._documents(order), before, "something is half done")
                return str(error)
        return None

    @contextmanager
    def _undone(self, locks):
        """Switch locks on, and undo what is done inside."""
        savepoint = self.env.cr.savepoint()
        try:
            settings = self.env["kontor.document.lock"].search([("company_id", "=", self.company.id)])
            settings.is_active = False
            settings.filtered(lambda lock: (lock.document, lock.event) in locks).is_active = True
            yield
        finally:
            savepoint.close(rollback=True)
            self.env.registry.clear_cache()

    def _documents(self, order):
        """Return how the order and its documents stand."""
        order = order.sudo()
        order.invalidate_recordset()
        pickings, moves = order.picking_ids, order.invoice_ids
        return (
            order.state,
            order.lifecycle_status,
            order.quotation_stage,
            order.partner_id.id,
            order.amount_total,
            [(line.id, line.product_uom_qty, line.price_unit) for line in order.order_line],
            sorted((move.id, move.state, move.product_uom_qty, move.quantity) for move in pickings.move_ids),
            sorted((move.id, move.state, move.order_invoice_type, move.amount_total) for move in moves),
        )

    def _reached_locks(self, order, document):
        """Return the locks whose event has happened to the documents that a step changes: seen from outside."""
        order = order.sudo()
        position = order.order_line.filtered(lambda line: line.product_id == self.plank)
        ordered = sum(position.mapped("product_uom_qty"))
        delivered, invoiced = sum(position.mapped("qty_delivered")), sum(position.mapped("qty_invoiced"))
        posted = order.invoice_ids.filtered(lambda move: move.state == "posted").sorted("id")
        facts = {
            ("quotation", "sent"): order.state == "sent",
            ("order", "confirmed"): order.state == "sale",
            ("order", "first_delivery"): delivered > 0,
            ("order", "complete_delivery"): delivered >= ordered,
            ("order", "first_invoice"): bool(posted),
            ("order", "complete_invoice"): invoiced >= ordered,
            ("delivery", "validated"): delivered > 0,
            ("delivery", "invoiced"): invoiced > 0,
            ("invoice", "posted"): bool(posted),
            ("invoice", "sent"): bool(posted[-1:].is_move_sent),
            ("invoice", "paid"): posted[-1:].payment_state in ("paid", "in_payment"),
        }
        return {lock for lock, happened in facts.items() if happened and lock[0] == document}

    # -- the steps ------------------------------------------------------------------------------------------------------

    def _quotation_steps(self, issue=False):
        """Return the steps from the quotation to the order."""
        document = "quotation"
        # not issued, it is the server that calls an order sent: it is being paid online
        send = (
            (lambda order: order.sudo().action_quotation_sent())
            if not issue
            else (lambda order: order.action_issue_quotation())
        )
        return [
            *self._changes(document),
            Step("issue" if issue else "send", send, kept=True),
            *self._changes(document),
            Step("revise", lambda order: order.action_revise_quotation("Kunde wünscht eine Änderung")),
            Step("cancel", lambda order: order.change_status("cancel")),
            Step("order", lambda order: order.change_status("order"), kept=True),
        ]

    def _changes(self, document):
        """Return the ways to change what was agreed, each on its own."""
        return [
            Step("other reference", lambda order: order.write({"client_order_ref": "neu"}), changes=document),
            Step("other text of a position", lambda order: self._position(order).write({"name": "neu"}), changes=document),
            Step("more of it", lambda order: self._position(order).write({"product_uom_qty": 3000}), changes=document),
            Step("more by the order", self._raise_by_the_order, changes=document),
            Step("one more position", self._add_position, changes=document),
            Step("other customer", self._reassign, changes=document),
        ]

    def _order_steps(self, down_payment=False):
        """Return the steps from the confirmed order to the paid one."""
        changes = self._changes("order")
        delivery = Step(
            "other origin of the delivery",
            lambda order: self._done(order)[:1].write({"origin": "neu"}),
            changes="delivery",
        )
        back = Step("back to the quotation", lambda order: order.change_status("quotation"))
        cancel = Step("cancel", lambda order: order.change_status("cancel"))
        invoice = Step(
            "other reference of the invoice", lambda order: self._posted(order)[-1:].write({"ref": "neu"}), changes="invoice"
        )
        reset = Step("reset the invoice", lambda order: self._posted(order)[-1:].button_draft(), changes="invoice")
        steps = [*changes, back, cancel]
        if down_payment:
            request = Step("down payment", lambda order: self._invoice_of(order, "down_payment", percentage=20), kept=True)
            steps += [request, *changes[:2], back, cancel]
        return [
            *steps,
            Step("deliver a part", self._deliver_part, kept=True),
            *changes[:3],
            delivery,
            Step("take back", lambda order: self._return(self._done(order)[:1].with_user(self.clerk), 1)),
            cancel,
            Step("invoice the delivery", self._invoice_delivery, kept=True),
            *changes[:3],
            delivery,
            invoice,
            reset,
            cancel,
            Step("deliver the rest", lambda order: order.change_status("delivery"), kept=True),
            Step("final invoice", lambda order: self._invoice_of(order, "final"), kept=True),
            *changes[:3],
            Step("pay", lambda order: order.change_status("done"), kept=True),
            changes[0],
            invoice,
            cancel,
        ]

    def _position(self, order):
        return order.order_line.filtered(lambda line: line.product_id == self.plank)[:1]

    def _done(self, order):
        return order.picking_ids.filtered(lambda picking: picking.state == "done").sorted("id")

    def _posted(self, order):
        return order.invoice_ids.filtered(lambda move: move.state == "posted").sorted("id")

    def _raise_by_the_order(self, order):
        order.write({"order_line": [Command.update(self._position(order).id, {"product_uom_qty": 3000})]})

    def _add_position(self, order):
        order.order_line.create({"order_id": order.id, "product_id": self.plank.id})

    def _reassign(self, order):
        order.reassign_customer(self._other_customer.id, keep_prices=True)

    def _deliver_part(self, order):
        order.change_status("delivery", quantities=[{"line_id": self._position(order).id, "quantity": 4}])

    def _invoice_of(self, order, invoice_type, **options):
        order.create_invoice_of_type(invoice_type, post=True, **options)

    def _invoice_delivery(self, order):
        self._invoice_of(order, "partial", picking_ids=self._done(order).ids)
