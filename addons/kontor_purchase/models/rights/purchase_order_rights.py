from odoo import models


class PurchaseOrder(models.Model):
    """Supplier orders are changed by those who buy (000-8)."""

    _inherit = "purchase.order"

    def _guard_rights(self, change):
        # what is left to others: conversations, attachments and activities
        others = self.env["mail.thread"]._fields.keys() | self.env["mail.activity.mixin"]._fields.keys()
        if change.operation == "write" and change.names - others:
            self._refuse_terms_by_others()
        return super()._guard_rights(change)


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    def _guard_rights(self, change):
        if change.operation == "write":
            self.order_id._refuse_terms_by_others()
        return super()._guard_rights(change)
