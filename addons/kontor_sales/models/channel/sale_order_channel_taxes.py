from odoo import models
from odoo.tools import format_amount

from ..tax.tax_fit_mixin import ABROAD


class SaleOrder(models.Model):
    """Where a shop and Kontor don't agree about the tax of a customer abroad (004-2)."""

    _inherit = "sale.order"

    def _explain_shop_amount(self, amount):
        """Return why the tax may be what an amount of the shop differs by, or an empty text.

        :param float amount: gross, in the order's currency, as the shop says
        """
        self.ensure_one()
        currency, customer = self.currency_id, self.partner_id.commercial_partner_id
        free = self.order_line.tax_ids.filtered(lambda tax: tax.tax_treatment in ABROAD)
        if free and currency.compare_amounts(amount, self.amount_total) > 0:
            treatments = dict(free._fields["tax_treatment"]._description_selection(self.env))
            return self.env._(
                "The goods go to %(country)s and are free of German VAT: “%(treatment)s”. A shop that has charged it must"
                " send the order without it, with the net prices and a total of %(total)s, and give the customer the"
                " difference back: tax that an invoice shows is owed (§ 14c UStG).",
                country=(self.partner_shipping_id or self.partner_id).country_id.name or "–",
                treatment=", ".join(treatments[treatment] for treatment in dict.fromkeys(free.mapped("tax_treatment"))),
                total=format_amount(self.env, self.amount_total, currency),
            )
        if self.amount_tax and not currency.compare_amounts(amount, self.amount_untaxed):
            return self.env._(
                "The shop has charged no VAT, but German VAT is due: %(customer)s (%(country)s) has the VAT id “%(vat)s”."
                " If the shop knows another one, enter it at the customer first and send the order again.",
                customer=customer.display_name,
                country=(self.partner_shipping_id or self.partner_id).country_id.name or "–",
                vat=customer.vat or "–",
            )
        return ""

    def _log_tax_warnings(self):
        """Keep what speaks against the taxes in the history of an imported order: a prepaid one is invoiced at once."""
        warnings = self._tax_warnings()
        if warnings:
            self.message_post(body=self.env._("Imported; about its taxes: %(warnings)s", warnings=" ".join(warnings)))
