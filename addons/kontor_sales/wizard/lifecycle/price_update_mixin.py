from odoo import api, fields, models

from ...tools.records import ensure_one_record


class PriceUpdateMixin(models.AbstractModel):
    """Ask before prices are taken from the list again: what somebody gave is reset by choice only (000-13/14).

    What inherits it adds ``order_id``, whose lines have given terms and which has ``action_update_prices``, and says in
    ``given_terms`` what ``keep`` and ``reset`` are called there.
    """

    _name = "kontor.price.update.mixin"
    _description = "Update Prices"

    given_terms = fields.Selection(lambda self: [], "Given Prices and Discounts", default="keep", required=True)
    given_count = fields.Integer(compute="_compute_given")
    given_text = fields.Text(compute="_compute_given")

    @api.depends_context("lang")
    def _compute_given(self):
        """Count the given prices and discounts that a reset would change, and name them with what the list says."""
        for wizard in self:
            lines = wizard.order_id._get_update_prices_lines().filtered("list_terms")
            wizard.given_count = len(lines)
            wizard.given_text = "\n".join(line._given_terms_text() for line in lines)

    def action_update(self):
        """Take the list's prices, and close the dialog."""
        ensure_one_record(self)
        self.order_id.action_update_prices(keep_given=self.given_terms == "keep")
        return {"type": "ir.actions.act_window_close"}
