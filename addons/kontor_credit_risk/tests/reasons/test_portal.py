import json

from odoo.tests import HttpCase, tagged

from ..common import CreditCase

SIGNATURE = (  # a red dot as PNG
    "iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4//8/w38GIAXDIBKE0DHxgljNBAAO9TXL0Y4OHwAAAABJRU5ErkJggg=="
)


@tagged("post_install", "-at_install", "kontor_once")
class TestPortal(CreditCase, HttpCase):
    """A customer over the limit accepts a quotation in the portal (002-13)."""

    def setUp(self):
        super().setUp()
        self._limit(100)
        self.quotation = self._order((self.drill, 5), require_signature=True, require_payment=False, user_id=self.clerk.id)
        self.quotation.action_quotation_sent()
        self.env.flush_all()

    def _accept(self):
        url = f"/my/orders/{self.quotation.id}/accept?access_token={self.quotation._portal_ensure_token()}"
        payload = {"jsonrpc": "2.0", "params": {"name": "Herr Kern", "signature": SIGNATURE}}
        answer = self.url_open(url, data=json.dumps(payload), headers={"Content-Type": "application/json"}).json()
        self.env.invalidate_all()
        return answer

    def test_the_customer_reads_a_civil_sentence_and_nothing_about_credit(self):
        answer = self._accept()
        self.assertNotIn("error", answer, "no traceback")
        sentence = answer["result"]["error"]
        self.assertEqual(sentence, "Your order can't be processed automatically. Please contact us; we will look after it.")

    def test_the_order_is_kept_unconfirmed_on_the_work_list_and_the_clerk_is_told(self):
        self._accept()
        self.assertStatus(self.quotation, "quotation")
        entry = self.env["kontor.blocked.document"].search(
            [("document_model", "=", "sale.order"), ("document_id", "=", self.quotation.id)]
        )
        self.assertEqual((entry.state, entry.operation, entry.user_id), ("open", "order", self.clerk))
        self.assertIn("exceeds the limit", entry.reason_text)
        told = self.env["mail.message"].search(
            [("res_id", "=", self.quotation.id), ("partner_ids", "in", self.clerk.partner_id.ids)]
        )
        self.assertTrue(told)

    def test_in_the_browser(self):
        self.start_tour(self.quotation.get_portal_url(), "kontor_portal_accept_blocked")
        self.env.invalidate_all()
        self.assertStatus(self.quotation, "quotation")
        self.assertFalse(self.quotation.signature)
