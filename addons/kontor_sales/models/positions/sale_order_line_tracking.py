from odoo import api, fields, models


class SaleOrderLine(models.Model):
    """Where a position stands, for the tracking view of the lines (002-3) and the figures of the order (004-16)."""

    _inherit = "sale.order.line"

    qty_reserved = fields.Float(
        string="Reserved",
        digits="Product Unit",
        compute="_compute_tracking",
        help="What is set aside in the warehouse for this position and not delivered yet.",
    )
    qty_open = fields.Float(
        string="Open",
        digits="Product Unit",
        compute="_compute_tracking",
        help="What is ordered and still to be delivered; not what came back for a refund.",
    )
    promised_on = fields.Date(
        string="Promised Date",
        compute="_compute_tracking",
        help="The delivery date promised on the order; without one, when the warehouse plans to deliver.",
    )
    linked_documents = fields.Json(
        string="Documents",
        compute="_compute_linked_documents",
        help="The deliveries and invoices with this position.",
    )

    @api.depends("state", "position_facts", "order_id.commitment_date", "move_ids.state", "move_ids.date")
    def _compute_tracking(self):
        # sudo: sellers read it without having the right to read stock moves
        for line, record in zip(self, self.sudo()):
            counts = record.state == "sale" and not record.display_type and not record.is_downpayment
            line.qty_open = record.position_facts["open"] if counts else 0.0
            # Goods that are picked and packed first are reserved on that move; each piece is reserved on one only.
            line.qty_reserved = record.position_facts["reserved"]
            waiting = record.move_ids.filtered(
                lambda move: (
                    move.state not in ("done", "cancel")
                    and (move.location_final_id or move.location_dest_id).usage == "customer"
                )
            )
            planned = [move.date for move in waiting or record.move_ids.filtered(lambda move: move.state != "cancel")]
            promised = record.order_id.commitment_date or (planned and max(planned)) or False
            line.promised_on = (
                promised and not record.display_type and fields.Datetime.context_timestamp(record, promised).date()
            )

    def _is_fact_reached(self, fact):
        """Tell whether all of this position's volume is ``delivered`` or ``invoiced``; what came back counts for neither.

        :param str fact: see ``_get_position_facts``
        """
        self.ensure_one()
        if not self._origin:
            return False  # of what is still being typed nothing is known
        facts = self.position_facts
        target = facts["volume"]
        if fact == "delivered":
            # of products invoiced on delivery the volume is no measure: what was given up isn't delivered
            target = facts["ordered"] - facts["returned"]
            if self.product_uom_id._compare_quantities(facts["open"], 0.0) > 0:
                return False
        return self.product_uom_id._compare_quantities(facts[fact], target) >= 0

    @api.depends("move_ids.picking_id.state", "invoice_lines.move_id.state", "invoice_lines.move_id.name")
    @api.depends_context("uid")
    def _compute_linked_documents(self):
        """List the documents of each position: the deliveries, then the invoices, cancelled ones left out.

        Each is ``{'model', 'id', 'name', 'state'}``; those of which the user may not open the kind aren't listed.
        """
        shows = {model: self.env[model].has_access("read") for model in ("stock.picking", "account.move")}
        # sudo: opening one of them checks the user's right to it
        for line, record in zip(self, self.sudo()):
            documents = [record.move_ids.picking_id, record.invoice_lines.move_id]
            line.linked_documents = [
                {
                    "model": document._name,
                    "id": document.id,
                    "name": document.name or self.env._("Draft"),
                    "state": document.state,
                }
                for records in documents
                if shows[records._name]
                for document in records.sorted("id").filtered(lambda document: document.state != "cancel")
            ]


class SaleOrder(models.Model):
    """How far an order is delivered and invoiced, in positions and in money (004-16)."""

    _inherit = "sale.order"

    position_count = fields.Integer(string="Positions", compute="_compute_progress")
    position_delivered_count = fields.Integer(string="Positions Delivered", compute="_compute_progress")
    position_invoiced_count = fields.Integer(string="Positions Invoiced", compute="_compute_progress")
    value_delivered = fields.Monetary(string="Delivered (Net)", compute="_compute_progress")
    value_invoiced = fields.Monetary(string="Invoiced (Net)", compute="_compute_progress")

    # Core reads the invoices in the user's name: a warehouse user could not open the order at all (004-15). Only their
    # number comes from it; the invoices themselves stay with those who may read them.
    invoice_count = fields.Integer(compute_sudo=True)
    invoice_ids = fields.Many2many(compute_sudo=True)

    @api.depends(
        "order_line.product_uom_qty",
        "order_line.position_facts",
        "order_line.price_reduce_taxexcl",
        "order_line.untaxed_amount_invoiced",
    )
    def _compute_progress(self):
        # sudo: whoever may read the order may know how far it is
        for order, record in zip(self, self.sudo()):
            lines = record.order_line.filtered(
                lambda line: not line.display_type and not line.is_downpayment and line.product_uom_qty
            )
            order.position_count = len(lines)
            order.position_delivered_count = len(lines.filtered(lambda line: line._is_fact_reached("delivered")))
            order.position_invoiced_count = len(lines.filtered(lambda line: line._is_fact_reached("invoiced")))
            order.value_delivered = sum(line.qty_delivered * line.price_reduce_taxexcl for line in lines)
            order.value_invoiced = sum(record.order_line.mapped("untaxed_amount_invoiced"))


class StockPicking(models.Model):
    _inherit = "stock.picking"

    order_value = fields.Monetary(
        string="Value (Net)",
        compute="_compute_order_value",
        currency_field="order_currency_id",
        help="What this delivery contains, at the prices of the order.",
    )
    order_currency_id = fields.Many2one("res.currency", related="sale_id.currency_id", string="Currency of the Order")

    @api.depends("state", "move_ids.quantity", "move_ids.product_uom_qty", "move_ids.sale_line_id.price_reduce_taxexcl")
    def _compute_order_value(self):
        # sudo: the prices are those of an order that the user may read without reading its moves
        for picking, record in zip(self, self.sudo()):
            picking.order_value = sum(
                quantity * line.price_reduce_taxexcl for line, quantity in record._get_order_line_quantities().items()
            )
