from odoo import api, models
from odoo.exceptions import UserError

from ...tools.rights import SALES
from ..lifecycle.lifecycle_payment import PAYMENT_OPTIONS

#: The options that each target's document work understands.
STATUS_OPTIONS = {
    "quotation": (),
    "order": (),
    "delivery": ("quantities",),
    "invoice": (),  # the room invoicing says what it understands
    "dunning": ("reason",),
    "done": PAYMENT_OPTIONS,
    "cancel": ("reason", "reason_id"),
}


class SaleOrder(models.Model):
    """Changing the status means doing the document work that leads there (001-9, 001-10)."""

    _inherit = "sale.order"

    @api.model
    def _target_options(self):
        return super()._target_options() | STATUS_OPTIONS

    # -- what is possible -----------------------------------------------------------------------------------------

    def _needed_rights(self, target):
        """Return what the document work needs; see the mixin. Each room adds what its own work takes.

        What is agreed with the customer is changed by sales alone, also by who has the right to write on orders for his
        own work: quotations, confirming them (on the way to a delivery or an invoice, too), Storno while nothing is
        invoiced. Goods are delivered by sales and by the warehouse; everything about invoices belongs to those who bill.
        """
        needs = super()._needed_rights(target)
        if target in ("quotation", "order") or self.lifecycle_status == "quotation":
            needs += self._selling_rights()
        return needs

    def _selling_rights(self):
        """Return the right to change what was agreed in this order, as ``_needed_rights`` has it."""
        return [(self, "write", self.env._("change orders"), (SALES,))]

    def _obstacle_quotation(self):
        if obstacle := self._documents_obstacle():
            return obstacle
        return self.env._("The order is locked. Unlock it first.") if self.locked else False

    def _documents_obstacle(self):
        """Say which documents keep this order from being a quotation again, or return False: done deliveries.

        Invoicing adds its own.
        """
        if self._get_status_facts()[self.id]["delivered"]:
            return self.env._("Something has been delivered already; the order can't go back to a quotation.")
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

    def _do_dunning(self, reason=None):
        raise UserError(self._obstacle_dunning())
