from odoo import models


class SaleOrder(models.Model):
    """What a change of an order's status will do, said before it is done (001-10)."""

    _inherit = "sale.order"

    def _consequences_quotation(self):
        return self._cancelled_documents()

    def _cancelled_documents(self):
        """Say which open documents are cancelled with the order: hook, each kind of document adds its own.

        :return: list of sentences in the user's language
        """
        return []

    def _consequences_order(self):
        return [
            self.env._(
                "An order over %(amount)s including tax is made of the quotation.", amount=self._money(self.amount_total)
            ),
            *self._prepared_deliveries(),
        ]

    def _prepared_deliveries(self):
        goods = self.order_line.filtered(lambda line: line._is_stock_line() and line.product_uom_qty > 0)
        if not goods:
            return []
        return [self.env._("The delivery of %(count)s positions is prepared.", count=len(goods))]

    def _confirmed_first(self):
        """Say that a quotation is confirmed on the way."""
        return self._consequences_order()[:1] if self.lifecycle_status == "quotation" else []
