from odoo import api, fields, models
from odoo.exceptions import UserError


class OrderStatusChange(models.TransientModel):
    """What the status dialog asks about a payment (004-23), and about its reversal (001-3)."""

    _inherit = "order.status.change"

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

    @api.depends("target", "current_status")
    def _compute_is_chargeback(self):
        for change in self:
            change.is_chargeback = change.target == "invoice" and change.current_status == "done"

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

    def _get_done_options(self):
        return {
            **self._get_payment_options(),
            "journal_id": self.journal_id._origin.id,
            "payment_method_line_id": self.payment_method_line_id._origin.id,
        }

    def _get_invoice_options(self):
        if not self.is_chargeback:
            return super()._get_invoice_options()
        if not self.chargeback_reason:
            raise UserError(self.env._("Enter the reason why the payment is reversed."))
        return {"reason": self.chargeback_reason, "date": self.chargeback_date}
