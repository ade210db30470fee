from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.modules.module import load_script
from odoo.tests import Form, tagged
from odoo.tools import file_path
from odoo.tools.safe_eval import safe_eval

from ..common import OrderCase


class LawCase(OrderCase):
    """An invoice and an order as the clerk has them, and core's own ways to change them."""

    def _credit(self, invoice, post=True, **line_values):
        """Credit an invoice by core's dialog, in full or as ``line_values`` say."""
        wizard = (
            self.env["account.move.reversal"]
            .with_user(self.clerk)
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id})
        )
        wizard.refund_moves()
        credit_note = wizard.new_move_ids
        if line_values:
            credit_note.invoice_line_ids.write(line_values)
        if post:
            credit_note.action_post()
        return credit_note

    def _exchange(self, order, quantity):
        """Take goods back and send others: by the warehouse's own dialog."""
        picking = order.picking_ids.filtered(lambda picking: picking.state == "done")[-1:]
        wizard = (
            self.env["stock.return.picking"]
            .with_user(self.clerk)
            .with_context(active_id=picking.id, active_ids=picking.ids, active_model="stock.picking")
            .create({"picking_id": picking.id})
        )
        wizard.product_return_moves.write({"quantity": quantity, "to_refund": False})
        before = order.picking_ids
        wizard.action_create_exchanges()
        order.invalidate_recordset(["picking_ids"])
        new = order.picking_ids - before
        back = new.filtered(lambda picking: picking.location_id.usage == "customer")
        back.move_ids.write({"quantity": quantity, "picked": True})
        back.button_validate()
        return new - back

    def _option(self, order, status):
        return {option["status"]: option for option in order.get_status_options()}[status]


