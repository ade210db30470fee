from odoo import models
from odoo.tools import format_amount, format_date


class KontorDunningLetter(models.Model):
    """What a letter says about each item beside what is open: what was invoiced and paid, and which letters came before.

    A court asks for it (Mahnbescheid), and so does the customer.
    """

    _inherit = "kontor.dunning.letter"

    def _get_item_history(self, line):
        """Return what the letter prints below one of its items, in the language of the environment.

        :param line: ``kontor.dunning.letter.line`` of this letter
        :return: list of texts; empty for credits, and for an item that is whole and dunned the first time
        """
        self.ensure_one()
        # sudo: who prints a letter need not have the right to read the journal items behind it
        item = line.sudo().move_line_id
        if line.role == "credit" or not item:
            return []
        texts = []
        paid = self.currency_id.round(item.amount_currency - line.amount)
        if self.currency_id.compare_amounts(paid, 0.0) > 0:
            texts.append(
                self.env._(
                    "Invoiced %(amount)s, paid or credited %(paid)s",
                    amount=format_amount(self.env, item.amount_currency, self.currency_id),
                    paid=format_amount(self.env, paid, self.currency_id),
                )
            )
        earlier = item.dunning_line_ids.filtered(
            lambda other: (
                other.dunned_on and not other.withdrawn and other.letter_id != self and other.dunned_on <= self.date
            )
        )
        for other in earlier.sorted(lambda other: (other.dunned_on, other.id)):
            texts.append(
                self.env._(
                    "%(level)s %(letter)s of %(date)s",
                    level=other.level_id.with_context(lang=self.env.lang).name,
                    letter=other.letter_id.name,
                    date=format_date(self.env, other.dunned_on),
                )
            )
        return texts
