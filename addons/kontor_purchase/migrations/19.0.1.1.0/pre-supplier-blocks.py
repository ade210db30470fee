from odoo.addons.kontor_sales.tools.company_values import spread_over_companies


def migrate(cr, version):
    """A supplier's block and its reason are each company's own decision."""
    spread_over_companies(cr, "res_partner", "supplier_block", "supplier_block_reason")
