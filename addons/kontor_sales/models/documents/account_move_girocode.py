import base64
import io

from odoo import api, fields, models
from odoo.tools import float_repr
from odoo.tools.image import image_data_uri
from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M


class AccountMove(models.Model):
    """The Girocode (EPC QR code) on what is to be paid: Odoo's, with the open amount and the invoice's number (004-23)."""

    _inherit = "account.move"

    @api.depends(
        "commercial_partner_id.cash_on_delivery",
        "preferred_payment_method_line_id.payment_kind",
        "order_invoice_type",
        "invoice_line_ids.product_id",
        "amount_total",
    )
    def _compute_display_qr_code(self):
        """Print none where the carrier collects, or the bank debits: nobody should pay twice (001-12, 000-13)."""
        res = super()._compute_display_qr_code()
        self.filtered(lambda move: move._get_collected_amount() or move._get_kind_without_transfer()).display_qr_code = False
        return res

    def _is_paid_by_girocode(self):
        """Tell whether this document asks for a transfer that a Girocode can describe: in euro, to an IBAN.

        :return: bool
        """
        self.ensure_one()
        return bool(
            self.display_qr_code
            and self.is_sale_document(include_receipts=True)
            and self.state == "posted"
            and self.amount_residual > 0
            and self.qr_code_method in (False, "sct_qr")
            and self.partner_bank_id
            and not self.partner_bank_id._get_error_messages_for_qr("sct_qr", self.partner_id, self.currency_id)
        )

    def _generate_qr_code(self, silent_errors=False):
        if self.is_sale_document(include_receipts=True) and not (self.state == "posted" and self.amount_residual > 0):
            return None  # core draws one for each printed invoice, and notes on it how, though none shows it
        if not self._is_paid_by_girocode():
            return super()._generate_qr_code(silent_errors=silent_errors)
        # Core would write the method that it found onto the posted invoice, whenever somebody prints it.
        reference = self.payment_reference or self.name
        return self.partner_bank_id.build_qr_code_base64(
            self.amount_residual,
            reference,
            reference,
            self.currency_id,
            self.partner_id,
            "sct_qr",
            silent_errors=silent_errors,
        )


class ResPartnerBank(models.Model):
    _inherit = "res.partner.bank"

    def _get_qr_vals(self, qr_method, amount, currency, debtor_partner, free_communication, structured_communication):
        """Write the amount with its cents, as EPC069-12 does: EUR1797.20; 70 characters of name and 140 of text at most."""
        values = super()._get_qr_vals(
            qr_method, amount, currency, debtor_partner, free_communication, structured_communication
        )
        if qr_method == "sct_qr":
            name, text = 5, 10  # the lines of the standard; core allows one character too many in both
            values[name], values[text] = values[name][:70], values[text][:140]
            short = f"{currency.name}{amount}"
            full = f"{currency.name}{float_repr(amount, 2)}"
            return [full if value == short else value for value in values]
        return values

    def _get_qr_code_generation_params(
        self, qr_method, amount, currency, debtor_partner, free_communication, structured_communication
    ):
        """Correct errors of level M, as EPC069-12 wants."""
        parameters = super()._get_qr_code_generation_params(
            qr_method, amount, currency, debtor_partner, free_communication, structured_communication
        )
        return {**parameters, "barLevel": "M"} if qr_method == "sct_qr" else parameters

    def _get_qr_code_base64(self, qr_method, amount, currency, debtor_partner, free_communication, structured_communication):
        """Draw the Girocode sharply and always alike, by the library that Odoo draws its two-factor codes with.

        Core's drawing has 128 blurred pixels that differ each time, and takes four times as long.
        """
        values = (qr_method, amount, currency, debtor_partner, free_communication, structured_communication)
        if qr_method != "sct_qr":
            return super()._get_qr_code_base64(*values)
        code = QRCode(error_correction=ERROR_CORRECT_M, box_size=8, border=0)
        code.add_data(self._get_qr_code_generation_params(*values)["value"])
        picture = io.BytesIO()
        code.make_image().save(picture)
        return image_data_uri(base64.b64encode(picture.getvalue()))


class ResCompany(models.Model):
    _inherit = "res.company"

    qr_code = fields.Boolean(default=True)
