from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools.records import check_ids


class OrderAnalysis(models.Model):
    """One row for each position of an order: what was made, shipped and invoiced of it, and what it has cost so far
    (002-18, 002-19), by the facts about the position.

    A module that manufactures extends ``_manufacturing_state``, ``_manufacturing_cost`` and ``_further_joins``.
    """

    _name = "kontor.order.analysis"
    _description = "Sales Analysis"
    _auto = False
    _order = "date desc, order_id desc, id"
    _rec_name = "order_id"

    order_id = fields.Many2one("sale.order", readonly=True)
    line_id = fields.Many2one("sale.order.line", string="Position", readonly=True)
    date = fields.Date(string="Order Date", readonly=True)
    promised_on = fields.Date(string="Promised", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Contact", readonly=True)
    commercial_partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    product_id = fields.Many2one("product.product", string="Article", readonly=True)
    categ_id = fields.Many2one("product.category", string="Category", readonly=True)
    description = fields.Text(readonly=True)
    user_id = fields.Many2one("res.users", string="Clerk", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    lifecycle_status = fields.Selection(
        selection=lambda self: self.env["sale.order"]._fields["lifecycle_status"]._description_selection(self.env),
        string="Order Status",
        readonly=True,
    )
    manufacturing_state = fields.Selection(
        [("none", "Not Manufactured"), ("open", "To Be Made"), ("progress", "In Production"), ("done", "Made")],
        string="Manufacturing",
        readonly=True,
    )
    shipping_state = fields.Selection(
        [
            ("none", "Nothing to Ship"),
            ("open", "Not Shipped"),
            ("ready", "Ready"),
            ("partial", "Shipped in Part"),
            ("done", "Shipped"),
        ],
        string="Shipping",
        readonly=True,
    )
    invoicing_state = fields.Selection(
        [("open", "Not Invoiced"), ("partial", "Invoiced in Part"), ("done", "Invoiced"), ("over", "Over-Invoiced")],
        string="Invoicing",
        readonly=True,
    )
    product_uom_id = fields.Many2one("uom.uom", string="Unit", readonly=True)
    ordered = fields.Float(digits="Product Unit", readonly=True)
    delivered = fields.Float(digits="Product Unit", readonly=True)
    invoiced = fields.Float(digits="Product Unit", readonly=True)
    amount = fields.Monetary(string="Net", readonly=True)
    amount_invoiced = fields.Monetary(string="Invoiced Net", readonly=True)
    amount_to_invoice = fields.Monetary(
        string="Left to Invoice", readonly=True, help="The net value ordered and not invoiced yet."
    )
    amount_delivered_not_invoiced = fields.Monetary(
        string="Delivered, Not Invoiced", readonly=True, help="The net value delivered and not invoiced yet."
    )
    planned_cost = fields.Monetary(readonly=True, groups="kontor_sales.group_margin")
    cost_so_far = fields.Monetary(
        readonly=True,
        groups="kontor_sales.group_margin",
        help="What was delivered, at its cost, and what its manufacturing has cost meanwhile.",
    )
    is_history = fields.Boolean(string="In Historie", readonly=True)

    _depends = {
        "sale.order": ["partner_id", "company_id", "user_id", "date_order", "commitment_date", "currency_rate", "state",
                       "lifecycle_status"],
        "sale.order.line": ["order_id", "product_id", "product_uom_id", "product_uom_qty", "qty_delivered",
                            "price_subtotal", "price_total", "price_reduce_taxexcl", "price_reduce_taxinc",
                            "purchase_price", "licence_fee", "cost_total", "display_type", "is_downpayment", "name"],
        "stock.move": ["sale_line_id", "state", "quantity", "product_uom_qty", "to_refund", "location_dest_id",
                       "location_final_id"],
        "account.move": ["state", "move_type", "payment_state"],
        "account.move.line": ["quantity", "product_uom_id", "price_subtotal", "price_total"],
        "product.template": ["type", "invoice_policy", "categ_id"],
        "res.partner": ["commercial_partner_id"],
    }  # fmt: skip

    @api.model
    def _manufacturing_state(self):
        """Return the SQL for a position's manufacturing state; ``line`` is the position."""
        return SQL("'none'")

    @api.model
    def _manufacturing_cost(self):
        """Return the SQL for what manufacturing a position has cost so far and its delivery doesn't contain yet."""
        return SQL("0.0")

    @api.model
    def _further_joins(self):
        """Return the SQL of joins that the two expressions above need."""
        return SQL()

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT line.id, line.id AS line_id, o.id AS order_id, o.date_order::date AS date,
                   o.commitment_date::date AS promised_on, o.partner_id, p.commercial_partner_id, line.product_id,
                   template.categ_id, line.name AS description, o.user_id, o.company_id, o.lifecycle_status,
                   line.product_uom_id, COALESCE(o.is_history, FALSE) AS is_history,
                   facts.ordered, facts.delivered, facts.invoiced,
                   line.price_subtotal / rate.value AS amount,
                   facts.net_invoiced / rate.value AS amount_invoiced,
                   facts.net_to_invoice / rate.value AS amount_to_invoice,
                   -- of what is to be invoiced, the part that has been delivered
                   CASE WHEN facts.to_invoice > 0
                        THEN facts.net_to_invoice / rate.value
                             * GREATEST(LEAST(facts.delivered - facts.invoiced, facts.to_invoice), 0) / facts.to_invoice
                        ELSE 0 END AS amount_delivered_not_invoiced,
                   line.cost_total / rate.value AS planned_cost,
                   (line.purchase_price + COALESCE(line.licence_fee, 0)) * facts.delivered / rate.value
                       + %(manufacturing_cost)s AS cost_so_far,
                   %(manufacturing_state)s AS manufacturing_state,
                   CASE WHEN COALESCE(template.type <> 'consu' AND template.invoice_policy = 'order', TRUE) THEN 'none'
                        WHEN NOT facts.to_deliver THEN 'done'
                        WHEN facts.delivered > 0 THEN 'partial'
                        WHEN facts.is_ready THEN 'ready'
                        ELSE 'open' END AS shipping_state,
                   CASE WHEN facts.to_invoice < 0 THEN 'over'
                        WHEN facts.to_invoice = 0 THEN 'done'
                        WHEN facts.invoiced > 0 THEN 'partial' ELSE 'open' END AS invoicing_state
              FROM (%(facts)s) facts
              JOIN sale_order_line line ON line.id = facts.line_id
              JOIN sale_order o ON o.id = line.order_id
              JOIN res_partner p ON p.id = o.partner_id
              JOIN LATERAL (SELECT COALESCE(NULLIF(o.currency_rate, 0), 1) AS value) rate ON TRUE
         LEFT JOIN product_product product ON product.id = line.product_id
         LEFT JOIN product_template template ON template.id = product.product_tmpl_id
                %(joins)s
            """,
            facts=self.env["sale.order.line"]._position_facts_query(
                SQL("o.state = 'sale' AND l.display_type IS NULL AND l.is_downpayment IS NOT TRUE")
            ),
            manufacturing_cost=self._manufacturing_cost(),
            manufacturing_state=self._manufacturing_state(),
            joins=self._further_joins(),
        )

    def action_open_order(self):
        """Open the order of this position.

        :return: an action
        """
        if len(check_ids(self)) != 1:
            raise UserError(self.env._("Choose exactly one position."))
        return self.order_id._get_records_action(target="current")
