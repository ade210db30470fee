from odoo import api, fields, models


class DocumentText(models.Model):
    _inherit = "kontor.document.text"

    kind = fields.Selection(
        selection_add=[("purchase_reminder", "Reminder of Open Deliveries")], ondelete={"purchase_reminder": "cascade"}
    )


class BaseDocumentLayout(models.TransientModel):
    """The reminders of suppliers in the letter templates."""

    _inherit = "base.document.layout"

    @api.model
    def _get_sample_reports(self):
        reminders = ("kontor.receipt.reminder", "kontor_purchase.report_receipt_reminder", [])
        return super()._get_sample_reports() | {"purchase_reminder": reminders}
