from odoo import api, fields, models


class DocumentText(models.Model):
    _inherit = "kontor.document.text"

    kind = fields.Selection(
        selection_add=[
            ("purchase_request", "Request to a Supplier"),
            ("purchase_order", "Order to a Supplier"),
            ("purchase_change", "Supplier Order Change"),
            ("purchase_complaint", "Complaint / Return to Supplier"),
        ],
        ondelete={
            "purchase_request": "cascade",
            "purchase_order": "cascade",
            "purchase_change": "cascade",
            "purchase_complaint": "cascade",
        },
    )


class BaseDocumentLayout(models.TransientModel):
    """The papers to suppliers in the letter templates."""

    _inherit = "base.document.layout"

    @api.model
    def _get_sample_reports(self):
        orders = ("purchase.order", "purchase.report_purchaseorder", [("state", "=", "purchase")])
        requests = (
            "purchase.order",
            "purchase.report_purchasequotation",
            [("state", "in", ("draft", "sent", "to approve"))],
        )
        returns = [("picking_type_code", "=", "outgoing"), ("move_ids.purchase_line_id", "!=", False)]
        return super()._get_sample_reports() | {
            "purchase_request": requests,
            "purchase_order": orders,
            "purchase_change": ("purchase.order.change", "kontor_purchase.report_order_change", []),
            "purchase_complaint": ("stock.picking", "kontor_purchase.report_complaint", returns),
        }
