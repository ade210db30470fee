from datetime import date

from odoo.tests import TransactionCase, tagged
from odoo.tools import format_amount, format_date

from ...tools.formats import Formats

AMOUNTS = (0.0, -0.0, 0.005, 1, -1.5, 999.995, 1000, -1234.565, 1234567.891, -98765432.1)
DAYS = (date(2026, 1, 5), date(2026, 11, 22), date(1999, 12, 31))


@tagged("post_install", "-at_install")
class TestFormats(TransactionCase):
    """The header writes dates and amounts as Odoo does everywhere (003-4, 003-12)."""

    def test_amounts_are_written_as_everywhere(self):
        """003-4: thousands, decimals, the sign and the symbol's place, in each language"""
        currencies = (
            self.env["res.currency"].with_context(active_test=False).search([("name", "in", ("EUR", "USD", "JPY", "KWD"))])
        )
        for code in ("de_DE", "en_US", "fr_CH", "hi_IN"):
            self.env["res.lang"]._activate_lang(code)
            env = self.env(context={"lang": code})
            formats = Formats(env)
            for currency in currencies.with_env(env):
                for amount in AMOUNTS:
                    with self.subTest(code=code, currency=currency.name, amount=amount):
                        self.assertEqual(formats.amount(amount, currency), format_amount(env, amount, currency))

    def test_days_are_written_as_everywhere(self):
        """003-12: in the date format of the language, and by a pattern"""
        for code in ("de_DE", "en_US", "fr_CH"):
            self.env["res.lang"]._activate_lang(code)
            env = self.env(context={"lang": code})
            formats = Formats(env)
            for day in DAYS:
                with self.subTest(code=code, day=day):
                    self.assertEqual(formats.date(day), format_date(env, day))
                    self.assertEqual(formats.date(day, "MMM yy"), format_date(env, day, date_format="MMM yy"))
            self.assertEqual([formats.date(False), formats.date(None)], ["", ""])
