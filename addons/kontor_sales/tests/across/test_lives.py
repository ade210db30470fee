"""Random lives of an order, step by step against a ledger that reckons for itself.

Long because a machine of hypothesis is one class: its steps share the documents that earlier ones made.
"""

import collections
import dataclasses
import os
import re
from decimal import Decimal

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test
from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..invoicing.test_final_invoice import InvoicingCase
from ..ledger import CENT, NOTHING, Ledger, decimal

#: How many lives; ``./kontor test --lives N`` asks for more, and then for others each time.
LIVES = 140
STEPS = 12
#: What the law has to have refused; else the ledger has nothing to predict.
STEPS_FORBIDDEN = (
    "add a position", "change quantity", "addendum", "deliver", "cancel", "reset to draft", "credit note in part",
)  # fmt: skip
#: What has to have happened in so many lives; else they prove nothing.
STEPS_THAT_WORK = (
    "order", "deliver", "deliver no more", "return with refund", "return without refund",
    "change price", "change quantity",
    "down payment by kontor", "down payment by core", "part invoice", "full invoice", "final invoice", "invoice by core",
    "change to invoice", "credit of the difference",
    "post", "credit note in full", "credit note in part", "reset to draft", "cancel a draft",
    "pay", "change to done", "reverse the payment", "cancel",
    "add a position", "addendum",
)  # fmt: skip
WAYS = st.sampled_from(["kontor", "core"])
CHOICE = st.integers(0, 11)
#: What a refusal by the status law says (001-2, 001-3).
LAW = re.compile("Addendum|is completed|completed order|isn't invoiced completely")


