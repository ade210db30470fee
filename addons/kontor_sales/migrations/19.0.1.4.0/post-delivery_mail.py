from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """E-mails about deliveries are called like the paper; a company that chose its own e-mail keeps it."""
    api.Environment(cr, SUPERUSER_ID, {})["res.company"]._use_own_delivery_mail()
