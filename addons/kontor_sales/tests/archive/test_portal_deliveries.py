from lxml import html
from odoo.tests import HttpCase, new_test_user, tagged

from .common import ArchiveCase


@tagged("post_install", "-at_install", "kontor_once")
class TestPortalDeliveries(HttpCase, ArchiveCase):
    """The customer finds deliveries and invoices of an order under the names of the papers, and gets their files."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("de_DE")
        cls.customer.lang = "de_DE"

    def setUp(self):
        super().setUp()
        self.order = self._in_status("order", (self.drill, 3))
        self.order.change_status("delivery")
        self.delivery = self._outgoing(self.order).filtered(lambda picking: picking.state == "done")

    def _outgoing(self, order):
        return order.picking_ids.filtered(lambda picking: picking.picking_type_code == "outgoing")

    def _colleague(self):
        """Return a portal user who is another contact of the customer than the one who ordered."""
        colleague = new_test_user(self.env, "kontor_colleague", groups="base.group_portal", lang="de_DE")
        colleague.partner_id.parent_id = self.customer
        return colleague

    def _file(self, picking, **params):
        query = "&".join(f"{key}={value}" for key, value in params.items())
        return self.url_open(f"/my/picking/pdf/{picking.id}?{query}")

    def test_each_contact_of_the_customer_gets_the_delivery_note(self):
        self._colleague()
        self.assertEqual(self._file(self.delivery).status_code, 404, "nobody gets it without a login or the link")
        self.assertEqual(self._file(self.delivery, access_token="guessed").status_code, 404)
        self.authenticate("kontor_colleague", "kontor_colleague")
        answer = self._file(self.delivery)
        self.assertEqual((answer.status_code, answer.headers["Content-Type"]), (200, "application/pdf"))
        name = f"Lieferschein_{self.delivery.name}.pdf".replace("/", "-")
        self.assertEqual(answer.headers["Content-Disposition"].split("''")[1].replace("%20", "_"), name)

    def test_other_customers_get_nothing(self):
        new_test_user(self.env, "kontor_stranger", groups="base.group_portal")
        self.authenticate("kontor_stranger", "kontor_stranger")
        self.assertEqual(self._file(self.delivery).status_code, 404)

    def test_by_the_link_and_only_when_the_goods_went_out(self):
        self.assertEqual(self._file(self.delivery, access_token=self.order._portal_ensure_token()).status_code, 200)
        order = self._in_status("order", (self.drill, 1))
        answer = self._file(self._outgoing(order), access_token=order._portal_ensure_token())
        self.assertEqual(answer.status_code, 404)
        self.assertFalse(self._issued(self._outgoing(order)))
        page = html.fromstring(self.url_open(order.get_portal_url()).text)
        self.assertFalse(page.xpath("//div[@name='delivery_details']//a"))

    def test_deliveries_and_invoices_have_the_names_of_the_papers(self):
        invoice = self.env["account.move"].browse(self.order.create_invoice_of_type("full", post=True))
        page = html.fromstring(self.url_open(self.order.get_portal_url()).text)
        [delivery] = page.xpath("//div[@name='delivery_details']/a")
        self.assertEqual(delivery.text_content().strip(), f"Lieferschein {self.delivery.name}")
        self.assertEqual(page.xpath("//div[@id='sale_invoices']//a")[0].text_content().strip(), f"Rechnung {invoice.name}")

    def test_the_conversation_is_in_the_customer_s_language(self):
        words = self.url_open("/website/translations?lang=de_DE").json()["modules"]["mail"]["messages"]
        self.assertIn({"id": "The conversation is empty.", "string": "Die Unterhaltung ist leer."}, words)
