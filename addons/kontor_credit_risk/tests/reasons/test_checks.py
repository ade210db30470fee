from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import CreditCase


@tagged("post_install", "-at_install")
class TestChecks(CreditCase):
    """002-13: where the limit is checked. A refusal changes nothing and says what, why, how much, and who can help."""

    def test_002_13_an_order_within_the_limit_is_confirmed(self):
        self._limit(500)
        order = self._order((self.drill, 5))
        order.action_confirm()
        self.assertStatus(order, "order")

    def test_002_13_an_order_beyond_the_limit_is_refused_with_the_figures(self):
        self._limit(1000)
        self._invoice(300)
        self._order((self.drill, 4)).action_confirm()
        order = self._order((self.drill, 5))
        with self.assertRaises(UserError) as refusal:
            order.action_confirm()
        message = str(refusal.exception)
        for part in (order.name, "Baumarkt Süd", "1,000.00", "300.00", "400.00", "500.00", "200.00", "kontor_releaser"):
            self.assertIn(part, message)
        self.assertStatus(order, "quotation")

    def test_002_13_two_orders_in_one_call_are_judged_together_and_in_order(self):
        self._limit(500)
        orders = self._order((self.drill, 3)) | self._order((self.drill, 3))
        with self.assertRaises(UserError) as refusal:
            orders.action_confirm()
        self.assertIn(orders[1].name, str(refusal.exception))
        self.assertNotIn(orders[0].name, str(refusal.exception))
        for order in orders:
            self.assertStatus(order, "quotation")
        orders[0].action_confirm()
        self.assertStatus(orders[0], "order")

    def test_one_blocked_order_leaves_the_whole_batch_untouched(self):
        other = self.env["res.partner"].create({"name": "Frei GmbH"})
        self._limit(100)
        orders = self._order((self.drill, 1), partner_id=other.id) | self._order((self.drill, 5))
        with self.assertRaises(UserError):
            orders.action_confirm()
        self.assertEqual(set(orders.mapped("state")), {"draft"})

    def test_002_13_a_confirmed_order_can_t_grow_beyond_the_limit(self):
        self._limit(500)
        order = self._in_status("order", (self.drill, 5))
        line = order.order_line
        changes = {
            "quantity": lambda: line.write({"product_uom_qty": 6}),
            "price": lambda: line.write({"price_unit": 101}),
            "new line": lambda: order.write(
                {"order_line": [Command.create({"product_id": self.setup.id, "product_uom_qty": 1})]}
            ),
            "line by itself": lambda: (
                self.env["sale.order.line"].with_user(self.clerk).create({"order_id": order.id, "product_id": self.setup.id})
            ),
        }
        for name, change in changes.items():
            with self.subTest(name), self.assertRaisesRegex(UserError, "exceeds the limit"), self.env.cr.savepoint():
                change()
                self.env.flush_all()
            self.env.invalidate_all()
            self.assertEqual(order.amount_total, 500)
        line.write({"product_uom_qty": 4})
        self.assertEqual(order.amount_total, 400)

    def test_002_13_a_delivery_is_stopped_when_the_customer_is_over_the_limit_by_then(self):
        self._limit(500)
        order = self._in_status("order", (self.drill, 5))
        self._invoice(200)
        with self.assertRaisesRegex(UserError, "exceeds the limit"):
            order.change_status("delivery")
        picking = order.picking_ids
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty
            move.picked = True
        for validate in (picking.button_validate, picking._action_done, picking.move_ids._action_done):
            with self.assertRaisesRegex(UserError, "exceeds the limit"), self.env.cr.savepoint():
                validate()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            picking.move_ids.with_user(self.clerk).write({"state": "done"})
        self.assertNotEqual(picking.state, "done")

    def test_a_return_is_never_stopped(self):
        order = self._in_status("order", (self.drill, 5))
        order.change_status("delivery")
        self._limit(0)
        self._return(order.picking_ids, 5)
        self.assertEqual(order.order_line.qty_delivered, 0)

    def _transfer(self, kind, partner, source, target):
        """Make a transfer of five drills that belongs to no order, ready to be validated."""
        picking_type = self.warehouse[f"{kind}_type_id"]
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": picking_type.id,
                "partner_id": partner.id,
                "location_id": source.id,
                "location_dest_id": target.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.drill.id,
                            "product_uom_qty": 5,
                            "location_id": source.id,
                            "location_dest_id": target.id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        picking.move_ids.write({"quantity": 5, "picked": True})
        return picking

    def test_002_13_goods_come_in_from_a_supplier_who_has_no_credit_as_a_customer(self):
        """Only what leaves for a customer uses credit: no receipt, no return to the supplier, no transfer of our own."""
        self.company.limit_without_row = "zero"
        partner = self.env["res.partner"].create({"name": "Werkzeug Nord GmbH", "is_company": True})
        suppliers, customers = (self.env.ref(f"stock.stock_location_{kind}") for kind in ("suppliers", "customers"))
        stock = self.warehouse.lot_stock_id
        shelf = self.env["stock.location"].create({"name": "Regal 1", "location_id": stock.id})
        for kind, source, target in (
            ("in", suppliers, stock),
            ("in", customers, stock),
            ("int", stock, shelf),
            ("out", stock, suppliers),
        ):
            with self.subTest(kind=kind, source=source.name, target=target.name):
                picking = self._transfer(kind, partner, source, target)
                self.assertFalse(any(picking._get_block_reasons("receipt").values()))
                self.assertFalse(picking.block_text)
                picking.with_user(self.clerk).button_validate()
                self.assertEqual(picking.state, "done")
        delivery = self._transfer("out", partner, stock, customers)
        with self.assertRaisesRegex(UserError, "exceeds the limit"):
            delivery.with_user(self.clerk).button_validate()

    def test_002_13_a_pair_of_reason_and_operation_that_nobody_declared_never_blocks(self):
        rules = self.env["kontor.block.rule"]
        declared = rules._default_effects()
        for code, _name in rules._selection_reason_code():
            for operation in ("quotation", "order", "delivery", "invoice", "receipt", "bill"):
                if (code, operation) not in declared:
                    self.assertEqual(rules._get_effect(self.company, {"code": code}, operation), "none")
        self.assertEqual(rules._get_effect(self.company, {"code": "limit"}, "order"), "block")

    def test_002_13_invoices_and_quotations_only_warn(self):
        self._limit(100)
        order = self._order((self.drill, 5))
        self.assertIn("exceeds the limit", order.block_text)
        self.assertTrue(order._get_blocks("quotation", effect="warn")[order])
        invoice = self._invoice(500)
        self.assertEqual(invoice.state, "posted")

    def test_a_rule_can_make_invoices_blocked(self):
        rule = self.env["kontor.block.rule"].search(
            [("reason_code", "=", "limit"), ("operation", "=", "invoice"), ("company_id", "=", self.company.id)]
        )
        rule.effect = "block"
        self._limit(100)
        with self.assertRaisesRegex(UserError, "exceeds the limit"):
            self._invoice(500)
        rule.effect = "none"
        self.assertEqual(self._invoice(500).state, "posted")

    def test_the_internal_limit_is_checked_too(self):
        self._limit(1000)
        self._limit(300, kind="internal")
        with self.assertRaisesRegex(UserError, "internal limit"):
            self._order((self.drill, 5)).action_confirm()

    def test_the_debtor_is_who_pays(self):
        payer = self.env["res.partner"].create({"name": "Zentrale AG"})
        self._limit(100, partner=payer)
        order = self._order((self.drill, 5), partner_invoice_id=payer.id)
        with self.assertRaisesRegex(UserError, "Zentrale AG"):
            order.action_confirm()

    def test_cash_on_delivery_needs_no_credit(self):
        self._limit(0)
        self.customer.cash_on_delivery = True
        order = self._order((self.drill, 5))
        order.change_status("delivery")
        self.assertStatus(order, "delivery")
        self.assertEqual(self._figures().open_orders_amount, 0)

    def test_an_order_paid_online_needs_no_credit(self):
        self._limit(0)
        order = self._order((self.drill, 5))
        provider = self.env["payment.provider"].create({"name": "Test", "code": "none"})
        transaction = self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": self.env.ref("payment.payment_method_unknown").id,
                "amount": order.amount_total,
                "currency_id": order.currency_id.id,
                "partner_id": self.customer.id,
                "sale_order_ids": [Command.link(order.id)],
                "state": "done",
            }
        )
        self.env.invalidate_all()
        self.assertFalse(order.uses_credit)
        transaction._check_amount_and_confirm_order()
        self.assertStatus(order, "order")
        self.assertEqual(self._figures().open_orders_amount, 0)

    def test_a_blocked_order_paid_online_stays_on_the_work_list_and_the_payment_goes_through(self):
        order = self._order((self.drill, 5))
        self.customer.manual_block = "order"
        provider = self.env["payment.provider"].create({"name": "Test", "code": "none"})
        transaction = self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": self.env.ref("payment.payment_method_unknown").id,
                "amount": order.amount_total,
                "currency_id": order.currency_id.id,
                "partner_id": self.customer.id,
                "sale_order_ids": [Command.link(order.id)],
                "state": "done",
            }
        )
        self.assertFalse(transaction._check_amount_and_confirm_order())
        self.assertStatus(order, "quotation")
        entry = self.env["kontor.blocked.document"].search([("document_id", "=", order.id)])
        self.assertEqual(entry.state, "open")

    def test_the_status_dialog_shows_the_block_as_the_reason(self):
        self._limit(100)
        order = self._order((self.drill, 5))
        options = {option["status"]: option for option in order.get_status_options()}
        for status in ("order", "delivery", "invoice"):
            self.assertFalse(options[status]["allowed"])
            self.assertIn("exceeds the limit", options[status]["reason"])
        self.assertTrue(options["cancel"]["allowed"])

    def test_no_context_key_lifts_a_check(self):
        self._limit(100)
        keys = ("bypass_risk", "skip_credit_check", "no_check", "kontor_released", "force", "judged", "tracking_disable")
        order = self._order((self.drill, 5)).with_context(**dict.fromkeys(keys, True))
        with self.assertRaisesRegex(UserError, "exceeds the limit"):
            order.action_confirm()
        order.order_line.with_context(**dict.fromkeys(keys, True))
        with self.assertRaises(UserError):
            order.write({"state": "sale"})

    def test_no_written_amount_makes_an_order_look_small(self):
        self._limit(100)
        order = self._order((self.drill, 5))
        for record, values in (
            (order, {"amount_total": 1}),
            (order, {"currency_rate": 1000}),
            (order, {"uses_credit": False}),
            (order.order_line, {"price_total": 1}),
            (order.order_line, {"credit_open_amount": 0}),
        ):
            with self.assertRaises(UserError):
                record.write(values)
        with self.assertRaises(UserError):
            order.action_confirm()

    def test_an_empty_or_free_order_is_not_stopped_by_the_limit(self):
        self._limit(100)
        self._invoice(500)
        order = self._order((self.drill, 1))
        order.order_line.price_unit = 0
        order.action_confirm()
        self.assertStatus(order, "order")
