from odoo import fields, models


class BlockMixin(models.AbstractModel):
    """Every document shows its customer's credit figures."""

    _inherit = "kontor.block.mixin"

    credit_figures = fields.Json(compute="_compute_credit_figures_panel")

    def _get_credit_debtor(self):
        """Return the commercial customer who pays this document."""
        return self._get_block_partner().commercial_partner_id

    def _get_block_message(self, blocks, operation, names=None):
        """Add what would need no credit at all (decided in 002-13)."""
        message = super()._get_block_message(blocks, operation, names)
        codes = {reason["code"] for reasons in blocks.values() for reason in reasons}
        if operation != "order" or not codes & {"limit", "internal_limit"} or self._is_customer_reading():
            return message
        return "\n".join([message, self.env._("An order paid in advance or on delivery needs no credit.")])

    def _compute_credit_figures_panel(self):
        for document in self:
            contact = document._get_block_partner()._origin
            debtor = document._get_credit_debtor()._origin
            company = document.company_id or self.env.company
            shown = debtor and self.env.user._is_internal()
            document.credit_figures = (
                # sudo: the figures are shown to whoever may read the document, without the right to read invoices
                debtor.sudo().with_company(company)._get_credit_panel(contact.sudo()) if shown else False
            )