@tagged("post_install", "-at_install")
class TestNothingIsAdded(LawCase):
    """001-2: from Rechnung on positions and quantities are closed on every path; a Nachtrag takes what comes on top."""

    def _additions(self, order):
        """Return each path on which something could be added to an order, with its name."""
        self.company.sale_discount_product_id = self._product("Rabatt", type="service", invoice_policy="order")
        line = order.order_line[0]
        lines = order.order_line.browse()
        position = {"product_id": self.setup.id, "product_uom_qty": 1}
        more = line.product_uom_qty + 1
        dozen = self.env.ref("uom.product_uom_dozen")
        other = self._order((self.setup, 1))
        return {
            "a position": lambda: lines.create({"order_id": order.id, **position}),
            "a position by default": lambda: lines.with_context(default_order_id=order.id).create(position),
            "a position without a quantity": lambda: lines.create({"order_id": order.id, "product_id": self.setup.id}),
            "a position over nothing": lambda: lines.create({"order_id": order.id, **position, "product_uom_qty": 0}),
            "a position that claims to be a down payment": lambda: lines.create(
                {"order_id": order.id, **position, "is_downpayment": True}
            ),
            "a command": lambda: order.write({"order_line": [Command.create(position)]}),
            "a free position": lambda: order.action_add_free_position("Anfahrt", 1, 40.0),
            "a copy of a position": lambda: line.copy({"order_id": order.id}),
            "a position of another order": lambda: other.order_line.write({"order_id": order.id}),
            "more of it": lambda: line.write({"product_uom_qty": more}),
            "more of it by a command": lambda: order.write(
                {"order_line": [Command.update(line.id, {"product_uom_qty": more})]}
            ),
            "more of it by another unit": lambda: line.write({"product_uom_id": dozen.id}),
            "another article": lambda: line.write({"product_id": self.screw.id}),
            "by the server": lambda: order.sudo().order_line.create({"order_id": order.id, **position}),
            "a discount as a position": lambda: (
                self.env["sale.order.discount"]
                .with_user(self.clerk)
                .create({"sale_order_id": order.id, "discount_type": "amount", "discount_amount": 10})
                .action_apply_discount()
            ),
        }

    def _assert_closed(self, order):
        before = [(line.id, line.product_id, line.product_uom_qty) for line in order.order_line]
        for name, add in self._additions(order).items():
            with self.subTest(status=order.lifecycle_status, path=name):
                with self.assertRaises(UserError) as refusal, self.env.cr.savepoint():
                    add()
                if name != "another article":  # core has its own sentence for it
                    self.assertRegex(str(refusal.exception), "Addendum|Nachtrag")  # the wizard speaks German
        self.assertEqual([(line.id, line.product_id, line.product_uom_qty) for line in order.order_line], before)

    def test_001_2_every_path_is_closed_from_rechnung_on(self):
        for status in ("invoice", "done"):
            order = self._in_status(status)
            self._assert_closed(order)
            self.assertStatus(order, status)

    def test_001_2_before_rechnung_everything_can_be_added(self):
        for status in ("quotation", "order", "delivery"):
            order = self._in_status(status)
            self.assertFalse(order.reached_billing)
            for name, add in self._additions(order).items():
                if name in ("another article", "a discount as a position"):
                    continue
                with self.subTest(status=status, path=name):
                    savepoint = self.env.cr.savepoint()
                    add()
                    self.env.flush_all()
                    savepoint.close(rollback=True)
                    self.env.invalidate_all()

    def test_001_2_an_invoice_by_core_closes_the_order_too(self):
        order = self._in_status("delivery")
        order._create_invoices().action_post()
        self._assert_closed(order)

    def test_001_2_texts_stay_free(self):
        order = self._in_status("invoice")
        order.order_line = [
            Command.create({"display_type": "line_section", "name": "Hinweise"}),
            Command.create({"display_type": "line_note", "name": "Nur über Tor 3"}),
        ]
        self.assertEqual(len(order.order_line), 3)
        self.assertStatus(order, "invoice")

    def test_004_25_less_and_a_lower_price_lead_to_the_credit_of_the_difference(self):
        for status in ("invoice", "done"):
            order = self._in_status(status, (self.setup, 5))
            order.order_line.product_uom_qty = 4
            order.order_line.price_unit = 45
            self.assertStatus(order, status)
            self.assertGreater(order.credit_difference_amount, 0)
            self.env["account.move"].browse(order.action_create_credit_note_difference()).action_post()
            self.assertStatus(order, status)
            self.assertFalse(order.is_left_to_invoice)
            with self.assertRaisesRegex(UserError, "Addendum"):
                order.order_line.product_uom_qty = 5

    def test_001_2_a_higher_price_comes_on_top(self):
        for status in ("invoice", "done"):
            order = self._in_status(status, (self.setup, 5))
            line, total = order.order_line.with_user(self.clerk), order.amount_total
            self.assertEqual((line.price_unit, line.discount), (50, 0))
            for values in ({"price_unit": 50.01}, {"price_unit": 60, "discount": 10}, {"discount": -1}):
                with self.assertRaisesRegex(UserError, "Addendum"), self.env.cr.savepoint():
                    line.write(values)
            self.assertEqual(order.amount_total, total)
            line.write({"price_unit": 40})
            line.write({"price_unit": 100, "discount": 50})  # so much is invoiced: reduced by mistake
            self.assertEqual(order.amount_total, total)
            line.write({"discount": 60})
            self.env["account.move"].browse(order.action_create_credit_note_difference()).action_post()
            with self.assertRaisesRegex(UserError, "Addendum"), self.env.cr.savepoint():
                line.write({"discount": 50})

    def test_001_2_a_reduction_by_mistake_can_be_put_right(self):
        order = self._in_status("order")
        order.change_status("invoice", delivery="none")
        order.order_line.product_uom_qty = 3
        self.assertGreater(order.credit_difference_amount, 0)
        order.order_line.product_uom_qty = 5
        self.assertFalse(order.credit_difference_amount)
        with self.assertRaisesRegex(UserError, "Addendum"):
            order.order_line.product_uom_qty = 5.01

    def test_001_2_more_hours_than_ordered_come_on_top(self):
        order = self._order((self.repair, 3))
        order.change_status("invoice", delivery="none")
        order.order_line.qty_delivered = 3
        with self.assertRaisesRegex(UserError, "Addendum"):
            order.order_line.qty_delivered = 4
        before = self._order((self.repair, 3))
        before.change_status("order")
        before.order_line.qty_delivered = 4
        before.change_status("invoice")
        self.assertAlmostEqual(before.invoice_ids.amount_untaxed, 320)

    def test_001_2_goods_that_nobody_ordered_are_not_sent_along(self):
        order = self._in_status("delivery")
        order.change_status("invoice", delivery="none")
        picking = order.picking_ids.filtered(lambda picking: picking.state != "done").with_user(self.clerk)
        picking.move_ids.write({"quantity": 3, "picked": True})
        self.env["stock.move"].with_user(self.clerk).create(
            {
                "product_id": self.screw.id,
                "product_uom_qty": 1,
                "quantity": 1,
                "picked": True,
                "picking_id": picking.id,
                "location_id": picking.location_id.id,
                "location_dest_id": picking.location_dest_id.id,
            }
        )
        with self.assertRaisesRegex(UserError, "Addendum"):
            picking.with_context(skip_sms=True).button_validate()

    def test_001_2_costs_are_not_passed_on_by_an_invoiced_order(self):
        order = self._in_status("invoice")
        items = self.env["account.move.line"]
        for found, refused in ((order, True), (self._in_status("delivery"), False), (order.browse(), False)):
            with patch.object(type(items), "_sale_determine_order", lambda items, found=found: {1: found}):
                if refused:
                    with self.assertRaisesRegex(UserError, "Addendum"):
                        items._sale_create_reinvoice_sale_line()
                else:
                    self.assertFalse(items._sale_create_reinvoice_sale_line())

    def test_the_work_of_the_server_goes_on(self):
        """Down payments get their line, deliveries go on, and what is invoiced again takes what is left."""
        order = self._in_status("order")
        order.create_invoice_of_type("down_payment", percentage=20, post=True)
        order.change_status("invoice", delivery="none")
        self.assertTrue(order.reached_billing)
        order.action_deliver_open()
        final = order.invoice_ids.filtered(lambda move: move.order_invoice_type == "final")
        self._credit(final)
        self.assertTrue(order.is_to_invoice_again)
        order.create_invoice_of_type("final", post=True)
        self.assertStatus(order, "invoice")
        self.assertFalse(order.is_to_invoice_again)

    def test_nobody_writes_the_fact(self):
        order = self._in_status("order")
        for values in ({"reached_billing": True}, {"addendum_of_id": self._in_status("invoice").id}):
            with self.assertRaises(UserError):
                order.write(values)
            with self.assertRaises(UserError):
                self._order(**values)
            name, value = next(iter(values.items()))
            with self.assertRaises(UserError):
                self.env["sale.order"].with_user(self.clerk).with_context(**{f"default_{name}": value}).create(
                    {"partner_id": self.customer.id}
                )
        self.assertFalse(self._in_status("invoice").copy().reached_billing)


