from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user, tagged

from ...models.framework.write_gate import GUARDS
from ...models.gate import write_gate
from ..invoicing.test_final_invoice import InvoicingCase

#: The models behind the gate.
MODELS = (
    "sale.order",
    "sale.order.line",
    "product.attribute.custom.value",
    "stock.picking",
    "stock.move",
    "stock.move.line",
    "account.move",
    "account.move.line",
)


@tagged("post_install", "-at_install")
class TestWriteGate(InvoicingCase):
    """What may be written on orders, deliveries and invoices is decided in one place, and nobody gets around it."""

    def _refused(self, *changes, text=""):
        for change in changes:
            with self.subTest(change=change), self.assertRaisesRegex(UserError, text), self.env.cr.savepoint():
                change()

    def test_every_guard_has_its_place_in_the_list(self):
        gate = self.env["kontor.write.gate"]
        defined = {
            name[len("_guard_") :] for name in dir(type(gate)) if name.startswith("_guard_") and name != "_guard_created"
        }
        self.assertEqual(defined, set(GUARDS))
        for model in MODELS:
            known = {name[len("_guard_") :] for name in dir(type(self.env[model])) if name.startswith("_guard_")}
            self.assertEqual(known - {"created"}, set(GUARDS), f"a guard of {model} that nobody asks")

    def test_the_gate_asks_before_everybody_else(self):
        for model in MODELS:
            for method in ("create", "write", "unlink"):
                own = [
                    cls.__module__
                    for cls in type(self.env[model]).__mro__
                    if method in vars(cls) and cls.__module__.startswith("odoo.addons.kontor_sales.")
                ]
                self.assertEqual(own[0], write_gate.__name__, f"{model}.{method}")

    def test_the_first_guard_in_the_list_refuses(self):
        """An issued quotation that a lock closes, too, says that it is issued: that is what one can do something about."""
        self.env["kontor.document.lock"].search([("company_id", "=", self.company.id)]).is_active = True
        quotation = self._order((self.plank, 1))
        quotation.action_issue_quotation()
        self._refused(lambda: quotation.write({"client_order_ref": "neu"}), text="issued")
        self._refused(lambda: quotation.write({"client_order_ref": "neu", "is_settled": True}), text="Settled")

    # -- figures and statuses -------------------------------------------------------------------------------------------

    def test_nobody_writes_what_follows_from_something_else(self):
        order = self._in_status("order", (self.plank, 10))
        self._deliver(order, 4)
        invoice = self._invoices(order, "partial", picking_ids=order.picking_ids.filtered("date_done").ids)
        picking = order.picking_ids.filtered("date_done").with_user(self.clerk)
        cases = [
            (order, "quotation_stage", "draft"),
            (order, "quotation_number", "A1"),
            (order, "version", 3),
            (order, "revision_reason", "so"),
            (order, "is_settled", True),
            (order, "invoice_status", "invoiced"),
            (order, "amount_total", 1.0),
            (order.order_line, "qty_to_invoice", 0),
            (order.order_line, "qty_invoiced", 10),
            (order.order_line, "price_total", 1.0),
            (picking, "state", "assigned"),
            (picking, "invoicing_status", "invoiced"),
            (picking.move_ids, "state", "cancel"),
            (invoice, "order_invoice_type", "final"),
            (invoice, "payment_state", "paid"),
            (invoice, "amount_residual", 0.0),
        ]
        for record, name, value in cases:
            for context in ({}, {"kontor_sales.state_work": 1, "bypass": True}):
                with self.subTest(field=name), self.assertRaises(UserError), self.env.cr.savepoint():
                    record.with_user(self.clerk).with_context(**context).write({name: value})
        for vals, context in (
            ({"quotation_stage": "ordered"}, {}),
            ({"version": 4}, {}),
            ({"is_settled": True}, {}),
            ({}, {"default_quotation_stage": "ordered"}),
            ({}, {"default_version": 4}),
            ({}, {"default_lifecycle_status": "done"}),
        ):
            with self.subTest(create=vals, context=context), self.assertRaises(UserError), self.env.cr.savepoint():
                order.with_context(**context).create({"partner_id": self.customer.id, **vals})

    def test_a_delivery_is_done_not_declared_done(self):
        order = self._in_status("order", (self.plank, 10))
        picking = order.picking_ids.with_user(self.clerk)
        move = picking.move_ids
        for state in ("done", "cancel", "draft", "confirmed"):
            self._refused(
                lambda state=state: picking.write({"state": state}),
                lambda state=state: move.write({"state": state}),
                lambda state=state: picking.write({"move_ids": [Command.update(move.id, {"state": state})]}),
                lambda state=state: picking.sale_id.write({"picking_ids": [Command.update(picking.id, {"state": state})]}),
                text="nothing would be moved",
            )
        values = {
            "product_id": self.plank.id,
            "product_uom_qty": 1,
            "location_id": move.location_id.id,
            "location_dest_id": move.location_dest_id.id,
            "sale_line_id": order.order_line.id,
        }
        self._refused(
            lambda: move.create({**values, "state": "done"}),
            lambda: move.create({**values, "picking_id": picking.id, "state": "assigned"}),
            lambda: move.with_context(default_state="done").create(values),
            lambda: picking.create({"picking_type_id": picking.picking_type_id.id, "state": "done"}),
            text="nothing would be moved",
        )
        self.assertEqual(order.order_line.qty_delivered, 0)
        # the warehouse's own work goes on, in the name of somebody who has no other rights
        keeper = self.env["res.users"].create(
            {
                "name": "Lager",
                "login": "kontor_keeper",
                "group_ids": [Command.set(self.env.ref("stock.group_stock_user").ids)],
            }
        )
        picking = picking.with_user(keeper)
        picking.do_unreserve()
        picking.action_assign()
        self.assertEqual(picking.state, "assigned")
        picking.move_ids.product_uom_qty = 12
        picking.move_ids.write({"quantity": 5, "picked": True})
        picking.with_context(skip_backorder=True).button_validate()
        self.assertEqual(picking.state, "done")
        self.assertEqual(order.order_line.qty_delivered, 5)
        backorder = order.picking_ids.filtered(lambda transfer: transfer.state != "done").with_user(keeper)
        backorder.action_cancel()
        self.assertEqual(backorder.state, "cancel")
        self._refused(lambda: backorder.move_ids.write({"state": "assigned"}), text="nothing would be moved")

    # -- what follows from a step is done inside its work ---------------------------------------------------------------

    def _lock(self, document, event):
        self.env["kontor.document.lock"].search(
            [("company_id", "=", self.company.id), ("document", "=", document), ("event", "=", event)]
        ).is_active = True

    def test_an_issued_quotation_is_ordered_though_orders_are_locked_after_confirmation(self):
        self._lock("order", "confirmed")
        self.company.write({"sale_intro_text": "Wir bieten an", "sale_confirmation_intro_text": "Wir bestätigen"})
        quotation = self._order((self.plank, 2))
        quotation.action_issue_quotation()
        quotation.change_status("order")
        self.assertEqual((quotation.quotation_stage, quotation.order_source), ("ordered", "quotation"))
        self.assertEqual(quotation.intro_text, "Wir bestätigen")
        self._refused(lambda: quotation.write({"client_order_ref": "neu"}), text="document lock")

    def test_004_9_an_order_goes_back_to_the_version_that_was_issued(self):
        for locked in (False, True):
            self.company.write({"sale_intro_text": "Wir bieten an", "sale_confirmation_intro_text": "Wir bestätigen"})
            order = self._order((self.plank, 2), intro_text="Wir bieten an")
            order.action_issue_quotation()
            version = order.issued_version_id
            lines = order.order_line
            order.change_status("order")
            if not locked:
                order.order_line.product_uom_qty = 7
                order.write({"order_line": [Command.create({"product_id": self.book.id})]})
            else:
                self._lock("order", "confirmed")
            order.change_status("quotation")
            self.assertEqual((order.state, order.quotation_stage), ("sent", "issued"))
            self.assertEqual((order.issued_version_id, order.ordered_version_id), (version, version.browse()))
            self.assertEqual((order.amount_total, order.intro_text), (version.amount_total, "Wir bieten an"))
            self.assertEqual(order.order_line.mapped("product_uom_qty"), [2])
            if locked:
                self.assertEqual(order.order_line, lines, "nothing had changed, nothing is made anew")
            self._refused(lambda order=order: order.write({"client_order_ref": "neu"}), text="issued")
            order.action_revise_quotation("Kunde wünscht eine Änderung")
            order.order_line.product_uom_qty = 3
            order.action_issue_quotation()
            self.assertEqual(order.version, 2)
            order.change_status("order")
            self.assertEqual(order.ordered_version_id, order.version_ids[0])

    def test_invoices_and_bills_are_entered_on_the_screen(self):
        """The form sends the payment status of the new document along; that claims nothing."""
        bookkeeper = new_test_user(self.env, "gate_bookkeeper", groups="account.group_account_invoice")
        for move_type in ("out_invoice", "in_invoice", "out_refund"):
            with self.subTest(move_type=move_type):
                moves = self.env["account.move"].with_user(bookkeeper).with_context(default_move_type=move_type)
                with Form(moves) as form:
                    form.partner_id = self.customer
                    if move_type == "in_invoice":
                        form.invoice_date = fields.Date.context_today(moves)
                    with form.invoice_line_ids.new() as line:
                        line.product_id = self.plank
                self.assertEqual((form.record.state, form.record.payment_state), ("draft", "not_paid"))
                form.record.action_post()
                self.assertEqual(form.record.state, "posted")
        paid = {"partner_id": self.customer.id, "payment_state": "paid"}
        self._refused(lambda: moves.create(paid), text="can't be written")

    def test_a_write_on_nothing_is_no_claim(self):
        """Core writes on what its filters have left of the records, which may be nothing."""
        nothing = self.env["sale.order"].with_user(self.clerk).browse()
        self.assertTrue(nothing.write({"state": "sale"}))
