from contextlib import contextmanager

from odoo import models
from odoo.exceptions import UserError

#: What follows from the positions. The order limit is compared with it.
ORDER_FIGURES = (
    "amount_total",
    "amount_untaxed",
    "amount_tax",
    "currency_rate",
    "invoice_status",
    "receipt_status",
)
#: What follows from prices, bills and the kind of the article.
LINE_FIGURES = ("price_subtotal", "price_tax", "price_total", "qty_invoiced", "qty_to_invoice", "qty_received_method")
#: What has come. Of goods the receipts say it; of services, whoever takes them.
RECEIVED_FIGURES = ("qty_received", "qty_received_manual")


def refuse_written_figures(records, vals, names):
    """Refuse values for figures that follow from something else: limits and the check of bills rely on them.

    On the screen these fields are closed; a caller over RPC could write them all the same.

    :param records: records of the model whose fields they are, or none
    :param tuple names: the fields that nobody writes
    :raises UserError: naming the field
    """
    # The server's own code may repair figures as superuser; no user and no RPC call runs as one.
    claimed = [] if records.env.su else [name for name in names if name in vals]
    if claimed:
        raise UserError(
            records.env._(
                "“%(field)s” follows from the positions, receipts and bills of a supplier order and can't be written.",
                field=records._fields[claimed[0]]._description_string(records.env),
            )
        )


class PurchaseOrder(models.Model):
    """Nobody writes the amounts of a supplier order; they follow from its positions."""

    _inherit = "purchase.order"

    def _guard_figures(self, change):
        refuse_written_figures(self, change.names, ORDER_FIGURES)
        return super()._guard_figures(change)


class PurchaseOrderLine(models.Model):
    """Nobody writes what a position is worth, and how much of it has come or was billed."""

    _inherit = "purchase.order.line"

    def _guard_figures(self, change):
        refuse_written_figures(self, change.names, LINE_FIGURES)
        self._refuse_written_receipts(change.vals)
        return super()._guard_figures(change)

    @contextmanager
    def _watch_change(self, change):
        with super()._watch_change(change):
            yield
        if change.operation == "create":  # by which method a position is received follows from its article
            for line, vals in zip(change.records, change.vals_list):
                if line.qty_received_method != "manual":
                    refuse_written_figures(line, {name for name in RECEIVED_FIGURES if vals.get(name)}, RECEIVED_FIGURES)

    def _refuse_written_receipts(self, vals):
        """Refuse quantities that have come, for positions whose receipts say how much that is.

        What says the same again changes nothing: the form sends a 0 along with each new section and note, and core
        writes it.

        :param dict vals: ``{name: value}``
        :raises UserError:
        """
        by_receipts = self.filtered(lambda line: line.qty_received_method != "manual")
        changed = {
            name: vals[name]
            for name in RECEIVED_FIGURES
            if name in vals and any((vals[name] or 0.0) != (line[name] or 0.0) for line in by_receipts)
        }
        refuse_written_figures(self, changed, RECEIVED_FIGURES)
