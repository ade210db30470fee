from odoo import api, fields, models
from odoo.exceptions import UserError

#: Amounts that follow from the positions. Whoever could write them could make an order look small.
ORDER_AMOUNTS = ("amount_untaxed", "amount_tax", "amount_total", "currency_rate", "uses_credit")
LINE_AMOUNTS = ("price_subtotal", "price_tax", "price_total", "credit_open_amount", "credit_debtor_id")


class SaleOrder(models.Model):
    _inherit = "sale.order"

    uses_credit = fields.Boolean(
        compute="_compute_uses_credit",
        store=True,
        help="Orders paid in advance or on delivery need no credit: no limit is checked, and they don't use it up.",
    )

    @api.depends(
        "partner_id.commercial_partner_id.cash_on_delivery",
        "transaction_ids.state",
        "transaction_ids.amount",
        "amount_total",
    )
    def _compute_uses_credit(self):
        """Find the orders that don't need credit: cash on delivery, and those paid online in full."""
        for order in self:
            paid = order.amount_total > 0 and order.currency_id.compare_amounts(order.amount_paid, order.amount_total) >= 0
            order.uses_credit = not (order.partner_id.commercial_partner_id.cash_on_delivery or paid)


    def _guard_figures(self, change):
        for vals in change.vals_list:
            self._refuse_written_credit(vals)
        return super()._guard_figures(change)

    def _refuse_written_credit(self, vals):
        """Refuse amounts, and online payments that somebody else may have made, as values of an order.

        :raises UserError:
        """
        self.env["sale.order.line"]._refuse_written_amounts(vals, ORDER_AMOUNTS)
        if not self.env.su and vals.get("transaction_ids"):
            self.env["payment.transaction"]._refuse_written_payment()


class SaleOrderLine(models.Model):
    """What a confirmed order still adds to what the customer will owe (003-17).

    It is stored on the line and summed up by one query: confirmed and not yet invoiced, with tax, in company currency,
    whatever the product's invoicing policy. A down payment that was invoiced is taken off, because it is an open item
    by then; the final invoice deducts it.
    """

    _inherit = "sale.order.line"

    credit_debtor_id = fields.Many2one(
        "res.partner",
        string="Debtor",
        related="order_id.partner_invoice_id.commercial_partner_id",
        store=True,
        index=False,
    )
    credit_open_amount = fields.Monetary(
        string="Open Order Value",
        compute="_compute_credit_open_amount",
        store=True,
        currency_field="company_currency_id",
    )
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company Currency")

    # Everything the sum needs lies in the index; positions without an open value aren't in it.
    _credit_idx = models.Index(
        "(credit_debtor_id, company_id) INCLUDE (credit_open_amount) WHERE credit_open_amount <> 0"
    )

    @api.depends(
        "state",
        "display_type",
        "is_downpayment",
        "price_total",
        "product_uom_qty",
        "qty_delivered",
        "move_ids.state",
        "order_id.uses_credit",
        "order_id.currency_rate",
        "invoice_lines.move_id.state",
        "invoice_lines.quantity",
        "invoice_lines.price_total",
    )
    def _compute_credit_open_amount(self):
        for line in self:
            amount = 0.0
            if line.state == "sale" and not line.display_type and line.order_id.uses_credit:
                amount = line._get_open_value() / (line.order_id.currency_rate or 1.0)
            line.credit_open_amount = line.company_id.currency_id.round(amount) if line.company_id else amount

    def _get_open_value(self):
        """Return what of this position isn't invoiced yet, with tax, in the order's currency."""
        self.ensure_one()
        # sudo: what was invoiced counts, whoever may read the invoices
        posted = self.sudo().invoice_lines.filtered(
            lambda invoice_line: invoice_line.move_id.state == "posted"
            and invoice_line.move_id.move_type in ("out_invoice", "out_refund")
        )
        if self.is_downpayment:
            return -sum(line.price_total * -line.move_id.direction_sign for line in posted)
        invoiced = sum(
            line.product_uom_id._compute_quantity(line.quantity, self.product_uom_id, round=False)
            * -line.move_id.direction_sign
            for line in posted
        )
        volume = self._get_open_volume()
        if not self.product_uom_qty:
            return self.price_reduce_taxinc * max(volume - invoiced, 0.0)
        # a share of the ordered quantity, never less than nothing: a credit note to come is no credit yet
        return self.price_total * max((volume - invoiced) / self.product_uom_qty, 0.0)

    def _get_open_volume(self):
        """Return the quantity that was invoiced or still will be."""
        if self.product_id.invoice_policy != "delivery":
            return self.product_uom_qty
        # sudo: sales need not be able to read stock moves
        moves = self.sudo().move_ids
        closed = moves and all(move.state in ("done", "cancel") for move in moves)
        return self.qty_delivered if closed else max(self.product_uom_qty, self.qty_delivered)

    def _guard_figures(self, change):
        self._refuse_written_amounts(change.names, LINE_AMOUNTS)
        return super()._guard_figures(change)

    @api.model
    def _refuse_written_amounts(self, vals, names):
        """Refuse amounts that a caller sends instead of letting them follow from the positions.

        :raises UserError:
        """
        # The server's own code may repair amounts as superuser; no user and no RPC call runs as one.
        if not self.env.su and any(name in vals for name in names):
            raise UserError(
                self.env._(
                    "%s follow from the positions of an order and can't be written.",
                    ", ".join(name for name in names if name in vals),
                )
            )
