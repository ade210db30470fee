from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """The ways of paying are real ones; customers who pay on delivery have theirs (000-13)."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["account.journal"].search([])._set_up_payment_kinds()
    env["res.partner"]._init_payment_kinds()
