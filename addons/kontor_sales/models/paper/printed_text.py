from odoo import models

from ...tools.text_pieces import split_text

#: How many orders the information block of a collective invoice names; more stand above their positions only.
NAMED_ORDERS = 3


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


class AccountMove(models.Model):
    _inherit = "account.move"

    def _get_printed_references(self, names):
        """Return the orders or references of an invoice as its information block prints them.

        :param str names: separated by commas, as ``invoice_origin`` and ``ref`` of a collective invoice are
        :return: str
        """
        self.ensure_one()
        if len((names or "").split(", ")) <= NAMED_ORDERS:
            return names or ""
        return self.env._("see positions")
