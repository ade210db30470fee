from odoo import models

#: Categories of EN 16931 that say why no tax is charged; the others must not (BR-S-10, BR-Z-10).
EXPLAINED = ("AE", "E", "G", "K", "O")


class AccountEdiCommon(models.AbstractModel):
    _inherit = "account.edi.common"

    def _get_tax_exemption_reason(self, customer, supplier, tax):
        """Give the reason (BT-120) in the words of the printed document, in the customer's language."""
        reason = super()._get_tax_exemption_reason(customer, supplier, tax)
        if tax and self._get_tax_category_code(customer, supplier, tax) in EXPLAINED:
            sentence = tax.with_context(lang=customer.lang or self.env.lang)._legal_sentence()
            if sentence:
                reason = {**reason, "tax_exemption_reason": sentence}
        return reason
