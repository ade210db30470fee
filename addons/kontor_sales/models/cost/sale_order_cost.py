from odoo import api, fields, models

from .cost_figures_mixin import MARGIN_GROUP


class SaleOrder(models.Model):
    """Cost and gross profit of a document (003-35 … 003-39).

    The cost is the purchase price of the positions, the licence fees, the cooperation's share and, by setting, what
    shipping costs the company itself. Core's margin is what remains; everybody needs ``group_margin`` to see either,
    over RPC too.
    """

    _name = "sale.order"
    _inherit = ["sale.order", "kontor.cost.figures.mixin"]

    cooperation_id = fields.Many2one(
        "kontor.cooperation",
        compute="_compute_cooperation_id",
        store=True,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The cooperation to which the customer belonged when the document was made.",
    )
    cooperation_share = fields.Float(
        string="Cooperation's Share (%)",
        digits="Discount",
        compute="_compute_cooperation_share",
        store=True,
        groups=MARGIN_GROUP,
    )
    shipping_cost = fields.Monetary(
        string="Internal Shipping Cost",
        compute="_compute_shipping_cost",
        store=True,
        groups=MARGIN_GROUP,
        help="What shipping, insurance and packaging cost the company itself.",
    )
    document_cost = fields.Monetary(string="Cost", compute="_compute_document_cost", store=True, groups=MARGIN_GROUP)
    cost_figures = fields.Char(string="Cost and Gross Profit", compute="_compute_cost_figures", groups=MARGIN_GROUP)
    margin = fields.Monetary(groups=MARGIN_GROUP)
    margin_percent = fields.Float(groups=MARGIN_GROUP)

    @api.depends("partner_id")
    def _compute_cooperation_id(self):
        for order in self:
            order.cooperation_id = order.partner_id.commercial_partner_id.cooperation_id

    @api.depends("cooperation_id")
    def _compute_cooperation_share(self):
        """Keep the share of the day: a later change of the cooperation leaves existing documents alone (003-36)."""
        for order in self:
            cooperation = order.cooperation_id
            order.cooperation_share = 0.0 if cooperation.share_as_rebate else cooperation.share_percent

    @api.depends("company_id", "currency_id", "order_line.product_id", "order_line.price_subtotal")
    def _compute_shipping_cost(self):
        """Take the internal cost of shipping, insurance and packaging, where the company wants it (003-37)."""
        for order in self:
            goods = order.order_line.filtered(lambda line: line.product_id.type == "consu")
            if order.company_id.cost_with_shipping and goods:
                value = sum(goods.mapped("price_subtotal"))
                order.shipping_cost = order.currency_id.round(order._internal_shipping_cost(value))
            else:
                order.shipping_cost = 0.0

    def _internal_shipping_cost(self, value):
        """Return what shipping this order costs the company itself, in the order's currency.

        :param float value: net amount of the goods, in the order's currency
        """
        self.ensure_one()
        company = self.company_id
        return (
            self._in_order_currency(company.internal_shipping_cost + company.internal_packaging_cost)
            + value * company.internal_insurance_percent / 100
        )

    def _in_order_currency(self, amount):
        """Convert an amount of company currency, at the order's day."""
        currency, company = self.currency_id, self.company_id
        if not currency or currency == company.currency_id:
            return amount
        day = self.date_order or fields.Datetime.now()
        return company.currency_id._convert(amount, currency, company, day.date(), round=False)

    @api.depends("order_line.cost_total", "shipping_cost")
    def _compute_document_cost(self):
        for order in self:
            order.document_cost = sum(order.order_line.mapped("cost_total")) + order.shipping_cost

    @api.depends("shipping_cost")
    def _compute_margin(self):
        """Take off what shipping costs as well; the other costs are in the margin of the positions."""
        res = super()._compute_margin()
        for order in self:
            if order.shipping_cost:
                order.margin -= order.shipping_cost
                order.margin_percent = order.amount_untaxed and order.margin / order.amount_untaxed
        return res

    @api.depends("document_cost", "margin", "margin_percent")
    @api.depends_context("uid", "lang")
    def _compute_cost_figures(self):
        for order in self:
            order.cost_figures = self.env.user._get_cost_text(
                order.document_cost, order.margin, order.margin_percent, order.currency_id
            )

    def _get_cost_positions(self):
        return self.order_line


