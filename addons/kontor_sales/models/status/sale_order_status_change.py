from odoo import api, models
from odoo.exceptions import UserError

from ...tools.rights import BILLING, SALES, STOCK
from ..lifecycle.lifecycle_payment import PAYMENT_OPTIONS

#: The options that each target's document work understands.
STATUS_OPTIONS = {
    "quotation": (),
    "order": (),
    "delivery": ("quantities",),
    "invoice": ("invoice_type", "invoice_date", "delivery", "draft_ids", "without_drafts", "reason", "date"),
    "dunning": ("reason",),
    "done": PAYMENT_OPTIONS,
    "cancel": ("reason", "reason_id"),
}


class SaleOrder(models.Model):
    """Changing the status means doing the document work that leads there (001-9, 001-10)."""

    _inherit = "sale.order"

    _target_options = STATUS_OPTIONS

    # -- what is possible -----------------------------------------------------------------------------------------

    def _needed_rights(self, target):
        """Return what the document work needs; see the mixin.

        What is agreed with the customer is changed by sales alone, also by who has the right to write on orders for his
        own work: quotations, confirming them (on the way to a delivery or an invoice, too), Storno while nothing is
        invoiced. Goods are delivered by sales and by the warehouse; everything about invoices belongs to those who bill.
        """
        needs = []
        invoiced = target == "cancel" and bool(self._posted_invoices())
        if target in ("quotation", "order") or self.lifecycle_status == "quotation" or target == "cancel" and not invoiced:
            needs.append((self, "write", self.env._("change orders"), (SALES,)))
        if target == "delivery":
            work, groups = self.env._("validate deliveries"), (STOCK, SALES)
            needs += [(self, "write", work, groups), (self._open_pickings().sudo(False), "write", work, groups)]
        if target in ("invoice", "dunning", "done") or invoiced:
            work = self.env._("post invoices")
            needs += [(self, "write", work, (BILLING,)), (self.env["account.move"], "write", work, (BILLING,))]
        if target == "done" or (target == "invoice" and self.lifecycle_status == "done"):
            needs.append((self.env["account.payment"], "create", self.env._("record payments"), (BILLING,)))
        if target == "invoice" and self.lifecycle_status == "done":
            needs += self._rights_to_undo_statements()
        return needs

    def _obstacle_quotation(self):
        facts = self._get_status_facts()[self.id]
        if facts["delivered"]:
            return self.env._("Something has been delivered already; the order can't go back to a quotation.")
        if self._posted_invoices():
            return self.env._("Something has been invoiced already; the order can't go back to a quotation.")
        if self.locked:
            return self.env._("The order is locked. Unlock it first.")
        return False

    def _obstacle_order(self):
        return self._position_obstacle()

    def _position_obstacle(self):
        """Say why the quotation can't be confirmed, or return False."""
        if self.lifecycle_status != "quotation":
            return False
        if not any(not line.display_type for line in self.order_line):
            return self.env._("The quotation has no positions.")
        return self._confirmation_error_message()

    def _obstacle_dunning(self):
        return self.env._("There is no dunning: the dunning module isn't installed.")

    # -- doing it -------------------------------------------------------------------------------------------------

    def change_status(self, target=None, on_error="raise", **options):
        """Change the status by doing the document work that leads there (001-9).

        Several orders are changed in order; an error names the order.

        :param str target: ``quotation`` ``order`` ``delivery`` ``invoice`` ``dunning`` ``done`` ``cancel``
        :param str on_error: ``raise`` (default): everything is done, or nothing; ``skip``: what can't be done is left out
        :param options: ``delivery``: ``quantities=[{'line_id', 'quantity'}]`` in the line's unit (default: all that can
            be delivered); ``invoice``: ``invoice_type`` (``final``, ``full``), ``invoice_date``, ``delivery``: what
            becomes of positions that are not delivered yet: ``all`` (default) delivers them first, and is refused with
            the positions and their values when one can't be delivered; ``delivered`` invoices only what was delivered
            (a Positionsabrechnung; the order stays at Lieferung); ``available`` delivers what is there and invoices
            everything; ``none`` invoices everything and delivers nothing; and which of the drafts that wait are posted
            along (``draft_ids``, ``without_drafts``, see ``create_invoice_of_type``); from ``done`` to
            ``invoice`` (Rückbuchung): ``reason``, ``date``; ``dunning``: ``reason`` (needed when the next level hasn't
            come to its day yet; kept with the letter); ``done``: ``journal_id``, ``payment_date``,
            ``payment_method_line_id`` (defaults: the company's bank, today), ``amount`` in the order's currency (default:
            all that is open; a smaller one is a part payment, and the order stays where it is), ``discount`` (take the
            early payment discount, up to its last day); ``cancel``: ``reason`` (text) or ``reason_id``
        :return: True; with ``on_error='skip'``: ``{'done': [ids], 'skipped': [{'id', 'reason'}]}``
        :raises UserError: when something is missing or forbidden; nothing has changed then
        """
        return super().change_status(target, on_error, **options)

    @api.model
    def _expected_statuses(self, target):
        """Return where an order may stand after its change to a status.

        An invoice over nothing to pay, or one that is paid already, completes the order at once.
        """
        return {"invoice": ("invoice", "dunning", "done"), "delivery": ("delivery", "invoice", "done")}.get(
            target, (target,)
        )

    def _do_quotation(self):
        self._back_to_quotation()

    def _do_order(self):
        self.action_confirm()

    def _do_delivery(self, quantities=None):
        if self.lifecycle_status == "quotation":
            self.action_confirm()
        self._deliver(quantities)

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
        if self.lifecycle_status == "done":
            self._reverse_payments(reason=reason, date=date)
            return ()
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

    def _do_dunning(self, reason=None):
        raise UserError(self._obstacle_dunning())

    def _do_done(self, **payment):
        """Pay what is open on the order's invoices, less its own open credit notes; see ``_pay_open``."""
        return ("invoice", "dunning") if self._pay_open(**payment) else ()

    def _do_cancel(self, reason=None, reason_id=None):
        self._set_cancel_reason(reason, reason_id)
        self.action_cancel()
