from odoo import api, fields, models
from odoo.tools import float_compare

#: What of a delivery is invoiced (002-9).
INVOICING_STATUSES = [
    ("no", "Nothing to Invoice"),
    ("to_invoice", "To Invoice"),
    ("partial", "Partly Invoiced"),
    ("invoiced", "Invoiced"),
]


class StockPicking(models.Model):
    """The invoicing status of a delivery note (002-9): it follows the invoices by itself."""

    _inherit = "stock.picking"

    invoicing_status = fields.Selection(
        INVOICING_STATUSES,
        compute="_compute_invoicing_status",
        store=True,
        index="btree_not_null",
        help="Whether what this delivery contains is invoiced.",
    )

    @api.depends(
        "state",
        "location_dest_id",
        "move_ids.state",
        "move_ids.quantity",
        "move_ids.sale_line_id.order_id.state",
        "move_ids.sale_line_id.qty_delivered",
        "move_ids.sale_line_id.qty_invoiced",
        "delivery_invoice_ids.state",
        "delivery_invoice_ids.payment_state",
    )
    def _compute_invoicing_status(self):
        """Compare a done delivery with what of its positions is invoiced; of a cancelled order nothing is, any more."""
        # sudo: the status follows from orders and invoices, whoever may read them
        deliveries = self.sudo().filtered(
            lambda picking: picking.state == "done" and picking.location_dest_id._is_outgoing()
        )
        open_parts = {}
        for order in deliveries.move_ids.sale_line_id.order_id:
            open_parts.update(order._allocate_deliveries())
        for picking, record in zip(self, self.sudo()):
            contained = record._get_order_line_quantities() if record in deliveries else {}
            contained = {line: quantity for line, quantity in contained.items() if line.order_id.state == "sale"}
            picking.invoicing_status = record._invoicing_status_of(contained, open_parts.get(record, {}))

    @api.model
    def _invoicing_status_of(self, contained, uninvoiced):
        """Return the status of a delivery.

        :param dict contained: ``{sale.order.line: quantity}`` in it
        :param dict uninvoiced: the part of it that isn't invoiced
        """
        if not contained:
            return "no"
        if not uninvoiced:
            return "invoiced"
        complete = all(
            float_compare(uninvoiced.get(line, 0.0), quantity, precision_rounding=line.product_uom_id.rounding) >= 0
            for line, quantity in contained.items()
        )
        return "to_invoice" if complete else "partial"
