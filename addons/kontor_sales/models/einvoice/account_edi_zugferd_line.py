from odoo import models


class AccountEdiXmlCii(models.AbstractModel):
    """The positions of a ZUGFeRD invoice: amounts as booked, prices by which they can be recomputed."""

    _inherit = "account.edi.xml.cii"

    def _set_line_values(self, invoice, values):
        """Correct what core says about the positions: it rounds each alone, and prices to the cent.

        :param invoice: ``account.move``
        :param dict values: of the template; its ``invoice_line_vals_list`` is changed
        """
        base_lines, _tax_lines = invoice._get_rounded_base_and_tax_lines()
        details = {base_line["record"]: base_line["tax_details"] for base_line in base_lines}
        for line_values in values["invoice_line_vals_list"]:
            line = line_values["line"]
            start, end = line._get_einvoice_period()
            line_values.update(billing_start=start, billing_end=end)
            if line not in details:
                continue
            charges = sum(charge["amount"] for charge in line_values["allowance_charge_vals_list"])
            line_values["line_total_amount"] = line._get_einvoice_net() + charges
            # a cent that a Schlussrechnung evens out belongs to the price, too
            total, net = details[line]["raw_total_excluded_currency"], line._get_einvoice_net()
            line_values.update(self._get_line_prices(line, total if line.currency_id.round(total) == net else net))

        self._set_tax_bases(values)

    def _set_tax_bases(self, values):
        """Let what is taxed be the sum of the positions, as they were booked (BT-109, BT-116).

        :param dict values: of the template
        """
        lines, taxes = values["invoice_line_vals_list"], values["tax_details"]
        for key, group in taxes["tax_details"].items():
            group["base_amount_currency"] = sum(
                line["line_total_amount"]
                for line in lines
                if key in taxes["tax_details_per_record"][line["line"]]["tax_details"]
            )
        values["tax_basis_total_amount"] = sum(line["line_total_amount"] for line in lines)

    def _get_line_prices(self, line, total):
        """Return quantity and prices of a position; EN 16931 knows no negative prices, so the quantity is (BR-27).

        :param line: ``account.move.line``
        :param float total: of the position without tax, not rounded, in the invoice's currency
        :return: dict of template values
        """
        if not line.quantity:
            return {}
        net = total / line.quantity
        gross = net / (1 - line.discount / 100) if line.discount != 100 else line.price_unit
        sign = -1 if gross < 0 else 1
        net, gross = round(net * sign, 6), round(gross * sign, 6)
        return {
            "quantity": line.quantity * sign,
            "gross_price_total_unit": gross,
            "price_subtotal_unit": net,
            "price_discount_unit": round(gross - net, 6),
        }
