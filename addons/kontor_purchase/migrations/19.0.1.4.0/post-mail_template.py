from odoo.addons.kontor_sales.tools.released_data import bring_up_to_date

ENGLISH = """<div style="margin: 0px; padding: 0px;">
    <p>Dear Sir or Madam,</p>
    <p>
        goods that we ordered from you are overdue. Please find the list in our letter
        <strong t-out="object.name or ''">LE2026-00001</strong> attached, and let us know by
        <t t-out="format_date(object.answer_by) or ''">01/31/2026</t> when they will come.
    </p>
    <p>
        Kind regards<br/>
        <t t-out="object.user_id.name or object.company_id.name or ''">Buyer</t>
    </p>
</div>
        """
GERMAN = """<div style="margin: 0px; padding: 0px;">
    <p>Sehr geehrte Damen und Herren,</p>
    <p>
        Ware, die wir bei Ihnen bestellt haben, ist überfällig. Die Aufstellung finden Sie in unserem Schreiben
        <strong t-out="object.name or ''">LE2026-00001</strong> im Anhang. Bitte teilen Sie uns bis zum
        <t t-out="format_date(object.answer_by) or ''">31.01.2026</t> mit, wann wir damit rechnen können.
    </p>
    <p>
        Mit freundlichen Grüßen<br/>
        <t t-out="object.user_id.name or object.company_id.name or ''">Einkäufer</t>
    </p>
</div>
        """


def migrate(cr, version):
    """An e-mail is in the language of its paper: English for who reads none installed; and it names whom it is for."""
    before = {"lang": "{{ object.partner_id.lang }}", "body_html": {"en_US": ENGLISH, "de_DE": GERMAN}}
    bring_up_to_date(cr, "kontor_purchase", {"mail_template_receipt_reminder": before})
