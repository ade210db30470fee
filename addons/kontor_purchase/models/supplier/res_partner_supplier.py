from odoo import api, fields, models
from odoo.addons.kontor_sales.tools.company_values import spread_over_companies
from odoo.exceptions import UserError

#: What each company decides about a supplier for itself.
SUPPLIER_BLOCK_FIELDS = ("supplier_block", "supplier_block_reason")


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
        company_dependent=True,
        copy=True,
        prefetch=True,
        tracking=True,
        help="Nothing is ordered from a blocked supplier; with the stronger block nothing is received either.",
    )
    supplier_block_reason = fields.Char(
        string="Reason of the Supplier Block", company_dependent=True, copy=True, prefetch=True
    )

    def _auto_init(self):
        # also in a database whose addon was updated without its scripts
        spread_over_companies(self.env.cr, "res_partner", *SUPPLIER_BLOCK_FIELDS)
        return super()._auto_init()

    @api.model
    def _partner_groups(self):
        return [*super()._partner_groups(), "purchase.group_purchase_manager"]

    @api.model
    def _company_decisions(self):
        return super()._company_decisions() + list(SUPPLIER_BLOCK_FIELDS)

    def _refuse_block_by_others(self, vals):
        """Only those who approve supplier orders block suppliers.

        :raises UserError:
        """
        if "supplier_block" not in vals or self.env.su or self.env.user.has_group("kontor_purchase.group_approve_order"):
            return
        value = vals["supplier_block"] or "none"
        # sudo: only to compare; a contact takes what its supplier has
        changed = self.sudo().filtered(
            lambda partner: (
                value not in {known.supplier_block or "none" for known in partner | partner.commercial_partner_id}
            )
        )
        if changed or (not self and value != "none"):
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
            if partner.supplier_block not in (False, "none"):
                self.browse()._refuse_block_by_others({"supplier_block": partner.supplier_block})
        return partners

    def write(self, vals):
        self._refuse_block_by_others(vals)
        return super().write(vals)

    @api.model
    def _commercial_fields(self):
        return super()._commercial_fields() + ["supplier_block", "supplier_block_reason", "purchase_incoterm_id"]
