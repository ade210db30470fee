from collections import defaultdict

from odoo import models
from odoo.tools import frozendict

#: The accounts of early payment discounts (Skonti) by chart: ``(granted or received, tax rate)`` → external id in the
#: chart. Without a rate of its own a discount is booked to the general account (rate None).
DISCOUNT_ACCOUNTS = {
    "de_skr03": {
        ("granted", 19.0): "account_8736",
        ("granted", 7.0): "account_8731",
        ("granted", None): "account_8730",
        ("received", 19.0): "account_3736",
        ("received", 7.0): "account_3731",
        ("received", None): "account_3730",
    },
    "de_skr04": {
        ("granted", 19.0): "chart_skr04_4736",
        ("granted", 7.0): "chart_skr04_4731",
        ("granted", None): "chart_skr04_4730",
        ("received", 19.0): "chart_skr04_5736",
        ("received", 7.0): "chart_skr04_5731",
        ("received", None): "chart_skr04_5730",
    },
}


class AccountMove(models.Model):
    """Early payment discounts are booked by tax rate (004-23): SKR03 8736/8731, SKR04 4736/4731, received ones mirrored.

    Odoo knows one account for all of them, which in SKR03 is the one of bill discounting (2130, 2670). The tax is
    corrected by Odoo, rate by rate, where the payment terms say so.
    """

    _inherit = "account.move"

    def _get_invoice_counterpart_amls_for_early_payment_discount_per_payment_term_line(self):
        result = super()._get_invoice_counterpart_amls_for_early_payment_discount_per_payment_term_line()
        for term_line, base_lines in result["base_lines"].items():
            result["base_lines"][term_line] = {
                self._with_discount_account(grouping, self._taxes_of_grouping(grouping)): values
                for grouping, values in base_lines.items()
            }
        for term_line, term_lines in result["term_lines"].items():
            result["term_lines"][term_line] = {
                grouping: values
                for whole, amounts in term_lines.items()
                for grouping, values in self._split_discount_by_rate(whole, amounts).items()
            }
        return result

    def _taxes_of_grouping(self, grouping):
        """Return the taxes in a grouping key of core's discount lines."""
        return self.env["account.tax"].browse(tax_id for command in grouping.get("tax_ids", ()) for tax_id in command[2])

    def _with_discount_account(self, grouping, taxes):
        """Return core's grouping key with the account for these taxes, or as it is where the chart has none."""
        account = self._get_discount_account(taxes)
        return frozendict({**grouping, "account_id": account.id}) if account else grouping

    def _split_discount_by_rate(self, grouping, amounts):
        """Split a discount that core books in one sum, because it corrects no tax, by the rates of the positions.

        :param grouping: core's grouping key
        :param dict amounts: ``balance`` (company currency), ``amount_currency`` (the document's), and the line's values
        :return: ``{grouping: amounts}``, adding up to the same
        """
        shares = defaultdict(float)
        for line in self.invoice_line_ids.filtered(lambda line: line.display_type == "product"):
            shares[self._with_discount_account(grouping, line.tax_ids)] += line.balance
        total = sum(shares.values())
        if not total:
            return {grouping: amounts}
        split, left = {}, {name: amounts[name] for name in ("amount_currency", "balance")}
        keys = sorted(shares, key=lambda key: abs(shares[key]))
        for key in keys:
            own = {
                "amount_currency": self.currency_id.round(amounts["amount_currency"] * shares[key] / total),
                "balance": self.company_currency_id.round(amounts["balance"] * shares[key] / total),
            }
            if key == keys[-1]:  # the largest takes what rounding leaves
                own = left
            left = {name: left[name] - own[name] for name in left}
            split[key] = {**amounts, **own}
        return split

    def _get_discount_account(self, taxes):
        """Return the account for a discount on positions with these taxes; none where the chart has no such account.

        :param taxes: ``account.tax`` of the positions
        """
        accounts = DISCOUNT_ACCOUNTS.get(self.company_id.chart_template, {})
        kind = "granted" if self.is_inbound(include_receipts=True) else "received"
        xmlid = accounts.get((kind, taxes._discount_rate())) or accounts.get((kind, None))
        if not xmlid:
            return self.env["account.account"]
        chart = self.env["account.chart.template"].with_company(self.company_id)
        # sudo: whoever books a payment need not be allowed to read the charts' external ids
        return chart.sudo().ref(xmlid, raise_if_not_found=False) or self.env["account.account"]


class AccountTax(models.Model):
    _inherit = "account.tax"

    def _discount_rate(self):
        """Return the percentage of these taxes, or None where several apply or the customer owes the tax (§ 13b)."""
        rates = self.flatten_taxes_hierarchy().filtered(lambda tax: tax.amount_type == "percent")
        factors = rates.invoice_repartition_line_ids.filtered(lambda line: line.repartition_type == "tax")
        return rates.amount if len(rates) == 1 and all(line.factor > 0 for line in factors) else None
