from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare

from ...tools.records import is_record_id


class LifecycleMixin(models.AbstractModel):
    """What holds from "Rechnung" on, on both sides and on every path (001-2, 001-3, 000-8).

    An order that was invoiced completely once never stands below that again; what its documents say less than then shows
    as *to be invoiced again*. So nothing is added to it any more: an addendum, an order of its own, takes what comes on top.
    An order that was completed goes back only when a payment is taken back.
    """

    _inherit = "kontor.lifecycle.mixin"

    #: The statuses from which nothing is added to an order any more, and below which it never falls again.
    _billing_statuses = ()
    #: Core's ``state`` of a confirmed order.
    _confirmed_state = None

    reached_billing = fields.Boolean(
        string="Was Invoiced Completely",
        compute="_compute_lifecycle_status",
        store=True,
        help="The order was invoiced completely once. It never goes back behind that, unless it is cancelled.",
    )

    @api.model
    def _has_reached_billing(self, status, facts):
        """Tell what ``reached_billing`` is, stored by the same statement as the status.

        :param str status: the status as it follows from the facts
        :param dict facts: one value of ``_get_status_facts``
        """
        return facts["reached"] or status in self._billing_statuses

    def _filter_closed(self):
        """Return those of these orders to which nothing can be added any more."""
        confirmed = self.filtered(lambda order: order.state == self._confirmed_state)
        return confirmed.filtered("reached_billing")

    def _filter_completed(self):
        """Return those of these orders that stand at "Abgeschlossen", as it is stored: nothing is computed anew for it."""
        self.mapped("state")  # reads the stored fields together, as whoever asks for the orders next would
        self.fetch(["lifecycle_status"])
        return self.filtered(lambda order: order._cache.get("lifecycle_status") == "done")

    def _refuse_additions(self, what):
        """Refuse to add something to orders that were invoiced completely.

        :param str what: what would be added, in the reader's language
        :raises UserError: naming the first of them, and the right way
        """
        for order in self._filter_closed()[:1]:
            raise UserError(order._addition_refusal(what))

    def _addition_refusal(self, what):
        """Return the sentence that refuses an addition to this order, with the right way. Implemented by each side.

        :param str what: what would be added
        """
        raise NotImplementedError


