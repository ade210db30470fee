from odoo import api, fields, models
from odoo.tools import SQL

from .cost_figures_mixin import MARGIN_GROUP


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _get_unit_cost(self):
        """Return what one of the article's own unit costs on this position, in company currency (003-35, 003-36).

        Licence fee and cooperation's share are part of it.
        """
        self.ensure_one()
        cost = self.purchase_price + self.licence_fee
        if self.product_uom_qty:
            cost += self.cooperation_amount / self.product_uom_qty
        if self.product_id and self.product_uom_id:
            cost = self.product_uom_id._compute_price(cost, self.product_id.uom_id)
        return cost / (self.order_id.currency_rate or 1.0)


class AccountMoveLine(models.Model):
    """Cost and gross profit of an invoice's position (003-35).

    What it costs follows from the order's position, without an order from the article. It is kept when the invoice is
    posted: what the article costs later changes no invoice, nor the revenue by months.
    """

    _inherit = "account.move.line"

    unit_cost = fields.Float(
        readonly=True,
        copy=False,
        groups=MARGIN_GROUP,
        help="Of one of the article's own unit, in company currency, when the invoice was posted.",
    )
    cost_total = fields.Monetary(string="Total Cost", compute="_compute_cost", groups=MARGIN_GROUP)
    margin = fields.Monetary(compute="_compute_cost", groups=MARGIN_GROUP)
    margin_percent = fields.Float(compute="_compute_cost", groups=MARGIN_GROUP)
    cost_figures = fields.Char(string="Cost and Gross Profit", compute="_compute_cost_figures", groups=MARGIN_GROUP)

    @api.depends(
        "product_id", "quantity", "product_uom_id", "price_subtotal", "display_type", "sale_line_ids", "unit_cost",
        "move_id.state", "move_id.move_type", "move_id.invoice_currency_rate",
    )  # fmt: skip
    def _compute_cost(self):
        # sudo: the cost follows from order and article, whatever else of these the user may read
        for line, record in zip(self, self.sudo()):
            cost = record._get_cost() if record._has_cost() else 0.0
            line.cost_total = cost
            line.margin = record.price_subtotal - cost if record._has_cost() else 0.0
            line.margin_percent = line.margin / record.price_subtotal if record.price_subtotal else 0.0

    @api.depends("cost_total", "margin", "margin_percent")
    @api.depends_context("uid", "lang")
    def _compute_cost_figures(self):
        for line in self:
            line.cost_figures = line._has_cost() and self.env.user._get_cost_text(
                line.cost_total, line.margin, line.margin_percent, line.currency_id
            )

    @api.model
    def _get_figures(self):
        return super()._get_figures() | {"unit_cost"}

    def _has_cost(self):
        """Tell whether this is a position of a customer invoice or credit note."""
        return self.display_type == "product" and self.move_id.is_sale_document(include_receipts=True)

    def _get_cost(self):
        """Return what this position costs, in the invoice's currency."""
        self.ensure_one()
        quantity = self.quantity
        if self.product_id and self.product_uom_id:
            quantity = self.product_uom_id._compute_quantity(quantity, self.product_id.uom_id, round=False)
        unit_cost = self.unit_cost if self.move_id.state == "posted" else self._determine_unit_cost()
        return self.currency_id.round(quantity * unit_cost * (self.move_id.invoice_currency_rate or 1.0))

    def _determine_unit_cost(self):
        """Return what one of the article's own unit costs today, in company currency.

        A credit note without an order takes the cost of the invoice that it reverses.
        """
        self.ensure_one()
        positions = self.sale_line_ids
        if positions:
            return sum(position._get_unit_cost() for position in positions) / len(positions)
        reversed_lines = self.move_id.reversed_entry_id.invoice_line_ids.filtered(
            lambda line: line.product_id == self.product_id and line._has_cost()
        )
        if reversed_lines:
            return sum(reversed_lines.mapped("unit_cost")) / len(reversed_lines)
        return self.product_id.with_company(self.company_id).standard_price

    def _keep_unit_cost(self):
        """Keep what these positions cost; their invoices have just been posted."""
        if not self:
            return
        values = SQL(", ").join(SQL("(%s, %s::float8)", line.id, line._determine_unit_cost()) for line in self)
        self.env.cr.execute(
            SQL(
                "UPDATE account_move_line line SET unit_cost = given.cost FROM (VALUES %s) AS given (id, cost)"
                " WHERE line.id = given.id",
                values,
            )
        )
        self.invalidate_recordset(["unit_cost", "cost_total", "margin", "margin_percent", "cost_figures"], flush=False)

    @api.model
    def _init_unit_cost(self):
        """Give invoices that were posted before the cost of their orders' positions, or what the article costs now."""
        self.env.flush_all()
        self.env.cr.execute(
            """
            UPDATE account_move_line line
               SET unit_cost = COALESCE(
                       (SELECT AVG((position.purchase_price + COALESCE(position.licence_fee, 0)
                                    + COALESCE(position.cooperation_amount / NULLIF(position.product_uom_qty, 0), 0))
                                   / COALESCE(NULLIF(deal.currency_rate, 0), 1)
                                   / COALESCE(ordered.factor / NULLIF(own.factor, 0), 1))
                          FROM sale_order_line_invoice_rel rel
                          JOIN sale_order_line position ON position.id = rel.order_line_id
                          JOIN sale_order deal ON deal.id = position.order_id
                     LEFT JOIN uom_uom ordered ON ordered.id = position.product_uom_id
                     LEFT JOIN product_product article ON article.id = position.product_id
                     LEFT JOIN product_template template ON template.id = article.product_tmpl_id
                     LEFT JOIN uom_uom own ON own.id = template.uom_id
                         WHERE rel.invoice_line_id = line.id),
                       (SELECT (article.standard_price ->> line.company_id::text)::numeric
                          FROM product_product article WHERE article.id = line.product_id),
                       0)
              FROM account_move move
             WHERE move.id = line.move_id AND move.state = 'posted' AND line.display_type = 'product'
               AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt') AND line.unit_cost IS NULL
            """
        )
        self.invalidate_model(["unit_cost"])


