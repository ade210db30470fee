from lxml import etree
from odoo.addons.kontor_sales.tests.common import OrderCase
from odoo.exceptions import UserError
from odoo.tests import Form, tagged


@tagged("post_install", "-at_install")
class TestOrderCarrier(OrderCase):
    """The delivery method stands on the order's first page and can be changed until the lock (004-16, 000-13/14)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        service = cls._product("Versandkosten", type="service", list_price=0)
        cls.parcel, cls.freight = cls.env["delivery.carrier"].create(
            [
                {"name": name, "product_id": service.id, "fixed_price": price}
                for name, price in (("Paket", 0), ("Spedition", 45))
            ]
        )
        cls.customer.property_delivery_carrier_id = cls.parcel

    def test_004_16_it_stands_on_the_first_page(self):
        view = self.env["sale.order"].with_user(self.seller).get_view(self.env.ref("sale.view_order_form").id)
        header = etree.fromstring(view["arch"]).xpath("//group[@name='sale_header']")[0]
        names = header.xpath(".//field/@name")
        self.assertIn("carrier_id", names)
        place = names.index("payment_term_id")
        self.assertEqual(names[place : place + 2], ["payment_term_id", "preferred_payment_method_line_id"])

    def test_000_14_the_customer_s_is_taken_over_and_changed(self):
        with Form(self.env["sale.order"].with_user(self.seller)) as form:
            form.partner_id = self.customer
            self.assertEqual(form.carrier_id, self.parcel)
            with form.order_line.new() as line:
                line.product_id = self.drill
            form.carrier_id = self.freight
        order = form.record
        self.assertEqual(order.carrier_id, self.freight)
        self.assertEqual((len(order.order_line), order.amount_untaxed), (1, 100), "no price follows from it")

    def test_004_16_a_shipping_price_stays_until_it_is_asked_for(self):
        order = self._order((self.drill, 1))
        order.set_delivery_line(self.parcel, 9)
        with Form(order) as form:
            form.carrier_id = self.freight
            self.assertTrue(form.recompute_delivery_price, "core offers to compute it anew")
        self.assertEqual(order.order_line.filtered("is_delivery").price_unit, 9)

    def test_004_16_open_deliveries_go_the_order_s_way(self):
        order = self._in_status("delivery")
        done = order.picking_ids.filtered(lambda picking: picking.state == "done")
        self.assertEqual(order.picking_ids.carrier_id, self.parcel)
        order.with_user(self.seller).carrier_id = self.freight
        self.assertEqual(done.carrier_id, self.parcel)
        self.assertEqual((order.picking_ids - done).carrier_id, self.freight)

    def test_004_7_an_issued_quotation_keeps_it(self):
        order = self._order()
        order.action_issue_quotation()
        with self.assertRaisesRegex(UserError, "issued"):
            order.carrier_id = self.freight
        order.action_revise_quotation("doch mit Spedition")
        order.carrier_id = self.freight
        order.action_issue_quotation()
        newest, first = order.version_ids
        self.assertEqual(
            newest.compare_with(first.id)["header"],
            [{"field": "carrier_id", "label": "Delivery Method", "old": "Paket", "new": "Spedition"}],
        )
        order.action_order_version(first.id)
        self.assertEqual(order.carrier_id, self.parcel)

    def test_002_17_a_locked_order_keeps_it(self):
        order = self._in_status("order")
        order.carrier_id = self.freight
        lock = self.env["kontor.document.lock"].search(
            [("company_id", "=", self.company.id), ("document", "=", "order"), ("event", "=", "confirmed")]
        )
        lock.is_active = True
        with self.assertRaisesRegex(UserError, "document lock"):
            order.carrier_id = self.parcel