@tagged("post_install", "-at_install")
class TestAddendum(LawCase):
    """001-2: Nachtrag: a new order of the customer with the same terms, linked to the first."""

    def test_001_2_takes_over_the_terms_and_no_positions(self):
        term = self.env["account.payment.term"].create({"name": "21 Tage"})
        site = self.env["res.partner"].create({"name": "Baustelle Nord", "parent_id": self.customer.id, "type": "delivery"})
        order = self._order(
            payment_term_id=term.id, partner_shipping_id=site.id, user_id=self.seller.id, special_request="Nur über Tor 3"
        )
        order.change_status("invoice")
        addendum_id = order.action_addendum()
        self.assertIsInstance(addendum_id, int)
        addendum = order.browse(addendum_id)
        self.assertStatus(addendum, "quotation")
        self.assertFalse(addendum.order_line)
        self.assertEqual(addendum.addendum_of_id, order)
        self.assertEqual(order.addendum_ids, addendum)
        self.assertEqual(order.addendum_count, 1)
        for name in (
            "partner_id", "partner_invoice_id", "partner_shipping_id", "pricelist_id", "currency_id", "payment_term_id",
            "fiscal_position_id", "user_id", "team_id", "company_id", "warehouse_id", "special_request",
        ):  # fmt: skip
            self.assertEqual(addendum[name], order[name], name)
        for name in ("quotation_number", "ordered_on", "reached_billing", "source_reference", "is_history"):
            self.assertFalse(addendum[name], name)
        addendum.order_line = [Command.create({"product_id": self.setup.id})]
        addendum.change_status("invoice")
        self.assertStatus(addendum, "invoice")
        self.assertStatus(order, "invoice")

    def test_001_2_the_buttons_open_it(self):
        order = self._in_status("done")
        action = order.action_open_addendum()
        self.assertEqual((action["res_model"], action["views"][0][1]), ("sale.order", "form"))
        self.assertEqual(order.browse(action["res_id"]).addendum_of_id, order)
        self.assertEqual(order.action_view_addenda()["res_id"], action["res_id"])
        order.action_addendum()
        self.assertEqual(len(order.browse(order.action_view_addenda()["domain"][0][2])), 2)

    def test_001_2_only_where_nothing_can_be_added(self):
        for status, way in (("quotation", "Add the position"), ("delivery", "Add the position"), ("cancel", "Duplicate")):
            with self.assertRaisesRegex(UserError, way):
                self._in_status(status).action_addendum()
        for orders in (self.env["sale.order"], self._in_status("invoice") | self._in_status("invoice")):
            with self.assertRaisesRegex(UserError, "exactly one"):
                orders.action_addendum()

    def test_001_2_needs_the_right_to_make_orders(self):
        order = self._in_status("invoice")
        worker = self.clerk.copy({"login": "kontor_worker", "name": "Lager"})
        worker.group_ids = self.env.ref("stock.group_stock_user") | self.env.ref("base.group_user")
        self.env.invalidate_all()
        with self.assertRaisesRegex(AccessError, "lack the right to change quotations and orders"):
            order.with_user(worker).action_addendum()

    def test_001_2_the_form_offers_it(self):
        with Form(self._in_status("invoice")) as form:
            self.assertTrue(form.reached_billing)


