import copy

from odoo import models


class SaleOrder(models.Model):
    """The amounts of an Anzahlung agree with each other to the cent (004-19)."""

    _inherit = "sale.order"

    def _prepare_down_payment_line_values_from_base_line(self, base_line):
        """Make the base of the tax the net amount of the line.

        Rounding leaves core's percentage of many lines a cent or more apart, and EN 16931 refuses an invoice whose
        lines don't add up to its net amount. Net amount, tax and total stay as they are.
        """
        values = super()._prepare_down_payment_line_values_from_base_line(base_line)
        if any(base_line["tax_ids"].flatten_taxes_hierarchy().mapped("include_base_amount")):
            return values  # the base of a tax on a tax is not the net amount
        data = copy.deepcopy(values["extra_tax_data"])
        for amounts in (data.get("manual_tax_amounts") or {}).values():
            for suffix in ("", "_currency"):
                if f"manual_total_excluded{suffix}" in data and f"base_amount{suffix}" in amounts:
                    amounts[f"base_amount{suffix}"] = data[f"manual_total_excluded{suffix}"]
        return {**values, "extra_tax_data": data}
