from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import float_compare

from ...models.status.purchase_order_status_record import PURCHASE_STATUSES


class PurchaseOrderStatusChange(models.TransientModel):
    """The status dialog of supplier orders."""

    _name = "purchase.order.status.change"
    _inherit = "kontor.status.change.mixin"
    _description = "Change of the Supplier Order Status"

    order_ids = fields.Many2many("purchase.order", string="Supplier Orders", required=True, readonly=True)
    order_id = fields.Many2one("purchase.order", compute="_compute_order_id")
    current_status = fields.Selection(PURCHASE_STATUSES, compute="_compute_order_id")
    target = fields.Selection(PURCHASE_STATUSES, string="New Status")

    has_alternatives = fields.Boolean(compute="_compute_has_alternatives")
    alternatives = fields.Selection(
        [("cancel", "Cancel them: this supplier gets the order"), ("keep", "Keep them open")],
        string="Requests to Other Suppliers",
        default="cancel",
    )
    line_ids = fields.One2many("purchase.order.status.change.line", "change_id", string="Quantities to Receive")
    reference = fields.Char(string="Bill Number of the Supplier")
    bill_date = fields.Date(default=fields.Date.context_today)
    journal_id = fields.Many2one(
        "account.journal",
        string="Paid From",
        domain="[('type', 'in', ('bank', 'cash')), ('company_id', '=', company_id)]",
        compute="_compute_journal_id",
        store=True,
        readonly=False,
    )
    cancel_reason = fields.Char(string="Reason")

    @api.depends("order_ids")
    def _compute_has_alternatives(self):
        for change in self:
            others = change.order_ids.alternative_po_ids - change.order_ids
            change.has_alternatives = any(order.lifecycle_status == "request" for order in others)

    @api.model
    def _consequence_fields(self):
        return [*super()._consequence_fields(), "alternatives", "line_ids.quantity"]

    @api.depends("company_id")
    def _compute_journal_id(self):
        for change in self:
            change.journal_id = self.env["account.journal"].search(
                [("company_id", "=", change.company_id.id), ("type", "in", ("bank", "cash"))],
                order="type, sequence, id",  # a bank before the cash box
                limit=1,
            )

    def _prepare(self, allowed):
        if "receipt" not in allowed or not self.order_id:
            return
        is_request = self.current_status == "request"
        self.line_ids = [
            Command.create(
                {
                    "order_line_id": line.id,
                    "ordered": line.product_qty,
                    "received": line.qty_received,
                    "left": left,
                    "quantity": left,
                }
            )
            for line in self.order_id.order_line.filtered(lambda line: line._is_receivable())
            # a request has no stock moves yet that could tell what is open
            for left in [line.product_qty if is_request else line._open_quantity()]
        ]

    def _get_order_options(self):
        return {"alternatives": self.alternatives} if self.has_alternatives and self.alternatives else {}

    def _get_receipt_options(self):
        if not self.line_ids:  # several orders: everything that is open
            return {}
        rounding = self.env["decimal.precision"].precision_get("Product Unit")
        lines = self.line_ids.filtered(lambda line: float_compare(line.quantity, 0, precision_digits=rounding) > 0)
        if not lines:
            raise UserError(self.env._("Enter a quantity to receive in at least one position."))
        return {"quantities": [{"line_id": line.order_line_id._origin.id, "quantity": line.quantity} for line in lines]}

    def _get_bill_options(self):
        return {"reference": self.reference, "bill_date": self.bill_date, **self._get_draft_options()}

    def _get_done_options(self):
        return {**self._get_payment_options(), "journal_id": self.journal_id._origin.id}

    def _get_cancel_options(self):
        return {"reason": self.cancel_reason}


class PurchaseOrderStatusChangeLine(models.TransientModel):
    """How much of one position comes with this receipt."""

    _name = "purchase.order.status.change.line"
    _description = "Quantity to Receive"

    change_id = fields.Many2one("purchase.order.status.change", required=True, ondelete="cascade", index=True)
    order_line_id = fields.Many2one("purchase.order.line", string="Position", required=True, readonly=True)
    product_id = fields.Many2one(related="order_line_id.product_id")
    product_uom_id = fields.Many2one(related="order_line_id.product_uom_id")
    ordered = fields.Float(digits="Product Unit", readonly=True)
    received = fields.Float(digits="Product Unit", readonly=True)
    left = fields.Float(string="Open", digits="Product Unit", readonly=True)
    quantity = fields.Float(string="To Receive", digits="Product Unit")