@tagged("post_install", "-at_install")
class TestNeverBelowRechnung(LawCase):
    """001-2, 000-7: an order that reached Rechnung never stands below it, unless it is cancelled."""

    def _assert_to_invoice_again(self, order):
        self.assertStatus(order, "invoice")
        self.assertTrue(order.is_to_invoice_again)
        self.assertFalse(order.is_settled)
        self.assertEqual(order.billing_label, "Invoice – to be invoiced again")
        orders = self.env["sale.order"]
        self.assertIn(order, orders.search([("is_to_invoice_again", "=", True)]))
        self.assertNotIn(order, orders.search([("is_to_invoice_again", "=", False)]))
        to_invoice = self.env.ref("kontor_sales.action_order_to_invoice")
        self.assertIn(order, orders.search(safe_eval(to_invoice.domain)))
        option = self._option(order, "done")
        self.assertFalse(option["allowed"])
        self.assertIn("invoice again", option["reason"])

    def test_001_2_a_full_credit_note(self):
        order = self._in_status("invoice")
        self._credit(order.invoice_ids)
        self._assert_to_invoice_again(order)
        order.create_invoice_of_type("final", post=True)
        self.assertStatus(order, "invoice")
        self.assertFalse(order.is_to_invoice_again)
        order.change_status("done")
        self.assertStatus(order, "done")

    def test_001_2_a_full_credit_note_before_the_delivery(self):
        order = self._in_status("order")
        order.change_status("invoice", delivery="none")
        self._credit(order.invoice_ids)
        self._assert_to_invoice_again(order)
        self.assertTrue(order.is_left_to_deliver)
        order.action_deliver_open()
        self._assert_to_invoice_again(order)

    def test_001_2_an_invoice_that_had_not_left_the_house_is_drafted_again(self):
        self._without_hash_chain()
        order = self._in_status("invoice")
        invoice = order.invoice_ids.with_user(self.clerk)
        invoice.button_draft()
        self._assert_to_invoice_again(order)
        with self.assertRaisesRegex(UserError, "Addendum"):
            order.order_line.product_uom_qty = 7
        invoice.action_post()
        self.assertStatus(order, "invoice")
        self.assertFalse(order.is_to_invoice_again)
        invoice.button_cancel()
        self._assert_to_invoice_again(order)

    def test_001_2_an_invoice_that_has_left_the_house_is_not_drafted(self):
        self._without_hash_chain()
        order = self._in_status("invoice")
        invoice = order.invoice_ids.with_user(self.clerk)
        reports = self.env["ir.actions.report"].with_user(self.clerk).with_context(force_report_rendering=True)
        reports._render_qweb_pdf("account.account_invoices", invoice.ids)
        for reset in (invoice.button_draft, invoice.button_cancel):
            with self.assertRaisesRegex(UserError, "printed.*(?s:.)*credit note"):
                reset()
        self.assertStatus(order, "invoice")
        sent = self._in_status("invoice").invoice_ids.with_user(self.clerk)
        sent.is_move_sent = True
        with self.assertRaisesRegex(UserError, "sent.*(?s:.)*credit note"):
            sent.button_draft()

    def test_001_2_the_order_goes_nowhere_else(self):
        order = self._in_status("invoice")
        self._credit(order.invoice_ids)
        for target in ("quotation", "order", "delivery", "invoice"):
            self.assertFalse(self._option(order, target)["allowed"])
            with self.assertRaises(UserError):
                order.change_status(target)
        self.assertIn("Deliver Now", self._option(order, "delivery")["reason"])
        with self.assertRaises(UserError):
            order.write({"state": "draft"})
        order.with_user(self.clerk).action_draft()
        self._assert_to_invoice_again(order)

    def test_001_2_it_can_be_cancelled(self):
        self._without_hash_chain()
        order = self._in_status("invoice")
        order.invoice_ids.with_user(self.clerk).button_draft()
        order.change_status("cancel", reason="Doch nicht")
        self.assertStatus(order, "cancel")
        self.assertFalse(order.is_to_invoice_again)
        self.assertAlmostEqual(self._revenue(), 0)

    def test_000_7_a_return_opens_erledigt_and_not_the_status(self):
        for status in ("invoice", "done"):
            order = self._in_status(status)
            self.assertTrue(order.is_settled)
            self._return(order.picking_ids.with_user(self.clerk), 2)
            self.assertStatus(order, status)
            self.assertFalse(order.is_settled)
            self.env["account.move"].browse(order.action_create_credit_note_difference()).action_post()
            self.assertStatus(order, status)
            self.assertTrue(order.is_settled)

    def test_000_7_exchanged_goods_are_delivered_again_within_rechnung(self):
        for status in ("invoice", "done"):
            order = self._in_status(status)
            replacement = self._exchange(order, 2)
            self.assertTrue(replacement)
            self.assertStatus(order, status)
            self.assertTrue(order.is_left_to_deliver)
            self.assertFalse(order.is_settled)
            self.assertIn(order.fulfilment_stage, ("open", "waiting"))
            order.action_deliver_open()
            self.assertEqual(replacement.state, "done")
            self.assertStatus(order, status)
            self.assertTrue(order.is_settled)

    def test_the_orders_that_are_there_get_the_fact(self):
        invoiced, delivered = self._in_status("invoice"), self._in_status("delivery")
        self.env.flush_all()
        self.env.cr.execute("UPDATE sale_order SET reached_billing = NULL WHERE id IN %s", [(invoiced | delivered)._ids])
        self.env.invalidate_all()
        for phase in ("pre", "post"):
            path = file_path(f"kontor_sales/migrations/19.0.1.2.0/{phase}-reached_billing.py")
            load_script(path, f"{phase}_reached_billing").migrate(self.env.cr, "19.0.1.1.1")
        self.env.invalidate_all()
        self.assertEqual([order.reached_billing for order in (invoiced, delivered)], [True, False])
