from collections import defaultdict

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_amount


class AccountMove(models.Model):
    """No document takes a completed order back (001-3), and none revives a cancelled one (001-5, 001-7)."""

    _inherit = "account.move"

    def _get_name_in_sentence(self):
        """Return how this document is called as the subject within a sentence: a draft without a number by its amount."""
        if self.state != "draft" or self.name not in (False, "", "/"):
            return self._get_move_display_name()
        amount = format_amount(self.env, self.amount_total, self.currency_id)
        if self.move_type == "out_invoice":
            return self.env._("the draft invoice over %s", amount)
        if self.move_type == "in_invoice":
            return self.env._("the draft bill over %s", amount)
        return self._get_move_display_name()

    def button_draft(self):
        self._reach_statuses()
        return super().button_draft()

    def _check_posting(self):
        res = super()._check_posting()
        self.filtered(lambda move: move.move_type in ("out_refund", "in_refund"))._reach_statuses()
        self._refuse_reopening()
        self._refuse_revenue_of_cancelled()
        return res

    def _reverse_moves(self, default_values_list=None, cancel=False):
        if cancel:
            # core takes the payments off before it posts the credit notes: what was completed wouldn't be any more
            self._reach_statuses()
            self._refuse_credit_of_completed()
        return super()._reverse_moves(default_values_list=default_values_list, cancel=cancel)

    def _reach_statuses(self):
        """Compute the statuses that documents have brought about before they are taken back: what was reached is kept.

        kontor_purchase adds the orders of bills.
        """
        # sudo: the status is the same, whoever may read the order
        self.sudo().filtered("order_invoice_type").invoice_line_ids.sale_line_ids.order_id.mapped("lifecycle_status")

    def _refuse_reopening(self):
        """Refuse to post invoices of completed orders, and credit notes after which they would be left to invoice.

        :raises UserError: naming the order, the document and the right way
        """
        # sudo: the rule holds whatever the user may read of the order
        moves = self.sudo().filtered("order_invoice_type")
        completed = moves.invoice_line_ids.sale_line_ids.order_id._filter_completed()
        if not completed:
            return
        for move in moves.filtered(lambda move: move.move_type == "out_invoice"):
            for order in move.invoice_line_ids.sale_line_ids.order_id & completed:
                raise UserError(
                    self.env._(
                        "%(order)s is completed; %(document)s would open it again. A completed order goes back to"
                        " “Invoice” only by reversing its payment (“Change Status”). For what comes on top, the button"
                        " “Addendum” makes a new order.",
                        order=order.name,
                        document=move._get_name_in_sentence(),
                    )
                )
        moves.filtered(lambda move: move.move_type == "out_refund")._refuse_what_is_left_of(completed)

    def _refuse_credit_of_completed(self):
        """Refuse to reverse invoices of completed orders as a whole.

        :raises UserError: naming the order and the right way
        """
        # sudo: as in _refuse_reopening
        invoices = self.sudo().filtered(lambda move: move.move_type == "out_invoice" and move.order_invoice_type)
        completed = invoices.invoice_line_ids.sale_line_ids.order_id._filter_completed()
        if completed:
            invoices._refuse_what_is_left_of(completed)

    def _refuse_what_is_left_of(self, completed):
        """Refuse credit notes, or the credit of these invoices, after which something of completed orders is left.

        :param completed: ``sale.order`` records
        :raises UserError: naming the order, the position and the right way
        """
        for line in self._positions_left_by_credit(completed):
            raise UserError(
                self.env._(
                    "%(order)s is completed; after this credit note “%(line)s” would have to be invoiced again. For goods"
                    " that came back record the return, for a smaller quantity or a lower price change the order; then the"
                    " order offers the credit note of exactly the difference. To take the whole invoice back, reverse the"
                    " payment first (“Change Status”).",
                    order=line.order_id.name,
                    line=(line.name or "").split("\n", 1)[0],
                )
            )

    def _refuse_revenue_of_cancelled(self):
        """Refuse to post invoices of cancelled orders: the Storno has taken all their revenue back (001-7).

        :raises UserError: naming the order, the document and the right way
        """
        # sudo: as in _refuse_reopening
        for move in self.sudo().filtered(lambda move: move.move_type in ("out_invoice", "out_receipt")):
            for order in move._cancelled_orders():
                raise UserError(
                    self.env._(
                        "%(order)s is cancelled; %(document)s would bill it again. Duplicate the order, and invoice the new"
                        " one.",
                        order=order.name,
                        document=move._get_name_in_sentence(),
                    )
                )

    def _cancelled_orders(self):
        """Return the cancelled orders of which these documents bill something or take something back."""
        return self.invoice_line_ids.sale_line_ids.order_id.filtered(lambda order: order.state == "cancel")

    def _positions_left_by_credit(self, orders):
        """Return those positions of orders of which something is left to invoice once these documents are credited.

        "These documents" are credit notes that will be posted, or invoices that will be reversed as a whole.

        :param orders: ``sale.order`` records
        """
        credited = defaultdict(float)
        for line in self.invoice_line_ids:
            for position in line.sale_line_ids.filtered(
                lambda position: position.order_id in orders and not position.is_downpayment and not position.display_type
            ):
                credited[position] += line.product_uom_id._compute_quantity(
                    line.quantity, position.product_uom_id, round=False
                )
        positions = self.env["sale.order.line"].sudo().union(*credited)  # sudo: as in _refuse_reopening
        facts = positions._get_position_facts()
        return positions.filtered(
            lambda position: (
                position.product_id.type != "combo"
                and position._round_fact(facts[position.id]["volume"] - facts[position.id]["invoiced"] + credited[position])
                > 0
            )
        )

    def _get_following_obstacles(self):
        """Add that a completed or cancelled order stands on this document (001-3, 001-7).

        Without it the one would be opened, and the other one's revenue would be back.
        """
        reasons = super()._get_following_obstacles()
        cancelled = self.move_type == "out_refund" and self._cancelled_orders()
        if cancelled:
            reasons.append(
                self.env._(
                    "%s is cancelled, and this document has taken its revenue back", ", ".join(cancelled.mapped("name"))
                )
            )
        if self.order_invoice_type:
            self._reach_statuses()
            completed = self.invoice_line_ids.sale_line_ids.order_id._filter_completed()
            if self.move_type == "out_refund":  # one that settles no invoice of the order opens none
                settled = self.line_ids.matched_debit_ids.debit_move_id.move_id
                completed = completed.filtered(lambda order: order._posted_invoices() & settled)
            if completed:
                reasons.append(
                    self.env._(
                        "%s is completed, and goes back only when its payment is reversed",
                        ", ".join(completed.mapped("name")),
                    )
                )
        return reasons
