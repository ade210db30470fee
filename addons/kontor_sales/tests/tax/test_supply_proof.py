import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .test_tax_matrix import TaxCase

SCAN = base64.b64encode(b"%PDF-1.4 signed")


@tagged("post_install", "-at_install")
class TestSupplyProof(TaxCase):
    """What leaves Germany free of VAT needs a proof: it is printed, asked for again, and kept (§§ 9, 17a, 17b UStDV)."""

    def _delivered(self, country, **values):
        buyer = self._buyer(country, street="Ring 1", city="Stadt", zip="1010", **values)
        order = self._order((self.drill, 2), partner_id=buyer.id)
        order.change_status("order")
        order.change_status("delivery", quantities=[{"line_id": order.order_line.id, "quantity": 2}])
        return order.picking_ids

    def _today(self):
        return self.env["kontor.supply.proof"]._fields["received_on"].context_today(self.env.user)

    def test_which_deliveries_need_one(self):
        """Supplies within the EU a confirmation of arrival, exports a proof of export, others none."""
        for country, kind in (("AT", "arrival"), ("CH", "export"), ("DE", False)):
            picking = self._delivered(country)
            with self.subTest(country=country):
                self.assertEqual(picking.supply_proof_id.kind, kind)
                self.assertEqual(picking.supply_proof_state, "open" if kind else "none")

    def test_from_the_request_to_the_signed_copy(self):
        """Asked for, reminded of, received with its scan; taken back when it was the wrong one."""
        proof = self._delivered("AT").supply_proof_id.with_user(self.clerk)
        proof.action_request()
        self.assertEqual((proof.state, proof.reminder_count, proof.requested_on), ("requested", 0, self._today()))
        proof.action_request()
        self.assertEqual((proof.state, proof.reminder_count), ("requested", 1))
        wizard = self.env["kontor.supply.proof.receipt"].with_user(self.clerk)
        wizard.create({"proof_id": proof.id, "file": SCAN, "filename": "gelangt.pdf"}).action_receive()
        self.assertEqual((proof.state, proof.received_on, proof.received_by_id), ("received", self._today(), self.clerk))
        self.assertEqual((proof.attachment_id.name, proof.attachment_id.raw), ("gelangt.pdf", b"%PDF-1.4 signed"))
        with self.assertRaisesRegex(UserError, "nothing to ask for"):
            proof.request()
        proof.reopen()
        self.assertEqual((proof.state, proof.received_on), ("requested", False))

    def test_what_is_no_proof(self):
        """No scan, one that can't be read, a day that can't be."""
        proof = self._delivered("AT").supply_proof_id.with_user(self.clerk)
        for values, words in (
            ({}, "Attach the scan"),
            ({"file": "§"}, "can't be read"),
            ({"file": SCAN, "received_on": "2999-01-01"}, "between the day of the delivery"),
            ({"file": SCAN, "received_on": "gestern"}, "can't be read"),
        ):
            with self.assertRaisesRegex(UserError, words):
                proof.receive(**values)
        self.assertEqual(proof.state, "open")

    def test_who_may(self):
        """The warehouse prints it, who bills receives it, and nobody writes it by hand."""
        proof = self._delivered("AT").supply_proof_id
        keeper = new_test_user(self.env, "kontor_keeper", groups="stock.group_stock_user")
        proof.with_user(keeper).request()
        with self.assertRaisesRegex(AccessError, "note that a proof of a supply was received"):
            proof.with_user(keeper).receive(file=SCAN)
        alone = new_test_user(self.env, "kontor_alone", groups="sales_team.group_sale_salesman")
        self.assertFalse(self.env["kontor.supply.proof"].with_user(alone).search([("id", "=", proof.id)]))
        proof.picking_id.sale_id.user_id = alone
        self.assertEqual(self.env["kontor.supply.proof"].with_user(alone).search([("id", "=", proof.id)]), proof)
        admin = self.env.ref("base.user_admin")
        self.assertRaises(AccessError, lambda: proof.with_user(admin).write({"state": "received"}))
        self.assertRaises(AccessError, lambda: proof.with_user(admin).unlink())

    def test_the_form_asks_for_what_the_law_names(self):
        """Recipient, goods with quantity, place and month, date of issue, signature; in the customer's language."""
        self.env["res.lang"]._activate_lang("de_DE")
        picking = self._delivered("AT", lang="de_DE")
        proof = picking.supply_proof_id
        report = self.env["ir.actions.report"]
        html = report._render_qweb_html("kontor_sales.report_supply_proof", proof.ids)[0].decode()
        for words in ("Käufer AT", "Ring 1", "Bohrmaschine", "2,00", "Gelangensbestätigung", picking.name):
            self.assertIn(words, html)
        for name in ("place", "month", "issued", "signature"):
            self.assertIn(f'name="{name}"', html)
        proof.partner_id.lang = "en_US"
        html = report._render_qweb_html("kontor_sales.report_supply_proof", proof.ids)[0].decode()
        self.assertIn("have arrived in another member state", html)

    def test_orders_print_why_they_bear_no_tax(self):
        """The confirmation says what the invoice will say."""
        order = self._order((self.drill, 1), (self.setup, 1), partner_id=self._buyer("AT", lang="en_US").id)
        html = self.env["ir.actions.report"]._render_qweb_html("sale.report_saleorder", order.ids)[0].decode()
        self.assertIn("VAT-exempt intra-Community supply of goods", html)
        self.assertIn("Reverse charge: the recipient of the service owes the VAT", html)