class SaleOrderLine(models.Model):
    """Cost and gross profit of a position (003-35, 003-36)."""

    _inherit = "sale.order.line"

    # Not precomputed: the ORM reads what it precomputes in the name of the user, who may not be allowed to.
    purchase_price = fields.Float(groups=MARGIN_GROUP, precompute=False)
    margin = fields.Float(groups=MARGIN_GROUP, precompute=False)
    margin_percent = fields.Float(groups=MARGIN_GROUP, precompute=False)
    licence_fee = fields.Float(
        digits="Product Price",
        compute="_compute_licence_fee",
        store=True,
        readonly=False,
        copy=False,
        groups=MARGIN_GROUP,
        help="What is owed per unit for rights to use, to the GEMA for example.",
    )
    cooperation_amount = fields.Monetary(
        string="Cooperation's Share",
        compute="_compute_cooperation_amount",
        store=True,
        groups=MARGIN_GROUP,
    )
    cost_total = fields.Monetary(string="Total Cost", compute="_compute_cost_total", store=True, groups=MARGIN_GROUP)
    cost_figures = fields.Char(string="Cost and Gross Profit", compute="_compute_cost_figures", groups=MARGIN_GROUP)

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        # The cost is that of the day of capture; later, with a delivery, core would not determine it any more.
        # sudo: it is kept for everybody's lines, whoever may see it
        lines.sudo().mapped("purchase_price")
        return lines

    @api.depends("product_id", "company_id", "currency_id", "product_uom_id")
    def _compute_licence_fee(self):
        for line in self:
            product = line.product_id.with_company(line.company_id)
            fee = product.licence_fee
            if fee:
                fee = line._convert_to_sol_currency(
                    product.uom_id._compute_price(fee, line.product_uom_id), product.cost_currency_id
                )
            line.licence_fee = fee

    @api.depends("price_subtotal", "is_downpayment", "order_id.cooperation_share")
    def _compute_cooperation_amount(self):
        for line in self:
            share = 0.0 if line.is_downpayment else line.order_id.cooperation_share
            line.cooperation_amount = line.price_subtotal * share / 100

    @api.depends("product_uom_qty", "qty_delivered", "purchase_price", "licence_fee", "cooperation_amount")
    def _compute_cost_total(self):
        for line in self:
            cost = (line.purchase_price + line.licence_fee) * line._cost_quantity()
            line.cost_total = cost + line.cooperation_amount

    @api.depends("qty_delivered", "licence_fee", "cooperation_amount")
    def _compute_margin(self):
        """Take off licence fees and the cooperation's share as well."""
        res = super()._compute_margin()
        for line in self:
            further = line.licence_fee * line._cost_quantity() + line.cooperation_amount
            if further:
                proceeds = line.margin_percent and line.margin / line.margin_percent or line.price_subtotal
                line.margin -= further
                line.margin_percent = proceeds and line.margin / proceeds
        return res

    def _cost_quantity(self):
        """Return the quantity that the margin counts: what was ordered, or delivered without being ordered."""
        return self.product_uom_qty or self.qty_delivered

    @api.depends("cost_total", "margin", "margin_percent")
    @api.depends_context("uid", "lang")
    def _compute_cost_figures(self):
        for line in self:
            line.cost_figures = not line.display_type and self.env.user._get_cost_text(
                line.cost_total, line.margin, line.margin_percent, line.order_id.currency_id
            )


class SaleReport(models.Model):
    _inherit = "sale.report"

    margin = fields.Float(groups=MARGIN_GROUP)


class AccountInvoiceReport(models.Model):
    _inherit = "account.invoice.report"

    price_margin = fields.Float(groups=MARGIN_GROUP)
    inventory_value = fields.Float(groups=MARGIN_GROUP)
