from odoo import models

from ...tools.text_pieces import split_text

#: How many orders the information block of a collective invoice names; more stand above their positions only.
NAMED_ORDERS = 3
#: What a row of a Lieferschein says in figures and below its text, and what a row is that only goes on with a text.
FIGURES = {"ordered": "", "before": "", "now": "", "left": ""}
DETAILS = ("packages", "tariff", "request")
CONTINUED = {**FIGURES, **dict.fromkeys(DETAILS, ""), "continued": True, "lots": ""}


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


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _get_printed_rows(self, rows):
        """Return the rows of a Lieferschein as they are printed: a long text, or a long list of lots, is several.

        :param list rows: of ``_get_delivery_note``; the figures stay in the first row of a position, what is said of all of
            it comes with its last
        :return: list of dict
        """
        printed = []
        for count, row in enumerate(rows, 1):
            # a number isn't parted from its quantity
            lots = ", ".join(lot.replace(" ", "\N{NO-BREAK SPACE}") for lot in row["lots"].split(", "))
            texts, lots = split_text(row["name"]), split_text(lots)
            parts = [{**CONTINUED, "name": text} for text in texts]
            parts[-1]["lots"] = lots[0]
            parts += [{**CONTINUED, "name": "", "lots": text, "lots_continued": True} for text in lots[1:]]
            parts[-1] = {**row, **parts[-1], **{name: row[name] for name in DETAILS if name in row}}
            figures = {name: row[name] for name in FIGURES if name in row}
            parts[0] = {**parts[0], **figures, "number": row.get("number") or count, "continued": False}
            printed += parts
        return printed


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
