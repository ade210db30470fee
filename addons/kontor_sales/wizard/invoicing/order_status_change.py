import re

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.invoicing.sale_order_invoice_delivery import DELIVERY_CHOICES
from ...tools.records import ensure_one_record
from ...tools.refusals import retold

#: How a sentence names a value of the option "delivery" of ``change_status``, in every language.
DELIVERY_VALUE = re.compile(rf"\s*\(delivery:\s*(?:{'|'.join(DELIVERY_CHOICES)})\)")


class OrderStatusChange(models.TransientModel):
    """What the status dialog asks about an invoice (001-10), and about positions that are not delivered yet (001-9)."""

    _inherit = "order.status.change"

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

    def _get_invoice_options(self):
        if self.is_undelivered and not self.delivery:
            raise UserError(self.env._("Choose what becomes of the positions that are not delivered yet."))
        options = {"invoice_type": self.invoice_type, "invoice_date": self.invoice_date, "delivery": self.delivery or "all"}
        if self.is_undelivered and self.delivery == "delivered":
            options.pop("invoice_type")  # a partial invoice
        return {**options, **self._get_draft_options()}

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

    def _prepare(self, allowed):
        res = super()._prepare(allowed)
        if "delivery" in self._needed_options("invoice"):
            self.delivery = False  # not all of it can be delivered: the user says what becomes of the rest
        return res

    @api.model
    def _consequence_fields(self):
        return [*super()._consequence_fields(), "invoice_type", "delivery"]
