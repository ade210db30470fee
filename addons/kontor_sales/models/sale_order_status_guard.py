from odoo import api, models

#: What core computes from the positions and their documents.
ORDER_FIGURES = {"amount_untaxed", "amount_tax", "amount_total", "currency_rate", "invoice_status", "delivery_status"}
LINE_FIGURES = {"price_subtotal", "price_tax", "price_total", "qty_invoiced", "qty_to_invoice", "invoice_status"}


class SaleOrder(models.Model):
    """Nobody writes a status: neither the computed fields nor core's state behind the back of the document work."""

    _inherit = "sale.order"

    @api.model
    def _get_figures(self):
        return super()._get_figures() | ORDER_FIGURES

    def _guard_figures(self, change):
        for vals in change.vals_list:
            self._refuse_written_status(vals)
        return super()._guard_figures(change)

    def _guard_revival(self, change):
        if change.vals.get("state", "cancel") != "cancel":
            self._refuse_revival()
        return super()._guard_revival(change)

    def _guard_created(self):
        self._refuse_created_status()
        return super()._guard_created()

    def action_draft(self):
        """Refuse to revive cancelled orders (001-9: duplicate them instead), and go on as core does."""
        self._refuse_revival()
        with self._state_work():
            return super().action_draft()


class SaleOrderLine(models.Model):
    """Nobody writes what a position is worth, and how much of it is invoiced."""

    _inherit = "sale.order.line"

    @api.model
    def _get_figures(self):
        return super()._get_figures() | LINE_FIGURES
