from odoo import api, fields, models
from odoo.addons.kontor_sales.tools.issuing import keep_issued


class IssuedDocument(models.Model):
    _inherit = "kontor.issued.document"

    kind = fields.Selection(
        selection_add=[
            ("supplier_request", "Request for Quotation"),
            ("supplier_order", "Supplier Order"),
            ("supplier_change", "Supplier Order Change"),
            ("supplier_cancellation", "Cancelled Supplier Order"),
            ("complaint", "Complaint"),
        ],
        ondelete={
            "supplier_request": keep_issued,
            "supplier_order": keep_issued,
            "supplier_change": keep_issued,
            "supplier_cancellation": keep_issued,
            "complaint": keep_issued,
        },
    )

    @api.model
    def _archived_models(self):
        return (*super()._archived_models(), "purchase.order", "purchase.order.change")
