from odoo import models

from ...tools.text_pieces import split_text


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _get_printed_pieces(self):
        """Return the position's text in pieces, of which each is a row: pages may end between them.

        :return: list of str, at least one
        """
        self.ensure_one()
        return split_text(self.name)


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _get_printed_pieces(self):
        """Return the line's text in pieces; see ``sale.order.line``."""
        self.ensure_one()
        return split_text(self.name)
