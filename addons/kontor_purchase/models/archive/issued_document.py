from odoo import api, fields, models


def keep(_documents):
    """Leave what was issued as it is when the addon goes."""


class IssuedDocument(models.Model):
    _inherit = "kontor.issued.document"

    kind = fields.Selection(
        selection_add=[
            ("supplier_request", "Request for Quotation"),
            ("supplier_order", "Supplier Order"),
            ("supplier_change", "Supplier Order Change"),
            ("complaint", "Complaint"),
        ],
        ondelete={"supplier_request": keep, "supplier_order": keep, "supplier_change": keep, "complaint": keep},
    )

    @api.model
    def _archived_models(self):
        return (*super()._archived_models(), "purchase.order", "purchase.order.change")
