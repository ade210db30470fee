from odoo import models

#: UNTDID 4461: how an invoice is paid.
CREDIT_TRANSFER, SEPA_TRANSFER, SEPA_DIRECT_DEBIT = 30, 58, 59
IN_CASH, ONLINE, CLEARING, UNDEFINED, AGREED = 10, 68, 97, 1, "ZZZ"


class AccountMove(models.Model):
    """How an invoice is paid, as e-invoices say it (BG-16)."""

    _inherit = "account.move"

    def _get_direct_debit_mandate(self):
        """Return the SEPA mandate by which this invoice is collected, where one is known.

        A hook: Odoo Community keeps no mandates.

        :return: dict with ``reference`` (BT-89), ``creditor`` (identifier, BT-90) and ``account`` (IBAN, BT-91), or False
        """
        return False

    def _get_einvoice_payment(self, *, xrechnung):
        """Return how this document is paid.

        :param bool xrechnung: for an XRechnung, which has no direct debit without a mandate (BR-DE-25-a)
        :return: dict: ``code`` (BT-81), ``name`` (BT-82), ``bank``: ``res.partner.bank`` to transfer to, or none,
            ``mandate``: see ``_get_direct_debit_mandate``
        """
        self.ensure_one()
        code, bank, mandate = self._get_einvoice_payment_code(), self.env["res.partner.bank"], False
        if code == SEPA_DIRECT_DEBIT:
            mandate = self._get_direct_debit_mandate()
            code = AGREED if xrechnung and not mandate else code
        elif code == SEPA_TRANSFER:
            # sudo: whoever exports an invoice may write where it is to be paid
            bank = self.sudo().partner_bank_id
            if not bank:
                code = UNDEFINED
            elif bank.acc_type != "iban" or self.currency_id.name != "EUR":
                code = CREDIT_TRANSFER
        return {"code": code, "name": self._get_einvoice_payment_name(code), "bank": bank, "mandate": mandate}

    def _get_einvoice_payment_code(self):
        """Return by which means this document is paid, a transfer as one in euro to an IBAN."""
        if self.move_type == "out_refund":
            return CLEARING
        if self._is_collected_on_delivery():
            return AGREED
        codes = {"direct_debit": SEPA_DIRECT_DEBIT, "cash": IN_CASH, "paypal": ONLINE, "card": AGREED}
        return codes.get(self._get_kind_without_transfer(), SEPA_TRANSFER)

    def _get_einvoice_payment_name(self, code):
        """Return the means of payment in words."""
        if code == CLEARING:
            return self.env._("Set-off or refund")
        if self._is_collected_on_delivery():
            return self.env._("Cash on Delivery")
        # sudo: for everybody who may read the invoice
        name = self.sudo().preferred_payment_method_line_id.name
        return name if name and code not in (SEPA_TRANSFER, CREDIT_TRANSFER) else self.env._("Bank Transfer")

    def _get_einvoice_paid(self):
        """Return what had been paid when this invoice was issued (BT-113), in its currency.

        An e-invoice says what was issued: later payments, and what it was set off against, don't change it.
        """
        self.ensure_one()
        if self.move_type != "out_invoice":
            return 0.0
        # sudo: whoever exports an invoice need not be able to read payments
        receivable = self.sudo().line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        before = receivable.matched_credit_ids.filtered(
            lambda partial: (
                not partial.credit_move_id.move_id.is_invoice() and partial.credit_move_id.date <= self.invoice_date
            )
        )
        return self.currency_id.round(sum(before.mapped("debit_amount_currency")))
