from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import PurchaseCase


@tagged("post_install", "-at_install")
class TestOrderLimit(PurchaseCase):
    """Above the limit of the buyer an order needs a release by someone with the right."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.purchase_limit = 500
        cls.purchase_manager.purchase_limit_rule = "none"

    def _dear(self):
        return self._purchase((self.hammer, 50, 20))  # 1,000 net, 1,190 gross

    def test_up_to_the_limit_the_buyer_orders_alone(self):
        order = self._purchase((self.hammer, 20, 20))
        order.change_status("order")
        self.assertPurchaseStatus(order, "order")

    def test_above_the_limit_no_way_leads_to_the_order(self):
        order = self._dear()
        for confirm in (
            order.button_confirm,
            order.button_approve,
            lambda: order.button_approve(force=True),
            lambda: order.with_context(skip_alternative_check=True, force=True).button_confirm(),
            lambda: order.write({"state": "purchase"}),
            lambda: order.change_status("order"),
            lambda: order.change_status("receipt"),
        ):
            with self.assertRaises(UserError):
                confirm()
        with self.assertRaisesRegex(UserError, r"(?s)1,190\.00.*limit of .*500\.00.*released"):
            order.change_status("order")
        self.assertPurchaseStatus(order, "request")

    def test_the_manager_releases_and_the_buyer_orders(self):
        order = self._dear()
        with self.assertRaisesRegex(UserError, "can't release"):
            order.release_blocks("purchase", "ich darf")
        order.with_user(self.purchase_manager).release_blocks("purchase", "Messebestand, mit der Leitung besprochen")
        order.change_status("order")
        self.assertPurchaseStatus(order, "order")
        release = self.env["kontor.release"].search(
            [("document_model", "=", "purchase.order"), ("document_id", "=", order.id)]
        )
        self.assertEqual((release.state, release.amount), ("used", 1190))

    def test_a_release_covers_its_amount_and_no_more(self):
        order = self._dear()
        order.with_user(self.purchase_manager).release_blocks("purchase", "Messebestand")
        order.change_status("order")
        for grow in (
            lambda: order.order_line.write({"product_qty": 60}),
            lambda: order.order_line.write({"price_unit": 25}),
            lambda: order.write({"order_line": [Command.create({"product_id": self.nail.id, "product_qty": 10})]}),
            lambda: (
                self.env["purchase.order.line"]
                .with_user(self.buyer)
                .create({"order_id": order.id, "product_id": self.nail.id, "product_qty": 10})
            ),
        ):
            with self.assertRaises(UserError) as refusal:
                grow()
            self.assertIn("order limit", str(refusal.exception))
        order.order_line.product_qty = 40
        self.assertEqual(order.amount_untaxed, 800)

    def test_003_31_who_has_the_right_passes_at_saving_with_a_reason(self):
        """As on the customer side; the release is made with the record."""
        order = self._dear()
        order.with_user(self.purchase_manager).release_blocks("purchase", "Messebestand")
        order.change_status("order")
        self.purchase_manager.purchase_limit_rule = "company"
        grow = {"order_line": [Command.update(order.order_line.id, {"product_qty": 60})]}
        with self.assertRaisesRegex(UserError, "(?s)order limit.*released"), self.env.cr.savepoint():
            order.write({**grow, "release_justification": "Bitte"})
        self.env.invalidate_all()
        mine = order.with_user(self.purchase_manager)
        with self.assertRaisesRegex(UserError, "(?s)order limit.*give the reason"), self.env.cr.savepoint():
            mine.write(grow)
        self.env.invalidate_all()
        mine.write({**grow, "release_justification": "Stand wird größer"})
        self.assertFalse(mine.release_justification)
        release = self.env["kontor.release"].search(
            [("document_model", "=", "purchase.order"), ("document_id", "=", order.id)], limit=1
        )
        self.assertEqual((release.justification, release.amount, release.clerk_id), ("Stand wird größer", 1428, self.buyer))

    def test_a_colleagues_name_gives_no_more_room(self):
        order = self._dear()
        order.user_id = self.purchase_manager
        with self.assertRaises(UserError) as refusal:
            order.change_status("order")
        self.assertIn(self.buyer.name, str(refusal.exception))

    def test_own_limits(self):
        self.buyer.sudo().write({"purchase_limit_rule": "own", "purchase_limit": 2000})
        self._dear().change_status("order")
        self.buyer.sudo().purchase_limit = 100
        with self.assertRaisesRegex(UserError, "100"):
            self._purchase((self.hammer, 20, 20)).change_status("order")

    def test_a_buyer_does_not_raise_the_own_limit(self):
        with self.assertRaises(Exception) as caught:
            self.buyer.with_user(self.buyer).write({"purchase_limit_rule": "none"})
        self.assertIn(type(caught.exception).__name__, ("AccessError", "UserError"))

    def test_a_setting_softens_the_limit(self):
        rule = self.env["kontor.block.rule"].search(
            [("company_id", "=", self.company.id), ("reason_code", "=", "order_limit")]
        )
        rule.effect = "warn"
        order = self._dear()
        self.assertIn("order limit", order.block_warning)
        order.change_status("order")


@tagged("post_install", "-at_install")
class TestSupplierBlock(PurchaseCase):
    """A blocked supplier gets no orders; with the stronger block nothing comes in either."""

    def test_no_orders_but_requests(self):
        self.supplier.with_user(self.env.ref("base.user_admin")).write(
            {"supplier_block": "order", "supplier_block_reason": "Reklamation offen"}
        )
        order = self._purchase()
        self.assertIn("Reklamation offen", order.block_text)
        with self.assertRaisesRegex(UserError, "Reklamation offen"):
            order.change_status("order")

    def test_ordered_goods_may_come_unless_receipts_are_blocked(self):
        order = self._in_purchase_status("order")
        self.supplier.supplier_block = "order"
        order.change_status("receipt", quantities=[{"line_id": order.order_line.id, "quantity": 1}])
        self.supplier.supplier_block = "receipt"
        picking = order.picking_ids.filtered(lambda picking: picking.state == "assigned").with_user(self.clerk)
        picking.move_ids.write({"quantity": 4, "picked": True})
        for receive in (picking.button_validate, picking._action_done, picking.move_ids._action_done):
            with self.assertRaisesRegex(UserError, "is blocked"):
                receive()
        picking.with_user(self.env.ref("base.user_admin")).release_blocks("receipt", "Wird dringend gebraucht")
        picking.button_validate()
        self.assertEqual(picking.state, "done")

    def test_a_contact_of_a_blocked_supplier_is_blocked(self):
        contact = self.env["res.partner"].create({"name": "Frau Nord", "parent_id": self.supplier.id})
        self.supplier.supplier_block = "order"
        with self.assertRaisesRegex(UserError, "is blocked"):
            self._purchase(partner_id=contact.id).button_confirm()

    def test_another_company_s_block_stops_nothing_here(self):
        other = self.env["res.company"].create({"name": "Zweite GmbH", "country_id": self.env.ref("base.de").id})
        self.supplier.with_company(other).write({"supplier_block": "receipt", "supplier_block_reason": "Streit"})
        self.assertEqual((self.supplier.supplier_block, self.supplier.supplier_block_reason), ("none", False))
        order = self._in_purchase_status("order")
        order.change_status("receipt")
        self.assertPurchaseStatus(order, "receipt")
        self.supplier.supplier_block = "order"
        there = self._purchase().with_context(allowed_company_ids=[other.id, self.company.id])
        with self.assertRaisesRegex(UserError, "is blocked"):
            there.sudo().button_confirm()

    def test_002_14_what_is_refused_is_listed_by_whatever_way(self):
        self.supplier.with_user(self.env.ref("base.user_admin")).write({"supplier_block": "receipt"})
        entries = self.env["kontor.blocked.document"]
        for refuse in (
            lambda order: order.change_status("order"),
            lambda order: order.change_status("receipt"),
            lambda order: order.button_confirm(),
            lambda order: order.button_approve(),
        ):
            order = self._purchase()
            self.env.flush_all()
            with self.enter_registry_test_mode():
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    refuse(order)
                self.env.cr.postrollback.run()
                self.env.cr.postcommit.clear()
            self.env.invalidate_all()
            found = entries.search([("document_model", "=", "purchase.order"), ("document_id", "=", order.id)])
            self.assertEqual([(e.operation, e.state) for e in found], [("purchase", "open")])

    def test_a_receipt_that_is_undone_leaves_its_place_to_the_order(self):
        """Request straight to Wareneingang: the order is released, what would come is not."""
        self.supplier.with_user(self.env.ref("base.user_admin")).write({"supplier_block": "receipt"})
        order = self._purchase()
        admin = self.env.ref("base.user_admin")
        order.with_user(admin).release_blocks("purchase", "Dringend")
        self.env.flush_all()
        with self.enter_registry_test_mode():
            with self.assertRaises(UserError), self.env.cr.savepoint():
                order.change_status("receipt")
            self.env.cr.postrollback.run()
            self.env.cr.postcommit.clear()
        self.env.invalidate_all()
        entry = self.env["kontor.blocked.document"].search(
            [("document_model", "=", "purchase.order"), ("document_id", "=", order.id), ("state", "=", "open")]
        )
        self.assertEqual(entry.operation, "receipt")
        entry.with_user(admin).action_release("Auch die Ware")
        order.change_status("receipt")
        self.assertPurchaseStatus(order, "receipt")

    def test_003_31_purchasing_sees_what_is_blocked_of_its_side(self):
        self.supplier.with_user(self.env.ref("base.user_admin")).supplier_block = "order"
        entries = self.env["kontor.blocked.document"]
        before = entries.with_user(self.buyer).search([("state", "=", "open")])
        order = self._purchase()
        order._record_blocked("purchase")
        sale = self._order((self.drill, 1))
        values = {"document_model": "sale.order", "document_id": sale.id, "document_name": sale.name, "operation": "order"}
        entries.create({**values, "company_id": self.company.id, "user_id": self.clerk.id})
        seen = entries.with_user(self.buyer).search([("state", "=", "open")]) - before
        self.assertIn(order.id, seen.mapped("document_id"))
        self.assertEqual(set(seen.mapped("operation")), {"purchase"})

    def test_only_those_with_the_right_block(self):
        seller = self.seller
        seller.group_ids += self.env.ref("base.group_partner_manager")
        with self.assertRaisesRegex(UserError, "Approve Supplier Orders"):
            self.supplier.with_user(seller).supplier_block = "order"
        with self.assertRaisesRegex(UserError, "Approve Supplier Orders"):
            self.env["res.partner"].with_user(seller).create({"name": "Neu", "supplier_block": "order"})
        self.supplier.with_user(self.purchase_manager).supplier_block = "order"


@tagged("post_install", "-at_install")
class TestSupplierTerms(PurchaseCase):
    """The supplier's terms are defaults of new orders, over RPC too (000-8)."""

    def test_terms_are_taken_over(self):
        terms = self.env["account.payment.term"].create({"name": "14 Tage"})
        incoterm = self.env.ref("account.incoterm_DDP")
        usd = self.env.ref("base.USD")
        usd.active = True
        self.supplier.write(
            {
                "property_supplier_payment_term_id": terms.id,
                "property_purchase_currency_id": usd.id,
                "purchase_incoterm_id": incoterm.id,
                "buyer_id": self.purchase_manager.id,
            }
        )
        order = self._purchase()
        self.assertEqual(order.payment_term_id, terms)
        self.assertEqual(order.currency_id, usd)
        self.assertEqual(order.incoterm_id, incoterm)
        self.assertEqual(order.user_id, self.purchase_manager)
        own = self._purchase(payment_term_id=False, user_id=self.buyer.id)
        self.assertFalse(own.payment_term_id)
        self.assertEqual(own.user_id, self.buyer)
        (other_id,) = self._purchase(partner_id=self.other_supplier.id).request_from([self.supplier.id])
        self.assertEqual(own.browse(other_id).incoterm_id, incoterm)


