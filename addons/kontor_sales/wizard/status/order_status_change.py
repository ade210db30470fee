import re

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import float_compare

from ...models.invoicing.sale_order_invoice_delivery import DELIVERY_CHOICES
from ...models.status.order_status import ORDER_STATUSES
from ...tools.records import ensure_one_record
from ...tools.refusals import retold

#: How a sentence names a value of the option "delivery" of ``change_status``, in every language.
DELIVERY_VALUE = re.compile(rf"\s*\(delivery:\s*(?:{'|'.join(DELIVERY_CHOICES)})\)")


class OrderStatusChange(models.TransientModel):
    """The status dialog of orders (001-10)."""

    _name = "order.status.change"
    _inherit = "kontor.status.change.mixin"
    _description = "Change of the Order Status"

    order_ids = fields.Many2many("sale.order", string="Orders", required=True, readonly=True)
    order_id = fields.Many2one("sale.order", compute="_compute_order_id")
    current_status = fields.Selection(ORDER_STATUSES, compute="_compute_order_id")
    target = fields.Selection(ORDER_STATUSES, string="New Status")

    line_ids = fields.One2many("order.status.change.line", "change_id", string="Quantities to Deliver")

    invoice_type = fields.Selection(
        [("final", "Final Invoice"), ("full", "Full Invoice")],
        default="final",
        help="The final invoice takes off what was invoiced before; the full invoice contains all positions.",
    )
    invoice_date = fields.Date(default=fields.Date.context_today)
    is_undelivered = fields.Boolean(compute="_compute_undelivered")
    delivery = fields.Selection(
        [
            ("all", "Deliver everything, then invoice"),
            ("delivered", "Invoice only what was delivered"),
            ("available", "Deliver what is there, invoice everything"),
            ("none", "Invoice everything, deliver later"),
        ],
        string="Not Delivered Yet",
        default="all",
    )
    is_delivery_open = fields.Boolean(compute="_compute_undelivered")
    is_picking_open = fields.Boolean(compute="_compute_undelivered")

    is_chargeback = fields.Boolean(compute="_compute_is_chargeback")
    chargeback_reason = fields.Char(string="Reason for the Reversal")
    chargeback_date = fields.Date(string="Reversal Date", default=fields.Date.context_today)

    journal_id = fields.Many2one(
        "account.journal",
        string="Paid Into",
        domain="[('type', 'in', ('bank', 'cash')), ('company_id', '=', company_id)]",
        compute="_compute_journal_id",
        store=True,
        readonly=False,
    )
    payment_method_line_id = fields.Many2one(
        "account.payment.method.line",
        string="Payment Method",
        domain="[('journal_id', '=', journal_id), ('payment_type', '=', 'inbound')]",
        compute="_compute_payment_method_line_id",
        store=True,
        readonly=False,
    )

    cancel_reason_id = fields.Many2one(
        "sale.order.cancel.reason",
        string="Reason",
        domain="[('applies_to', 'in', ('both', 'quotation' if current_status == 'quotation' else 'order'))]",
    )
    cancel_note = fields.Text(string="Note")

    @api.depends("target", "current_status")
    def _compute_is_chargeback(self):
        for change in self:
            change.is_chargeback = change.target == "invoice" and change.current_status == "done"

    @api.depends("order_ids")
    def _compute_undelivered(self):
        for change in self:
            orders = change.order_ids._origin
            change.is_undelivered = bool(orders._undelivered_lines())
            order = orders if len(orders) == 1 else orders.browse()
            change.is_delivery_open = bool(order) and not order._open_delivery_obstacle()
            change.is_picking_open = (
                bool(order) and order.lifecycle_status in order._billing_statuses and bool(order._open_pickings())
            )

    def _compute_consequences(self):
        result = super()._compute_consequences()
        for change in self.filtered("consequences"):
            change.consequences = self._without_values(change.consequences)
        return result

    @api.model
    def _without_values(self, text):
        """Return a sentence without the values of the option "delivery", which callers over RPC read: here one chooses.

        :param str text: a refusal, see ``_undelivered_refusal``
        """
        return DELIVERY_VALUE.sub("", text)

    def _change(self):
        try:
            return super()._change()
        except UserError as error:
            told = self._without_values(str(error))
            if told == str(error):
                raise
            raise retold(error, told) from error

    @api.model
    def _consequence_fields(self):
        return [*super()._consequence_fields(), "invoice_type", "delivery", "line_ids.quantity"]

    def _agreed_payment_method(self):
        """Return the Zahlungsart of these orders, if they all have the same one (004-23)."""
        # sudo: which way of paying was agreed is no secret from those who see the order
        methods = {order.sudo().preferred_payment_method_line_id.id for order in self.order_ids}
        method = methods.pop() if len(methods) == 1 else False
        return self.env["account.payment.method.line"].browse(method or ())

    @api.depends("company_id", "order_ids")
    def _compute_journal_id(self):
        for change in self:
            # sudo: where the money comes in follows from the Zahlungsart
            journal = change._agreed_payment_method().sudo().journal_id.sudo(False)
            change.journal_id = journal or self.env["account.journal"].search(
                [("company_id", "=", change.company_id.id), ("type", "in", ("bank", "cash"))],
                order="type, sequence, id",  # a bank before the cash box
                limit=1,
            )

    @api.depends("journal_id")
    def _compute_payment_method_line_id(self):
        for change in self:
            # sudo: which ways of paying a journal knows is no secret, but core shows them to accountants only
            methods = change.journal_id.sudo().inbound_payment_method_line_ids
            agreed = change._agreed_payment_method() & methods.sudo(False)
            change.payment_method_line_id = agreed or methods[:1].sudo(False)

    def _prepare(self, allowed):
        if "delivery" in allowed and self.order_id:
            self.line_ids = self._prepare_lines()
        if "delivery" in self._needed_options("invoice"):
            self.delivery = False  # not all of it can be delivered: the user says what becomes of the rest

    def _prepare_lines(self):
        """Return commands for the quantities of a part delivery: what is open, and what of it is there."""
        return [
            Command.create(
                {
                    "order_line_id": line.id,
                    "ordered": line.product_uom_qty,
                    "delivered": line.qty_delivered,
                    "left": line._undelivered_quantity(),
                    "available": available,
                    "quantity": available,
                }
            )
            for line, available in self.order_id._available_quantities().items()
        ]

    def _get_delivery_options(self):
        if not self.line_ids:  # several orders: everything that can be delivered
            return {}
        rounding = self.env["decimal.precision"].precision_get("Product Unit")
        lines = self.line_ids.filtered(lambda line: float_compare(line.quantity, 0, precision_digits=rounding) > 0)
        if not lines:
            raise UserError(self.env._("Enter a quantity to deliver in at least one position."))
        return {"quantities": [{"line_id": line.order_line_id._origin.id, "quantity": line.quantity} for line in lines]}

    def _get_invoice_options(self):
        if self.is_chargeback:
            if not self.chargeback_reason:
                raise UserError(self.env._("Enter the reason why the payment is reversed."))
            return {"reason": self.chargeback_reason, "date": self.chargeback_date}
        if self.is_undelivered and not self.delivery:
            raise UserError(self.env._("Choose what becomes of the positions that are not delivered yet."))
        options = {"invoice_type": self.invoice_type, "invoice_date": self.invoice_date, "delivery": self.delivery or "all"}
        if self.is_undelivered and self.delivery == "delivered":
            options.pop("invoice_type")  # a partial invoice
        return {**options, **self._get_draft_options()}

    def _get_done_options(self):
        return {
            **self._get_payment_options(),
            "journal_id": self.journal_id._origin.id,
            "payment_method_line_id": self.payment_method_line_id._origin.id,
        }

    def action_deliver_open(self):
        """Deliver what is open of an order that was invoiced before, and open the dialog again to complete it."""
        ensure_one_record(self)
        self.order_ids.action_deliver_open()
        return self.order_ids.action_open_status_dialog("done")

    def action_open_pickings(self):
        """Open the deliveries that are still to be done."""
        ensure_one_record(self)
        pickings = self.order_ids._open_pickings().sudo(False)
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Open Deliveries"),
            "res_model": "stock.picking",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", pickings.ids)],
        }
        return action | {"views": [(False, "form")], "res_id": pickings.id} if len(pickings) == 1 else action

    def _get_cancel_options(self):
        if not self.cancel_reason_id:
            raise UserError(self.env._("Choose the reason for cancelling."))
        return {"reason_id": self.cancel_reason_id.id, "reason": self.cancel_note}


class OrderStatusChangeLine(models.TransientModel):
    """How much of one position leaves with the next delivery."""

    _name = "order.status.change.line"
    _description = "Quantity to Deliver"

    change_id = fields.Many2one("order.status.change", required=True, ondelete="cascade", index=True)
    order_line_id = fields.Many2one("sale.order.line", string="Position", required=True, readonly=True)
    product_id = fields.Many2one(related="order_line_id.product_id")
    product_uom_id = fields.Many2one(related="order_line_id.product_uom_id")
    ordered = fields.Float(digits="Product Unit", readonly=True)
    delivered = fields.Float(digits="Product Unit", readonly=True)
    left = fields.Float(string="Open", digits="Product Unit", readonly=True)
    available = fields.Float(digits="Product Unit", readonly=True, help="Reserved for this position, or free in stock.")
    quantity = fields.Float(string="To Deliver", digits="Product Unit")
