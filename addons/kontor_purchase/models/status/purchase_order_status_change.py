from odoo import api, models
from odoo.addons.kontor_sales.models.lifecycle.lifecycle_payment import PAYMENT_OPTIONS
from odoo.addons.kontor_sales.tools.rights import BILLING, STOCK
from odoo.exceptions import UserError

#: Who buys.
PURCHASING = "purchase.group_purchase_user"

#: The options that each target's document work understands.
STATUS_OPTIONS = {
    "request": (),
    "order": ("alternatives",),
    "receipt": ("quantities",),
    "bill": ("reference", "bill_date", "draft_ids", "without_drafts"),
    "done": PAYMENT_OPTIONS,
    "cancel": ("reason",),
}


class PurchaseOrder(models.Model):
    """Changing the status of a supplier order means doing the document work that leads there (000-8)."""

    _inherit = "purchase.order"

    @api.model
    def _target_options(self):
        return super()._target_options() | STATUS_OPTIONS

    def change_status(self, target=None, on_error="raise", **options):
        """Change the status by doing the document work that leads there.

        Several orders are changed in order; an error names the order.

        :param str target: ``request`` ``order`` ``receipt`` ``bill`` ``done`` ``cancel``
        :param str on_error: ``raise`` (default): everything is done, or nothing; ``skip``: what can't be done is left out
        :param options: ``order``: ``alternatives`` (``cancel`` or ``keep`` the open requests to other suppliers for the
            same demand; default ``cancel``: the award); ``receipt``: ``quantities=[{'line_id', 'quantity'}]`` in the
            line's unit (default: all that is open); ``bill``: ``reference`` (the supplier's number), ``bill_date``,
            and which of the drafts that wait are posted along (``_drafts_to_post``; default: all; ``draft_ids``, or none
            with ``without_drafts=True``);
            ``done``: ``journal_id``, ``payment_date``, ``payment_method_line_id`` (defaults: the company's bank, today),
            ``amount`` in the order's currency (default: all that is open; a smaller one is a part payment, and the order
            stays where it is), ``discount`` (take the supplier's early payment discount, up to its last day);
            ``cancel``: ``reason`` (text)
        :return: True; with ``on_error='skip'``: ``{'done': [ids], 'skipped': [{'id', 'reason'}]}``
        :raises UserError: when something is missing or forbidden; nothing has changed then
        """
        return super().change_status(target, on_error, **options)

    def _needed_rights(self, target):
        """Return what the document work needs; see the mixin.

        What is ordered is received by the warehouse and by those who buy; ordering it on the way is for these alone.
        """
        needs = []
        if target != "receipt" or self.lifecycle_status == "request":
            # whoever keeps the books need not be a buyer
            people = (PURCHASING, BILLING) if target in ("bill", "done") else (PURCHASING,)
            needs.append((self, "write", self.env._("change supplier orders"), people))
        if target == "receipt":
            work = self.env._("validate receipts")
            needs.append((self.env["stock.picking"], "write", work, (STOCK, PURCHASING)))
        if target in ("bill", "done"):
            work = self.env._("post bills")
            needs += [(self.env[model], "create", work, (BILLING,)) for model in ("account.move", "account.payment")]
        return needs

    @api.model
    def _writes_order(self, target):
        """The warehouse receives, and reads supplier orders only: its right to the receipts decides (000-8)."""
        return target != "receipt" and super()._writes_order(target)

    def _refuse_terms_by_others(self):
        """Refuse a change of the order to those who don't buy (000-8): core lets accounting write on supplier orders.

        Whatever is written belongs to the order: its terms as well as dates, references and remarks. What accounting's
        own work leaves there are links and figures, which no one writes.

        :raises UserError:
        """
        obstacle = not self.env.su and self._rights_obstacle("order")
        if obstacle:
            raise UserError(obstacle)

    def _posted_bills(self):
        """Return the posted bills and credit notes of these orders."""
        # sudo: whether an order is billed is no secret from those who may read it
        return self.sudo().invoice_ids.filtered(lambda move: move.state == "posted")

    # -- request, order, cancel -----------------------------------------------------------------------------------

    def _obstacle_request(self):
        facts = self._get_status_facts()[self.id]
        if facts["received"]:
            return self.env._("Something has been received already; the order can't go back to a request.")
        if self._posted_bills():
            return self.env._("Something has been billed already; the order can't go back to a request.")
        if self.locked:
            return self.env._("The order is locked. Unlock it first.")
        return False

    def _do_request(self):
        self.button_draft()

    def _back_to_request(self):
        """Take a confirmed order back: cancel open receipts and draft bills.

        The caller has made sure that nothing was received or billed yet.
        """
        # sudo: the buyer takes the order back with all that follows, also without rights in stock and accounting
        self.sudo().picking_ids.filtered(lambda picking: picking.state != "done").action_cancel()
        self._cancel_draft_bills()
        # sudo: the date of confirmation is set by the server alone
        self.sudo().date_approve = False

    def _cancel_draft_bills(self):
        """Cancel the orders' draft bills; from collective ones only the orders' lines go."""
        # sudo: see _back_to_request
        drafts = self.sudo().invoice_ids.filtered(lambda move: move.state == "draft")
        for move in drafts:
            own_lines = move.invoice_line_ids.filtered(lambda line: line.purchase_line_id.order_id in self)
            if move.invoice_line_ids.purchase_line_id.order_id - self:
                own_lines.unlink()
            else:
                move.button_cancel()

    def _obstacle_order(self):
        return self._position_obstacle() if self.lifecycle_status == "request" else False

    def _position_obstacle(self):
        """Say why the request can't be ordered, or return False."""
        if not any(not line.display_type for line in self.order_line):
            return self.env._("The request has no positions.")
        return self._confirmation_error_message()

    def _do_order(self, alternatives="cancel"):
        if alternatives not in ("cancel", "keep"):
            raise UserError(self.env._("“%s” is not possible for alternatives. Possible are: cancel, keep.", alternatives))
        self._confirm_order(alternatives)

    def _confirm_order(self, alternatives="cancel"):
        """Order this request: the award, when other suppliers were asked for the same demand."""
        if self.state == "to approve":
            self.button_approve()
        else:
            # the key only answers core's question about the other requests; they are dealt with below
            self.with_context(skip_alternative_check=True).button_confirm()
        if alternatives == "cancel" and self.state == "purchase":
            self._cancel_alternatives()

    def _cancel_alternatives(self):
        """Cancel the other open requests for the same demand."""
        others = self.alternative_po_ids.filtered(lambda order: order.state in ("draft", "sent", "to approve")) - self
        for order in others:
            order.cancel_reason = self.env._(
                "The order went to %(supplier)s (%(order)s).", supplier=self.partner_id.display_name, order=self.name
            )
        if others:
            others.button_cancel()

    def _obstacle_cancel(self):
        if self.locked:
            return self.env._("The order is locked. Unlock it first.")
        if self._posted_bills():
            return self.env._(
                "The supplier has billed this order already. Return the goods and record the credit note instead."
            )
        return False

    def _do_cancel(self, reason=None):
        reason = self._parse_text(reason, self.env._("Reason"))
        if reason:
            self.cancel_reason = reason
        self._cancel_draft_bills()
        self.button_cancel()
