"""The company itself: who it is, its books, its bank account, its paper and the features that it uses."""

import base64

from odoo.exceptions import UserError
from odoo.tools import file_open, html2plaintext

from .tools import progress, ref, upsert

CHART = "de_skr03"
NAME = "Nordwind Werkzeug- und Haustechnik Großhandel GmbH"
DOMAIN = "nordwind-grosshandel.example"
# A published test account: its check digits are right, and nobody is paid by accident.
IBAN = "DE89 3704 0044 0532 0130 00"

# What a wholesaler switches on in the settings.
FEATURES = [
    "product.group_product_pricelist",
    "sale.group_discount_per_so_line",
    "account.group_delivery_invoice_address",
]

# Odoo's German says "Einheit(en)", which no wholesaler does.
UNITS = [("uom.product_uom_unit", "Stück"), ("uom.product_uom_meter", "m"), ("uom.product_uom_hour", "Std.")]

# Their names, and the letters in the numbers of their documents.
OPERATION_TYPES = [
    ("in_type_id", "Wareneingang", "WE"),
    ("out_type_id", "Warenausgang", "WA"),
    ("int_type_id", "Interne Umlagerung", "UM"),
    ("pick_type_id", "Kommissionierung", "KO"),
    ("pack_type_id", "Verpackung", "VP"),
]


def load(env, today):
    """Turn the main company into the demo company."""
    company = env.ref("base.main_company")
    _identity(env, company)
    _chart_of_accounts(env, company)
    _bank_account(env, company)
    _paper(env, company)
    _warehouse(env, company)
    _payment_terms(env)
    for unit, name in UNITS:
        env.ref(unit).with_context(lang="de_DE").name = name
    for feature in FEATURES:
        env.ref("base.group_user")._apply_group(env.ref(feature))
    progress("company", 1, 1)


def finish(env, today):
    """Leave the desk tidy: nothing of the demo company's past is waiting to be sent by mail."""
    env["mail.mail"].search([("state", "=", "outgoing")]).unlink()


def _identity(env, company):
    germany = env.ref("base.de")
    # The country first: the chart of accounts, the audit trail and the fiscal positions follow it.
    company.partner_id.write({"country_id": germany.id, "lang": "de_DE"})
    env.ref("base.EUR").active = True
    with file_open("kontor_sales/demo/logo.png", "rb") as logo:
        image = base64.b64encode(logo.read())
    identity = {
        "name": NAME,
        "street": "Billbrookdeich 210",
        "zip": "22113",
        "city": "Hamburg",
        "state_id": env.ref("base.state_de_hh").id,
        "country_id": germany.id,
        "phone": "+49 40 66969-0",
        "email": f"info@{DOMAIN}",
        "website": f"https://www.{DOMAIN}",
        "vat": "DE824513567",
        "company_registry": "148732, Amtsgericht Hamburg",
        "l10n_de_stnr": "27/123/45671",
    }
    company.write(identity)
    company.logo = image
    company.partner_id.tz = "Europe/Berlin"


def _chart_of_accounts(env, company):
    if company.chart_template != CHART:
        if company.root_id._existing_accounting():
            raise UserError(
                env._(
                    "%(company)s already has bookings in another chart of accounts than SKR03. "
                    "The demo company needs an empty database.",
                    company=company.name,
                )
            )
        env["account.chart.template"].try_loading(CHART, company, install_demo=False)
    company.write(
        {
            "account_fiscal_country_id": env.ref("base.de").id,
            "tax_calculation_rounding_method": "round_globally",
            "currency_id": env.ref("base.EUR").id,
        }
    )
    journals = env["account.journal"].search([("company_id", "=", company.id)])
    journals.filtered(lambda journal: journal.type == "sale")[:1].write({"code": "RE", "name": "Ausgangsrechnungen"})
    journals.filtered(lambda journal: journal.type == "purchase")[:1].write({"code": "ER", "name": "Eingangsrechnungen"})


