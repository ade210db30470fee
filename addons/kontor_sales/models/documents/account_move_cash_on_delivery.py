from odoo import SUPERUSER_ID, models


class AccountMove(models.Model):
    """The invoice for goods that were delivered against cash (001-12): nobody is asked to pay twice."""

    _inherit = "account.move"

    def _get_collected_amount(self):
        """Return what of this invoice the carrier collects for the deliveries: goods, less discounts and down payments.

        Shipping costs and services aren't part of what a delivery contains.

        :return: float with tax, in the invoice's currency; 0.0 where nothing is collected
        """
        self.ensure_one()
        # An Anzahlung is paid before the delivery, also by these customers; without an order there is no delivery.
        if (
            self.move_type != "out_invoice"
            or self.order_invoice_type in (False, "down_payment")
            or not self._is_cash_on_delivery()
        ):
            return 0.0
        lines = self.invoice_line_ids.filtered(lambda line: line.display_type == "product")
        goods = lines.filtered(lambda line: line.product_id.type == "consu" and line.price_total > 0)
        if not goods:
            return 0.0
        deducted = lines.filtered(lambda line: line.price_total < 0)
        collected = self.currency_id.round(sum((goods | deducted).mapped("price_total")))
        return min(max(collected, 0.0), max(self.amount_total, 0.0))

    def _is_collected_on_delivery(self):
        """Tell whether the carrier collects all that this invoice asks for.

        :return: bool
        """
        self.ensure_one()
        collected = self._get_collected_amount()
        return bool(collected) and not self.currency_id.compare_amounts(collected, self.amount_total)

    def _get_printed_clerk(self):
        """Return the clerk whom the customer calls about this invoice, as superuser: a ``res.users``, or none.

        What the server makes by itself has no clerk.
        """
        self.ensure_one()
        # sudo: whoever prints an invoice may print whom to call
        clerk = self.sudo().invoice_user_id
        return clerk.filtered(lambda user: not user.share and user.id != SUPERUSER_ID)
