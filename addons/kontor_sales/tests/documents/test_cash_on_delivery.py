from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .test_documents import CASH_ON_DELIVERY, DELIVERY, DocumentCase


@tagged("post_install", "-at_install", "kontor_once")
class TestCashOnDelivery(DocumentCase):
    """001-12: the Nachnahmerechnung and the amount to collect."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.cash_on_delivery = True

    def test_001_12_value_of_each_part_delivery(self):
        order = self._in_status("order", (self.drill, 5), (self.setup, 1))
        first = self._deliver(order, 2)
        self.assertCollects(first, 238, 0)
        rest = order.picking_ids - first
        self.assertEqual(rest.state, "assigned")
        self.assertCollects(rest, 357, 0)
        amounts = rest._get_cash_on_delivery_amounts()
        self.assertEqual([(item["line"], item["quantity"]) for item in amounts["lines"]], [(order.order_line[0], 3)])

    def test_001_12_prices_with_discount_include_tax_for_every_customer(self):
        order = self._order((self.drill, 2))
        order.order_line.discount = 10
        order.change_status("delivery")
        for business in (True, False):
            self.customer.business_customer = business
            amounts = order.picking_ids._get_cash_on_delivery_amounts()
            self.assertAlmostEqual(amounts["lines"][0]["unit"], 119)
            self.assertAlmostEqual(amounts["lines"][0]["total"], 214.2)
            self.assertAlmostEqual(amounts["amount_to_collect"], 214.2)
            self.assertAlmostEqual(amounts["tax_totals"]["tax_amount_currency"], 34.2)

    def test_001_12_units_of_measure(self):
        order = self._order((self.drill, 1))
        order.order_line.product_uom_id = self.env.ref("uom.product_uom_dozen")
        order.order_line.price_unit = 1000
        order.change_status("order")
        first = self._deliver(order, 0.5)
        self.assertEqual(first.move_ids.quantity, 0.5 if first.move_ids.product_uom != self.drill.uom_id else 6)
        self.assertCollects(first, 595, 0)

    def test_001_12_down_payments_are_used_up_in_turn(self):
        order = self._in_status("order", (self.drill, 10))
        self._down_payment(order, 300)
        first = self._deliver(order, 2)
        self.assertCollects(first, 238, 238)
        second = self._deliver(order, 3)
        self.assertCollects(second, 357, 62)
        third = self._deliver(order, 5)
        self.assertCollects(third, 595, 0)
        # an earlier delivery printed once more says the same
        self.assertCollects(first, 238, 238)

    def test_001_12_only_what_was_paid_is_deducted(self):
        order = self._in_status("order", (self.drill, 5))
        down_payment = self._down_payment(order, 200, pay=False)
        delivery = order.picking_ids
        self.assertCollects(delivery, 595, 0)
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=down_payment.ids)
        wizard.create({"amount": 50, "payment_difference_handling": "open"})._create_payments()
        self.assertCollects(delivery, 595, 50)
        self._pay(down_payment)
        self.assertCollects(delivery, 595, 200)

    def test_001_12_a_credited_down_payment_counts_only_while_the_money_is_here(self):
        order = self._in_status("order", (self.drill, 5))
        down_payment = self._down_payment(order, 200, pay=False)
        down_payment._reverse_moves(cancel=True)
        self.assertEqual(down_payment.payment_state, "reversed")
        self.assertCollects(order.picking_ids, 595, 0)
        paid = self._down_payment(order, 100)
        credit_note = paid._reverse_moves()
        credit_note._post()
        self._pay(credit_note)
        self.assertCollects(order.picking_ids, 595, 0)

    def test_001_12_never_negative_and_nothing_to_collect_when_all_is_paid(self):
        order = self._in_status("order", (self.drill, 5), (self.setup, 1))
        self._pay(self.env["account.move"].browse(order.create_invoice_of_type("full", post=True)))
        first = order.picking_ids
        first.move_ids.quantity = 2
        first.move_ids.picked = True
        first.with_context(skip_backorder=True, skip_sms=True).button_validate()
        self.assertCollects(first, 238, 238)
        self.assertCollects(first.backorder_ids, 357, 357)

    def test_001_12_used_once_also_when_invoiced(self):
        order = self._in_status("order", (self.drill, 4))
        self._down_payment(order, 119)
        first = self._deliver(order, 2)
        partial = order.create_invoice_of_type("partial", picking_ids=first.ids, post=True)
        # the carrier's money arrives
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=partial)
        wizard.create({"amount": 119, "payment_difference_handling": "open"})._create_payments()
        self.assertCollects(self._deliver(order, 2), 238, 0)

    def test_001_12_goods_taken_back_give_their_part_back(self):
        order = self._in_status("order", (self.drill, 4))
        self._down_payment(order, 238)
        first = self._deliver(order, 2)
        self.assertCollects(first, 238, 238)
        returned = self._return(first, 1)
        # the test takes less than a second, real goods take longer; nobody dates a delivery back
        first.sudo().date_done -= timedelta(days=2)
        returned.sudo().date_done -= timedelta(days=1)
        self.assertCollects(self._deliver(order, 2), 238, 119)

    def test_001_12_the_share_of_a_collective_invoice(self):
        one = self._in_status("order", (self.drill, 1))
        other = self._in_status("order", (self.drill, 3))
        invoice = (one | other)._create_invoices()
        self.assertEqual(len(invoice), 1)
        invoice.action_post()
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids)
        wizard.create({"amount": 238, "payment_difference_handling": "open"})._create_payments()
        self.assertCollects(one.picking_ids, 119, 59.5)
        self.assertCollects(other.picking_ids, 357, 178.5)

    def test_001_12_a_set_counts_by_its_components(self):
        """A set is one position, its delivery has the components: the set's price follows their share."""
        order = self._order((self.setup, 2))
        order.change_status("order")
        line = order.order_line
        values = {
            "location_id": self.warehouse.lot_stock_id.id,
            "location_dest_id": self.customer.property_stock_customer.id,
            "picking_type_id": self.warehouse.out_type_id.id,
            "sale_line_id": line.id,
        }
        picking = self.env["stock.picking"].create(
            {
                "partner_id": self.customer.id,
                "picking_type_id": self.warehouse.out_type_id.id,
                "move_ids": [
                    Command.create({**values, "product_id": self.drill.id, "product_uom_qty": 2}),
                    Command.create({**values, "product_id": self.screw.id, "product_uom_qty": 8}),
                ],
            }
        )
        self.assertEqual(picking._get_order_line_quantities(), {line: 2})
        picking.action_confirm()
        drills, screws = picking.move_ids
        drills.quantity, screws.quantity = 1, 4
        picking.move_ids.picked = True
        picking.with_context(skip_backorder=True).button_validate()
        rest = picking.backorder_ids
        self.assertEqual(picking._get_order_line_quantities(), {line: 1})
        self.assertEqual(rest._get_order_line_quantities(), {line: 1})
        rest.action_cancel()
        self.assertEqual(picking._get_order_line_quantities(), {line: 1})

    def test_001_12_the_document(self):
        order = self._in_status("order", (self.drill, 5))
        self._down_payment(order, 119)
        picking = self._deliver(order, 2)
        for business in (True, False):
            self.customer.business_customer = business
            text = self._text(CASH_ON_DELIVERY, picking)
            self.assertIncludes(
                text,
                f"Cash-on-Delivery Invoice No. {picking.name}",
                order.name,
                "Bohrmaschine",
                *("119.00", "238.00", "Total incl. tax"),
                *("less payments received", "-119.00", "amount to collect"),
                "Still to be delivered of this order",
                "not an invoice within the meaning of § 14 UStG",
            )
            self.assertTrue(text.index("amount to collect") < text.rindex("119.00"))
            # no tax is stated: neither the net value nor the tax or its rate
            for stated in ("100.00", "200.00", " 38.00", "19%", "included"):
                self.assertNotIn(stated, text)
        # the Lieferschein of the same delivery shows no price
        text = self._text(DELIVERY, picking)
        self.assertIncludes(text, f"Delivery Note No. {picking.name}", "Bohrmaschine")
        self.assertNotIn("119.00", text)
        self.assertNotIn("amount to collect", text)

    def test_001_12_printed_instead_of_the_delivery_note(self):
        for cash_on_delivery, report in ((True, CASH_ON_DELIVERY), (False, DELIVERY)):
            self.customer.cash_on_delivery = cash_on_delivery
            order = self._in_status("delivery")
            actions = order.action_print_status_documents()
            self.assertEqual([action["report_name"] for action in actions], [self.env.ref(report).report_name])
            offered = self.env.ref(CASH_ON_DELIVERY).get_valid_action_reports("stock.picking", order.picking_ids.ids)
            self.assertEqual(bool(offered), cash_on_delivery)

    def test_001_12_the_warehouse_prints_it(self):
        picker = new_test_user(self.env, "kontor_picker", groups="stock.group_stock_user")
        order = self._in_status("order", (self.drill, 5))
        self._down_payment(order, 119)
        text = self._text(CASH_ON_DELIVERY, order.picking_ids, user=picker)
        self.assertIncludes(text, "595.00", "476.00")
        self.assertIncludes(self._text(DELIVERY, order.picking_ids, user=picker), order.name)

    def test_001_12_without_an_order_there_is_nothing_to_collect(self):
        receipt = self.env["stock.picking"].create(
            {"partner_id": self.customer.id, "picking_type_id": self.warehouse.in_type_id.id}
        )
        with self.assertRaisesRegex(UserError, "nothing to collect"):
            receipt._get_cash_on_delivery_amounts()
