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
    """Which invoices invoice a delivery note (002-7), and its invoicing status, which follows from them (002-9)."""

    _inherit = "stock.picking"

    invoicing_status = fields.Selection(
        INVOICING_STATUSES,
        compute="_compute_invoicing_status",
        store=True,
        index="btree_not_null",
        help="Whether what this delivery contains is invoiced.",
    )
    delivery_invoice_ids = fields.Many2many(
        "account.move",
        "kontor_invoice_delivery_rel",
        "picking_id",
        "move_id",
        string="Invoices of the Delivery",
        readonly=True,
        copy=False,
        groups="account.group_account_invoice,account.group_account_readonly,sales_team.group_sale_salesman",
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

    def _delivered_at(self):
        """Return when this transfer was done (datetime): one that was entered as done without a day, as planned."""
        self.ensure_one()
        return self.date_done or self.scheduled_date or self.create_date

    def _take_invoiceable(self, open_quantities):
        """Return what this delivery contains of quantities still to be invoiced, and take it off them.

        :param dict open_quantities: ``{sale.order.line: quantity}``, changed
        :return: ``{sale.order.line: quantity}`` in the line's unit, the positions in their order
        """
        self.ensure_one()
        taken = {}
        for line, quantity in self._get_order_line_quantities().items():
            part = min(quantity, open_quantities.get(line, 0.0))
            if line.product_uom_id._compare_quantities(part, 0.0) > 0:  # what floats leave over is no quantity
                taken[line] = part
                open_quantities[line] -= part
        return taken


class AccountMove(models.Model):
    """Which delivery notes an invoice invoices (002-7, 002-9)."""

    _inherit = "account.move"

    delivery_ids = fields.Many2many(
        "stock.picking",
        "kontor_invoice_delivery_rel",
        "move_id",
        "picking_id",
        string="Invoiced Deliveries",
        readonly=True,
        copy=False,
        help="The deliveries that were invoiced with this invoice as a whole.",
    )


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _delivered_to_invoice(self):
        """Return what of this position was delivered and isn't on an invoice yet, drafts included, in its unit.

        Negative when more was invoiced than delivered.
        """
        self.ensure_one()
        facts = self.sudo().position_facts  # sudo: the facts are the same, whoever asks
        return facts["delivered"] - facts["invoiced"] - facts["drafted"]


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _allocate_deliveries(self):
        """Return what of each done delivery of this order isn't invoiced yet.

        Invoices over chosen deliveries say which. Where an invoice was made over quantities, the latest deliveries are
        taken to hold what it left.

        :return: ``{stock.picking: {sale.order.line: quantity}}``, the earliest delivery first; as superuser
        """
        self.ensure_one()
        if self.state != "sale":
            return {}  # of a cancelled order nothing is invoiced any more
        # sudo: the same answer for those who may not read deliveries or invoices
        order = self.sudo()
        if not order.is_left_to_invoice:
            return {}  # the status knows it already; most orders need no look at their positions
        done = order.picking_ids.filtered(
            lambda picking: picking.state == "done" and picking.location_dest_id._is_outgoing()
        )
        if not done:
            return {}
        open_quantities = {
            line: min(line._volume_to_invoice(), line._delivered_to_invoice())
            for line in order._invoiceable_positions()
            if line._is_stock_line()
        }
        if not any(quantity > 0 for quantity in open_quantities.values()):
            return {}
        pickings = done.filtered(
            lambda picking: (
                not picking.delivery_invoice_ids.filtered(
                    lambda move: move.state != "cancel" and move.payment_state != "reversed"
                )
            )
        )
        allocated = {
            picking: picking._take_invoiceable(open_quantities)
            for picking in pickings.sorted(lambda picking: (picking._delivered_at(), picking.id), reverse=True)
        }
        return {picking: allocated[picking] for picking in reversed(list(allocated)) if allocated[picking]}

    def _get_pickings_to_invoice(self):
        """Return the done deliveries of these orders that contain something not invoiced yet."""
        pickings = self.env["stock.picking"]
        for order in self:
            for picking in order._allocate_deliveries():
                pickings |= picking.with_env(self.env)
        return pickings
