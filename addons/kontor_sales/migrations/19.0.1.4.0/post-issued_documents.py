from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """What was kept before there was an archive is listed there: PDFs of sent invoices and of versions of quotations."""
    api.Environment(cr, SUPERUSER_ID, {})["kontor.issued.document"]._take_over()