class OrderLife(RuleBasedStateMachine):
    """The life of one order, told by what people do with it; after each step everything that Kontor says is compared.

    What is refused leaves everything as it was, and the ledger is not told of it. What the status law refuses, the ledger
    has to have said before, and nothing else.
    """

    #: The test case with its customer and products.
    case = None
    #: How often each step was done, and how often it was refused.
    done = collections.Counter()
    refused = collections.Counter()
    forbidden = collections.Counter()

    def __init__(self):
        super().__init__()
        self.env = self.case.env
        self.savepoint = self.env.cr.savepoint()
        self.is_whole = False

    def teardown(self):
        try:
            if self.is_whole:
                self.finish()
        finally:
            self.savepoint.close(rollback=True)
            self.env.invalidate_all(flush=False)

    # -- tools ----------------------------------------------------------------------------------------------------

    def attempt(self, what, work, forbidden=False):
        """Do one step as the server does a call: all of it, or nothing and a sentence.

        :param bool forbidden: the status law forbids it, says the ledger
        :return: what the step answered, or None when it was refused
        """
        self.is_whole = False
        try:
            with self.env.cr.savepoint():
                result = work()
                self.env.flush_all()
        except UserError as refusal:
            assert len(str(refusal)) > 10, refusal
            assert forbidden or not LAW.search(str(refusal)), f"{what}: no law forbids it, but: {refusal}"
            self.refused[what] += 1
            self.forbidden[what] += forbidden
            return None
        assert not forbidden, f"{what}: the status law forbids it, and it was done"
        self.done[what] += 1
        return result if result is not None else True

    def moves(self, ids):
        """Return documents as the clerk has them."""
        return self.env["account.move"].with_user(self.case.clerk).browse(ids)

    def choose(self, ids, number):
        """Return one of several documents, or none."""
        return self.moves(ids[number % len(ids)]) if ids else self.moves([])

    def position(self, number, **wanted):
        """Return one of the ledger's positions that have these values, or None."""
        found = [
            position
            for position in self.ledger.positions.values()
            if all(getattr(position, name) == value for name, value in wanted.items())
        ]
        return found[number % len(found)] if found else None

    def line(self, position):
        """Return the clerk's record of a position."""
        return self.env["sale.order.line"].with_user(self.case.clerk).browse(position.line_id)

    @property
    def is_alive(self):
        return not self.ledger.cancelled

    @property
    def is_shipped(self):
        return any(position.shipped for position in self.ledger.positions.values())

    @property
    def drafts(self):
        return self.ledger.documents("draft")

    @property
    def posted(self):
        return self.ledger.documents("posted")

    @property
    def invoices(self):
        return self.ledger.documents("posted", "out_invoice")

    @property
    def unpaid(self):
        return [move for move in self.invoices if self.ledger.moves[move]["residual"] > 0]

    # -- the beginning --------------------------------------------------------------------------------------------

    @initialize(
        lines=st.lists(
            st.tuples(st.sampled_from(["plank", "drill", "book", "setup"]), st.integers(1, 10)), min_size=1, max_size=3
        ),
        discount=st.sampled_from([0, 0, 10]),
        way=WAYS,
        advance=st.sampled_from([None, None, ("percentage", 30), ("percentage", 60), ("amount", 123.45), ("amount", 300)]),
        delivered=st.sampled_from([0, 0, 2, 10]),
        status=st.sampled_from([None, None, None, "full", "invoice", "done", "done"]),
    )
    def order_it(self, lines, discount, way, advance, delivered, status):
        """A quotation becomes an order; an Anzahlung may be asked for, and some or all of it is delivered at once.

        Some orders begin their life invoiced (by a Gesamtrechnung, too) or completed, where the law holds.
        """
        self.customer = self.env["res.partner"].create({"name": "Lebenslauf GmbH", "is_company": True})
        self.order = (
            self.env["sale.order"]
            .with_user(self.case.clerk)
            .create(
                {
                    "partner_id": self.customer.id,
                    "order_line": [
                        Command.create({"product_id": self.case[name].id, "product_uom_qty": quantity})
                        for name, quantity in lines
                    ],
                }
            )
        )
        if discount:
            self.order.order_line[0].discount = discount
        self.ledger = Ledger(self.env.cr, self.order.id)
        for index, (line, (name, quantity)) in enumerate(zip(self.order.order_line, lines)):
            rate, by_delivery, is_goods, price = self.case.goods[name]
            self.ledger.positions[line.id] = self.case.position_of(
                line.id, rate, by_delivery, is_goods, price, quantity, discount if index == 0 else 0
            )
        if way == "kontor":
            assert self.attempt("order", lambda: self.order.change_status("order"))
        else:
            assert self.attempt("order", self.order.action_confirm)
        for position in self.ledger.positions.values():
            position.open = position.ordered if position.is_goods else NOTHING
        if advance:
            self.down_payment(way, advance, True)
        if delivered and self.ledger.is_left_to_deliver:
            quantities = [
                {"line_id": position.line_id, "quantity": float(min(position.open, delivered))}
                for position in self.ledger.positions.values()
                if position.open
            ]
            assert self.attempt("deliver", lambda: self.order.change_status("delivery", quantities=quantities))
            self.see_what_left()
        self.agree()
        if status == "full":
            self.whole_invoice("full", True)
            self.agree()
        elif status:
            self.to_rechnung(None)
            self.agree()
        if status == "done" and self.ledger.status == "invoice":
            assert self.attempt("change to done", lambda: self.order.change_status("done"))
            self.agree()

    # -- goods ----------------------------------------------------------------------------------------------------

    @rule(number=CHOICE, part=st.integers(1, 10), way=WAYS)
    @precondition(lambda self: self.ledger.is_left_to_deliver)
    def deliver(self, number, part, way):
        """Some of what is open leaves the house."""
        waiting = [position for position in self.ledger.positions.values() if position.open]
        position = waiting[number % len(waiting)]
        quantity = min(Decimal(part), position.open)

        def by_the_warehouse():
            moves = self.line(position).move_ids
            move = moves.filtered(
                lambda move: move.state not in ("done", "cancel") and move.location_dest_id.usage == "customer"
            )
            move.picking_id.move_ids.filtered(lambda other: other.state not in ("done", "cancel")).quantity = 0
            move[:1].write({"quantity": float(quantity), "picked": True})
            result = move.picking_id[:1].with_context(skip_backorder=True).button_validate()
            assert result is True, result

        def by_the_status():
            self.order.change_status("delivery", quantities=[{"line_id": position.line_id, "quantity": float(quantity)}])

        # from Rechnung on goods leave without a change of status
        forbidden = way == "kontor" and self.ledger.reached
        if self.attempt("deliver", by_the_warehouse if way == "core" else by_the_status, forbidden):
            position.open -= quantity
            position.shipped += quantity

    @rule(number=CHOICE, part=st.integers(1, 3), refund=st.booleans())
    @precondition(lambda self: any(position.kept for position in self.ledger.positions.values()))
    def take_back(self, number, part, refund):
        """Goods come back: to be refunded, or to be exchanged."""
        back = [position for position in self.ledger.positions.values() if position.kept]
        position = back[number % len(back)]
        pickings = self.line(position).move_ids.picking_id.filtered(
            lambda picking: picking.state == "done" and picking.location_dest_id.usage == "customer"
        )
        picking = pickings.sorted("id")[-1:]
        there = sum(
            move.quantity - sum(move.returned_move_ids.filtered(lambda back: back.state == "done").mapped("quantity"))
            for move in picking.move_ids.filtered(lambda move: move.sale_line_id.id == position.line_id)
        )
        quantity = min(Decimal(part), decimal(there))
        if quantity <= 0:
            return

        def work():
            wizard = (
                self.env["stock.return.picking"]
                .with_user(self.case.clerk)
                .with_context(active_id=picking.id, active_ids=picking.ids, active_model="stock.picking")
                .create({"picking_id": picking.id})
            )
            for row in wizard.product_return_moves:
                wanted = row.move_id.sale_line_id.id == position.line_id
                row.write({"quantity": float(quantity) if wanted else 0, "to_refund": refund})
            returned = wizard._create_return()
            returned.move_ids.write({"quantity": float(quantity), "picked": True})
            returned.button_validate()

        if self.attempt("return with refund" if refund else "return without refund", work):
            if refund:
                position.refunded += quantity
            else:
                position.exchanged += quantity

    @rule()
    @precondition(lambda self: self.ledger.is_left_to_deliver and self.is_shipped)
    def deliver_no_more(self):
        """What is still open won't be delivered."""
        pickings = self.order.picking_ids.filtered(lambda picking: picking.state not in ("done", "cancel"))
        if pickings and self.attempt("deliver no more", lambda: pickings.action_cancel()):
            for position in self.ledger.positions.values():
                position.open = NOTHING

    # -- what was agreed ------------------------------------------------------------------------------------------

    @rule(number=CHOICE, price=st.sampled_from([90, 80, 110]))
    @precondition(lambda self: self.is_alive)
    def change_price(self, number, price):
        """A price is changed; a higher one only for what is on no document yet."""
        position = self.position(number)
        touched = any(row.position == position.line_id and row.state != "cancel" for row in self.ledger.rows)
        if touched and price >= position.price:
            return
        line = self.line(position)
        if self.attempt("change price", lambda: line.write({"price_unit": price})):
            position.price = Decimal(price)

    @rule(number=CHOICE, quantity=st.integers(1, 12))
    @precondition(lambda self: self.is_alive)
    def change_quantity(self, number, quantity):
        """More or less is ordered, but no less than was delivered."""
        # what came back, or was given up, would be delivered again
        position = self.position(number, refunded=NOTHING, exchanged=NOTHING, is_given_up=False)
        if not position or quantity < position.shipped:
            return
        line = self.line(position)
        forbidden = self.ledger.is_growth(position.line_id, quantity)
        if self.attempt("change quantity", lambda: line.write({"product_uom_qty": quantity}), forbidden):
            position.ordered = Decimal(quantity)
            position.open = position.ordered - position.shipped if position.is_goods else NOTHING

    @rule(
        name=st.sampled_from(["plank", "drill", "book", "setup"]),
        quantity=st.integers(1, 5),
        way=st.sampled_from(["line", "order"]),
    )
    @precondition(lambda self: self.is_alive and len(self.ledger.positions) < 5)
    def add_position(self, name, quantity, way):
        """One more position is ordered."""
        values = {"product_id": self.case[name].id, "product_uom_qty": quantity}

        def work():
            before = self.order.order_line
            if way == "line":
                before.create({"order_id": self.order.id, **values})
            else:
                self.order.write({"order_line": [Command.create(values)]})
            return (self.order.order_line - before).id

        line_id = self.attempt("add a position", work, self.ledger.reached)
        if line_id:
            rate, by_delivery, is_goods, price = self.case.goods[name]
            position = self.case.position_of(line_id, rate, by_delivery, is_goods, price, quantity, 0)
            position.open = position.ordered if is_goods else NOTHING
            self.ledger.positions[line_id] = position
        # what comes on top of an invoiced order is a new order (001-2)
        addendum_id = self.attempt("addendum", self.order.action_addendum, forbidden=not self.ledger.reached)
        if addendum_id:
            assert self.order.browse(addendum_id).addendum_of_id == self.order

    # -- invoices -------------------------------------------------------------------------------------------------

    def invoice(self, invoice_type, post, **options):
        """Make an invoice by Kontor's method."""
        return lambda: self.order.create_invoice_of_type(invoice_type, post=post, **options)

    def invoice_by_core(self, method, post, **values):
        """Make an invoice by Odoo's own dialog."""

        def work():
            wizard = (
                self.env["sale.advance.payment.inv"]
                .with_user(self.case.clerk)
                .with_context(active_model="sale.order", active_id=self.order.id, active_ids=self.order.ids)
                .create({"advance_payment_method": method, **values})
            )
            before = self.order.invoice_ids
            wizard.create_invoices()
            made = self.order.invoice_ids - before
            if post:
                made.action_post()
            return made.ids

        return work

    @rule(
        way=WAYS,
        value=st.one_of(
            st.tuples(st.just("percentage"), st.sampled_from([10, 30, 50, 60])),
            st.tuples(st.just("amount"), st.sampled_from([11.9, 107, 123.45, 300])),
        ),
        post=st.booleans(),
    )
    @precondition(lambda self: self.is_alive)
    def ask_for_a_down_payment(self, way, value, post):
        """One more Anzahlung."""
        self.down_payment(way, value, post)

    def down_payment(self, way, value, post):
        """An Anzahlung is asked for (004-19)."""
        kind, value = value
        if way == "kontor":
            work = self.invoice("down_payment", post, **{kind: value})
        elif kind == "percentage":
            work = self.invoice_by_core("percentage", post, amount=value)
        else:
            work = self.invoice_by_core("fixed", post, fixed_amount=value)
        ids = self.attempt(f"down payment by {way}", work, post and self.ledger.completed)
        if ids:
            total = decimal(sum(self.moves(ids).sudo().mapped("amount_total")))
            if kind == "amount":
                assert total == decimal(value), f"{total} instead of {value}"
            else:
                order = sum(
                    (gross for _net, gross in self.ordered().values()),
                    NOTHING,
                )
                assert abs(total - order * value / 100) <= Decimal("0.02"), f"{total} is not {value} % of {order}"

    def ordered(self):
        """Return net and gross of what was ordered, by tax rate."""
        found = collections.defaultdict(lambda: (NOTHING, NOTHING))
        for position in self.ledger.positions.values():
            net = position.ordered * position.net_price
            found[position.rate] = (
                found[position.rate][0] + net,
                found[position.rate][1] + net * (100 + position.rate) / 100,
            )
        return found

    @rule(number=CHOICE, part=st.integers(1, 5), post=st.booleans())
    @precondition(lambda self: self.ledger.is_left_to_invoice)
    def part_invoice(self, number, part, post):
        """A Positionsabrechnung of some of a position (004-20)."""
        position = self.position(number)
        quantity = min(Decimal(part), self.ledger.left(position.line_id))
        if quantity <= 0:
            return
        rows = [{"line_id": position.line_id, "quantity": float(quantity)}]
        ids = self.attempt("part invoice", self.invoice("partial", post, lines=rows))
        if ids:
            lines = self.moves(ids).sudo().invoice_line_ids.filtered(lambda line: line.display_type == "product")
            assert [(line.sale_line_ids.id, decimal(line.quantity)) for line in lines] == [(position.line_id, quantity)]

    @rule(invoice_type=st.sampled_from(["full", "final", "final"]), post=st.booleans())
    @precondition(lambda self: self.is_alive)
    def whole_invoice(self, invoice_type, post):
        """A Gesamtrechnung or Schlussrechnung: nothing is left to invoice afterwards (004-21)."""
        # drafts that wait are posted along with the final invoice
        drafts = self.ledger.documents("draft", "out_invoice")
        forbidden = bool(post and invoice_type == "final" and self.ledger.completed and drafts)
        ids = self.attempt(f"{invoice_type} invoice", self.invoice(invoice_type, post), forbidden)
        if ids:
            self.ledger.reread()
            for line_id in self.ledger.positions:
                left = self.ledger.left(line_id) - self.ledger.quantity(line_id, "draft")
                assert left <= 0, f"{left} of {line_id} are left after the {invoice_type} invoice"

    @rule(post=st.booleans())
    @precondition(lambda self: self.is_alive)
    def invoice_by_odoo(self, post):
        """Odoo's own dialog invoices what it finds to invoice, less the down payments."""
        self.attempt("invoice by core", self.invoice_by_core("delivered", post, consolidated_billing=True))

    @rule(delivery=st.sampled_from([None, "all", "delivered", "none"]))
    @precondition(lambda self: self.is_alive)
    def to_invoice(self, delivery):
        """The status is changed to Rechnung; what is open is delivered by it, or not, by choice."""
        self.to_rechnung(delivery)

    def to_rechnung(self, delivery):
        """Change the status to Rechnung (001-9)."""
        options = {"delivery": delivery} if delivery else {}
        if self.attempt("change to invoice", lambda: self.order.change_status("invoice", **options)):
            self.see_what_left()

    def see_what_left(self):
        """Take over from the warehouse what a change of status has delivered."""
        for position in self.ledger.positions.values():
            self.env.cr.execute(
                """
                SELECT COALESCE(SUM(product_uom_qty), 0)
                  FROM stock_move m
                  JOIN stock_location l ON l.id = m.location_dest_id
                 WHERE m.sale_line_id = %s AND m.state NOT IN ('done', 'cancel') AND l.usage = 'customer'
                """,
                [position.line_id],
            )
            still_open = decimal(self.env.cr.fetchone()[0])
            position.shipped += position.open - still_open
            position.open = still_open

    @rule(post=st.booleans())
    @precondition(lambda self: self.is_alive and self.posted)
    def credit_the_difference(self, post):
        """What was invoiced above the order's volume is credited (004-25)."""

        def work():
            ids = self.order.action_create_credit_note_difference()
            if post:
                self.moves(ids).action_post()
            return ids or None

        self.attempt("credit of the difference", work)

    # -- corrections ----------------------------------------------------------------------------------------------

    @rule(number=CHOICE)
    @precondition(lambda self: self.drafts)
    def post(self, number):
        """A draft is posted."""
        move = self.choose(self.drafts, number)
        self.attempt("post", move.action_post, self.ledger.is_opened_by_posting(self.ledger.rows_of(move.id)))

    @rule(number=CHOICE, part=st.integers(0, 3), post=st.booleans())
    @precondition(lambda self: self.invoices)
    def reverse(self, number, part, post):
        """A posted invoice is credited by Odoo's own dialog, in full or in part."""
        move = self.choose(self.invoices, number)

        def work():
            wizard = (
                self.env["account.move.reversal"]
                .with_user(self.case.clerk)
                .with_context(active_model="account.move", active_ids=move.ids)
                .create({"journal_id": move.journal_id.id})
            )
            wizard.refund_moves()
            refund = wizard.new_move_ids
            if part:
                for line in refund.invoice_line_ids.filtered(lambda line: line.display_type == "product"):
                    if line.sale_line_ids.is_downpayment:
                        line.price_unit = line.price_unit * part / 4
                    else:
                        line.quantity = min(part, line.quantity)
            if post:
                refund.action_post()

        rows = [
            dataclasses.replace(row, is_refund=True, quantity=-(min(Decimal(part), row.quantity) if part else row.quantity))
            for row in self.ledger.rows_of(move.id)
        ]
        forbidden = post and self.ledger.is_opened_by_posting(rows)
        self.attempt("credit note in part" if part else "credit note in full", work, forbidden)

    @rule(number=CHOICE)
    @precondition(lambda self: self.posted)
    def to_draft(self, number):
        """A posted document is reset to draft."""
        move = self.choose(self.posted, number)
        self.attempt("reset to draft", move.button_draft, self.ledger.is_opened_by_reset(move.id))

    @rule(number=CHOICE)
    @precondition(lambda self: self.drafts)
    def cancel_document(self, number):
        """A draft is cancelled."""
        self.attempt("cancel a draft", self.choose(self.drafts, number).button_cancel)

    # -- money ----------------------------------------------------------------------------------------------------

    @rule(number=CHOICE, part=st.booleans())
    @precondition(lambda self: self.unpaid)
    def pay(self, number, part):
        """An invoice is paid, or half of it."""
        move = self.choose(self.unpaid, number)

        def work():
            wizard = (
                self.env["account.payment.register"]
                .with_user(self.case.clerk)
                .with_context(active_model="account.move", active_ids=move.ids)
                .create({})
            )
            if part:
                wizard.amount = move.currency_id.round(wizard.amount / 2)
            wizard.action_create_payments()

        self.attempt("pay", work)

    @rule()
    @precondition(lambda self: self.ledger.status == "invoice")
    def pay_all(self):
        """The status is changed to Abgeschlossen."""
        self.attempt("change to done", lambda: self.order.change_status("done"))

    @rule()
    @precondition(lambda self: self.ledger.status == "done")
    def take_the_payment_back(self):
        """Rückbuchung (001-3)."""
        self.attempt("reverse the payment", lambda: self.order.change_status("invoice", reason="Rücklastschrift"))

    @rule()
    @precondition(lambda self: self.is_alive and len(self.ledger.moves) > 1)
    def cancel(self):
        """Storno: nothing of it stays in the revenue (001-7)."""
        cancel = lambda: self.order.change_status("cancel", reason="Nicht mehr gebraucht")  # noqa: E731
        if self.attempt("cancel", cancel, self.ledger.completed):
            self.ledger.cancelled = True
            for position in self.ledger.positions.values():
                position.open = NOTHING
            posted = self.ledger.reread().posted()
            assert not posted, f"{posted} stay after the cancellation"
            assert not self.ledger.documents("draft", "out_invoice"), "drafts of a cancelled order"

    @rule()
    @precondition(lambda self: self.ledger.cancelled)
    def rest(self):
        """Nothing happens any more."""

    # -- the comparison -------------------------------------------------------------------------------------------

    @invariant()
    def agree(self):
        """Everything that Kontor says about the order is what the ledger says."""
        if not hasattr(self, "ledger"):
            return
        self.env.flush_all()
        # the lists are made by the database anew each time they are opened
        self.env["kontor.order.analysis"].invalidate_model()
        self.env["kontor.customer.document"].invalidate_model()
        self.ledger.reread()
        self.check_status()
        self.check_positions()
        self.check_exposure()
        self.check_analysis()
        self.check_documents()
        self.ledger.remember()
        self.is_whole = True

    def check_status(self):
        """Compare the stored fields, as another transaction would see them."""
        self.env.cr.execute(
            "SELECT lifecycle_status, is_left_to_deliver, is_left_to_invoice, reached_billing FROM sale_order WHERE id = %s",
            [self.order.id],
        )
        said = self.env.cr.fetchone()
        status = self.ledger.status
        reached = self.ledger.reached or status in ("invoice", "done")
        expected = (status, self.ledger.is_left_to_deliver, self.ledger.is_left_to_invoice, reached)
        assert said == expected, f"status {said}, expected {expected}"

    def check_positions(self):
        """Compare what each position says about itself."""
        lines = self.env["sale.order.line"].browse(self.ledger.positions)
        for line in lines:
            position = self.ledger.positions[line.id]
            said = {"ordered": line.product_uom_qty, "price": line.price_unit, "discount": line.discount}
            expected = {"ordered": position.ordered, "price": position.price, "discount": position.discount}
            if position.is_goods:
                said["delivered"] = line.qty_delivered
                expected["delivered"] = position.delivered
            self.compare(f"position {line.id}", said, expected)
        if not hasattr(lines, "_get_position_facts"):
            return
        facts = lines._get_position_facts()
        for line in lines:
            position = self.ledger.positions[line.id]
            expected = {
                "ordered": position.ordered,
                "volume": position.volume,
                "open": position.open,
                "returned": position.refunded,
                "invoiced": self.ledger.quantity(line.id),
                "credited": -self.ledger.quantity(line.id, is_refund=True),
                "drafted": self.ledger.quantity(line.id, "draft"),
                "to_invoice": self.ledger.left(line.id),
            }
            self.compare(f"facts of {line.id}", {name: facts[line.id][name] for name in expected}, expected)
        advances = self.order.sudo().order_line.filtered(lambda line: line.is_downpayment and not line.display_type)
        left = sum((gross for _net, gross in self.ledger.down_payments_left().values()), NOTHING)
        facts = advances._get_position_facts()
        self.compare("down payments", {"left": sum(fact["left"] for fact in facts.values())}, {"left": left})

    def check_exposure(self):
        """Compare what the order adds to what the customer will owe (003-17)."""
        lines = self.order.sudo().order_line
        if "credit_open_amount" not in lines._fields:
            return
        expected = self.ledger.left_gross() if self.is_alive else NOTHING
        said = sum(lines.mapped("credit_open_amount"))
        self.compare("exposure", {"open orders": said}, {"open orders": expected}, self.cents_of_positions)

    def check_analysis(self):
        """Compare the order analysis (002-18)."""
        rows = self.env["kontor.order.analysis"].search([("order_id", "=", self.order.id)])
        if not self.is_alive:
            assert not rows, "a cancelled order in the analysis"
            return
        for row in rows:
            position = self.ledger.positions[row.line_id.id]
            left = max(self.ledger.left(row.line_id.id), NOTHING)
            self.compare(
                f"analysis of {row.line_id.id}",
                {"ordered": row.ordered, "invoiced": row.invoiced, "to invoice": row.amount_to_invoice},
                {
                    "ordered": position.ordered,
                    "invoiced": self.ledger.quantity(row.line_id.id),
                    "to invoice": left * position.net_price,
                },
                CENT,
            )

    def check_documents(self):
        """Compare the customer's documents: what is open of them all is what he owes and will owe (000-9)."""
        rows = self.env["kontor.customer.document"].search([("commercial_partner_id", "=", self.customer.id)])
        owed = sum(
            (
                decimal(move["residual"]) * (-1 if move["move_type"] == "out_refund" else 1)
                for move in self.ledger.moves.values()
                if move["state"] == "posted"
            ),
            NOTHING,
        )
        self.compare(
            "documents",
            {"invoices": sum(rows.filtered(lambda row: row.document_model == "account.move").mapped("open_amount"))},
            {"invoices": owed},
        )
        advances = self.ledger.down_payments_left().values()
        if all(gross >= 0 for _net, gross in advances):
            order = rows.filtered(lambda row: row.document_model == "sale.order")
            left = max(self.ledger.left_gross(), NOTHING) if self.ledger.is_left_to_invoice else NOTHING
            said = {"order": sum(order.mapped("open_amount"))}
            self.compare("documents", said, {"order": left}, self.cents_of_positions)

    @property
    def cents_of_positions(self):
        """What is still to be invoiced is known up to the cent that each position's share may be rounded by."""
        return CENT * len(self.ledger.positions)

    def compare(self, what, said, expected, slack=NOTHING):
        """Fail when two sets of figures differ by more than what a float can't hold."""
        wrong = {
            name: (said[name], float(value))
            for name, value in expected.items()
            if abs(decimal(said[name]) - value) > slack + Decimal("0.00001")
        }
        assert not wrong, f"{what}, said and expected: {wrong}"

    # -- the end --------------------------------------------------------------------------------------------------

    def finish(self):
        """Drafts go, the rest is invoiced, the difference credited: together the documents are the order's volume."""
        if self.ledger.cancelled:
            return
        for move in self.moves(self.ledger.documents("draft")):
            assert self.attempt("cancel a draft at the end", move.button_cancel)
        self.agree()
        self.attempt("final invoice at the end", self.invoice("final", True))
        self.agree()

        def credit():
            ids = self.order.action_create_credit_note_difference()
            self.moves(ids).action_post()

        assert self.attempt("credit of the difference at the end", credit)
        self.agree()
        said, expected = self.ledger.posted(), self.ledger.volume()
        for rate in said.keys() & expected.keys():
            # a document bears the cents of the rates that stand on it
            if abs(said[rate][1] - expected[rate][1]) <= self.ledger.cents_of_others(rate):
                said[rate] = (said[rate][0], expected[rate][1])
        assert said == expected, f"posted (net, gross) by rate {said}, volume {expected}"


