from datetime import timedelta

from freezegun import freeze_time
from odoo import fields
from odoo.addons.kontor_purchase.tests.common import PurchaseCase
from odoo.tests import new_test_user, tagged


@tagged("post_install", "-at_install")
class TestDropShipping(PurchaseCase):
    """002-15: the supplier delivers positions of a customer order directly to the customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.purchasing_clerk = new_test_user(
            cls.env,
            "kontor_drop_shipper",
            groups="sales_team.group_sale_salesman_all_leads,purchase.group_purchase_user,stock.group_stock_user",
        )

    def _confirmed(self, *positions):
        order = self._order(*(positions or [(self.hammer, 5)]), user=self.purchasing_clerk)
        order.change_status("order")
        return order

    def _drop_ship(self, order, **quantities):
        lines = [{"line_id": order.order_line[0].id, **quantities}] if quantities else None
        return self.env["purchase.order"].browse(order.order_from_suppliers(lines, drop_ship=True))

    def _outgoing(self, order):
        """Return what is going to the customer: by ourselves, by suppliers."""
        moves = order.order_line.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
        dropped = moves.filtered(lambda move: move._is_dropshipped())
        return sum((moves - dropped).mapped("product_uom_qty")), sum(dropped.mapped("product_uom_qty"))

    def test_002_15_a_drop_shipment_goes_to_the_customer(self):
        order = self._confirmed()
        supplier_order = self._drop_ship(order)
        self.assertEqual(supplier_order.picking_type_id.code, "dropship")
        self.assertEqual(supplier_order.dest_address_id, order.partner_shipping_id)
        self.assertEqual(self._outgoing(order), (5, 0))
        self.assertStatus(order, "order")
        supplier_order.button_confirm()
        self.assertEqual(self._outgoing(order), (0, 5))
        self.assertTrue(order.is_left_to_deliver)
        self._receive(supplier_order)
        self.assertEqual(order.order_line.qty_delivered, 5)
        self.assertEqual(order.order_line.supply_state, "done")
        self.assertStatus(order, "delivery")
        order.with_user(self.clerk).change_status("invoice")
        self.assertStatus(order, "invoice")

    def test_a_drop_shipment_abroad_is_taxed_by_where_it_goes(self):
        """An Austrian lets it go to his customer in Switzerland: an export with its proof, though we never had it."""
        self.env["account.chart.template"]._prepare_german_taxes(self.company)
        chart = self.env["account.chart.template"].with_company(self.company)
        self.hammer.taxes_id = chart.ref(f"tax_ust_19_{self.company.chart_template[3:]}")
        self.customer.write({"country_id": self.env.ref("base.at").id, "vat": "ATU12345675"})
        reader = self.env["res.partner"].create({"name": "Bauherr", "country_id": self.env.ref("base.ch").id})
        order = self._order((self.hammer, 5), user=self.purchasing_clerk, partner_shipping_id=reader.id)
        order.change_status("order")
        self.assertEqual(order.order_line.tax_ids.tax_treatment, "export")
        supplier_order = self._drop_ship(order)
        supplier_order.button_confirm()
        self._receive(supplier_order)
        self.assertEqual(supplier_order.picking_ids.supply_proof_id.kind, "export")
        self.assertEqual(supplier_order.picking_ids.supply_proof_id.address_id, reader)

    def test_002_15_the_rest_is_delivered_from_stock(self):
        self._stock(self.hammer, 2)
        order = self._confirmed()
        supplier_order = self._drop_ship(order)
        self.assertEqual(supplier_order.order_line.product_qty, 3)
        supplier_order.button_confirm()
        self.assertEqual(self._outgoing(order), (2, 3))
        order.with_user(self.clerk).change_status("delivery")
        self.assertEqual(order.order_line.qty_delivered, 2)
        self.assertEqual(self._outgoing(order), (0, 3))

    def test_002_15_a_cancelled_drop_shipment_gives_the_delivery_back(self):
        order = self._confirmed()
        supplier_order = self._drop_ship(order, quantity=3)
        supplier_order.button_confirm()
        self.assertEqual(self._outgoing(order), (2, 3))
        supplier_order.with_user(self.buyer).button_cancel()
        self.assertEqual(self._outgoing(order), (5, 0))

    def test_002_15_more_for_the_customer_is_counted_right(self):
        order = self._confirmed()
        supplier_order = self._drop_ship(order, quantity=3)
        order.order_line.product_uom_qty = 6
        self.assertEqual(self._outgoing(order), (6, 0))
        supplier_order.button_confirm()
        self.assertEqual(self._outgoing(order), (3, 3))
        order.order_line.product_uom_qty = 8
        self.assertEqual(self._outgoing(order), (5, 3))

    def test_002_15_drop_shipments_never_share_an_order(self):
        first = self._drop_ship(self._confirmed())
        second = self._drop_ship(self._confirmed())
        self.assertNotEqual(first, second)
        stock = self.env["purchase.order"].browse(self._confirmed().order_from_suppliers())
        self.assertNotIn(stock, first | second)

    def test_002_15_normal_orders_of_the_same_position_do_not_confuse_odoo(self):
        order = self._confirmed()
        order.order_from_suppliers([{"line_id": order.order_line.id, "quantity": 2}])
        order.order_line.product_uom_qty = 6
        self.assertEqual(self._outgoing(order), (6, 0))

    def test_002_20_a_drop_shipment_goes_into_the_historie_with_the_last_of_its_orders(self):
        self.company.write({"history_rule": "after", "history_count": 30, "history_unit": "days"})
        order = self._confirmed()
        supplier_order = self._drop_ship(order)
        supplier_order.button_confirm()
        shipment = self._receive(supplier_order)
        self._pay(self._bill(supplier_order))
        self._move_to_history(31)
        self.assertTrue(supplier_order.is_history)
        self.assertFalse(order.is_history or shipment.is_history, "the customer hasn't been invoiced yet")
        order.with_user(self.clerk).change_status("invoice")
        order.with_user(self.clerk).change_status("done")
        self._move_to_history(31)
        self.assertTrue(supplier_order.is_history and order.is_history and shipment.is_history)
        shipment.with_user(self.clerk).note = "Der Kunde hat reklamiert."
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(supplier_order.is_history or order.is_history or shipment.is_history)

    def _move_to_history(self, days):
        """Let the nightly job run, this many days from now."""
        self.env.flush_all()
        with freeze_time(fields.Datetime.now() + timedelta(days=days)), self.enter_registry_test_mode():
            self.env.ref("kontor_sales.cron_move_to_history").method_direct_trigger()
        self.env.invalidate_all()
