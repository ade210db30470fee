"""What an order should look like, reckoned a second time: plain arithmetic, and nothing of Kontor's own figures.

``Ledger`` is told what somebody did to an order, and reads the lines of its documents as they stand in the database. From
that it says what status, facts and sums have to be (001-1, 000-6, 000-7, 004-19 … 004-26, 003-17).
"""

import collections
import dataclasses
from decimal import ROUND_HALF_UP, Decimal

NOTHING = Decimal(0)
CENT = Decimal("0.01")


def decimal(value):
    """Return a number of the database as the decimal that people read."""
    return Decimal(str(value or 0))


def cents(value):
    """Round an amount to the cent, halves away from zero."""
    return value.quantize(CENT, ROUND_HALF_UP)


@dataclasses.dataclass
class Position:
    """A position of the order. Quantities are in its unit."""

    line_id: int
    rate: Decimal
    by_delivery: bool
    is_goods: bool
    price: Decimal
    ordered: Decimal
    discount: Decimal = NOTHING
    #: In deliveries that are not done yet; shipped in done ones; come back to be refunded; come back to be exchanged.
    open: Decimal = NOTHING
    shipped: Decimal = NOTHING
    refunded: Decimal = NOTHING
    exchanged: Decimal = NOTHING

    @property
    def delivered(self):
        """What the customer has got and is not refunded."""
        return self.shipped - self.refunded

    @property
    def kept(self):
        """What is at the customer."""
        return self.shipped - self.refunded - self.exchanged

    @property
    def is_given_up(self):
        """Whether less is to be delivered than was ordered."""
        return self.is_goods and self.shipped + self.open != self.ordered

    @property
    def volume(self):
        """How much of it is invoiced in the end."""
        kept = self.ordered
        if self.refunded:
            kept = min(self.ordered, max(self.ordered - self.refunded, self.delivered + self.open))
        if not self.by_delivery:
            return kept
        return max(kept, self.delivered) if self.open else self.delivered

    @property
    def net_price(self):
        """What one of it costs, without tax."""
        return self.price * (100 - self.discount) / 100


@dataclasses.dataclass
class Row:
    """A line of a document, as it stands in the database; amounts have the sign of the revenue."""

    move_id: int
    state: str
    is_refund: bool
    position: int
    is_down_payment: bool
    quantity: Decimal
    net: Decimal
    gross: Decimal
    rate: Decimal


