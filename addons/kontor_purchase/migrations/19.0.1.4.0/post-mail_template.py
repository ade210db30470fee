from odoo.addons.kontor_sales.tools.released_data import bring_up_to_date


def migrate(cr, version):
    """An e-mail is in the language of its paper: English for who reads none that is installed."""
    bring_up_to_date(cr, "kontor_purchase", {"mail_template_receipt_reminder": {"lang": "{{ object.partner_id.lang }}"}})
