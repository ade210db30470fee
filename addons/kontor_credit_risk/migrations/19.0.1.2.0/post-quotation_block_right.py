from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """The strongest manual block has a right of its own (003-29…31): whoever could release it keeps that.

    So do the releases that were made for it, and what waits for one.
    """
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["res.partner"]._split_block_rights()
