from odoo.tests import tagged

from .common import DunningCase


@tagged("post_install", "-at_install")
class TestCustomerDocuments(DunningCase):
    """Dunning letters stand among all documents of the customer (000-9)."""

    def _letters(self):
        self.env.invalidate_all()
        return (
            self.env["kontor.customer.document"]
            .with_user(self.dunner)
            .search([("commercial_partner_id", "=", self.customer.id), ("document_type", "=", "dunning_letter")])
        )

    def test_000_9_a_letter_is_a_document_of_the_customer(self):
        self._invoice(10, 100)
        run = self._run()
        self.assertFalse(self._letters(), "a proposal is no document yet")
        run.action_confirm()
        letter = run.letter_ids
        document = self._letters()
        self.assertEqual((document.name, document.date), (letter.name, letter.date))
        self.assertEqual((document.status, document.amount, document.open_amount), ("open", 100.0, 0.0))
        action = document.action_open_document()
        self.assertEqual((action["res_model"], action["res_id"]), ("kontor.dunning.letter", letter.id))

    def test_000_9_a_withdrawn_letter_is_shown_as_cancelled(self):
        self._invoice(10, 100)
        self._dun().with_user(self.dunner).action_withdraw("Zahlung war unterwegs")
        self.assertEqual((self._letters().status, self._letters().is_open), ("cancel", False))
