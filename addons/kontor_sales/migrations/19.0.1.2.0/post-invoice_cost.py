from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Invoices keep what their positions cost (003-35)."""
    api.Environment(cr, SUPERUSER_ID, {})["account.move.line"]._init_unit_cost()
