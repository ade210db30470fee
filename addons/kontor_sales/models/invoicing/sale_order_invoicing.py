import math

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import float_compare, format_amount

from ...tools.records import is_record_id
from ...tools.server_work import STATE, server_work
from .sale_order_down_payment import posted_along

INVOICE_TYPES = ("down_payment", "partial", "full", "final")

#: What each type understands besides ``post`` and ``invoice_date``.
INVOICE_TYPE_OPTIONS = {
    "down_payment": ("percentage", "amount"),
    "partial": ("lines", "picking_ids"),
    "full": (),
    "final": ("draft_ids", "without_drafts"),
}


class SaleOrder(models.Model):
    """Invoicing an order by type (004-17…22): Anzahlung, Positionsabrechnung, Gesamtrechnung, Schlussrechnung."""

    _inherit = "sale.order"

    def _posted_invoices(self):
        """Return the posted customer invoices of these orders (credit notes excluded)."""
        # sudo: the status of an order follows from its invoices, whoever may read them
        return self.sudo().invoice_ids.filtered(lambda move: move.move_type == "out_invoice" and move.state == "posted")

    def _check_completion(self):
        """Refuse to invoice or complete orders that a reason closes: hook of the room ``checks`` (003-27).

        :raises UserError: naming who can release
        """

    def create_invoice_of_type(self, invoice_type, **options):
        """Make an invoice of one of the four types for this order.

        :param str invoice_type: ``down_payment`` (Anzahlung), ``partial`` (Positionsabrechnung), ``full``
            (Gesamtrechnung) or ``final`` (Schlussrechnung: all that was not yet invoiced, less earlier down payments)
        :param options: ``post`` (bool, default False: drafts), ``invoice_date``; ``down_payment``: ``percentage`` of
            the order or ``amount`` (gross, order currency); ``partial``: ``lines=[{'line_id', 'quantity'}]`` in the
            line's unit, or ``picking_ids``; ``final``: of the drafts that wait (``_drafts_to_post``) all are posted
            along with it, or only ``draft_ids``, or with ``without_drafts=True`` none. What is left out stays a draft: its
            quantities are not on the final invoice, and a down payment on it isn't deducted
        :return: list of ``account.move`` ids
        :raises UserError: when there is nothing to invoice, or the invoice would become a credit note; nothing has
            changed then
        """
        self._ensure_one_order()
        post, invoice_date, options = self._check_invoice_options(invoice_type, options)
        self.check_access("write")
        if self.state != "sale":
            raise UserError(self.env._("%(order)s: Only a confirmed order can be invoiced.", order=self.name))
        with self.env.cr.savepoint():
            self._claim_for_status_change()
            order = self.with_company(self.company_id)
            if invoice_type == "final":
                options = {"drafts": order._finish_drafts(order._chosen_drafts(**options), invoice_date, post)}
            moves = getattr(order, f"_create_{invoice_type}_invoice")(**options)
            if invoice_date:
                order._date_invoices(moves - options.get("drafts", moves.browse()), invoice_date)
            order._check_no_credit_note(moves)
            if post:
                # drop the superuser rights under which core makes the draft: posting needs the user's own right
                moves.sudo(self.env.su).filtered(lambda move: move.state == "draft").action_post()
        return moves.ids

    def _check_invoice_options(self, invoice_type, options):
        """Check the arguments of ``create_invoice_of_type``, whatever a caller sent.

        :return: ``post`` (bool), ``invoice_date`` (date or None), and the options that the type itself understands
        :raises UserError: for an unknown type, an unknown option, or what is no date
        """
        if not isinstance(invoice_type, str) or invoice_type not in INVOICE_TYPES:
            raise UserError(
                self.env._(
                    "“%(type)s” is not a type of invoice. Possible are: %(types)s.",
                    type=invoice_type,
                    types=", ".join(INVOICE_TYPES),
                )
            )
        unknown = options.keys() - {"post", "invoice_date", *INVOICE_TYPE_OPTIONS[invoice_type]}
        if unknown:
            raise UserError(self.env._("Unknown options for this invoice: %(options)s.", options=", ".join(sorted(unknown))))
        invoice_date = self._parse_date(options.get("invoice_date"), self.env._("Invoice date"))
        own = {name: value for name, value in options.items() if name not in ("post", "invoice_date")}
        return bool(options.get("post")), invoice_date, own

    # -- the types ------------------------------------------------------------------------------------------------

    def _finish_drafts(self, drafts, invoice_date, post):
        """Post the drafts that go along with a final invoice, before it is made: it deducts what is posted.

        :param drafts: the chosen ones
        :param date invoice_date: of those that have no date of their own
        :param bool post: False leaves them drafts
        :return: the drafts
        """
        if invoice_date:
            self._date_invoices(drafts.filtered(lambda move: not move.invoice_date), invoice_date)
        if drafts and post:
            # drop the superuser rights under which drafts are found: posting needs the user's own right
            drafts.sudo(self.env.su).action_post()
        return drafts

    def _create_final_invoice(self, drafts):
        """Schlussrechnung (004-18, 004-21): invoice all that isn't invoiced yet.

        :param drafts: the waiting drafts that go along with it; the others are left out
        :return: both
        """
        quantities = self._final_quantities()
        moves = drafts
        if any(quantities.values()):
            with posted_along(drafts):
                moves |= self._create_invoice_for(quantities, final=True)
        elif not drafts:
            raise UserError(self.env._("%(order)s: There is nothing left to invoice.", order=self.name))
        (moves - drafts)._set_order_invoice_type("final")
        return moves

    def _create_full_invoice(self):
        """Gesamtrechnung (004-21): all positions in one invoice."""
        self._check_no_earlier_invoice()
        moves = self._create_invoice_for(self._final_quantities())
        moves._set_order_invoice_type("full")
        return moves

    def _check_no_earlier_invoice(self):
        """Refuse a Gesamtrechnung when something was invoiced before.

        :raises UserError:
        """
        earlier = self._posted_invoices() | self._draft_invoices()
        if earlier:
            raise UserError(
                self.env._(
                    "%(order)s: %(invoices)s exist already. A full invoice contains all positions; make the final"
                    " invoice instead, which deducts what was invoiced before.",
                    order=self.name,
                    invoices=", ".join(
                        move.name
                        or self.env._(
                            "a draft invoice over %s", format_amount(self.env, move.amount_total, move.currency_id)
                        )
                        for move in earlier
                    ),
                )
            )

    def _create_partial_invoice(self, lines=None, picking_ids=None):
        """Positionsabrechnung (004-20): chosen quantities, or what chosen deliveries contain."""
        moves = self._create_invoice_for(self._partial_quantities(lines, picking_ids))
        moves._set_order_invoice_type("partial")
        if picking_ids:
            # sudo: core makes the draft for a clerk without accounting rights; its deliveries belong to it
            moves.sudo().delivery_ids = self.env["stock.picking"].browse(picking_ids)
        return moves

    def _create_down_payment_invoice(self, percentage=None, amount=None):
        """Anzahlung (004-19): a percentage of the order, or a gross amount in the order's currency."""
        self._check_down_payment(percentage, amount)
        wizard = self.env["sale.advance.payment.inv"].create(
            {
                "sale_order_ids": self.ids,
                "advance_payment_method": "percentage" if percentage else "fixed",
                "amount": percentage or 0.0,
                "fixed_amount": amount or 0.0,
            }
        )
        moves = wizard._create_invoices(self)
        # sudo: core makes the draft for a clerk without accounting rights; its type belongs to it
        moves.sudo()._set_order_invoice_type("down_payment")
        return moves

    def _check_down_payment(self, percentage=None, amount=None):
        """Refuse what is no down payment, or would exceed the order together with earlier ones (004-19).

        :return: the down payment, gross, in the order's currency
        :raises UserError: with the figures
        """
        if bool(percentage) == bool(amount):
            raise UserError(self.env._("A down payment needs either a percentage or an amount above 0."))
        value = percentage or amount
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value < math.inf:
            raise UserError(self.env._("“%(value)s” is no down payment; it must be a number above 0.", value=value))
        if self.currency_id.compare_amounts(self.amount_total, 0.0) <= 0:
            raise UserError(
                self.env._(
                    "%(order)s: The order amounts to %(total)s, so there is nothing of which a down payment could be"
                    " requested.",
                    order=self.name,
                    total=format_amount(self.env, self.amount_total, self.currency_id),
                )
            )
        gross = self.currency_id.round(self.amount_total * percentage / 100 if percentage else amount)
        if not gross:
            raise UserError(self.env._("“%(value)s” is no down payment; it must be a number above 0.", value=value))
        self._check_down_payment_total(self._get_requested_down_payments(), gross)
        return gross

    def _check_down_payment_total(self, earlier, new):
        """Refuse down payments that would exceed the order; both gross, in its currency.

        :raises UserError: with the figures
        """
        if self.currency_id.compare_amounts(earlier + new, self.amount_total) > 0:
            raise UserError(
                self.env._(
                    "%(order)s: Down payments of %(new)s on top of %(earlier)s would exceed the order of %(total)s.",
                    order=self.name,
                    new=format_amount(self.env, new, self.currency_id),
                    earlier=format_amount(self.env, earlier, self.currency_id),
                    total=format_amount(self.env, self.amount_total, self.currency_id),
                )
            )

    def _check_down_payment_deductible(self, left, new):
        """Refuse a down payment that no later invoice could deduct, because too much is invoiced by now.

        :param float left: what no invoice has deducted yet of earlier down payments, gross, in the order's currency
        :param float new: of this one, the same
        :raises UserError: with the figures
        """
        positions = self._invoiceable_positions()
        facts = positions._get_position_facts().values()
        if not any(fact["invoiced"] for fact in facts):
            return  # the order itself is the limit
        to_invoice = self.currency_id.round(sum(fact["gross_to_invoice"] for fact in facts))
        # each position is rounded by itself
        tolerance = self.currency_id.rounding * len(positions)
        if self.currency_id.compare_amounts(left + new, to_invoice + tolerance) > 0:
            raise UserError(
                self.env._(
                    "%(order)s: A down payment of %(new)s can't be deducted any more: only %(to_invoice)s are left to"
                    " invoice, and earlier down payments take %(left)s of it. Delete the draft.",
                    order=self.name,
                    new=format_amount(self.env, new, self.currency_id),
                    to_invoice=format_amount(self.env, to_invoice, self.currency_id),
                    left=format_amount(self.env, left, self.currency_id),
                )
            )

    def _get_requested_down_payments(self):
        """Return what was requested as down payments so far and not credited, drafts included, gross, in its currency."""
        self.ensure_one()
        lines = self.order_line.filtered(lambda line: line.is_downpayment and not line.display_type)
        facts = lines._get_position_facts().values()
        drafts = self._draft_invoices().filtered(lambda move: move.order_invoice_type == "down_payment")
        return sum(fact["requested"] - fact["amount_credited"] for fact in facts) + sum(
            drafts.mapped(lambda move: move._get_sale_order_invoiced_amount(self))
        )

    def _date_invoices(self, moves, invoice_date):
        """Give drafts their invoice date; what is due at once is due on that day, not on the day of the entry."""
        types = {move: move.order_invoice_type for move in moves}
        moves.invoice_date = invoice_date
        at_once = moves.filtered(lambda move: not move.invoice_payment_term_id)
        at_once.invoice_date_due = invoice_date
        # new dates may make new lines, from which the type would be guessed again
        for move, kind in types.items():
            # sudo: only the server writes the type; the seller may lack the right to write invoices
            move.sudo()._set_order_invoice_type(kind)

    # -- quantities -----------------------------------------------------------------------------------------------

    def _final_quantities(self):
        """Return what isn't on an invoice yet of each position, ``{sale.order.line: quantity}``."""
        return {line: line._volume_to_invoice() for line in self._invoiceable_positions()}

    def _partial_quantities(self, lines=None, picking_ids=None):
        """Return the quantities of a Positionsabrechnung; see ``create_invoice_of_type``."""
        if bool(lines) == bool(picking_ids):
            raise UserError(self.env._("Choose either positions with quantities or deliveries to invoice."))
        return self._parse_invoice_lines(lines) if lines else self._picking_quantities(picking_ids)

    def _invoiceable_positions(self):
        """Return the positions that are invoiced by quantity."""
        return self.order_line.filtered(lambda line: not line.display_type and not line.is_downpayment)

    def _create_invoice_for(self, quantities, final=False):
        """Let core make the invoice for exactly these quantities.

        :param dict quantities: ``{sale.order.line: quantity}`` in the line's unit; other positions are left out
        :param bool final: deduct the down payments
        :return: the draft ``account.move`` records
        """
        positions = self._invoiceable_positions()
        try:
            with server_work(positions, STATE):
                for line in positions:
                    line.qty_to_invoice = quantities.get(line, 0.0)
            return self._create_invoices(final=final, grouped=True)
        finally:
            # what core's own buttons offer next follows from the documents again
            self.env.add_to_compute(positions._fields["qty_to_invoice"], positions)

    def _force_lines_to_invoice_policy_order(self):
        """Let core invoice a paid order as a whole: what is to be invoiced of the positions is the server's own work."""
        with server_work(self.order_line, STATE):
            return super()._force_lines_to_invoice_policy_order()

    def _parse_invoice_lines(self, lines):
        """Check the quantities a caller wants to invoice; see ``_parse_delivery_quantities`` for the delivery.

        :return: ``{sale.order.line: quantity}``
        :raises UserError: naming the line and what is wrong with it
        """
        if not isinstance(lines, (list, tuple)):
            raise UserError(self.env._("Positions to invoice: expected a list of line_id and quantity."))
        quantities = {}
        for item in lines:
            line_id = item.get("line_id") if isinstance(item, dict) else None
            quantity = item.get("quantity") if isinstance(item, dict) else None
            line = self._invoiceable_positions().filtered(lambda line, line_id=line_id: line.id == line_id)
            if not is_record_id(line_id) or not line or line in quantities:
                raise UserError(
                    self.env._(
                        "Line %(line)s is no position of %(order)s, or is given twice.", line=line_id, order=self.name
                    )
                )
            left = line._volume_to_invoice()
            rounding = line.product_uom_id.rounding or 0.01
            if isinstance(quantity, bool) or not isinstance(quantity, (int, float)) or not 0 < quantity < math.inf:
                raise UserError(self.env._("“%(line)s”: “%(quantity)s” is no quantity.", line=line.name, quantity=quantity))
            if float_compare(quantity, left, precision_rounding=rounding) > 0:
                raise UserError(
                    self.env._(
                        "“%(line)s”: only %(left)s are left to invoice, not %(quantity)s.",
                        line=line.name,
                        left=line._quantity_text(left),
                        quantity=line._quantity_text(quantity),
                    )
                )
            quantities[line] = quantity
        return quantities

    def _picking_quantities(self, picking_ids):
        """Return what chosen done deliveries of this order contain, as far as it isn't invoiced yet."""
        # a caller may send anything: what is no list of ids names no delivery of this order
        wanted = picking_ids if isinstance(picking_ids, (list, tuple)) else [picking_ids]
        wanted = [value if is_record_id(value) else None for value in wanted]
        pickings = self.picking_ids.filtered(lambda picking: picking.id in wanted and picking.state == "done")
        if any(picking_id not in pickings.ids for picking_id in wanted):
            raise UserError(self.env._("%(order)s: Only its own finished deliveries can be invoiced.", order=self.name))
        quantities = {}
        for move in pickings.move_ids.filtered(lambda move: move.sale_line_id.order_id == self):
            line = move.sale_line_id
            quantity = move.product_uom._compute_quantity(move.quantity, line.product_uom_id)
            not_invoiced = max(min(line._volume_to_invoice(), line._delivered_to_invoice()), 0.0)
            quantities[line] = min(quantities.get(line, 0.0) + quantity, not_invoiced)
        if not any(quantities.values()):
            raise UserError(self.env._("%(order)s: These deliveries are invoiced already.", order=self.name))
        return quantities

    def _check_no_credit_note(self, moves):
        """Refuse an invoice that has become a credit note (004-21), with the figures and what is right instead.

        :raises UserError:
        """
        for move in moves:
            if move.move_type == "out_invoice" and move.amount_total >= 0:
                continue
            raise UserError(self._credit_note_refusal(move))

    def _credit_note_refusal(self, move):
        """Return the sentence that refuses an invoice which would be a credit note.

        :param move: the draft ``account.move`` as core made it
        """
        lines = move.invoice_line_ids.filtered(lambda line: line.display_type == "product")
        sign = 1 if move.move_type == "out_invoice" else -1
        deducted = -sign * sum(lines.filtered("is_downpayment").mapped("price_total"))
        rest = sign * sum(lines.filtered(lambda line: not line.is_downpayment).mapped("price_total"))
        return self._credit_note_text(rest, deducted, abs(move.amount_total), move.currency_id)

    def _credit_note_text(self, rest, deducted, amount, currency):
        """Return the sentence that refuses an invoice which would be a credit note; all amounts gross."""
        return self.env._(
            "%(order)s: %(rest)s are left to invoice, but %(deducted)s of down payments are to be deducted; the invoice"
            " would be a credit note of %(amount)s. If nothing more will be delivered, make the credit note of the"
            " difference (button “Credit Note” on the order); otherwise deliver and invoice more first.",
            order=self.name,
            rest=format_amount(self.env, rest, currency),
            deducted=format_amount(self.env, deducted, currency),
            amount=format_amount(self.env, amount, currency),
        )


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _volume_to_invoice(self):
        """Return what of this position isn't on an invoice yet, drafts included, in its unit.

        Negative when more was invoiced than the position's volume.
        """
        self.ensure_one()
        if self.product_id.type == "combo":
            return self.qty_to_invoice
        facts = self.sudo().position_facts  # sudo: the facts are the same, whoever asks
        left = facts["volume"] - facts["invoiced"] - facts["drafted"]
        return self._round_fact(left)

    def _invoicing_volume(self):
        """Return how much of this position is to be invoiced in the end, in its unit; see ``_get_position_facts``."""
        self.ensure_one()
        return self.sudo().position_facts["volume"]  # sudo: as above

    # Of the facts just what can change the quantity: most of what they go by never does, and each change would be looked at.
    @api.depends(
        "qty_invoiced",
        "qty_delivered",
        "product_uom_qty",
        "state",
        "invoice_lines.price_total",
        "invoice_lines.move_id.state",
        "move_ids.state",
        "move_ids.to_refund",
        "move_ids.product_uom_qty",
    )
    def _compute_qty_to_invoice(self):
        """Take from the facts what core doesn't know: returns for a refund, and what is left of down payments (004-25)."""
        result = super()._compute_qty_to_invoice()
        # a position that isn't stored yet has no documents
        for line in self.filtered(lambda line: line._origin and line.state == "sale" and not line.display_type):
            if line.is_downpayment:
                facts = line.position_facts
                left = facts["left"] - facts["deducted_by_drafts"]
                line.qty_to_invoice = -line.currency_id.compare_amounts(left, 0.0)
            elif (
                line.qty_delivered_method == "stock_move"
                and line.product_id.invoice_policy == "order"
                and line.qty_invoiced
                and line.qty_delivered < line.product_uom_qty
            ):
                line.qty_to_invoice -= line.position_facts["ordered"] - line.position_facts["volume"]
        return result

    @api.depends("qty_to_invoice", "move_ids.state", "move_ids.to_refund")
    def _compute_invoice_status(self):
        """A position of which goods came back for a refund is invoiced when its volume is (004-25)."""
        result = super()._compute_invoice_status()
        for line in self:
            if (
                line.invoice_status == "no"
                and line.state == "sale"
                and line.qty_delivered_method == "stock_move"
                and line.qty_delivered < line.product_uom_qty
                and line._origin
                and any(move.to_refund and move.state == "done" for move in line.move_ids)
            ):
                facts = line.position_facts
                if facts["returned"] and not line._round_fact(facts["volume"] - facts["invoiced"] - facts["drafted"]):
                    line.invoice_status = "invoiced"
        return result
