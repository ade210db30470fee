import json
import re
from datetime import timedelta

from odoo.tests import tagged
from odoo.tests.common import HttpCase

from .test_quotation_versions import QuotationCase

SIGNATURE = (  # a red dot as PNG
    "iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4//8/w38GIAXDIBKE0DHxgljNBAAO9TXL0Y4OHwAAAABJRU5ErkJggg=="
)


@tagged("post_install", "-at_install")
class TestQuotationPortal(HttpCase, QuotationCase):
    """004-8, 004-9: the customer sees the versions and decides on exactly the one on the page."""

    def setUp(self):
        super().setUp()
        self.company.portal_confirmation_sign = True
        self.quotation = self._order(require_signature=True, require_payment=False)
        self.quotation.with_context(force_report_rendering=True).action_issue_quotation()

    def _accept(self, url=None):
        """Sign as the page does: post to the address that the page carries."""
        if url is None:
            url = self._accept_url()
        payload = {"jsonrpc": "2.0", "params": {"name": "Herr Kern", "signature": SIGNATURE}}
        response = self.url_open(url, data=json.dumps(payload), headers={"Content-Type": "application/json"})
        self.env.invalidate_all()
        return response.json()["result"]

    def _page(self, **params):
        return self.url_open(
            self.quotation.get_portal_url() + "".join(f"&{key}={value}" for key, value in params.items())
        ).text

    def _accept_url(self):
        page = self._page()
        self.assertIn("sign-dialog", page)
        return re.search(r"(/my/orders/\d+/accept\?[^&\"']*(?:&amp;version=\d+)?)", page).group(1).replace("&amp;", "&")

    def test_004_9_the_customer_accepts_the_current_version(self):
        page = self._page()
        self.assertIn(self.quotation.quotation_number, page)
        self.assertIn("Version 1", page)
        result = self._accept()
        self.assertNotIn("error", result)
        self.assertStatus(self.quotation, "order")
        self.assertEqual(self.quotation.ordered_version_id, self.quotation.version_ids)
        self.assertEqual(self.quotation.signed_by, "Herr Kern")

    def test_004_9_a_newer_version_is_not_accepted_unseen(self):
        url = self._accept_url()
        self._revise(self.quotation, client_order_ref="Zwei")
        result = self._accept(url)
        self.assertIn("newer version", result["error"])
        self.assertStatus(self.quotation, "quotation")
        self.assertFalse(self.quotation.signed_by)
        self.assertIn("newer one", self._page(version=1))

    def test_while_being_revised_there_is_nothing_to_accept(self):
        url = self._accept_url()
        self.quotation.action_revise_quotation("Änderung")
        page = self._page()
        self.assertIn("being revised", page)
        self.assertNotIn("sign-dialog", page)
        self.assertIn("being revised", self._accept(url)["error"])
        self.assertStatus(self.quotation, "quotation")

    def test_expired_versions_cannot_be_accepted(self):
        url = self._accept_url()
        self.env.cr.execute(
            "UPDATE sale_order_version SET validity_date = %s WHERE id = %s",
            [self.today - timedelta(days=1), self.quotation.version_ids.id],
        )
        self.env.invalidate_all()
        self.assertIn("valid until", self._accept(url)["error"])
        self.assertStatus(self.quotation, "quotation")

    def test_004_8_each_version_can_be_read_as_it_was_sent(self):
        self._revise(self.quotation, client_order_ref="Zwei")
        url = self.quotation.get_portal_url(suffix="/version/1")
        response = self.url_open(url)
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        first = self.quotation.version_ids.filtered(lambda version: version.number == 1)
        self.assertEqual(response.content, first.attachment_id.raw)
        self.assertEqual(self.url_open(self.quotation.get_portal_url(suffix="/version/9")).status_code, 404)
        stranger = self.url_open(f"/my/orders/{self.quotation.id}/version/1?access_token=wrong")
        self.assertNotEqual(stranger.headers["Content-Type"], "application/pdf")
