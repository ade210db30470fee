from odoo import fields, models


class AccountMoveLine(models.Model):
    """The day of each line, where an invoice bills several deliveries."""

    _inherit = "account.move.line"

    # Kept only where lines differ: of all others the invoice says it.
    supply_date_start = fields.Date(string="Supply From", readonly=True, copy=False)
    supply_date_end = fields.Date(string="Supply To", readonly=True, copy=False)

    def _get_supply_period(self):
        """Return the first and the last day of the supply on this line, both inclusive, or False where none is known.

        It lies within that of the invoice. A line that no delivery belongs to (a service, a charge) has the invoice's.
        """
        self.ensure_one()
        move = self.move_id
        if move.state == "draft":
            supply = move._get_supply()
            return supply["lines"].get(self._origin.id, (supply["start"], supply["end"]))
        if self.supply_date_start:
            return self.supply_date_start, self.supply_date_end
        return move._get_supply_period()

    def _keep_supply_periods(self, supply):
        """Write down the days of these lines where they differ from the document's.

        :param dict supply: see ``account.move._get_supply``
        """
        whole = (supply["start"], supply["end"])
        for line in self.filtered(lambda line: line.display_type == "product"):
            start, end = supply["lines"].get(line.id, whole)
            if (start, end) == whole:
                start = end = False
            if (line.supply_date_start, line.supply_date_end) != (start, end):
                line.write({"supply_date_start": start, "supply_date_end": end})
