from odoo import fields, models


class KontorDunningLetter(models.Model):
    """Issuing letters: the proposal becomes the letter, and its items come to their levels."""

    _inherit = "kontor.dunning.letter"

    def _issue(self):
        """Issue these proposals. What was paid, credited or disputed since the proposal is taken off first.

        Runs as superuser, in the caller's transaction: whole or not at all.

        :return: the letters that were issued
        """
        letters = self._refresh()
        if not letters:
            return letters
        now = fields.Datetime.now()
        for company, own in letters.grouped("company_id").items():
            sequence = self.env["ir.sequence"].with_company(company)
            for letter in own:
                letter.name = sequence.next_by_code("kontor.dunning.letter", sequence_date=letter.date)
        letters.write({"sent_on": now, "user_id": self.env.uid})
        for date, own in letters.grouped("date").items():
            own.line_ids.filtered(lambda line: line.is_new and not line.excluded).dunned_on = date
        letters._after_issue()
        self.env.flush_all()
        return letters

    def _refresh(self):
        """Bring proposals up to date with what happened to their items since they were made.

        Nothing here: the items know what was paid, credited or disputed.

        :return: the letters that still have something to dun; the others are deleted
        """
        return self

    def _after_issue(self):
        """Follow up on letters that are being issued, in the same transaction; nothing here, the charges are booked."""
