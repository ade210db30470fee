from odoo import models


class SaleOrder(models.Model):
    """The order that invoices a workshop order is taken with it, for customers with the workshop flag (003-30)."""

    _inherit = "sale.order"

    def _get_block_reasons(self, operation):
        reasons = super()._get_block_reasons(operation)
        for order in self:
            # sudo: sales need not be able to read workshop orders
            customer = order.partner_id.commercial_partner_id.sudo().with_company(order.company_id)
            workshop = order.sudo().repair_order_ids and customer.workshop_allowed
            if workshop and operation in ("quotation", "order", "invoice"):
                # the customer's block, not one of this order
                reasons[order] = [reason for reason in reasons[order] if not reason.get("customer")]
        return reasons
