from unittest.mock import patch

from odoo.tests import tagged

from .test_pictures import DELIVERY, INVOICE, ORDER, PaperCase

VERSION, COMPARISON = "kontor_sales.action_report_quotation_version", "kontor_sales.action_report_version_comparison"
PRO_FORMA, PROOF = "sale.action_report_pro_forma_invoice", "kontor_sales.action_report_supply_proof"
MOMENT = "2026-03-02 09:00:00"


@tagged("post_install", "-at_install", "kontor_once")
class TestVersionPictures(PaperCase):
    """What is issued anew with other content looks as it did, and so does what compares it."""

    def test_a_quotation_s_second_version_and_what_it_changes(self):
        order = self._order_to_print("S90051")
        order.validity_date = False
        number = patch.object(type(order), "_next_quotation_number", lambda self: "A2026-9005")
        with self._on_the_day(), number:
            order.action_issue_quotation()
            order.action_revise_quotation("Zwei Pakete mehr")
            order.order_line[1].product_uom_qty = 42
            order.action_issue_quotation()
        self.env.flush_all()
        self.env.cr.execute("UPDATE sale_order_version SET issued_on = %s WHERE order_id = %s", [MOMENT, order.id])
        self.env.invalidate_all()
        self.assertLooksAsBefore("quotation", ORDER, order, __file__)
        self.assertLooksAsBefore("quotation_version", VERSION, order.issued_version_id, __file__)
        self.env = self.env(context={**self.env.context, "lang": "de_DE"})  # who compares reads it in their language
        wizard = self.env["sale.order.version.comparison"].browse(order.version_ids[-1].action_compare()["res_id"])
        self.assertLooksAsBefore("version_comparison", COMPARISON, wizard, __file__)

    def test_a_confirmation_that_was_changed_after_it_left_the_house(self):
        order = self._order_to_print("S90052", "order")
        self.env["ir.actions.report"].with_context(force_report_rendering=True)._render_qweb_pdf(ORDER, order.ids)
        order.order_line[1].product_uom_qty = 30
        self.assertLooksAsBefore("confirmation_second", ORDER, order, __file__)
        self.assertLooksAsBefore("pro_forma", PRO_FORMA, order, __file__)


@tagged("post_install", "-at_install", "kontor_once")
class TestGoodsPictures(PaperCase):
    """Deliveries with lots, what comes back, and the proofs that the tax office asks for look as they did."""

    def test_000_6_lots_and_what_comes_back(self):
        self.drill.tracking = "lot"
        for count in range(1, 15):
            lot = self.env["stock.lot"].create({"name": f"CH-2026-{count:03}", "product_id": self.drill.id})
            self.env["stock.quant"]._update_available_quantity(self.drill, self.warehouse.lot_stock_id, 1, lot_id=lot)
        order = self._order_to_print("S90061")
        order.order_line[0].product_uom_qty = 16
        order.change_status("order")
        order.date_order = MOMENT
        picking = order.picking_ids
        lines = picking.move_ids.move_line_ids
        lines.filtered(lambda line: not line.lot_id and line.product_id == self.drill).unlink()
        picking.move_ids.filtered(lambda move: move.product_id == self.screw).quantity = 0
        picking.move_ids.picked = True
        picking.with_context(skip_backorder=True)._action_done()
        self._date(picking, "WA/9061")
        self.assertLooksAsBefore("delivery_lots", DELIVERY, picking, __file__)

    def test_what_comes_back(self):
        order = self._order_to_print("S90062", "order")
        order.change_status("delivery")
        self._date(order.picking_ids, "WA/9062")
        back = self._return(order.picking_ids, 1)
        self._date(back, "WE/9062")
        self.assertLooksAsBefore("delivery_return", DELIVERY, back, __file__)

    def test_proofs_of_supplies_abroad(self):
        for country, vat, name in (
            ("at", "ATU12345675", "supply_proof"),
            ("ch", "CHE-123.456.788 MWST", "supply_proof_export"),
        ):
            place = {"street": "Ring 1", "zip": "1010", "city": "Wien" if country == "at" else "Bern"}
            country_id = self.env.ref(f"base.{country}").id
            values = {"name": "Tools AG", "is_company": True, "vat": vat, "lang": "de_DE", **place}
            buyer = self.env["res.partner"].create({**values, "country_id": country_id})
            self.customer, self.contact = buyer, self.env["res.partner"]
            order = self._order_to_print(f"S9007{len(country + name) % 10}", "order")
            order.change_status("delivery")
            self._date(order.picking_ids, f"WA/907{len(country + name) % 10}")
            proof = order.picking_ids.supply_proof_id
            proof.delivered_on = "2026-03-03"
            self.assertLooksAsBefore(name, PROOF, proof, __file__)


@tagged("post_install", "-at_install", "kontor_once")
class TestCorrectionPictures(PaperCase):
    """A part invoice, a Storno and an invoice for an export look as they did."""

    def test_part_invoice_and_storno(self):
        order = self._order_to_print("S90081", "order")
        line = order.order_line.filtered(lambda item: item.product_id == self.screw)
        order.change_status("delivery", quantities=[{"line_id": line.id, "quantity": 15}])
        self._date(order.picking_ids.filtered(lambda item: item.state == "done"), "WA/9081")
        with self._on_the_day():
            pickings = order._get_pickings_to_invoice()
            invoice = self.env["account.move"].browse(
                order.create_invoice_of_type("partial", post=False, picking_ids=pickings.ids)
            )
            self._post(invoice, "RE/2026/90081")
        self.assertLooksAsBefore("invoice_part", INVOICE, invoice, __file__)

    def test_storno(self):
        order = self._order_to_print("S90082", "order")
        order.change_status("delivery")
        self._date(order.picking_ids, "WA/9082")
        with self._on_the_day():
            invoice = order._create_invoices()
            self._post(invoice, "RE/2026/90082")
            order.cancel_reason_id = self.env["sale.order.cancel.reason"].create({"name": "Irrtümlich bestellt"})
            order.change_status("cancel")
        storno = order.invoice_ids - invoice
        self.env.flush_all()  # its number is given once, and follows on those of the database
        self.env.cr.execute("UPDATE account_move SET name = 'RRE/2026/90082' WHERE id = %s", [storno.id])
        self.assertLooksAsBefore("invoice_cancelled", INVOICE, storno, __file__)

    def test_export_in_english(self):
        buyer = self.env["res.partner"].create(
            {
                "name": "Swiss Tools AG",
                "is_company": True,
                "country_id": self.env.ref("base.ch").id,
                "vat": "CHE-123.456.788 MWST",
                "street": "Ring 1",
                "zip": "8001",
                "city": "Zürich",
                "lang": "en_GB",
                "ref": "10020",
            }
        )
        self.customer, self.contact = buyer, self.env["res.partner"]
        order = self._order_to_print("S90091", "order")
        order.change_status("delivery")
        self._date(order.picking_ids, "WA/9091")
        with self._on_the_day():
            invoice = order._create_invoices()
            self._post(invoice, "RE/2026/90091")
        self.assertLooksAsBefore("invoice_export", INVOICE, invoice, __file__)
