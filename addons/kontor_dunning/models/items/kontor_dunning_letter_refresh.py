from odoo import models
from odoo.tools import SQL


class KontorDunningLetter(models.Model):
    """What happened to the items of a proposal before it is issued."""

    _inherit = "kontor.dunning.letter"

    def _refresh(self):
        """Take off what was paid, credited or disputed since the proposal; see ``letters``."""
        super()._refresh()
        self.env["kontor.dunning.engine"]._flush()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.id, aml.amount_residual_currency,
                       aml.reconciled OR aml.parent_state <> 'posted'
                       OR (line.role <> 'credit' AND (
                            COALESCE(aml.no_followup, FALSE) OR COALESCE(m.is_disputed, FALSE)
                            OR (COALESCE(m.dunning_exempt, FALSE)
                                AND (m.dunning_exempt_until IS NULL OR m.dunning_exempt_until >= letter.date))
                            OR (COALESCE((p.dunning_exempt ->> letter.company_id::text)::boolean, FALSE)
                                AND COALESCE(
                                    (p.dunning_exempt_until ->> letter.company_id::text)::date >= letter.date, TRUE
                                )))) AS is_gone
                  FROM kontor_dunning_letter_line line
                  JOIN kontor_dunning_letter letter ON letter.id = line.letter_id
                  JOIN account_move_line aml ON aml.id = line.move_line_id
                  JOIN account_move m ON m.id = aml.move_id
                  JOIN res_partner p ON p.id = letter.partner_id
                 WHERE line.letter_id IN %s
                   AND (line.amount IS DISTINCT FROM aml.amount_residual_currency OR aml.reconciled
                        OR aml.parent_state <> 'posted' OR aml.no_followup OR m.is_disputed OR m.dunning_exempt
                        OR COALESCE((p.dunning_exempt ->> letter.company_id::text)::boolean, FALSE))
                """,
                tuple(self.ids) or (0,),
            )
        )
        lines = self.env["kontor.dunning.letter.line"]
        gone = lines.browse([line_id for line_id, _amount, is_gone in rows if is_gone])
        changed = lines.browse([line_id for line_id, _amount, is_gone in rows if not is_gone])
        amounts = {line_id: float(amount) for line_id, amount, _is_gone in rows}
        touched = (gone | changed).letter_id
        gone.unlink()
        changed = changed.filtered(lambda line: line.currency_id.compare_amounts(line.amount, amounts[line.id]))
        groups = changed.letter_id.grouped(lambda letter: (letter.date, letter.is_business))
        for (date, is_business), letters in groups.items():
            own = changed.filtered(lambda line: line.letter_id in letters)  # noqa: B023
            interest = self.env["kontor.dunning.engine"]._interest_by_item(own, date, is_business)
            for line in own:
                values = {"amount": amounts[line.id]}
                if line.role == "due" and line.letter_id.level_id.interest:
                    values["interest_amount"] = line.currency_id.round(interest.get(line.move_line_id.id, 0.0))
                line.write(values)
        settled = touched.filtered(
            lambda letter: (
                not letter.line_ids.filtered(lambda line: line.is_new and not line.excluded)
                or letter.currency_id.compare_amounts(letter.amount_due, letter.credit_amount) <= 0
            )
        )
        # A user may have excluded every single item of a letter.
        if not touched or touched < self:
            untouched = self - touched
            with_items = untouched.line_ids.filtered(lambda line: line.is_new and not line.excluded).letter_id
            settled |= untouched - with_items
        letters = self - settled
        if settled:
            settled._tell_settled()
            settled.unlink()
        for letter in letters & touched:
            remaining = letter.line_ids.filtered(lambda line: line.is_new and not line.excluded)
            highest = remaining.level_id._highest()
            if highest != letter.level_id:
                letter.level_id = highest.id  # what made the letter so severe has been paid
        return letters

    def _tell_settled(self):
        """Tell that these proposals make no letter, before they are deleted: nothing of them is left to dun.

        Nothing here; a run keeps it in its history.
        """
