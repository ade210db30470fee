from odoo import api, fields, models
from odoo.addons.kontor_sales.tools.records import ensure_one_record


class SaleOrderManufacture(models.TransientModel):
    """Choose what to make for an order, and see everything that takes (002-16)."""

    _name = "sale.order.manufacture"
    _description = "Make for a Customer Order"

    order_id = fields.Many2one("sale.order", required=True, readonly=True, ondelete="cascade")
    with_subassemblies = fields.Boolean(
        string="Subassemblies Too",
        default=True,
        help="Also make manufacturing orders for what is missing of manufactured components.",
    )
    line_ids = fields.One2many(
        "sale.order.manufacture.line", "wizard_id", compute="_compute_line_ids", store=True, readonly=False
    )
    material_html = fields.Html(string="Materials", compute="_compute_material_html", sanitize=False)

    @api.depends("order_id")
    def _compute_line_ids(self):
        for wizard in self:
            commands = [fields.Command.clear()]
            for demand in wizard.order_id.order_line._manufacturing_demands():
                line, product = demand["line"], demand["product"]
                if product != line.product_id:  # a kit is chosen as such; its components follow
                    continue
                convert = product.uom_id._compute_quantity
                commands.append(
                    fields.Command.create(
                        {
                            "sale_line_id": line.id,
                            "open_quantity": line._open_quantity(),
                            "covered_quantity": convert(demand["reserved"] + demand["free"], line.product_uom_id),
                            "in_production": convert(demand["in_production"], line.product_uom_id),
                            "quantity": convert(demand["missing"], line.product_uom_id),
                        }
                    )
                )
            commands += wizard._kit_commands()
            wizard.line_ids = commands

    def _kit_commands(self):
        """Return the lines for kits: one for each position of which components are made."""
        kits = {}
        for demand in self.order_id.order_line._manufacturing_demands():
            line, share = demand["line"], 0.0
            if demand["product"] == line.product_id:
                continue
            open_quantity = line._open_quantity()
            if demand["open"]:
                share = open_quantity * demand["missing"] / demand["open"]
            kits[line] = max(kits.get(line, 0.0), share)
        return [
            fields.Command.create(
                {
                    "sale_line_id": line.id,
                    "open_quantity": line._open_quantity(),
                    "quantity": line.product_uom_id.round(share),
                }
            )
            for line, share in kits.items()
        ]

    def _chosen(self):
        """Return the chosen quantities as ``create_manufacturing_orders`` takes them."""
        return [{"line_id": line.sale_line_id.id, "quantity": line.quantity} for line in self.line_ids]

    @api.depends("line_ids.quantity")
    def _compute_material_html(self):
        for wizard in self:
            chosen = wizard._chosen()
            rows = wizard.order_id.get_manufacturing_list(chosen) if chosen else []
            wizard.material_html = self.env["ir.qweb"]._render("kontor_sales_mrp.manufacturing_list_table", {"rows": rows})

    def action_create(self):
        """Make the manufacturing orders and show them.

        :return: an ``ir.actions.act_window``
        """
        ensure_one_record(self)
        ids = self.order_id.create_manufacturing_orders(self._chosen(), with_subassemblies=self.with_subassemblies)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Manufacturing Orders of %(order)s", order=self.order_id.name),
            "res_model": "mrp.production",
            "view_mode": "list,form",
            "domain": [("id", "in", ids)],
        }

    def action_print(self):
        """Print the list for the workshop.

        :return: the report's action
        """
        ensure_one_record(self)
        return self.env.ref("kontor_sales_mrp.action_report_manufacturing_list").report_action(self.order_id, data={})


class SaleOrderManufactureLine(models.TransientModel):
    _name = "sale.order.manufacture.line"
    _description = "Position to Make"

    wizard_id = fields.Many2one("sale.order.manufacture", required=True, ondelete="cascade")
    sale_line_id = fields.Many2one("sale.order.line", string="Position", required=True, readonly=True, ondelete="cascade")
    product_id = fields.Many2one(related="sale_line_id.product_id")
    product_uom_id = fields.Many2one(related="sale_line_id.product_uom_id", string="Unit")
    open_quantity = fields.Float(string="Left to Deliver", digits="Product Unit", readonly=True)
    covered_quantity = fields.Float(string="In Stock", digits="Product Unit", readonly=True)
    in_production = fields.Float(string="Being Made", digits="Product Unit", readonly=True)
    quantity = fields.Float(string="To Make", digits="Product Unit")
