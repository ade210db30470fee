from freezegun import freeze_time
from odoo import Command
from odoo.addons.kontor_sales.tests.paper.test_pictures import PaperCase
from odoo.tests import tagged

from ..common import PurchaseCase

REQUEST, ORDER = "purchase.report_purchase_quotation", "purchase.action_report_purchase_order"
CHANGE = "kontor_purchase.action_report_order_change"
REMINDER, COMPLAINT = "kontor_purchase.action_report_receipt_reminder", "kontor_purchase.action_report_complaint"
SLIP = "stock.action_report_delivery"
MOMENT, ARRIVAL = "2026-03-02 09:00:00", "2026-03-16 09:00:00"


@tagged("post_install", "-at_install", "kontor_once")
class TestPurchasePictures(PaperCase, PurchaseCase):
    """What goes to suppliers looks as it did: it is compared with a picture (000-8)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.bank_ids.active = False  # the demo company has some: the foot names them
        cls.buyer.write({"name": "Katrin Behrens", "phone": "+49 40 123456-14", "email": "katrin@muster.example"})
        for lang in ("en_US", "de_DE"):  # the demo company calls it otherwise
            (cls.nail | cls.hammer).uom_id.with_context(lang=lang).name = "Stück"
        germany = cls.env.ref("base.de").id
        cls.supplier.write(
            {
                "street": "Hammerweg 3",
                "zip": "24103",
                "city": "Kiel",
                "country_id": germany,
                "lang": "de_DE",
                "vat": "DE136695976",
            }
        )

    def _paper(self, number, positions):
        """Make a request whose number, days and texts are the same on every machine."""
        texts = [(self.nail, "Nägel 2,8 x 65, Senkkopf, blank", 5000, 0.0823)]
        texts += [(self.hammer, f"Schlosserhammer Nr. {count}", count, 20 + count) for count in range(1, positions)]
        lines = [
            Command.create({"product_id": product.id, "name": name, "product_qty": quantity, "price_unit": price})
            for product, name, quantity, price in texts
        ]
        order = self._purchase(
            order_line=lines, name=number, user_id=self.buyer.id, payment_term_id=False, incoterm_id=False
        )
        order.write({"date_order": MOMENT, "partner_ref": "AN 5512"})
        order.order_line.date_planned = ARRIVAL
        return order

    def test_000_8_request_order_and_change(self):
        self.assertLooksAsBefore("request", REQUEST, self._paper("P90001", 3), __file__)
        # over two pages: the head of the table and what the document is stand on each
        order = self._paper("P90002", 24)
        order.change_status("order")
        order.write({"date_approve": MOMENT})
        order.order_line.date_planned = ARRIVAL
        self.assertLooksAsBefore("order", ORDER, order, __file__)
        order.order_line[0].write({"product_qty": 6000, "price_unit": 0.0799})
        order.order_line[2].product_qty = 12
        with freeze_time(MOMENT):
            change = self.env["purchase.order.change"].browse(order.record_change())
        self.assertLooksAsBefore("order_change", CHANGE, change, __file__)

    def test_000_8_reminder_complaint_and_return_slip(self):
        order = self._paper("P90003", 24)
        order.change_status("order")
        order.order_line.date_planned = "2026-02-23 09:00:00"
        with freeze_time(MOMENT):
            reminder = self.env["kontor.receipt.reminder"].browse(order.with_user(self.buyer).remind_receipts()).sudo()
        self.env.cr.execute("UPDATE kontor_receipt_reminder SET name = 'LE2026-90001' WHERE id = %s", [reminder.id])
        self.env.invalidate_all()
        self.assertLooksAsBefore("receipt_reminder", REMINDER, reminder, __file__)
        arrival = self._receive(order)
        wizard = self.env["stock.return.picking"].with_context(active_id=arrival.id, active_model="stock.picking").create({})
        wizard.product_return_moves.quantity = 2
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        back.write(
            {
                "name": "WH/OUT/90001",
                "scheduled_date": MOMENT,
                "complaint_reason": "Stiele gebrochen, drei Stück mit Rissen im Kopf.",
                "complaint_remedy": "replacement",
            }
        )
        self.assertLooksAsBefore("complaint", COMPLAINT, back, __file__)
        self.assertLooksAsBefore("return_slip", SLIP, back, __file__)
