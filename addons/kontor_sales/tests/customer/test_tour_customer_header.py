from odoo.tests import HttpCase, tagged

from ..common import OrderCase


@tagged("post_install", "-at_install", "kontor_once")
class TestTourCustomerHeader(OrderCase, HttpCase):
    """The customer at a glance on the screen (003-1, 003-6, 003-10, 003-13, 003-48 … 003-51)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk.lang = "en_US"  # the tours read English texts, whatever the database's language
        cls.customer.write({"ref": "KH4711", "zip": "20537", "city": "Hamburg", "country_id": cls.env.ref("base.de").id})
        cls.contacts = cls.env["res.partner"].create(
            [
                {"name": name, "parent_id": cls.customer.id, "type": "contact", "email": f"{name.lower()}@example.com"}
                for name in ("Ahrens", "Zabel")
            ]
        )

    def test_the_header_on_an_order(self):
        order = self._in_status("invoice", (self.setup, 1))
        self.assertFalse(order.contact_id)
        order = self._order()
        self.env.flush_all()
        url = f"/odoo/action-kontor_sales.action_quotation/{order.id}"
        self.start_tour(url, "kontor_customer_header", login=self.clerk.login)
        self.env.invalidate_all()
        self.assertEqual(order.contact_id, self.contacts[1])
        self.assertEqual(
            self.clerk.res_users_settings_id.customer_header_folded, {"sale.order": False}, "unfolded in the end"
        )

    def test_003_52_change_the_customer_from_the_header(self):
        other = self.env["res.partner"].create({"name": "Zweiter Kunde", "ref": "KH4712", "is_company": True})
        order, locked, delivered = self._in_status("order"), self._in_status("order"), self._in_status("delivery")
        locked.action_lock()
        for document, name in ((order, "TOUR-815"), (locked, "TOUR-816"), (delivered, "TOUR-817")):
            document.sudo().name = name
        self.env.flush_all()
        url = f"/odoo/action-kontor_sales.action_order/{order.id}"
        self.start_tour(url, "kontor_change_customer", login=self.clerk.login)
        self.env.invalidate_all()
        self.assertEqual(order.partner_id, other)
        self.assertEqual((locked | delivered).partner_id, self.customer)

    def test_quick_open_and_recent_customers(self):
        self.env["res.partner"].create({"name": "Zweiter Kunde", "ref": "KH4712", "is_company": True})
        order = self._in_status("order")
        order.sudo().name = "TOUR-815"
        self.env.flush_all()
        self.start_tour("/odoo/kontor-quotations", "kontor_quick_open", login=self.clerk.login)

    def test_notes_and_follow_ups(self):
        self.env.flush_all()
        self.start_tour(
            f"/odoo/action-account.res_partner_action_customer/{self.customer.id}",
            "kontor_customer_notes",
            login=self.clerk.login,
        )
        note = self.env["kontor.customer.note"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual((note.subject, note.text, note.user_id), ("Ramp only", "No lift truck", self.clerk))
        self.assertEqual(self.customer.activity_ids.mapped("summary"), ["Ask about the quotation"])
