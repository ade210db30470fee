from odoo import api, fields, models
from odoo.addons.kontor_sales.tools.issuing import keep_issued


class IssuedDocument(models.Model):
    _inherit = "kontor.issued.document"

    kind = fields.Selection(
        selection_add=[("receipt_reminder", "Receipt Reminder")], ondelete={"receipt_reminder": keep_issued}
    )

    @api.model
    def _archived_models(self):
        return (*super()._archived_models(), "kontor.receipt.reminder")


class ReceiptReminder(models.Model):
    """A Liefererinnerung never changes; it is kept when it is printed or sent."""

    _name = "kontor.receipt.reminder"
    _inherit = ["kontor.receipt.reminder", "kontor.issued.mixin"]

    def _issued_kind(self, report):
        is_reminder = report == self.env.ref("kontor_purchase.action_report_receipt_reminder")
        return "receipt_reminder" if is_reminder else super()._issued_kind(report)

    def _issued_number(self, kind):
        return self.name
