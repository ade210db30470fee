from odoo import models
from odoo.addons.account_edi_ubl_cii.models.account_edi_common import FloatFmt

from .account_move_einvoice_payment import UNDEFINED


class AccountEdiXmlUblDe(models.AbstractModel):
    """XRechnung (UBL): what core leaves out or says wrongly."""

    _inherit = "account.edi.xml.ubl_de"

    def _get_document_template(self, vals):
        template = super()._get_document_template(vals)
        # core knows no account holder (BT-85) and no mandate (BG-19); UBL wants them in this order
        branch = template["cac:PaymentMeans"]["cac:PayeeFinancialAccount"]["cac:FinancialInstitutionBranch"]
        account = {"cbc:ID": {}, "cbc:Name": {}, "cac:FinancialInstitutionBranch": branch}
        means = {**template["cac:PaymentMeans"], "cac:PayeeFinancialAccount": account}
        means["cac:PaymentMandate"] = {"cbc:ID": {}, "cac:PayerFinancialAccount": {"cbc:ID": {}}}
        return {**template, "cac:PaymentMeans": means}

    # -- head -----------------------------------------------------------------------------------------------------

    def _add_invoice_header_nodes(self, document_node, vals):
        res = super()._add_invoice_header_nodes(document_node, vals)
        invoice = vals["invoice"]
        tag = self._get_tags_for_document_type(vals)["document_type_code"]
        supply = invoice._get_einvoice_supply()
        document_node.update(
            {
                tag: {"_text": invoice._get_einvoice_type_code(xrechnung=True)},
                "cac:InvoicePeriod": _period(supply["start"], supply["end"]),
                "cac:OrderReference": self._get_order_reference(invoice),
                "cac:DespatchDocumentReference": {"cbc:ID": {"_text": invoice._get_einvoice_delivery_note() or None}},
                "cac:BillingReference": [
                    {
                        "cac:InvoiceDocumentReference": {
                            "cbc:ID": {"_text": preceding.name},
                            "cbc:IssueDate": {"_text": preceding.invoice_date},
                        }
                    }
                    for preceding in invoice._get_preceding_invoices()
                ],
            }
        )
        return res

    def _get_order_reference(self, invoice):
        """Return the customer's order number (BT-13) and ours (BT-14); a credit note's reference names its invoice."""
        orders = ",".join(invoice.invoice_line_ids.sale_line_ids.order_id.mapped("name"))
        number = invoice._get_customer_reference() if invoice.move_type == "out_invoice" else False
        if not number and not orders:
            return None
        # UBL has no number of ours without one of theirs
        return {"cbc:ID": {"_text": number or "NA"}, "cbc:SalesOrderID": {"_text": orders or None}}

    # -- supply ---------------------------------------------------------------------------------------------------

    def _add_invoice_delivery_nodes(self, document_node, vals):
        res = super()._add_invoice_delivery_nodes(document_node, vals)
        day = vals["invoice"]._get_einvoice_supply()["day"]
        document_node["cac:Delivery"]["cbc:ActualDeliveryDate"] = {"_text": day or None}
        return res

    def _add_invoice_line_period_nodes(self, line_node, vals):
        res = super()._add_invoice_line_period_nodes(line_node, vals)
        line = vals["base_line"]["record"]
        if line and line._name == "account.move.line":
            line_node["cac:InvoicePeriod"] = _period(*line._get_einvoice_period())
        return res

    # -- payment --------------------------------------------------------------------------------------------------

    def _add_invoice_payment_means_nodes(self, document_node, vals):
        res = super()._add_invoice_payment_means_nodes(document_node, vals)
        payment = vals["invoice"]._get_einvoice_payment(xrechnung=True)
        node = document_node["cac:PaymentMeans"]
        node["cbc:PaymentMeansCode"] = {
            "_text": payment["code"],
            "name": payment["name"] if payment["code"] != UNDEFINED else None,
        }
        node["cac:PayeeFinancialAccount"] = None
        if payment["bank"]:
            node["cac:PayeeFinancialAccount"] = {
                **self._get_financial_account_node({**vals, "partner_bank": payment["bank"]}),
                "cbc:Name": {"_text": payment["bank"].acc_holder_name or payment["bank"].partner_id.name},
            }
        if payment["mandate"]:
            node["cac:PaymentMandate"] = {
                "cbc:ID": {"_text": payment["mandate"]["reference"]},
                "cac:PayerFinancialAccount": {"cbc:ID": {"_text": payment["mandate"]["account"]}},
            }
        return res

    def _add_invoice_payment_terms_nodes(self, document_node, vals):
        res = super()._add_invoice_payment_terms_nodes(document_node, vals)
        terms = vals["invoice"]._get_einvoice_terms(xrechnung=True)
        document_node["cac:PaymentTerms"] = {"cbc:Note": {"_text": terms}} if terms else None
        return res

    # -- amounts --------------------------------------------------------------------------------------------------

    def _ubl_add_values_tax_currency_code(self, vals):
        res = super()._ubl_add_values_tax_currency_code(vals)
        # core names none; § 16 (6) UStG wants the tax in euro (BT-6, BT-111)
        self._ubl_add_values_tax_currency_code_company_currency_if_foreign_currency(vals)
        return res

    def _add_invoice_tax_total_nodes(self, document_node, vals):
        res = super()._add_invoice_tax_total_nodes(document_node, vals)
        currency = vals["company"].currency_id
        if currency != vals["currency_id"]:
            document_node["cac:TaxTotal"].append(
                {
                    "cbc:TaxAmount": {
                        "_text": FloatFmt(abs(vals["invoice"].amount_tax_signed), min_dp=currency.decimal_places),
                        "currencyID": currency.name,
                    }
                }
            )
        return res

    def _ubl_add_line_extension_amount_node(self, vals, in_foreign_currency=True):
        """Say what was booked: core computes it anew, without the cents that a Schlussrechnung bears."""
        res = super()._ubl_add_line_extension_amount_node(vals, in_foreign_currency=in_foreign_currency)
        line = vals["line_vals"]["base_line"]["record"]
        if not in_foreign_currency or not line or line._name != "account.move.line":
            return res
        charges = sum(map(_signed_amount, _without_discount(vals["line_node"])))
        amount = vals["line_node"]["cbc:LineExtensionAmount"]
        amount["_text"] = FloatFmt(line._get_einvoice_net() + charges, min_dp=amount["_text"].min_dp)
        return res

    def _ubl_get_line_allowance_charge_discount_node(self, vals, discount_values):
        node = super()._ubl_get_line_allowance_charge_discount_node(vals, discount_values)
        # on what goes back it is a charge: by this it is told from what really comes on top
        return {**node, "_discount": True}

    def _add_invoice_line_price_nodes(self, line_node, vals):
        """Let quantity × price less the discount be the position's amount; core rounds the discount alone."""
        res = super()._add_invoice_line_price_nodes(line_node, vals)
        discounts = [node for node in line_node["cac:AllowanceCharge"] if node.get("_discount")]
        quantity = line_node[self._get_tags_for_document_type(vals)["line_quantity"]]["_text"]
        gross = quantity * round(line_node["cac:Price"]["cbc:PriceAmount"]["_text"], 6)
        for node in discounts:
            others = sum(map(_signed_amount, _without_discount(line_node)))
            discount = round(gross + others - line_node["cbc:LineExtensionAmount"]["_text"], vals["currency_dp"])
            node["cbc:ChargeIndicator"]["_text"] = "true" if discount < 0 else "false"
            node["cbc:Amount"]["_text"] = FloatFmt(abs(discount), max_dp=vals["currency_dp"])
        return res

    def _ubl_get_tax_subtotal_node(self, vals, tax_subtotal):
        """Let what is taxed be the sum of the positions, in every category; core does so for taxed ones (BR-G-08, …)."""
        node = super()._ubl_get_tax_subtotal_node(vals, tax_subtotal)
        categories = {(item["cbc:ID"]["_text"], item["cbc:Percent"]["_text"]) for item in node["cac:TaxCategory"]}
        if vals["document_node"]["cac:AllowanceCharge"] or tax_subtotal["currency"] != vals["currency_id"]:
            return node
        amounts = [
            line["cbc:LineExtensionAmount"]["_text"]
            for line in vals["document_node"][self._get_tags_for_document_type(vals)["document_line"]]
            if {
                (item["cbc:ID"]["_text"], item["cbc:Percent"]["_text"])
                for item in line["cac:Item"]["cac:ClassifiedTaxCategory"]
            }
            == categories
        ]
        if amounts:
            node["cbc:TaxableAmount"]["_text"] = FloatFmt(sum(amounts), min_dp=vals["currency_dp"])
        return node

    def _add_invoice_monetary_total_nodes(self, document_node, vals):
        res = super()._add_invoice_monetary_total_nodes(document_node, vals)
        invoice = vals["invoice"]
        withheld = vals["_ubl_values"]["payable_amount_tax_withholding_currency"]
        paid = withheld + invoice._get_einvoice_paid()
        node = document_node[self._get_tags_for_document_type(vals)["monetary_total"]]
        rounding = vals["_ubl_values"]["payable_rounding_amount_currency"]
        payable = node["cbc:TaxInclusiveAmount"]["_text"] - paid + rounding
        node["cbc:PrepaidAmount"]["_text"] = FloatFmt(paid, min_dp=vals["currency_dp"])
        node["cbc:PayableAmount"]["_text"] = FloatFmt(payable, min_dp=vals["currency_dp"])
        return res

    # -- obstacles ------------------------------------------------------------------------------------------------

    def _export_invoice_constraints(self, invoice, vals):
        constraints = super()._export_invoice_constraints(invoice, vals)
        # said below, in sentences that name what to do
        said = (
            "bis3_de_supplier",
            "cen_en16931_payment_account_identifier",
            "cen_en16931_delivery_address",
            "cen_en16931_tax_line",
            "tax_on_line",
            "_country",
        )
        constraints = {name: text for name, text in constraints.items() if not any(part in name for part in said)}
        for number, sentence in enumerate(invoice._get_einvoice_obstacles("xrechnung")):
            constraints[f"kontor_{number}"] = sentence
        return constraints


def _without_discount(line_node):
    """Return what comes on top of a position, or is taken off, other than its discount."""
    return [node for node in line_node["cac:AllowanceCharge"] if not node.get("_discount")]


def _signed_amount(node):
    """Return an amount that comes on top of a position, negative where it is taken off."""
    return node["cbc:Amount"]["_text"] * (1 if node["cbc:ChargeIndicator"]["_text"] == "true" else -1)


def _period(start, end):
    """Return the node of a period; one without dates is left out of the XML."""
    return {"cbc:StartDate": {"_text": start or None}, "cbc:EndDate": {"_text": end or None}}
