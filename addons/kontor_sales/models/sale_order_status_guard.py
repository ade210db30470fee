from odoo import api, models


class SaleOrder(models.Model):
    """Nobody writes a status: neither the computed fields nor core's state behind the back of the document work."""

    _inherit = "sale.order"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_written_status(vals)
        orders = super().create(vals_list)
        orders._refuse_created_status()
        return orders

    def write(self, vals):
        self._refuse_written_status(vals)
        return super().write(vals)

    def action_draft(self):
        """Refuse to revive cancelled orders (001-9: duplicate them instead), and go on as core does."""
        self._refuse_revival()
        with self._state_work():
            return super().action_draft()
