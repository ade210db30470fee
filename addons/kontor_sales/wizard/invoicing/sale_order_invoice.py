from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ...tools.records import ensure_one_record


class SaleOrderInvoice(models.TransientModel):
    """The dialog in which an order is invoiced: the four types, with what each would amount to (004-19 … 004-21)."""

    _name = "sale.order.invoice"
    _description = "Invoice an Order"

    order_id = fields.Many2one("sale.order", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one(related="order_id.currency_id")
    invoice_type = fields.Selection(
        [
            ("final", "Final Invoice"),
            ("partial", "Partial Invoice"),
            ("down_payment", "Down Payment"),
            ("full", "Full Invoice"),
        ],
        required=True,
        default="final",
    )
    invoice_date = fields.Date(default=fields.Date.context_today, required=True)

    down_payment_by = fields.Selection(
        [("percentage", "Percentage"), ("amount", "Amount")], string="Down Payment by", required=True, default="percentage"
    )
    percentage = fields.Float(string="Percent of the Order", default=30.0)
    amount = fields.Monetary(string="Amount incl. Tax")
    order_total = fields.Monetary(related="order_id.amount_total")
    requested = fields.Monetary(string="Requested So Far", compute="_compute_requested")

    partial_by = fields.Selection(
        [("deliveries", "Deliveries"), ("positions", "Positions and Quantities")],
        string="Invoice by",
        required=True,
        default="deliveries",
    )
    available_picking_ids = fields.Many2many("stock.picking", compute="_compute_available_picking_ids")
    picking_ids = fields.Many2many("stock.picking", string="Deliveries")
    line_ids = fields.One2many("sale.order.invoice.line", "invoice_id", string="Positions")

    amount_positions = fields.Monetary(string="Positions incl. Tax", compute="_compute_preview")
    amount_deducted = fields.Monetary(string="Less Down Payments", compute="_compute_preview")
    amount_untaxed = fields.Monetary(string="Net", compute="_compute_preview")
    amount_tax = fields.Monetary(string="Tax", compute="_compute_preview")
    amount_total = fields.Monetary(string="Invoice Total", compute="_compute_preview")
    obstacle = fields.Text(compute="_compute_preview")
    for_preparation = fields.Boolean(readonly=True, help="The final invoice that belongs to “Preparation Finished”.")
    draft_ids = fields.One2many("sale.order.invoice.draft", "invoice_id", string="Waiting Drafts")

    @api.depends("order_id")
    def _compute_requested(self):
        for dialog in self:
            dialog.requested = dialog.order_id._get_requested_down_payments() if dialog.order_id else 0.0

    @api.depends("order_id")
    def _compute_available_picking_ids(self):
        """Offer the deliveries that contain something not invoiced yet."""
        for dialog in self:
            dialog.available_picking_ids = dialog.order_id._get_pickings_to_invoice()

    @api.depends(
        "invoice_type",
        "down_payment_by",
        "percentage",
        "amount",
        "partial_by",
        "picking_ids",
        "line_ids.quantity",
        "draft_ids.is_posted",
    )
    def _compute_preview(self):
        for dialog in self:
            options = dialog._get_options()
            if dialog.invoice_type == "partial" and not any(options.values()):
                preview = {"error": self.env._("Choose what is to be invoiced.")}
            else:
                preview = dialog.order_id.preview_invoice_of_type(dialog.invoice_type, **options)
            for name in ("amount_positions", "amount_deducted", "amount_untaxed", "amount_tax", "amount_total"):
                dialog[name] = preview.get(name, 0.0)
            dialog.obstacle = preview["error"]

    @api.model
    def _open(self, order, for_preparation=False):
        """Return the action that opens the dialog on an order, with what suggests itself next.

        :param bool for_preparation: for the final invoice of "Preparation Finished" alone
        """
        pickings = order._get_pickings_to_invoice()
        facts = order.order_line._get_position_facts()
        dialog = self.create(
            {
                "order_id": order.id,
                "for_preparation": for_preparation,
                "invoice_type": "partial" if pickings and order.is_left_to_deliver and not for_preparation else "final",
                "partial_by": "deliveries" if pickings else "positions",
                "picking_ids": [Command.set(pickings.ids)],
                "line_ids": [
                    Command.create(
                        {
                            "order_line_id": line.id,
                            "ordered": line.product_uom_qty,
                            "delivered": facts[line.id]["delivered"],
                            "invoiced": facts[line.id]["invoiced"] + facts[line.id]["drafted"],
                            "left": left,
                            "quantity": min(max(line._delivered_to_invoice(), 0.0), left),
                        }
                    )
                    for line, left in order._final_quantities().items()
                    if left > 0
                ],
                "draft_ids": [
                    Command.create(
                        {
                            "draft_id": draft["id"],
                            "number": draft["number"],
                            "type_label": draft["type_label"],
                            "amount_total": draft["amount_total"],
                            "currency_id": draft["currency_id"],
                        }
                    )
                    for draft in order._drafts_to_post()
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Preparation of %s", order.name) if for_preparation else self.env._("Invoice %s", order.name),
            "res_model": self._name,
            "res_id": dialog.id,
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "large"},
        }

    def _get_options(self):
        """Return the options of ``create_invoice_of_type`` that the dialog says."""
        self.ensure_one()
        if self.invoice_type == "down_payment":
            return {self.down_payment_by: self[self.down_payment_by]}
        if self.invoice_type == "final":
            return {"draft_ids": self.draft_ids.filtered("is_posted").mapped("draft_id")}
        if self.invoice_type != "partial":
            return {}
        if self.partial_by == "deliveries":
            # while the dialog is open, the records in it are new ones that stand for the stored
            return {"picking_ids": self.picking_ids._origin.ids}
        return {
            "lines": [
                {"line_id": line.order_line_id.id, "quantity": line.quantity}
                for line in self.line_ids
                if line.quantity and line.order_line_id
            ]
        }

    def action_create_draft(self):
        """Make the draft, and show it."""
        return self._make_invoice(post=False)

    def action_create_and_post(self):
        """Make the invoice, post it, and show it."""
        return self._make_invoice(post=True)

    def action_finish_preparation(self):
        """Finish the preparation, with the final invoice and the drafts that were chosen.

        :return: action that closes the dialog
        """
        ensure_one_record(self)
        self.order_id.action_preparation_done(**self._get_options())
        return {"type": "ir.actions.act_window_close"}

    def _make_invoice(self, post):
        ensure_one_record(self)
        options = self._get_options()
        if self.invoice_type == "partial" and not any(options.values()):
            raise UserError(self.env._("Choose what is to be invoiced."))
        ids = self.order_id.create_invoice_of_type(self.invoice_type, post=post, invoice_date=self.invoice_date, **options)
        moves = self.env["account.move"].browse(ids)
        if not moves.has_access("read"):
            # a clerk without accounting rights has made the draft, but can't open it
            return {"type": "ir.actions.act_window_close"}
        return self.order_id.action_view_invoice(invoices=moves)


class SaleOrderInvoiceLine(models.TransientModel):
    """How much of one position is invoiced."""

    _name = "sale.order.invoice.line"
    _description = "Quantity to Invoice"

    invoice_id = fields.Many2one("sale.order.invoice", required=True, ondelete="cascade", index=True)
    order_line_id = fields.Many2one("sale.order.line", string="Position", required=True, readonly=True)
    name = fields.Text(related="order_line_id.name", string="Description")
    product_uom_id = fields.Many2one(related="order_line_id.product_uom_id")
    ordered = fields.Float(digits="Product Unit", readonly=True)
    delivered = fields.Float(digits="Product Unit", readonly=True)
    invoiced = fields.Float(digits="Product Unit", readonly=True)
    left = fields.Float(string="Not Invoiced", digits="Product Unit", readonly=True)
    quantity = fields.Float(string="To Invoice", digits="Product Unit")


class SaleOrderInvoiceDraft(models.TransientModel):
    """A draft that waits on the order: the final invoice posts it along, or it stays a draft.

    It says what the user has to know of it: sellers may read no invoice of others.
    """

    _name = "sale.order.invoice.draft"
    _description = "Draft That Waits"

    invoice_id = fields.Many2one("sale.order.invoice", required=True, ondelete="cascade", index=True)
    draft_id = fields.Integer(required=True, readonly=True)
    number = fields.Char(readonly=True)
    type_label = fields.Char(string="Type", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount_total = fields.Monetary(string="Amount incl. Tax", readonly=True)
    is_posted = fields.Boolean(string="Post Along", default=True)


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def action_open_invoice_dialog(self):
        """Return the action that opens the dialog in which this order is invoiced (004-19 … 004-21).

        :raises UserError: on no order, on several, or on a quotation
        """
        self._ensure_one_order()
        if self.state != "sale":
            raise UserError(self.env._("%(order)s: Only a confirmed order can be invoiced.", order=self.name))
        return self.env["sale.order.invoice"]._open(self)
