from contextlib import contextmanager

from odoo import api, models
from odoo.exceptions import UserError

#: What core computes from the positions and their documents.
ORDER_FIGURES = {"amount_untaxed", "amount_tax", "amount_total", "currency_rate", "invoice_status", "delivery_status"}
LINE_FIGURES = {
    "invoice_status",
    "price_subtotal",
    "price_tax",
    "price_total",
    "qty_delivered_method",
    "qty_invoiced",
    "qty_to_invoice",
}


class SaleOrder(models.Model):
    """Nobody writes a status: neither the computed fields nor core's state behind the back of the document work."""

    _inherit = "sale.order"

    @api.model
    def _get_figures(self):
        return super()._get_figures() | ORDER_FIGURES

    def action_draft(self):
        """Refuse to revive cancelled orders (001-9: duplicate them instead), and go on as core does."""
        self._refuse_revival()
        with self._state_work():
            return super().action_draft()


class SaleOrderLine(models.Model):
    """Nobody writes what a position is worth, and how much of it is delivered or invoiced."""

    _inherit = "sale.order.line"

    @api.model
    def _get_figures(self):
        return super()._get_figures() | LINE_FIGURES

    def _guard_figures(self, change):
        if "qty_delivered" in change.vals:
            self._refuse_written_delivery(change.vals["qty_delivered"])
        return super()._guard_figures(change)

    @contextmanager
    def _watch_change(self, change):
        with super()._watch_change(change):
            yield
        if change.operation == "create":  # whether a position is goods follows from its article
            default = self.env.context.get("default_qty_delivered")
            claimed = change.records.browse(
                line.id for line, vals in zip(change.records, change.vals_list) if vals.get("qty_delivered", default)
            )
            # core adds what was delivered without having been ordered: then its delivery says so
            delivered = claimed._prepare_qty_delivered() if claimed else {}
            for line in claimed:
                line._refuse_written_delivery(line.qty_delivered, delivered.get(line, 0.0))

    def _refuse_written_delivery(self, quantity, present=None):
        """Refuse a delivered quantity by hand for goods: their delivery notes say it (001-9, 003-27).

        Of services, whoever has done them says it. What says the same again changes nothing.

        :param float quantity: what would be written
        :param float present: what is so already; by default what stands there
        :raises UserError: naming the position and the right way
        """
        # Server code may repair a figure as superuser; no user and no RPC call runs as one.
        goods = self.browse() if self.env.su else self.filtered(lambda line: line.qty_delivered_method == "stock_move")
        for line in goods.filtered(lambda line: (quantity or 0.0) != (line.qty_delivered if present is None else present)):
            raise UserError(
                self.env._(
                    "%(line)s: how much of goods is delivered is said by their delivery notes and can't be written. Carry"
                    " out the delivery, or record the return of what came back.",
                    line=(line.name or line.product_id.display_name or "").split("\n", 1)[0],
                )
            )
