from odoo import models
from odoo.addons.account_edi_ubl_cii.models.account_edi_common import FloatFmt

from .account_move_einvoice import INTRA_COMMUNITY


class AccountEdiXmlCii(models.AbstractModel):
    """ZUGFeRD (CII, profile EXTENDED): what core leaves out or says wrongly; the templates are in ``report/einvoice``."""

    _inherit = "account.edi.xml.cii"

    def _get_exchanged_document_vals(self, invoice):
        values = super()._get_exchanged_document_vals(invoice)
        return {**values, "type_code": str(invoice._get_einvoice_type_code(xrechnung=False))}

    def _get_scheduled_delivery_time(self, invoice):
        day = super()._get_scheduled_delivery_time(invoice)
        return invoice._get_einvoice_supply()["day"] if invoice.is_sale_document() else day

    def _export_invoice_vals(self, invoice):
        values = super()._export_invoice_vals(invoice)
        supply = invoice._get_einvoice_supply()
        categories = invoice._get_einvoice_categories()
        foreign = invoice.currency_id != invoice.company_id.currency_id
        customer = invoice.commercial_partner_id
        self._set_line_values(invoice, values)
        values.update(
            {
                "billing_start": supply["start"],
                "billing_end": supply["end"],
                "intracom_delivery": INTRA_COMMUNITY in categories,
                # a credit note's reference names its invoice, which BG-3 does
                "purchase_order_reference": invoice.move_type == "out_invoice" and invoice._get_customer_reference(),
                "buyer_reference": customer.leitweg_id or values["buyer_reference"],
                "format_price": lambda price: str(FloatFmt(price, min_dp=2, max_dp=6)),
                "einvoice": {
                    "contact": invoice._get_einvoice_contact(),
                    "seller_identifier": invoice._get_einvoice_seller_identifier(),
                    "delivery_note": invoice._get_einvoice_delivery_note(),
                    "orders": ",".join(invoice.invoice_line_ids.sale_line_ids.order_id.mapped("name")),
                    "payment": invoice._get_einvoice_payment(xrechnung=False),
                    "terms": invoice._get_einvoice_terms(xrechnung=False),
                    "discounts": invoice._get_cash_discounts(),
                    "paid": invoice._get_einvoice_paid(),
                    "preceding": invoice._get_preceding_invoices(),
                    "tax_currency": invoice.company_id.currency_id if foreign else False,
                },
            }
        )
        return values

    def _export_invoice_constraints(self, invoice, vals):
        constraints = super()._export_invoice_constraints(invoice, vals)
        # what only an XRechnung needs, or is said below
        said = ("seller_", "intracom_", "tax_invoice_line", "tax_on_line")
        constraints = {name: text for name, text in constraints.items() if not name.startswith(said)}
        for number, sentence in enumerate(invoice._get_einvoice_obstacles("facturx")):
            constraints[f"kontor_{number}"] = sentence
        return constraints
