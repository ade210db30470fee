from odoo import models
from odoo.tools import format_date

#: UNTDID 1001. 384 (corrected invoice) replaces an invoice by a new one with the right figures; Kontor takes back by a
#: credit note (381), whose amounts every reader counts against the invoice, and makes a new invoice under a new number.
INVOICE, CREDIT_NOTE, PART_INVOICE, PREPAYMENT = 380, 381, 326, 386

#: Tax categories (UNTDID 5305) without tax: whose invoice needs the customer's VAT id, and the one outside VAT.
INTRA_COMMUNITY, REVERSE_CHARGE, OUT_OF_SCOPE = "K", "AE", "O"


class AccountMove(models.Model):
    """What an e-invoice says beyond positions and taxes, whichever its format."""

    _inherit = "account.move"

    def _get_einvoice_type_code(self, *, xrechnung):
        """Return what kind of document it is (BT-3).

        :param bool xrechnung: for an XRechnung, which has no code for an Anzahlung (BR-DE-17)
        :return: int, a code of UNTDID 1001
        """
        self.ensure_one()
        if self.move_type == "out_refund":
            return CREDIT_NOTE
        if self.order_invoice_type == "partial":
            return PART_INVOICE
        return PREPAYMENT if self.order_invoice_type == "down_payment" and not xrechnung else INVOICE

    def _get_preceding_invoices(self):
        """Return the invoices that this document refers to (BG-3), the oldest first, as superuser.

        A Storno or credit note names what it takes back, a Schlussrechnung the down payments and part invoices before it.

        :return: ``account.move``
        """
        self.ensure_one()
        # sudo: they are named on the document, whoever exports it
        move = self.sudo()
        preceding = move.reversed_entry_id | move.credited_invoice_ids | move.earlier_invoice_ids.invoice_id
        return preceding.sorted(lambda invoice: (invoice.invoice_date or invoice.date, invoice.id))

    def _get_einvoice_supply(self):
        """Return when what is invoiced was supplied: one day (BT-72), or a period (BG-14), or neither.

        An Anzahlung has neither: nothing was supplied yet. EN 16931 wants one of them for an intra-community supply
        (BR-IC-11); there the period in which it is expected stands, or the day of the invoice.

        :return: dict with ``day``, ``start`` and ``end``: dates, or False
        """
        self.ensure_one()
        start, end = self._get_supply_period()
        if self._get_supply_kind() in ("expected", "none"):
            if INTRA_COMMUNITY not in self._get_einvoice_categories():
                return {"day": False, "start": False, "end": False}
            return {"day": False, "start": start or self.invoice_date, "end": end or self.invoice_date}
        if start and start == end:
            return {"day": start, "start": False, "end": False}
        return {"day": False, "start": start, "end": end}

    def _get_einvoice_categories(self):
        """Return the codes of the tax categories on this invoice (UNTDID 5305), as a set."""
        self.ensure_one()
        builder = self.env["account.edi.common"]
        customer, supplier = self.partner_id.commercial_partner_id, self.company_id.partner_id.commercial_partner_id
        lines = self.invoice_line_ids.filtered(lambda line: line.display_type == "product")
        return {builder._get_tax_category_code(customer, supplier, tax) for tax in lines.tax_ids.flatten_taxes_hierarchy()}

    # -- terms ----------------------------------------------------------------------------------------------------

    def _get_cash_discounts(self):
        """Return the cash discounts (Skonto) that this invoice grants.

        :return: list of dicts: ``days`` after the invoice's date, ``percent``
        """
        self.ensure_one()
        term = self.invoice_payment_term_id
        if self.move_type != "out_invoice" or not term.early_discount or not term.discount_percentage:
            return []
        return [{"days": term.discount_days, "percent": term.discount_percentage}]

    def _get_einvoice_terms(self, *, xrechnung):
        """Return the terms of payment (BT-20).

        :param bool xrechnung: with the lines by which an XRechnung says its discounts (BR-DE-18): each ends with a newline
        :return: str
        """
        self.ensure_one()
        if self.move_type != "out_invoice":
            return self.env._("The amount is set off against open invoices, or refunded.")
        # a line that begins with "#" is read by machines
        text = (self.invoice_payment_term_id.name or "").replace("#", "")
        if self.invoice_date_due and not text:
            text = self.env._("Payable until %(date)s", date=format_date(self.env, self.invoice_date_due))
        discounts = self._get_cash_discounts() if xrechnung else ()
        lines = [f"#SKONTO#TAGE={row['days']}#PROZENT={row['percent']:.2f}#" for row in discounts]
        return "\n".join([text, *lines, ""]) if lines else text


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _get_einvoice_net(self):
        """Return what this position comes to without tax (BT-131), as it was booked, in the invoice's currency."""
        self.ensure_one()
        return self.currency_id.round(self.amount_currency * self.move_id.direction_sign)

    def _get_einvoice_period(self):
        """Return when this position was supplied (BG-26), where the invoice is about a period and this is a part of it.

        :return: tuple of two dates, or of two False
        """
        self.ensure_one()
        whole = self.move_id._get_einvoice_supply()
        start, end = self._get_supply_period()
        if not whole["start"] or not start or (start, end) == (whole["start"], whole["end"]):
            return False, False
        return start, end
