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
        "is_cash_on_delivery",
        "transaction_ids.state",
        "transaction_ids.amount",
        "amount_total",
    )
    def _compute_uses_credit(self):
        """Find the orders that don't need credit: cash on delivery, and those paid online in full."""
        for order in self:
            paid = order.amount_total > 0 and order.currency_id.compare_amounts(order.amount_paid, order.amount_total) >= 0
            order.uses_credit = not (order.is_cash_on_delivery or paid)

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
    _credit_idx = models.Index("(credit_debtor_id, company_id) INCLUDE (credit_open_amount) WHERE credit_open_amount <> 0")

    @api.depends(
        "state",
        "display_type",
        "position_facts",
        "order_id.uses_credit",
        "order_id.currency_rate",
    )
    def _compute_credit_open_amount(self):
        for line in self:
            amount = 0.0
            # a position that isn't stored yet has no documents
            if line.state == "sale" and not line.display_type and line.order_id.uses_credit:
                amount = line._get_open_value() / (line.order_id.currency_rate or 1.0)
            line.credit_open_amount = line.company_id.currency_id.round(amount) if line.company_id else amount

    def _get_open_value(self):
        """Return what of this position isn't invoiced yet, with tax, in the order's currency.

        A down payment is negative: what is left of it. Never less than nothing for a position: a credit note to come is
        no credit yet.
        """
        self.ensure_one()
        facts = self.sudo().position_facts  # sudo: the facts are the same, whoever may read the invoices
        return -facts["left"] if self.is_downpayment else facts["gross_to_invoice"]

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
