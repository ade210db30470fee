from odoo import models
from odoo.tools import format_amount, format_date


class KontorDunningLetter(models.Model):
    """Whom a letter addresses; what it says of each item beside what is open: what was invoiced and paid, earlier letters.

    A court asks for it (Mahnbescheid), and so does the customer.
    """

    _inherit = "kontor.dunning.letter"

    def _get_salutation(self):
        """Return how the letter and its e-mail begin, in the language of the environment: it names who gets the letter."""
        self.ensure_one()
        return (self.address_id or self.partner_id).with_env(self.env)._get_salutation()

    def _address(self, text):
        """Let a text of a level address who gets the letter, where it addresses nobody by name.

        :param str text: of the level, in the language of the environment, with its placeholders
        :return: the text; unchanged when it begins with words of its own
        """
        general = self.env["res.partner"]._get_salutation()
        text = text.lstrip()
        if not text.startswith(general):
            return text
        # a name isn't a placeholder, whatever it is made of
        return self._get_salutation().replace("{", "{{").replace("}", "}}") + text.removeprefix(general)

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
            texts.append(self._describe_settlement(item, paid))
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

    def _describe_settlement(self, item, paid):
        """Say what was invoiced, and what of it was paid or set off; money alone is called paid.

        :param item: the ``account.move.line`` of the invoice, as superuser
        :param float paid: what isn't open any more, with tax, in the currency of the letter
        :return: text in the language of the environment
        """
        amount = format_amount(self.env, item.amount_currency, self.currency_id)
        parts = item.matched_credit_ids.sorted(lambda part: (part.max_date, part.id))
        if self.currency_id.compare_amounts(sum(parts.mapped("debit_amount_currency")), paid):
            # something was settled since, or in another way: how much it was is certain
            sum_paid = format_amount(self.env, paid, self.currency_id)
            return self.env._("Invoiced %(amount)s, paid or set off %(paid)s", amount=amount, paid=sum_paid)
        move = item.move_id.with_env(self.env(su=True))  # sudo: as in _get_item_history
        settled = [
            self.env._(
                "%(settlement)s: %(amount)s",
                settlement=move._get_settlement_text(
                    {"move_id": part.credit_move_id.move_id.id, "date": part.credit_move_id.date}
                ),
                amount=format_amount(self.env, part.debit_amount_currency, self.currency_id),
            )
            for part in parts
        ]
        return self.env._("Invoiced %(amount)s; %(settled)s", amount=amount, settled="; ".join(settled))
