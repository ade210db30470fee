from odoo.addons.kontor_sales.tools.company_values import spread_over_companies


def migrate(cr, version):
    """A customer's block, its reason and the workshop flag are each company's own decision."""
    spread_over_companies(cr, "res_partner", "manual_block", "manual_block_reason", "workshop_allowed")