class Ledger:
    """The account of one order."""

    def __init__(self, cr, order_id):
        self.cr, self.order_id = cr, order_id
        self.positions = {}
        self.cancelled = False
        #: The order was invoiced completely once (001-2); it stands at Abgeschlossen (001-3).
        self.reached = self.completed = False
        self.rows, self.moves = [], {}

    def reread(self):
        """Read the documents of the order anew."""
        self.cr.execute(
            """
            SELECT m.id, m.state, m.move_type = 'out_refund', sl.id, COALESCE(sl.is_downpayment, FALSE), aml.quantity,
                   aml.price_subtotal, aml.price_total,
                   (SELECT MAX(t.amount) FROM account_move_line_account_tax_rel r
                      JOIN account_tax t ON t.id = r.account_tax_id WHERE r.account_move_line_id = aml.id)
              FROM sale_order_line sl
              JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = sl.id
              JOIN account_move_line aml ON aml.id = rel.invoice_line_id
              JOIN account_move m ON m.id = aml.move_id
             WHERE sl.order_id = %s AND aml.display_type = 'product'
            """,
            [self.order_id],
        )
        self.rows = []
        for move, state, is_refund, line, is_down_payment, quantity, net, gross, rate in self.cr.fetchall():
            sign = -1 if is_refund else 1
            self.rows.append(
                Row(move, state, is_refund, line, is_down_payment, sign * decimal(quantity), sign * decimal(net),
                    sign * decimal(gross), decimal(rate))
            )  # fmt: skip
        self.cr.execute(
            """
            SELECT DISTINCT m.id, m.state, m.move_type, m.amount_untaxed, m.amount_tax, m.amount_total, m.amount_residual
              FROM account_move m
             WHERE m.id = ANY(%s)
            """,
            [[row.move_id for row in self.rows]],
        )
        names = ("id", "state", "move_type", "untaxed", "tax", "total", "residual")
        self.moves = {values[0]: dict(zip(names, values)) for values in self.cr.fetchall()}
        return self

    # -- documents ------------------------------------------------------------------------------------------------

    def documents(self, state, move_type=None):
        """Return the ids of the documents in a state."""
        return sorted(
            move["id"] for move in self.moves.values() if move["state"] == state and move_type in (None, move["move_type"])
        )

    def quantity(self, line_id, state="posted", is_refund=None):
        """Return what documents in a state say about a position; credit notes count negative."""
        return sum(
            (
                row.quantity
                for row in self.rows
                if row.position == line_id and row.state == state and is_refund in (None, row.is_refund)
            ),
            NOTHING,
        )

    def taxed(self, rows):
        """Return net and gross of rows by tax rate, without those that are zero."""
        found = collections.defaultdict(lambda: [NOTHING, NOTHING])
        for row in rows:
            found[row.rate][0] += row.net
            found[row.rate][1] += row.gross
        return {rate: tuple(amounts) for rate, amounts in found.items() if any(amounts)}

    def posted(self):
        """Return net and gross of all posted documents by tax rate, the tax as each document as a whole says it."""
        self.cr.execute(
            """
            SELECT t.amount,
                   COALESCE(SUM(-aml.amount_currency) FILTER (WHERE aml.tax_line_id IS NULL), 0),
                   SUM(-aml.amount_currency)
              FROM account_move_line aml
              JOIN account_move m ON m.id = aml.move_id
         LEFT JOIN account_move_line_account_tax_rel rel ON rel.account_move_line_id = aml.id
              JOIN account_tax t ON t.id = COALESCE(aml.tax_line_id, rel.account_tax_id)
             WHERE aml.move_id = ANY(%s) AND m.state = 'posted' AND aml.display_type IN ('product', 'tax')
          GROUP BY t.amount
            """,
            [list(self.moves)],
        )
        found = {decimal(rate): (cents(decimal(net)), cents(decimal(gross))) for rate, net, gross in self.cr.fetchall()}
        return {rate: amounts for rate, amounts in found.items() if any(amounts)}

    def down_payments_left(self):
        """Return net and gross of posted down payments, less what was credited and deducted, by tax rate."""
        return self.taxed(row for row in self.rows if row.state == "posted" and row.is_down_payment)

    # -- the order ------------------------------------------------------------------------------------------------

    def volume(self):
        """Return net and gross of what is invoiced in the end, by tax rate; rounded as a whole, not by position."""
        nets = collections.defaultdict(lambda: NOTHING)
        for position in self.positions.values():
            nets[position.rate] += position.volume * position.net_price
        found = {rate: (cents(net), cents(net) + cents(net * rate / 100)) for rate, net in nets.items()}
        return {rate: amounts for rate, amounts in found.items() if any(amounts)}

    def cents_of_others(self, rate):
        """Return what rounding may leave of a tax rate that doesn't stand on the last posted document: a cent for each.

        A credit note made by hand in between is rounded by itself, as it says; nothing comes after it that could even it.
        """
        documents = {row.move_id for row in self.rows if row.state == "posted" and row.rate == rate}
        last = max((row.move_id for row in self.rows if row.state == "posted"), default=None)
        return NOTHING if last in documents else CENT * len(documents)

    def left(self, line_id):
        """Return how much of a position no posted document has invoiced yet; negative when too much is."""
        return self.positions[line_id].volume - self.quantity(line_id)

    def left_gross(self):
        """Return what is still to be invoiced, with tax and less the down payments that are not deducted yet."""
        value = NOTHING
        for line_id, position in self.positions.items():
            net = cents(max(self.left(line_id), NOTHING) * position.net_price)
            value += net + cents(net * position.rate / 100)
        return value - sum((gross for _net, gross in self.down_payments_left().values()), NOTHING)

    @property
    def is_left_to_deliver(self):
        return not self.cancelled and any(position.open for position in self.positions.values())

    @property
    def is_left_to_invoice(self):
        return not self.cancelled and any(self.left(line_id) > 0 for line_id in self.positions)

    @property
    def status(self):
        """Return where the order stands (001-1); nobody duns in these lives."""
        if self.cancelled:
            return "cancel"
        invoiced = any(
            row.state == "posted" and not row.is_refund and not row.is_down_payment and row.position in self.positions
            for row in self.rows
        )
        billed = invoiced and not self.is_left_to_invoice
        if billed or self.reached:
            unpaid = any(
                move["residual"] for move in self.moves.values()
                if move["state"] == "posted" and move["move_type"] == "out_invoice"
            )  # fmt: skip
            if not unpaid and (self.completed or (billed and not self.is_left_to_deliver)):
                return "done"
            return "invoice"
        return "delivery" if any(position.shipped for position in self.positions.values()) else "order"

    def remember(self):
        """Remember where the order stands after a step: it never falls below Rechnung again."""
        status = self.status
        self.completed = status == "done"
        self.reached = self.reached or status in ("invoice", "done")

    # -- the law --------------------------------------------------------------------------------------------------

    def is_growth(self, line_id, quantity):
        """Tell whether the law forbids a quantity of a position: more than ordered, and more than what is on documents."""
        on_documents = self.quantity(line_id) + self.quantity(line_id, "draft")
        return self.reached and quantity > max(self.positions[line_id].ordered, on_documents)

    def is_opened_by_posting(self, rows):
        """Tell whether a completed order would be opened by documents with these rows, once they are posted."""
        if not self.completed:
            return False
        if any(not row.is_refund for row in rows):
            return True
        credited = collections.Counter()
        for row in rows:
            if row.position in self.positions:
                credited[row.position] -= row.quantity
        return any(self.left(line_id) + quantity > 0 for line_id, quantity in credited.items())

    def is_opened_by_reset(self, move_id):
        """Tell whether a completed order would be opened by resetting a posted document to draft."""
        if not self.completed:
            return False
        if self.moves[move_id]["move_type"] == "out_invoice":
            return True
        self.cr.execute(
            """
            SELECT 1
              FROM account_move_line credit
              JOIN account_partial_reconcile r ON r.credit_move_id = credit.id
              JOIN account_move_line debit ON debit.id = r.debit_move_id
             WHERE credit.move_id = %s AND debit.move_id = ANY(%s)
            """,
            [move_id, self.documents("posted", "out_invoice")],
        )
        return bool(self.cr.fetchone())

    def rows_of(self, move_id):
        """Return the lines of a document."""
        return [row for row in self.rows if row.move_id == move_id]
