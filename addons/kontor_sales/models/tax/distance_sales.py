from datetime import date

from odoo import api, fields, models
from odoo.tools import format_amount

#: Net sales of goods to private persons in other countries of the EU in a year, in euros, up to which German VAT is due
#: (§ 3c Abs. 4 UStG in conjunction with § 3a Abs. 5 Satz 3).
THRESHOLD = 10000.0


class TaxFitMixin(models.AbstractModel):
    """German VAT on goods to private persons in the EU holds up to a threshold only: beyond it theirs is due (§ 3c UStG)."""

    _inherit = "kontor.tax.fit.mixin"

    def _tax_warnings(self):
        warnings = super()._tax_warnings()
        if self._judges_taxes() and self._is_distance_sale():
            warnings += self._distance_sale_warnings()
        return warnings

    def _is_distance_sale(self):
        """Tell whether goods go to a private person in another country of the EU, and German VAT is charged."""
        positions = self.env["account.fiscal.position"]
        place = positions._taxed_address(self.partner_id, self.partner_shipping_id or self.partner_id)
        return (
            not self.partner_id._is_business()
            and place.country_id != self.company_id.account_fiscal_country_id
            and positions._lies_in_eu(place)
            and any(self._distance_amounts())
        )

    def _distance_amounts(self):
        """Return the net amounts of the goods of this document that bear German VAT, in its currency."""
        lines = self._taxed_lines()
        return [
            line.price_subtotal for line, kind in lines if kind == "consu" and line.tax_ids[:1].tax_treatment == "standard"
        ]

    def _distance_sale_warnings(self):
        """Say that the threshold is passed: last year, or this year with this document."""
        today, company = fields.Date.context_today(self), self.company_id
        own = self.currency_id._convert(sum(self._distance_amounts()), company.currency_id, company, today)
        sums = self._sum_distance_sales(company, today.year - 1)
        sums[today.year] = sums.get(today.year, 0.0) + own
        passed = [year for year, amount in sorted(sums.items()) if amount > THRESHOLD]
        if not passed:
            return []
        return [
            self.env._(
                "Goods for private persons in other countries of the EU came to %(amount)s net in %(year)s, more than"
                " %(limit)s: beyond that the VAT of the customer's country is due instead of the German one (§ 3c UStG,"
                " OSS). Accounting can enter a fiscal position for %(country)s; until then this document bears German VAT.",
                amount=format_amount(self.env, sums[passed[-1]], company.currency_id),
                year=passed[-1],
                limit=format_amount(self.env, THRESHOLD, company.currency_id),
                country=(self.partner_shipping_id or self.partner_id).country_id.name,
            )
        ]

    @api.model
    def _sum_distance_sales(self, company, since):
        """Return what was invoiced of goods with German VAT to private persons in other countries of the EU.

        :param company: ``res.company`` that sells
        :param int since: the first year
        :return: ``{year: net amount in the company's currency}``
        """
        countries = self.env.ref("account.europe_vat").country_ids - company.account_fiscal_country_id
        # sudo: who writes quotations may know that the threshold is passed, without reading invoices
        lines = self.env["account.move.line"].sudo()
        found = lines._read_group(
            [
                ("company_id", "=", company.id),
                ("parent_state", "=", "posted"),
                ("date", ">=", date(since, 1, 1)),
                ("display_type", "=", "product"),
                ("move_id.move_type", "in", ("out_invoice", "out_refund", "out_receipt")),
                ("move_id.partner_shipping_id.country_id", "in", countries.ids),
                ("move_id.commercial_partner_id.is_company", "=", False),
                ("move_id.commercial_partner_id.vat", "in", (False, "", "/")),
                ("tax_ids.tax_treatment", "=", "standard"),
                "|",
                ("product_id", "=", False),
                ("product_id.type", "!=", "service"),
            ],
            ["date:year"],
            ["balance:sum"],
        )
        return {year.year: -balance for year, balance in found}