@tagged("post_install", "-at_install", "kontor_once")
class TestLives(InvoicingCase):
    """000-6, 004-19 … 004-26: whatever happens to an order and its documents, all that Kontor says about it is true."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._without_hash_chain()  # invoices that are reset are among the lives
        cls.company.tax_calculation_rounding_method = "round_globally"
        cls.drill.taxes_id = cls.tax_19
        cls.setup.taxes_id = cls.tax_19
        #: Rate of the tax, invoiced on delivery, goods, price.
        cls.goods = {
            "plank": (19, True, True, "79.99"),
            "drill": (19, False, True, "100"),
            "book": (7, True, True, "33.33"),
            "setup": (19, False, False, "11.11"),
        }
        for name, (_rate, _by_delivery, _is_goods, price) in cls.goods.items():
            getattr(cls, name).list_price = float(price)

    def __getitem__(self, name):
        return getattr(self, name)

    def position_of(self, line_id, rate, by_delivery, is_goods, price, quantity, discount):
        """Return a position of the ledger."""
        from ..ledger import Position

        return Position(line_id, Decimal(rate), by_delivery, is_goods, Decimal(price), Decimal(quantity), Decimal(discount))

    def test_lives_of_an_order(self):
        asked = int(os.environ.get("KONTOR_TEST_LIVES") or 0)
        OrderLife.case = self
        OrderLife.done.clear()
        OrderLife.refused.clear()
        OrderLife.forbidden.clear()
        run_state_machine_as_test(
            OrderLife,
            settings=settings(
                max_examples=asked or LIVES,
                stateful_step_count=STEPS,
                derandomize=not asked,
                database=None,
                deadline=None,
                suppress_health_check=list(HealthCheck),
                phases=(Phase.generate, Phase.shrink),
                print_blob=bool(asked),
                report_multiple_bugs=False,
            ),
        )
        seen = {**OrderLife.done}
        few = asked and asked < LIVES
        never = [step for step in STEPS_THAT_WORK if not few and not seen.get(step)]
        self.assertFalse(never, f"never done: {never}; done: {seen}; refused: {dict(OrderLife.refused)}")
        never = [step for step in STEPS_FORBIDDEN if not few and not OrderLife.forbidden[step]]
        self.assertFalse(never, f"never forbidden by the law: {never}; forbidden: {dict(OrderLife.forbidden)}")
