from odoo import models


class PurchaseOrder(models.Model):
    """What a change of a supplier order's status will do, said before it is done (000-8)."""

    _inherit = "purchase.order"

    def _consequences_request(self):
        # sudo: their names are told to buyers without rights in stock, see _back_to_request
        pickings = self.sudo().picking_ids.filtered(lambda picking: picking.state not in ("done", "cancel"))
        told = [self.env._("The order becomes a request again.")]
        if pickings:
            told.append(self.env._("Cancelled are the open receipts %s.", ", ".join(pickings.mapped("name"))))
        return told + self._cancelled_bills()

    def _cancelled_bills(self):
        """Say which draft bills are cancelled, or lose this order's positions."""
        drafts = self._draft_bills()
        if not drafts:
            return []
        return [self.env._("Taken out of the draft bills %s.", ", ".join(drafts.mapped("display_name")))]

    def _draft_bills(self):
        # sudo: whether an order is billed is no secret from those who may read it
        return self.sudo().invoice_ids.filtered(lambda move: move.state == "draft")

    def _consequences_order(self, alternatives="cancel"):
        told = [self.env._("The order over %(amount)s including tax is placed.", amount=self._money(self.amount_total))]
        others = (self.alternative_po_ids - self).filtered(lambda order: order.lifecycle_status == "request")
        if others and alternatives == "cancel":
            told.append(self.env._("The requests to other suppliers are cancelled: %s.", ", ".join(others.mapped("name"))))
        return told

    def _consequences_cancel(self, reason=None):
        return [self.env._("The order is cancelled; what was received stays received."), *self._consequences_request()[1:]]