@tagged("post_install", "-at_install")
class TestBillCheck(PurchaseCase):
    """A supplier's bill is compared with the order and what came (000-8)."""

    def _draft_bill(self, order, **line_values):
        bill = self._bill(order, post=False)
        bill.invoice_line_ids.write(line_values)
        return bill

    def test_what_agrees_is_posted(self):
        bill = self._bill(self._received())
        self.assertEqual(bill.state, "posted")
        (row,) = bill.get_bill_check()
        self.assertEqual((row["ordered"], row["received"], row["billed"], row["order_price"]), (5, 5, 5, 20))
        self.assertTrue(row["accepted"])

    def _received(self, quantity=5):
        order = self._purchase((self.hammer, 5))
        order.button_confirm()
        self._receive(order, hammer=quantity)
        return order

    def test_a_dearer_bill_is_refused_with_the_figures(self):
        bill = self._draft_bill(self._received(), price_unit=25)
        for post in (bill.action_post, lambda: bill._post(soft=False), lambda: bill.write({"state": "posted"})):
            with self.assertRaisesRegex(UserError, r"25\.00.*instead of.*20\.00.*too much:.*25\.00"):
                post()
        (row,) = bill.get_bill_check()
        self.assertEqual((row["kinds"], row["deviation"], row["accepted"]), (["price"], 25, False))
        self.assertIn("25.00", bill.block_text)

    def test_more_than_came_is_refused(self):
        bill = self._draft_bill(self._received(3), quantity=5)
        with self.assertRaisesRegex(UserError, "5 .*billed, 5 .*ordered, 3 .*received"):
            bill.action_post()

    def test_the_same_goods_are_not_billed_twice(self):
        order = self._received()
        first = self._draft_bill(order)
        second = first.copy({"ref": "ER-2", "invoice_date": first.invoice_date})
        second.invoice_line_ids.purchase_line_id = order.order_line
        with self.assertRaisesRegex(UserError, "10 .*billed, 5 .*ordered"):
            (first | second)._post(soft=False)

    def test_tolerances(self):
        self.company.write({"bill_price_tolerance": 10, "bill_quantity_tolerance": 0, "bill_amount_tolerance": 0})
        bill = self._draft_bill(self._received(), price_unit=22)
        bill.action_post()
        self.assertEqual(bill.state, "posted")
        self.company.write({"bill_price_tolerance": 0, "bill_amount_tolerance": 6})
        bill = self._draft_bill(self._received(), price_unit=21)
        bill.action_post()
        bill = self._draft_bill(self._received(), price_unit=21.5)
        with self.assertRaisesRegex(UserError, "7.50"):
            bill.action_post()

    def test_what_nobody_ordered_is_refused(self):
        bill = self._draft_bill(self._received())
        bill.write({"invoice_line_ids": [Command.create({"name": "Verpackung", "quantity": 1, "price_unit": 30})]})
        with self.assertRaisesRegex(UserError, "Verpackung.*not ordered.*30"):
            bill.action_post()

    def test_cheaper_and_less_is_no_deviation(self):
        bill = self._draft_bill(self._received(), price_unit=19, quantity=4)
        bill.action_post()
        self.assertEqual(bill.state, "posted")

    def test_a_bill_without_an_order_is_not_checked(self):
        bill = (
            self.env["account.move"]
            .with_user(self.bookkeeper)
            .create(
                {
                    "move_type": "in_invoice",
                    "partner_id": self.supplier.id,
                    "invoice_date": self.today,
                    "invoice_line_ids": [Command.create({"name": "Strom", "quantity": 1, "price_unit": 300})],
                }
            )
        )
        bill.action_post()
        self.assertEqual(bill.state, "posted")

    def test_released_with_the_right_up_to_its_amount(self):
        bill = self._draft_bill(self._received(), price_unit=25)
        with self.assertRaisesRegex(UserError, "can't release"):
            bill.release_blocks("bill", "passt schon")
        bill.with_user(self.purchase_manager).release_blocks("bill", "Preiserhöhung war angekündigt")
        bill.invoice_line_ids.price_unit = 30
        with self.assertRaisesRegex(UserError, "30"):
            bill.action_post()
        bill.invoice_line_ids.price_unit = 25
        bill.action_post()
        self.assertEqual(bill.state, "posted")

    def test_other_units_are_compared_in_the_unit_of_the_order(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self._purchase((self.hammer, 24))
        order.button_confirm()
        self._receive(order, hammer=24)
        bill = self._bill(order, post=False)
        bill.invoice_line_ids.write({"product_uom_id": dozen.id, "quantity": 2, "price_unit": 240})
        (row,) = bill.get_bill_check()
        self.assertEqual((row["billed"], row["accepted"]), (24, True))
