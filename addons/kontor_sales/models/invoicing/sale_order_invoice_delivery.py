from odoo import api, models
from odoo.exceptions import UserError

from ...tools.records import check_ids
from ...tools.refusals import retold
from ...tools.rights import BILLING

#: What becomes of positions that are not delivered yet when an order is invoiced; see ``change_status``.
DELIVERY_CHOICES = ("all", "delivered", "available", "none")

#: What ``change_status`` to an invoice understands.
INVOICE_OPTIONS = ("invoice_type", "invoice_date", "delivery", "draft_ids", "without_drafts", "reason", "date")


class SaleOrder(models.Model):
    """Invoicing by a change of status; what is not delivered yet is invoiced only as the caller has said (001-9)."""

    _inherit = "sale.order"

    @api.model
    def _target_options(self):
        return super()._target_options() | {"invoice": INVOICE_OPTIONS}

    def _check_delivery_choice(self, delivery, invoice_type):
        """Check what a caller wants to do about positions that are not delivered.

        :raises UserError: for an unknown choice, or one that doesn't go with the type of invoice
        """
        if delivery not in DELIVERY_CHOICES:
            raise UserError(
                self.env._(
                    "“%(value)s” is not possible for delivery. Possible are: %(choices)s.",
                    value=delivery,
                    choices=", ".join(DELIVERY_CHOICES),
                )
            )
        if delivery == "delivered" and invoice_type == "full" and self._undelivered_lines():
            raise UserError(
                self.env._("A full invoice contains all positions; invoicing only what was delivered is a partial invoice.")
            )

    def _deliver_before_invoice(self):
        """Deliver all that is open; refuse when something would stay undelivered.

        :raises UserError: with the positions, their values, and what else can be chosen
        """
        self.invalidate_recordset(["picking_ids"])
        if not self.is_left_to_deliver:
            return
        open_before = self._undelivered_text()
        try:
            self._deliver_available()
        except UserError as error:  # a missing right or a block, too: the invoice may still be possible
            raise retold(error, f"{error}\n{self._undelivered_refusal(open_before)}") from error
        if self.is_left_to_deliver:
            raise UserError(self._undelivered_refusal(self._undelivered_text()))

    def _needed_options_of_invoice(self):
        """Ask what becomes of positions that can't all be delivered before the invoice (``delivery``)."""
        if self.lifecycle_status == "done" or not self._undelivered_lines():
            return []
        delivers = self._is_everything_available() and not self._rights_obstacle("delivery")
        return [] if delivers and not self._get_step_blocks("delivery") else ["delivery"]

    def _get_step_blocks(self, operation):
        """Return what stops the next step of this order: hook of the room ``checks`` (003-25 … 003-28).

        :param str operation: ``delivery`` …; see ``kontor.block.mixin``
        :return: ``{document: [reason]}``, empty when nothing does
        """
        return {}

    def _undelivered_refusal(self, positions):
        """Return the sentence that refuses to invoice what would stay undelivered without a word.

        :param str positions: a line for each position, with its value
        """
        return self.env._(
            "Not delivered yet:%(positions)s\nDeliver it first; or choose to invoice only what was delivered (delivery:"
            " delivered), or to invoice everything before the delivery, with what is there delivered (delivery: available)"
            " or without a delivery (delivery: none).",
            positions=positions,
        )

    def _delivered_quantities(self):
        """Return what an invoice over what was delivered contains, ``{sale.order.line: quantity}`` in the line's unit.

        Positions that nobody delivers (services invoiced as ordered, free positions) are not waiting for a delivery; they
        are contained.

        :raises UserError: when nothing was delivered that isn't invoiced yet
        """
        quantities = {}
        for line, left in self._final_quantities().items():
            if line._is_deliverable():
                left = min(left, line.qty_delivered - line.qty_invoiced)
            quantities[line] = max(left, 0.0)
        if not any(quantity for line, quantity in quantities.items() if line._is_deliverable()):
            raise UserError(
                self.env._("Nothing was delivered that isn't invoiced yet:%(lines)s", lines=self._undelivered_text())
            )
        return quantities

    # -- delivering what was invoiced before ----------------------------------------------------------------------

    def action_deliver_open(self):
        """Deliver what is open of orders that were invoiced before their delivery, so that they can be completed.

        Their status doesn't go back to "Lieferung" (001-9); goods leave with their open deliveries, services are recorded
        as delivered.

        :return: True
        :raises UserError: when an order isn't invoiced, nothing is open, or nothing of it can be delivered
        """
        if not check_ids(self):
            raise UserError(self.env._("Choose at least one order to deliver."))
        self.check_access("write")
        with self.env.cr.savepoint():
            self._claim_for_status_change()
            for order in self:
                obstacle = order._open_delivery_obstacle()
                if obstacle:
                    refusal = f"{order.name}: {obstacle}"
                    raise UserError(refusal)
                order.with_company(order.company_id)._deliver()
        return True

    def _open_delivery_obstacle(self):
        """Say why the open deliveries of this order can't be done by ``action_deliver_open``, or return False."""
        if self.lifecycle_status not in self._billing_statuses:
            return self.env._("Only what was invoiced before is delivered this way. Use “Change Status” instead.")
        if not self.is_left_to_deliver:
            return self.env._("There is nothing left to deliver.")
        return self._rights_obstacle("delivery")

    def _do_invoice(
        self,
        invoice_type="final",
        invoice_date=None,
        delivery="all",
        draft_ids=None,
        without_drafts=False,
        reason=None,
        date=None,
    ):
        """Deliver as the caller chose, and invoice; ``reason`` and ``date`` belong to a Rückbuchung (see ``payment``)."""
        self._check_delivery_choice(delivery, invoice_type)
        if self.lifecycle_status == "quotation":
            self.action_confirm()
        if delivery == "all":
            self._deliver_before_invoice()
        if delivery == "available":
            self._deliver_available()
        if delivery == "delivered" and self.is_left_to_deliver:
            lines = [{"line_id": line.id, "quantity": qty} for line, qty in self._delivered_quantities().items() if qty]
            self.create_invoice_of_type("partial", lines=lines, invoice_date=invoice_date, post=True)
            return ("order", "delivery")
        drafts = self._own_draft_options(draft_ids, without_drafts) if invoice_type == "final" else {}
        self.create_invoice_of_type(invoice_type, invoice_date=invoice_date, post=True, **drafts)
        self._refuse_positions_left_out()
        return ()

    def _needed_rights(self, target):
        """Everything about invoices belongs to those who bill."""
        needs = super()._needed_rights(target)
        return [*needs, *self._billing_rights()] if target in ("invoice", "dunning", "done") else needs

    def _billing_rights(self):
        """Return the right to post invoices of this order, as ``_needed_rights`` has it."""
        work = self.env._("post invoices")
        return [(self, "write", work, (BILLING,)), (self.env["account.move"], "write", work, (BILLING,))]

    def _obstacle_invoice(self):
        if self.lifecycle_status == "quotation":
            return self._position_obstacle() or self._credit_note_obstacle()
        if not self.is_left_to_invoice:
            return self.env._("There is nothing left to invoice.")
        return self._credit_note_obstacle()

    def _documents_obstacle(self):
        """Add what is invoiced; see the room ``status``."""
        if obstacle := super()._documents_obstacle():
            return obstacle
        if self._posted_invoices():
            return self.env._("Something has been invoiced already; the order can't go back to a quotation.")
        return False

    def _cancel_open_documents(self):
        """Take the order out of draft invoices, too; see the room ``status``."""
        res = super()._cancel_open_documents()
        self._cancel_draft_invoices()
        return res
