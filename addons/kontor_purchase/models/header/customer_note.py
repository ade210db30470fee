from odoo import api, fields, models


class CustomerNote(models.Model):
    """Notes about suppliers, and those that their orders print (003-46)."""

    _inherit = "kontor.customer.note"

    print_on_purchase = fields.Boolean(string="On Supplier Orders")

    @api.model
    def _print_fields(self):
        return {**super()._print_fields(), "purchase": "print_on_purchase"}


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    def _get_printed_notes(self):
        """Return the texts of the notes about the supplier that this order prints (003-46); a request has none."""
        self.ensure_one()
        if self.state != "purchase":
            return []
        return self.env["kontor.customer.note"]._get_printed("purchase", self.partner_id, self.company_id)
