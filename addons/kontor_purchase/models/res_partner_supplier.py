from odoo import api, fields, models
from odoo.exceptions import UserError


class ResPartner(models.Model):
    """What the purchase department keeps about a supplier: its terms, and its block."""

    _inherit = "res.partner"

    purchase_incoterm_id = fields.Many2one(
        "account.incoterms", string="Incoterm of the Supplier", help="Default of new supplier orders."
    )
    supplier_block = fields.Selection(
        [
            ("none", "None"),
            ("order", "No Orders"),
            ("receipt", "No Orders and Receipts"),
        ],
        default="none",
        required=True,
        tracking=True,
        help="Nothing is ordered from a blocked supplier; with the stronger block nothing is received either.",
    )
    supplier_block_reason = fields.Char(string="Reason of the Supplier Block")

    def _refuse_block_by_others(self, vals):
        """Only those who approve supplier orders block suppliers.

        :raises UserError:
        """
        if self.env.su or self.env.user.has_group("kontor_purchase.group_approve_order"):
            return
        values = {vals["supplier_block"]} if "supplier_block" in vals else set()
        if values - set(self.mapped("supplier_block") or ["none"]):
            raise UserError(
                self.env._(
                    "Only users with the right “%s” may block a supplier or lift the block.",
                    # sudo: the name of the missing right
                    self.env.ref("kontor_purchase.group_approve_order").sudo().name,
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_block_by_others(vals)
        partners = super().create(vals_list)
        # a default in the context is a value, too
        for partner in partners:
            if partner.supplier_block != "none":
                self.browse()._refuse_block_by_others({"supplier_block": partner.supplier_block})
        return partners

    def write(self, vals):
        self._refuse_block_by_others(vals)
        return super().write(vals)

    @api.model
    def _commercial_fields(self):
        return super()._commercial_fields() + ["supplier_block", "supplier_block_reason", "purchase_incoterm_id"]