class AccountMove(models.Model):
    """Cost and gross profit of an invoice or credit note (003-35)."""

    _name = "account.move"
    _inherit = ["account.move", "kontor.cost.figures.mixin"]

    shipping_cost = fields.Monetary(
        string="Internal Shipping Cost",
        compute="_compute_document_cost",
        groups=MARGIN_GROUP,
        help="The part of the order's internal shipping cost that goes with the goods on this invoice.",
    )
    document_cost = fields.Monetary(string="Cost", compute="_compute_document_cost", groups=MARGIN_GROUP)
    margin = fields.Monetary(compute="_compute_document_cost", groups=MARGIN_GROUP)
    margin_percent = fields.Float(compute="_compute_document_cost", groups=MARGIN_GROUP)
    cost_figures = fields.Char(string="Cost and Gross Profit", compute="_compute_cost_figures", groups=MARGIN_GROUP)

    @api.depends("invoice_line_ids.cost_total", "invoice_line_ids.price_subtotal", "move_type")
    def _compute_document_cost(self):
        # sudo: as for the positions
        for move, record in zip(self, self.sudo()):
            lines = record.invoice_line_ids.filtered(lambda line: line._has_cost())
            proceeds = sum(lines.mapped("price_subtotal"))
            move.shipping_cost = record._get_shipping_cost(lines)
            move.document_cost = sum(lines.mapped("cost_total")) + move.shipping_cost
            move.margin = proceeds - move.document_cost if lines else 0.0
            move.margin_percent = move.margin / proceeds if proceeds else 0.0

    def _get_shipping_cost(self, lines):
        """Return the orders' internal shipping cost, in proportion to the goods on this invoice (003-37).

        :param lines: the invoice's positions
        """
        cost = 0.0
        for order in lines.sale_line_ids.order_id.filtered("shipping_cost"):
            ordered = sum(line.price_subtotal for line in order.order_line if line.product_id.type == "consu")
            invoiced = sum(
                line.price_subtotal
                for line in lines
                if line.product_id.type == "consu" and order in line.sale_line_ids.order_id
            )
            cost += ordered and order.shipping_cost * invoiced / ordered
        return self.currency_id.round(cost) if self.currency_id else cost

    @api.depends("document_cost", "margin", "margin_percent")
    @api.depends_context("uid", "lang")
    def _compute_cost_figures(self):
        for move in self:
            move.cost_figures = bool(move._get_cost_positions()) and self.env.user._get_cost_text(
                move.document_cost, move.margin, move.margin_percent, move.currency_id
            )

    def _get_cost_positions(self):
        return self.invoice_line_ids.filtered(lambda line: line._has_cost())

    def _post(self, soft=True):
        posted = super()._post(soft)
        # sudo: the cost is kept whoever posts, and shown to those with the right only
        posted.sudo()._get_cost_positions()._keep_unit_cost()
        return posted
