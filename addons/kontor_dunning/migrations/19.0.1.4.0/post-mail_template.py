from odoo.addons.kontor_sales.tools.released_data import bring_up_to_date

ENGLISH = """<div style="margin: 0px; padding: 0px;">
    <p>Dear Sir or Madam,</p>
    <p>
        please find attached our letter <strong t-out="object.name or ''">M2026-00001</strong>
        (<t t-out="object.level_id.name or ''">Payment Reminder</t>) of
        <t t-out="format_date(object.date) or ''">01/31/2026</t> about
        <strong t-out="format_amount(object.amount_total, object.currency_id) or ''">100.00 €</strong>,
        payable until <t t-out="format_date(object.payment_deadline) or ''">02/07/2026</t>.
    </p>
    <p>If you have paid in the meantime, please disregard this message.</p>
    <p>
        Kind regards<br/>
        <t t-out="object.company_id.name or ''">Company</t>
    </p>
</div>
        """
GERMAN = """<div style="margin: 0px; padding: 0px;">
    <p>Sehr geehrte Damen und Herren,</p>
    <p>
        anbei erhalten Sie unser Schreiben <strong t-out="object.name or ''">M2026-00001</strong>
        (<t t-out="object.level_id.name or ''">Erinnerung</t>) vom
        <t t-out="format_date(object.date) or ''">31.01.2026</t> über
        <strong t-out="format_amount(object.amount_total, object.currency_id) or ''">100,00 €</strong>,
        zahlbar bis <t t-out="format_date(object.payment_deadline) or ''">07.02.2026</t>.
    </p>
    <p>Sollten Sie inzwischen gezahlt haben, betrachten Sie diese Nachricht bitte als gegenstandslos.</p>
    <p>
        Mit freundlichen Grüßen<br/>
        <t t-out="object.company_id.name or ''">Unternehmen</t>
    </p>
</div>
        """


def migrate(cr, version):
    """An e-mail is in the language of its paper: English for who reads none installed; and it names whom it is for."""
    before = {
        "lang": "{{ object.address_id.lang or object.partner_id.lang }}",
        "body_html": {"en_US": ENGLISH, "de_DE": GERMAN},
    }
    bring_up_to_date(cr, "kontor_dunning", {"mail_template_letter": before})
