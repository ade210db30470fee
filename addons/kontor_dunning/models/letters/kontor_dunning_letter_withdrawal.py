from odoo import fields, models
from odoo.exceptions import UserError

from ..levels.dunning_right import ensure_may_dun


class KontorDunningLetter(models.Model):
    """Withdrawing a letter: its items fall back to the level they had before."""

    _inherit = "kontor.dunning.letter"

    def action_withdraw(self, reason=None):
        """Withdraw letters that were sent; the next run can take the items to the same level again.

        :param str reason: kept on the letter
        :return: True
        :raises UserError: without a reason, or when a later letter stands on this one
        """
        self._ensure_letters()
        ensure_may_dun(self)
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Say why the letter is withdrawn."))
        self.check_access("write")
        for letter in self.sorted("id", reverse=True):  # the later ones first
            letter._withdraw(reason.strip())
        return True

    def _withdraw(self, reason):
        """Withdraw one letter."""
        if self.state not in ("sent", "closed"):
            if self.state == "draft":
                raise UserError(self.env._("%s can't be withdrawn: it has not been sent.", self.display_name))
            raise UserError(self.env._("%s has already been withdrawn.", self.display_name))
        letter = self.sudo()  # sudo: the right was checked; a sent letter is written by nobody else
        lines = letter.line_ids.filtered("is_new")
        levels = {line.move_line_id: line.level_id._severity() for line in lines}
        later = lines.move_line_id.dunning_line_ids.filtered(
            lambda line: (
                line.is_new
                and line.dunned_on
                and not line.withdrawn
                and line not in lines
                and line.level_id._severity() > levels[line.move_line_id]
            )
        )
        if later:
            raise UserError(
                self.env._(
                    "%(letter)s can't be withdrawn: %(items)s have been dunned again by %(later)s. Withdraw that letter"
                    " first.",
                    letter=letter.display_name,
                    items=", ".join(later.mapped("name")),
                    later=", ".join(later.letter_id.mapped("display_name")),
                )
            )
        lines.withdrawn = True
        letter.write({"withdrawn_on": fields.Datetime.now(), "withdraw_reason": reason})
        letter._reverse_charges(reason)
        letter.message_post(body=self.env._("Withdrawn: %s", reason), author_id=self.env.user.partner_id.id)

    def _reverse_charges(self, reason):
        """Take back what was booked for a letter. Nothing here: the charges book, and reverse, their own documents.

        :param str reason: why the letter is withdrawn
        """
