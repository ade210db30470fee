from odoo.api import SUPERUSER_ID, Environment


def migrate(cr, version):
    """English for Europe is active: documents in English write 9 December as 09/12, not 12/09."""
    Environment(cr, SUPERUSER_ID, {})["res.lang"]._activate_lang("en_GB")
