from odoo.addons.kontor_sales.tools.company_values import spread_over_companies


def migrate(cr, version):
    """Whether a customer is dunned at all is each company's own decision."""
    spread_over_companies(cr, "res_partner", "dunning_exempt", "dunning_exempt_reason", "dunning_exempt_until")
