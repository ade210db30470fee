from datetime import timedelta

from odoo import models
from odoo.exceptions import UserError


class KontorDunningLetter(models.Model):
    """Changing a proposal: exclude a customer, lower the level."""

    _inherit = "kontor.dunning.letter"

    def action_exclude(self):
        """Take these customers off the run; their items are free for another one.

        :return: True
        """
        self._ensure_letters()
        return self.write({"excluded": True})

    def action_include(self):
        """Take excluded customers back into the run.

        :return: True
        """
        self._ensure_letters()
        return self.write({"excluded": False})

    def _exclude(self, excluded):
        """Give the items of these proposals free, or claim them again.

        :raises UserError: when another letter has claimed an item in the meantime
        """
        lines = self.sudo().line_ids  # sudo: the right to change the letter was checked by write()
        if not excluded:
            self.env.cr.execute(
                """
                SELECT DISTINCT l.name FROM kontor_dunning_letter_line l
                  JOIN kontor_dunning_letter_line other
                    ON other.move_line_id = l.move_line_id AND other.level_id = l.level_id AND other.id <> l.id
                   AND other.is_new AND NOT other.withdrawn AND NOT other.excluded
                 WHERE l.id IN %s AND l.is_new AND l.excluded
                """,
                [tuple(lines.ids) or (0,)],
            )
            taken = [name for (name,) in self.env.cr.fetchall()]
            if taken:
                raise UserError(
                    self.env._(
                        "%(items)s: another dunning letter has taken these items to the same level in the meantime."
                        " Propose the run again.",
                        items=", ".join(taken),
                    )
                )
        lines.write({"excluded": excluded})

    def _lower_level(self, level_id):
        """Make these letters milder ones: items that would rise higher stay at the level they have.

        :param int level_id: a level of the letters' procedure, not above the present one
        :raises UserError: when the level is higher, or no item would be dunned any more
        """
        level = self.env["kontor.dunning.level"].browse(level_id).exists()
        for letter in self.filtered(lambda letter: letter.level_id != level):
            self._ensure_milder(letter, level)
            letter = letter.sudo()  # sudo: the lines aren't written by users; the right was checked by write()
            higher = letter.line_ids.filtered(lambda line: line.is_new and line.level_id._severity() > level._severity())
            if not letter.line_ids.filtered("is_new") - higher:
                raise UserError(
                    self.env._(
                        "%(letter)s: all items have already been at “%(level)s” or would not reach it; no item comes to"
                        " the same level twice. Exclude the customer instead.",
                        letter=letter.display_name,
                        level=level.name,
                    )
                )
            for line in higher:
                line.write({"is_new": False, "level_id": line.move_line_id.dunning_level_id.id, "lump_sum_amount": 0})
            if not level.interest:
                letter.line_ids.interest_amount = 0
            if not level.lump_sum:
                letter.line_ids.lump_sum_amount = 0
            fee = level.currency_id._convert(level.fee, letter.currency_id, letter.company_id, letter.date)
            deadline = letter.date + timedelta(days=level.payment_days)
            letter.write({"fee_amount": fee, "payment_deadline": deadline})

    def _ensure_milder(self, letter, level):
        """Refuse a level that isn't one of the customer's, or is above the letter's.

        :raises UserError:
        """
        if not level or level.procedure_id != letter.procedure_id:
            raise UserError(self.env._("%s: choose a level of the customer's procedure.", letter.display_name))
        if level._severity() > letter.level_id._severity():
            raise UserError(
                self.env._(
                    "%(letter)s can't be raised to “%(level)s”: each item advances one level at a time.",
                    letter=letter.display_name,
                    level=level.name,
                )
            )