class BilledPositionMixin(models.AbstractModel):
    """A position of an order to which nothing is added any more once it was invoiced completely (001-2, 000-7).

    Less of it, and a lower price, remain possible: they lead to the credit of the difference (004-25). A higher price would
    never be invoiced. Both kinds of position inherit this beside their model, and ask ``_refuse_growth`` in their guard.
    """

    _name = "kontor.billed.position.mixin"
    _description = "Position of an Order that Was Invoiced"

    #: The fields with the ordered quantity, and with what is delivered, or received.
    _ordered_field = None
    _done_field = None

    def _open_quantity(self):
        """Return what is left to deliver, or to receive, of this position in its unit. Each side knows (000-6, 000-8)."""
        raise NotImplementedError

    def _refuse_growth(self, change):
        """Refuse new positions and larger quantities where the order was invoiced completely.

        It holds for the server's own rights, too: core adds positions with them.

        :param change: the ``Change`` of the write gate
        :raises UserError: naming what would be added, and the right way
        """
        if change.operation == "create":
            self._refuse_new(change.vals_list)
        elif change.operation == "write" and change.names & self._growing_fields():
            self._refuse_more(change.vals)

    @api.model
    def _growing_fields(self):
        """Return the names of the fields by which a position can become more."""
        return {
            self._ordered_field, self._done_field, "product_id", "product_uom_id", "order_id", "price_unit", "discount"
        }  # fmt: skip

    def _refuse_new(self, vals_list):
        """Refuse new positions; see ``_refuse_growth``."""
        default = self.env.context.get("default_order_id")
        ids = {vals.get("order_id", default) for vals in vals_list if self._is_addition(vals)}
        # sudo: the rule holds whatever the user may read of the order
        orders = self.env[self._fields["order_id"].comodel_name].sudo().browse(filter(is_record_id, ids))
        orders._refuse_additions(self.env._("another position"))

    @api.model
    def _is_addition(self, vals):
        """Tell whether values of a new record are a position, rather than a text or what the server adds by itself."""
        if vals.get("display_type", self.env.context.get("default_display_type")):
            return False
        ordered = vals.get(self._ordered_field)
        if vals.get("is_downpayment") and not ordered:
            return False  # core adds it when a down payment is invoiced
        # core adds what came back without having been ordered: it takes something off
        return not (ordered == 0 and (vals.get(self._done_field) or 0) < 0)

    def _refuse_more(self, vals):
        """Refuse larger quantities, other articles, and positions of other orders; see ``_refuse_growth``."""
        # sudo: the rule holds whatever the user may read of the order
        positions = self.sudo().filtered(lambda line: not line.display_type)
        if is_record_id(vals.get("order_id")):
            moved = positions.filtered(lambda line: line.order_id.id != vals["order_id"])
            if moved:
                moved.order_id.browse(vals["order_id"])._refuse_additions(self.env._("another position"))
        for line in positions.filtered(lambda line: line.state == line.order_id._confirmed_state):
            more = line._describe_growth(vals)
            if more:
                line.order_id._refuse_additions(more)

    def _describe_growth(self, vals):
        """Say how this position would become more by a change, or return False.

        :param dict vals: the values of ``write``
        """
        name = (self.name or self.product_id.display_name or "").split("\n", 1)[0]
        if vals.get("product_id", self.product_id.id) != self.product_id.id:
            return self.env._("%(line)s: another article", line=name)
        # what was reduced by mistake is put right again: so much is invoiced
        limit = max(self[self._ordered_field], self.qty_invoiced)
        ordered, unit = vals.get(self._ordered_field, self[self._ordered_field]), self.product_uom_id
        if is_record_id(vals.get("product_uom_id")):
            unit = unit.browse(vals["product_uom_id"])
        if self._is_more(self._in_own_unit(ordered, unit), limit):
            return self.env._(
                "%(line)s: %(new)s instead of %(old)s",
                line=name,
                new=self._quantity_text(self._in_own_unit(ordered, unit)),
                old=self._quantity_text(self[self._ordered_field]),
            )
        done = vals.get(self._done_field, 0.0)
        if self._is_billed_as_done() and self._is_more(done, max(limit, self[self._done_field])):
            return self.env._(
                "%(line)s: %(done)s of %(ordered)s",
                line=name,
                done=self._quantity_text(done),
                ordered=self._quantity_text(self[self._ordered_field]),
            )
        return self._describe_dearer(name, vals)

    def _describe_dearer(self, name, vals):
        """Say how this position would cost more by a change, or return False.

        What was reduced by mistake is put right again: so much is invoiced.

        :param str name: what the position is called
        :param dict vals: the values of ``write``
        """
        prices = [vals.get(field, self[field]) for field in ("price_unit", "discount")]
        if not all(isinstance(value, (int, float)) for value in prices) or self.is_downpayment:
            return False
        old, new = self._net_price(self.price_unit, self.discount), self._net_price(*prices)
        quantity = self[self._ordered_field]
        amount = self.price_subtotal * new / old if old else quantity * new
        currency = self.currency_id
        if currency.compare_amounts(amount, self.price_subtotal) <= 0:
            return False
        if currency.compare_amounts(amount, self._get_billed_amount()) <= 0:
            return False
        return self.env._(
            "%(line)s: %(new)s instead of %(old)s",
            line=name,
            new=self.order_id._money(new, currency),
            old=self.order_id._money(old, currency),
        )

    @api.model
    def _net_price(self, price, discount):
        return price * (1 - (discount or 0.0) / 100)

    def _get_billed_amount(self):
        """Return what is invoiced of this position, in its currency without tax; posted credit notes are taken off."""
        lines = self.invoice_lines.filtered(lambda line: line.parent_state == "posted")
        return sum(
            -line.price_subtotal if line.move_id.move_type in ("out_refund", "in_refund") else line.price_subtotal
            for line in lines
        )

    def _in_own_unit(self, quantity, unit):
        """Return a quantity of another unit in this position's present one."""
        if unit == self.product_uom_id or not isinstance(quantity, (int, float)):
            return quantity
        return unit._compute_quantity(quantity, self.product_uom_id, round=False, raise_if_failure=False)

    def _is_more(self, quantity, limit):
        """Tell whether a quantity that a caller sent is more than another one; what is no number says the ORM."""
        if not isinstance(quantity, (int, float)):
            return False
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        return float_compare(quantity, limit, precision_digits=digits) > 0

    def _is_billed_as_done(self):
        """Tell whether what is done of this position is invoiced, rather than what is ordered."""
        raise NotImplementedError
