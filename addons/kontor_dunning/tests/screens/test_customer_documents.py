from odoo import fields
from odoo.tests import tagged

from ..common import DunningCase


@tagged("post_install", "-at_install")
class TestCustomerDocuments(DunningCase):
    """Dunning letters in the list of all the customer's documents (000-9)."""

    def _documents(self, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return (
            self.env["kontor.customer.document"]
            .with_user(user or self.clerk)
            .search([("commercial_partner_id", "=", self.customer.id), ("document_type", "=", "dunning")])
        )

    def test_000_9_a_letter_with_its_level_amount_and_deadline(self):
        self._invoice(30, 250.0)
        run = self._run()
        self.assertFalse(self._documents(), "a proposal is no document of the customer yet")
        run.action_confirm()
        letter = run.letter_ids
        row = self._documents()
        self.assertEqual((row.name, row.reference), (letter.name, self.reminder.name))
        self.assertEqual((row.date, row.date_due), (letter.date, letter.payment_deadline))
        self.assertEqual((row.status, row.is_open, row.is_history), ("open", True, False))
        self.assertEqual((row.partner_id, row.user_id), (letter.address_id, letter.user_id))
        self.assertAlmostEqual(row.amount, letter.amount_total)
        self.assertEqual(row.open_amount, 0, "the invoice has the open amount; it must not count twice")
        action = row.action_open_document()
        self.assertEqual((action["res_model"], action["res_id"]), ("kontor.dunning.letter", letter.id))

    def test_000_9_its_status_follows_the_letter(self):
        invoice = self._invoice(30)
        letter = self._dun()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE kontor_dunning_letter SET payment_deadline = %s WHERE id = %s",
            [fields.Date.subtract(self.date, days=1), letter.id],
        )
        self.assertEqual(self._documents().status, "overdue")
        self._pay(invoice)
        row = self._documents()
        self.assertEqual((row.status, row.is_open), ("done", False))

    def test_000_9_a_withdrawn_letter_is_cancelled(self):
        self._invoice(30)
        letter = self._dun()
        self.env["kontor.dunning.withdraw"].with_user(self.dunner).create(
            {"letter_ids": letter.ids, "reason": "Irrtum"}
        ).action_withdraw()
        row = self._documents()
        self.assertEqual((row.status, row.is_open), ("cancel", False))

    def test_000_9_foreign_currency(self):
        """The amount is in the company's currency, as that of all documents."""
        dollar = self.env.ref("base.USD")
        dollar.active = True
        dollar.rate_ids.unlink()
        self.env["res.currency.rate"].create({"currency_id": dollar.id, "rate": 2, "name": "2020-01-01"})
        self._invoice(30, 300.0, currency_id=dollar.id)
        letter = self._dun()
        self.assertEqual(letter.currency_id, dollar)
        self.assertAlmostEqual(self._documents().amount, letter.amount_total / 2)
