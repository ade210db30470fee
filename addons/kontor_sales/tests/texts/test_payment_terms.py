from odoo import Command
from odoo.tests import tagged

from ..common import OrderCase


@tagged("post_install", "-at_install")
class TestPaymentTermsInWords(OrderCase):
    """000-13: terms of payment are in the language of the document."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code in ("de_DE", "en_GB"):
            cls.env["res.lang"]._activate_lang(code)
        cls.company.partner_id.lang = "de_DE"
        cls.term = cls.env["account.payment.term"].with_context(lang="de_DE")
        cls.term = cls.term.create(
            {
                "name": "10 Tage 2 %, 30 Tage netto",
                "note": "<p>10 Tage 2 % Skonto, 30 Tage netto.</p>",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 10,
                "line_ids": [Command.create({"value": "percent", "value_amount": 100, "nb_days": 30})],
            }
        )

    def _printed(self, lang):
        return str(self.term.with_context(lang=lang)._get_printed_note())

    def test_000_13_a_text_that_nobody_translated(self):
        self.assertIn("10 Tage 2 % Skonto", self._printed("de_DE"))
        english = "<p>2 % discount for payment within 10 days, otherwise payable within 30 days without deduction.</p>"
        self.assertEqual(self._printed("en_GB"), english)
        self.term.update_field_translations("note", {"en_GB": {"10 Tage 2 % Skonto, 30 Tage netto.": "Our own words."}})
        self.assertEqual(self._printed("en_GB"), "<p>Our own words.</p>")
        self.assertIn("10 Tage 2 % Skonto", self._printed("de_DE"))

    def test_000_13_odoos_own_terms_in_german(self):
        term = self.env.ref("account.account_payment_term_30days").with_context(lang="de_DE")
        term.note = "<span>Payment terms: 30 Days</span>"
        term._say_terms_in_german()
        self.assertIn("Zahlbar innerhalb von 30 Tagen ohne Abzug.", str(term.note))
        self.assertIn("Payment terms: 30 Days", str(term.with_context(lang="en_GB").note))
        term.note = "<p>30 Tage.</p>"
        term._say_terms_in_german()
        self.assertIn("30 Tage.", str(term.note), "what somebody wrote stays")
