from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import float_compare

from ..models.order_status import ORDER_STATUSES, STATUS_LAW

#: How many orders a reason in the dialog names before it only counts the rest.
NAMED_ORDERS = 3


class OrderStatusChange(models.TransientModel):
    """The status dialog (001-10): where can these orders go, why not elsewhere, and what does the change need to know.

    It only asks. The work is done by ``sale.order.change_status()``, as for every other caller.
    """

    _name = "order.status.change"
    _description = "Change of the Order Status"

    order_ids = fields.Many2many("sale.order", string="Orders", required=True, readonly=True)
    order_id = fields.Many2one("sale.order", compute="_compute_order_id")
    company_id = fields.Many2one("res.company", compute="_compute_order_id")
    currency_id = fields.Many2one("res.currency", compute="_compute_order_id")
    order_count = fields.Integer(compute="_compute_order_id")
    current_status = fields.Selection(ORDER_STATUSES, compute="_compute_order_id")
    status_options = fields.Json(compute="_compute_status_options")
    target = fields.Selection(ORDER_STATUSES, string="New Status")

    line_ids = fields.One2many("order.status.change.line", "change_id", string="Quantities to Deliver")

    invoice_type = fields.Selection(
        [("final", "Final Invoice"), ("full", "Full Invoice")],
        default="final",
        help="The final invoice takes off what was invoiced before; the full invoice contains all positions.",
    )
    invoice_date = fields.Date(default=fields.Date.context_today)

    is_chargeback = fields.Boolean(compute="_compute_is_chargeback")
    chargeback_reason = fields.Char(string="Reason for the Reversal")
    chargeback_date = fields.Date(string="Reversal Date", default=fields.Date.context_today)

    amount_due = fields.Monetary(compute="_compute_amount_due")
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
    payment_date = fields.Date(default=fields.Date.context_today)

    cancel_reason_id = fields.Many2one(
        "sale.order.cancel.reason",
        string="Reason",
        domain="[('applies_to', 'in', ('both', 'quotation' if current_status == 'quotation' else 'order'))]",
    )
    cancel_note = fields.Text(string="Note")

    @api.depends("order_ids")
    def _compute_order_id(self):
        """One order shows its details; several share only what they have in common."""
        for change in self:
            orders = change.order_ids
            change.order_count = len(orders)
            change.order_id = orders if len(orders) == 1 else False
            change.company_id = orders.company_id if len(orders.company_id) == 1 else self.env.company
            change.currency_id = orders.currency_id[:1] or self.env.company.currency_id
            statuses = set(orders.mapped("lifecycle_status"))
            change.current_status = statuses.pop() if len(statuses) == 1 else False

    @api.depends("order_ids")
    def _compute_status_options(self):
        """Offer what is possible for all these orders; where it isn't, say for which and why."""
        for change in self:
            orders = change.order_ids
            if not orders:
                change.status_options = []
                continue
            options = [dict(option, current=False) for option in orders[0].get_status_options()]
            refusals = {option["status"]: [] for option in options}
            for order in orders:
                own = options if order == orders[0] else order.get_status_options()
                for option, total in zip(own, options):
                    total["printed"] = total["printed"] and option["printed"]
                    if not option["allowed"]:
                        refusals[option["status"]].append((order, option["reason"]))
            for option in options:
                refused = refusals[option["status"]]
                option["current"] = option["status"] == change.current_status
                option["allowed"] = not refused
                option["reason"] = self._summarise_refusals(refused, single=len(orders) == 1)
                if option["current"] and (option["status"], option["status"]) not in STATUS_LAW:
                    option["reason"] = ""  # the mark "current status" says it already
            change.status_options = options

    @api.model
    def _summarise_refusals(self, refused, single):
        """Return one text for the reasons that keep orders from a status.

        :param list refused: pairs of order and reason
        :param bool single: the dialog is about one order, which needs no naming
        """
        if single:
            return refused[0][1] if refused else ""
        texts = [f"{order.name}: {reason}" for order, reason in refused[:NAMED_ORDERS]]
        if len(refused) > NAMED_ORDERS:
            texts.append(self.env._("… and %(count)s more.", count=len(refused) - NAMED_ORDERS))
        return "\n".join(texts)

    @api.depends("target", "current_status")
    def _compute_is_chargeback(self):
        for change in self:
            change.is_chargeback = change.target == "invoice" and change.current_status == "done"

    @api.depends("order_ids")
    def _compute_amount_due(self):
        for change in self:
            # sudo: the clerk sees what the customer owes on this order, also without access to the accounts
            invoices = change.order_ids.sudo().invoice_ids.filtered(lambda move: move.state == "posted")
            change.amount_due = sum(invoices.mapped(lambda move: move.amount_residual * -move.direction_sign))

    @api.depends("company_id")
    def _compute_journal_id(self):
        for change in self:
            change.journal_id = self.env["account.journal"].search(
                [("company_id", "=", change.company_id.id), ("type", "in", ("bank", "cash"))],
                order="type, sequence, id",  # a bank before the cash box
                limit=1,
            )

    @api.depends("journal_id")
    def _compute_payment_method_line_id(self):
        for change in self:
            # sudo: which ways of paying a journal knows is no secret, but core shows them to accountants only
            change.payment_method_line_id = change.journal_id.sudo().inbound_payment_method_line_ids[:1].sudo(False)

    @api.model
    def _open(self, orders, target=False):
        """Return the action that opens the dialog on orders.

        :param orders: ``sale.order``
        :param target: status that the dialog proposes, if it is possible
        """
        change = self.create({"order_ids": [Command.set(orders.ids)]})
        allowed = [option["status"] for option in change.status_options if option["allowed"]]
        change.target = target if target in allowed else False
        if "delivery" in allowed and change.order_id:
            change.line_ids = change._prepare_lines()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change Status: %s", orders.name)
            if len(orders) == 1
            else self.env._("Change the Status of %s Orders", len(orders)),
            "res_model": self._name,
            "res_id": change.id,
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "large"},
        }

    def _prepare_lines(self):
        """Return commands for the quantities of a part delivery: what is open, and what of it is there."""
        stock = {}  # what other lines of the same product haven't taken yet
        commands = []
        is_quotation = self.current_status == "quotation"
        for line in self.order_id.order_line.filtered(lambda line: line._is_deliverable()):
            # a quotation has no stock moves yet that could tell what is open
            left = line.product_uom_qty if is_quotation else line._open_quantity()
            available = self._get_available(line, left, stock)
            commands.append(
                Command.create(
                    {
                        "order_line_id": line.id,
                        "ordered": line.product_uom_qty,
                        "delivered": line.qty_delivered,
                        "left": left,
                        "available": available,
                        "quantity": min(left, available),
                    }
                )
            )
        return commands

    @api.model
    def _get_available(self, line, left, stock):
        """Return how much of a line could leave now, in its unit: reserved for it, or free in the warehouse.

        :param line: ``sale.order.line``
        :param float left: what is left to deliver
        :param dict stock: free quantity by product in its own unit; what this line needs is taken out of it
        """
        product = line.product_id
        moves = line.move_ids.filtered(
            lambda move: (
                move.state not in ("done", "cancel")
                and (move.location_final_id or move.location_dest_id)._is_outgoing()
                and not move.move_orig_ids.filtered(lambda origin: origin.state not in ("done", "cancel"))
            )
        )
        # Services and goods without a stock count are always there. What a kit lacks, only its components know.
        if not line._is_stock_line() or not product.is_storable or moves.product_id - product:
            return left
        if product not in stock:
            stock[product] = product.with_context(warehouse_id=line.order_id.warehouse_id.id).free_qty
        reserved = sum(moves.mapped(lambda m: m.product_uom._compute_quantity(m.quantity, line.product_uom_id)))
        missing = max(0.0, left - reserved)
        free = min(missing, product.uom_id._compute_quantity(max(0.0, stock[product]), line.product_uom_id))
        stock[product] -= line.product_uom_id._compute_quantity(free, product.uom_id)
        return reserved + free

    def action_change(self):
        """Change the status as chosen, and close the dialog.

        :raises UserError: when something is missing or forbidden; nothing has changed then
        """
        self._change()
        return {"type": "ir.actions.act_window_close"}

    def action_change_and_print(self):
        """Change the status as chosen, and print the documents of the new one."""
        self._change()
        reports = []
        for order in self.order_ids:
            try:
                reports += order.action_print_status_documents()
            except UserError as error:  # the change is made; that there is nothing to print doesn't undo it
                self.env.user._bus_send("simple_notification", {"type": "warning", "message": str(error), "sticky": False})
        return self.order_ids._print_action(reports)

    def _change(self):
        self.ensure_one()
        if not self.target:
            raise UserError(self.env._("Choose the new status first."))
        self.order_ids.change_status(self.target, **self._get_options())

    def _get_options(self):
        """Return the options for ``change_status`` that the chosen target takes."""
        return getattr(self, f"_get_{self.target}_options", dict)()

    def _get_delivery_options(self):
        if not self.line_ids:  # several orders: everything that can be delivered
            return {}
        rounding = self.env["decimal.precision"].precision_get("Product Unit")
        lines = self.line_ids.filtered(lambda line: float_compare(line.quantity, 0, precision_digits=rounding) > 0)
        if not lines:
            raise UserError(self.env._("Enter a quantity to deliver in at least one position."))
        return {"quantities": [{"line_id": line.order_line_id.id, "quantity": line.quantity} for line in lines]}

    def _get_invoice_options(self):
        if self.is_chargeback:
            if not self.chargeback_reason:
                raise UserError(self.env._("Enter the reason why the payment is reversed."))
            return {"reason": self.chargeback_reason, "date": self.chargeback_date}
        return {"invoice_type": self.invoice_type, "invoice_date": self.invoice_date}

    def _get_done_options(self):
        return {
            "journal_id": self.journal_id.id,
            "payment_date": self.payment_date,
            "payment_method_line_id": self.payment_method_line_id.id,
        }

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


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def action_open_status_dialog(self, target=False):
        """Return the action that opens the status dialog on these orders (001-10).

        :param target: status that the dialog proposes, if it is possible
        :raises UserError: when called on no order
        """
        if not self:
            raise UserError(self.env._("Choose at least one order to change its status."))
        return self.env["order.status.change"]._open(self, target)

    def action_print(self):
        """Print the documents of the order's present status, from a button."""
        return self._print_action(self.action_print_status_documents())

    @api.model
    def _print_action(self, reports):
        """Return the client action that prints several reports one after the other.

        :param list reports: report actions
        """
        return {"type": "ir.actions.client", "tag": "kontor_sales.print_documents", "params": {"actions": reports}}
