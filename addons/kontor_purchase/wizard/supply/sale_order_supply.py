from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.kontor_sales.tools.records import ensure_one_record


class SaleOrderSupply(models.TransientModel):
    """Choose what to order for a customer order, and from whom (002-15)."""

    _name = "sale.order.supply"
    _description = "Order from Suppliers"

    order_id = fields.Many2one("sale.order", string="Customer Order", required=True, readonly=True, ondelete="cascade")
    commitment_date = fields.Datetime(related="order_id.commitment_date", string="Promised to the Customer")
    request_choice = fields.Selection(
        [("append", "Add to the open request to the supplier, if there is one"), ("new", "New request")],
        string="Into",
        required=True,
        default="append",
    )
    drop_ship = fields.Boolean(
        string="Deliver to the Customer", help="The supplier delivers to the customer's delivery address."
    )
    can_drop_ship = fields.Boolean(compute="_compute_can_drop_ship")
    line_ids = fields.One2many(
        "sale.order.supply.line", "wizard_id", compute="_compute_line_ids", store=True, readonly=False
    )

    @api.depends("order_id")
    def _compute_can_drop_ship(self):
        for wizard in self:
            wizard.can_drop_ship = bool(wizard.order_id.order_line[:1]._drop_ship_type())

    @api.depends("order_id")
    def _compute_line_ids(self):
        for wizard in self:
            commands = [fields.Command.clear()]
            for line, figures in wizard.order_id.order_line._supply_figures().items():
                convert = line.product_id.uom_id._compute_quantity
                missing = convert(figures["missing"], line.product_uom_id)
                _wish, reason = line._supply_wish(missing, figures, self.env["res.partner"])
                commands.append(
                    fields.Command.create(
                        {
                            "sale_line_id": line.id,
                            "open_quantity": convert(figures["open"], line.product_uom_id),
                            "stock_quantity": convert(figures["reserved"] + figures["free"], line.product_uom_id),
                            "coming_quantity": convert(figures["on_the_way"], line.product_uom_id),
                            "quantity": 0.0 if reason else missing,
                        }
                    )
                )
            wizard.line_ids = commands

    def action_order(self):
        """Order the chosen quantities and show the supplier orders.

        :return: an ``ir.actions.act_window``
        """
        ensure_one_record(self)
        chosen = [
            {"line_id": line.sale_line_id.id, "quantity": line.quantity, "supplier_id": line.supplier_id.id}
            for line in self.line_ids
        ]
        ids = self.order_id.order_from_suppliers(chosen, append=self.request_choice == "append", drop_ship=self.drop_ship)
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Supplier Orders for %(order)s", order=self.order_id.name),
            "res_model": "purchase.order",
            "domain": [("id", "in", ids)],
            "view_mode": "list,form",
        }
        return {**action, "view_mode": "form", "res_id": ids[0]} if len(ids) == 1 else action


class SaleOrderSupplyLine(models.TransientModel):
    _name = "sale.order.supply.line"
    _description = "Position to Order"

    wizard_id = fields.Many2one("sale.order.supply", required=True, ondelete="cascade")
    sale_line_id = fields.Many2one("sale.order.line", string="Position", required=True, ondelete="cascade")
    product_id = fields.Many2one(related="sale_line_id.product_id", string="Article")
    product_uom_id = fields.Many2one(related="sale_line_id.product_uom_id", string="Unit")
    open_quantity = fields.Float(string="Left to Deliver", digits="Product Unit")
    stock_quantity = fields.Float(string="In Stock", digits="Product Unit")
    coming_quantity = fields.Float(string="On the Way", digits="Product Unit")
    quantity = fields.Float(string="Needed", digits="Product Unit")
    supplier_ids = fields.Many2many("res.partner", string="Possible Suppliers", compute="_compute_supplier_ids")
    supplier_id = fields.Many2one(
        "res.partner",
        compute="_compute_supplier_id",
        store=True,
        readonly=False,
        domain="[('id', 'in', supplier_ids)]",
    )
    order_quantity = fields.Float(digits="Product Unit", compute="_compute_terms")
    order_uom_id = fields.Many2one("uom.uom", string="Order Unit", compute="_compute_terms")
    price_unit = fields.Float(string="Price", min_display_digits="Product Price", compute="_compute_terms")
    currency_id = fields.Many2one("res.currency", compute="_compute_terms")
    expected_on = fields.Date(compute="_compute_terms")
    is_late = fields.Boolean(compute="_compute_terms")
    refusal = fields.Char(string="Not Possible Because", compute="_compute_terms")

    @api.depends("sale_line_id")
    def _compute_supplier_ids(self):
        today = fields.Date.context_today(self)
        for line in self:
            product = line.product_id.with_company(line.sale_line_id.company_id)
            line.supplier_ids = product._get_filtered_sellers(quantity=None, date=today).partner_id

    @api.depends("sale_line_id")
    def _compute_supplier_id(self):
        for line in self:
            needed = line.product_uom_id._compute_quantity(line.quantity, line.product_id.uom_id)
            seller = line.sale_line_id._supply_seller(needed, self.env["res.partner"]) if line.product_id else None
            line.supplier_id = seller.partner_id if seller else False

    @api.depends("quantity", "supplier_id", "sale_line_id")
    def _compute_terms(self):
        """Show the supplier's terms for the quantity, or why the position can't be ordered."""
        figures = self.sale_line_id._supply_figures()
        today = fields.Date.context_today(self)
        for line in self:
            sale_line = line.sale_line_id
            wish, reason = sale_line._supply_wish(line.quantity, figures.get(sale_line), line.supplier_id)
            line.refusal = reason
            seller = wish["seller"] if wish else self.env["product.supplierinfo"]
            line.order_quantity = wish["order_quantity"] if wish and line.quantity else 0.0
            line.order_uom_id = wish["uom"] if wish else False
            line.price_unit = seller.price_discounted
            line.currency_id = seller.currency_id
            line.expected_on = today + timedelta(days=seller.delay) if wish else False
            promised = sale_line.order_id.commitment_date
            line.is_late = bool(wish and promised and line.expected_on > promised.date())