def _bank_account(env, company):
    [bank] = upsert(env, "res.bank", [("bank", {"name": "Commerzbank Köln", "bic": "COBADEFFXXX"})])
    journal = env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", company.id)], limit=1)
    journal.set_bank_account(IBAN, bank.id)
    journal.write({"name": "Bank", "code": "BANK"})
    company.partner_id.bank_ids.allow_out_payment = True
    # Without bank statements to match, a payment is money on the account; otherwise it would wait there for ever.
    (journal.inbound_payment_method_line_ids | journal.outbound_payment_method_line_ids).write(
        {"payment_account_id": journal.default_account_id.id}
    )


def _paper(env, company):
    company.write(
        {
            "external_report_layout_id": env.ref("l10n_din5008.external_layout_din5008").id,
            "paperformat_id": env.ref("l10n_din5008.paperformat_euro_din").id,
            "primary_color": "#0F4C75",
            "secondary_color": "#3C4858",
            "font": "Roboto",
            "report_header": False,
            "company_details": f"{NAME}<br>{company.street}<br>{company.zip} {company.city}",
            "report_footer": (
                f"Telefon {company.phone}<br>{company.email}<br>www.{DOMAIN}<br>Geschäftsführer: Heike Nordmann, Ole Brandt"
            ),
            "has_position_column": True,
            "quotation_validity_days": 30,
            "portal_confirmation_sign": False,
            "portal_confirmation_pay": False,
        }
    )


def _warehouse(env, company):
    warehouse = env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
    warehouse.write({"name": "Zentrallager Hamburg", "code": "HH"})
    for field, name, code in OPERATION_TYPES:
        if warehouse[field]:
            warehouse[field].with_context(lang="de_DE").write({"name": name, "sequence_code": code})


#: Payment terms in English, for documents abroad: name and text.
ENGLISH_TERMS = {
    "term_0": ("Net, immediately", "Payable immediately without deduction."),
    "term_14": ("14 days net", "Payable within 14 days without deduction."),
    "term_30": ("30 days net", "Payable within 30 days without deduction."),
    "term_skonto": (
        "2 % within 10 days, 30 days net",
        "2 % discount for payment within 10 days, otherwise payable within 30 days without deduction.",
    ),
}


def _payment_terms(env):
    def due(days):
        return [(5, 0, 0), (0, 0, {"value": "percent", "value_amount": 100, "nb_days": days})]

    upsert(
        env,
        "account.payment.term",
        [
            (
                "term_0",
                {
                    "name": "Sofort rein netto",
                    "line_ids": due(0),
                    "note": "<p>Zahlbar sofort ohne Abzug.</p>",
                    "sequence": 1,
                },
            ),
            (
                "term_14",
                {
                    "name": "14 Tage netto",
                    "line_ids": due(14),
                    "note": "<p>Zahlbar innerhalb von 14 Tagen ohne Abzug.</p>",
                    "sequence": 2,
                },
            ),
            (
                "term_30",
                {
                    "name": "30 Tage netto",
                    "line_ids": due(30),
                    "note": "<p>Zahlbar innerhalb von 30 Tagen ohne Abzug.</p>",
                    "sequence": 3,
                },
            ),
            (
                "term_skonto",
                {
                    "name": "10 Tage 2 % Skonto, 30 Tage netto",
                    "line_ids": due(30),
                    "early_discount": True,
                    "discount_percentage": 2,
                    "discount_days": 10,
                    "early_pay_discount_computation": "included",
                    "note": "<p>Bei Zahlung innerhalb von 10 Tagen 2 % Skonto, sonst innerhalb von 30 Tagen ohne Abzug.</p>",
                    "sequence": 4,
                },
            ),
        ],
    )
    for key, (name, note) in ENGLISH_TERMS.items():
        term = ref(env, key)
        term.with_context(lang="en_US").name = name
        german = html2plaintext(term.with_context(lang="de_DE").note).strip()
        term.update_field_translations("note", {lang: {german: note} for lang in ("en_US", "en_GB")})
