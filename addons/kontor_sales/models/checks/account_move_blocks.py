from contextlib import contextmanager

from odoo import api, models

from ...tools.server_work import judged, outermost


class AccountMove(models.Model):
    """Where invoices are checked: when a customer invoice is posted, by whatever way."""

    _name = "account.move"
    _inherit = ["account.move", "kontor.block.mixin"]

    _clerk_fields = frozenset(("invoice_user_id",))

    def _get_block_operations(self):
        return ("invoice",)

    def _get_pending_operation(self):
        return "invoice" if self.move_type == "out_invoice" and self.state == "draft" else False

    def _get_block_name(self):
        if self.state != "draft" or self.name not in (False, "", "/"):
            return super()._get_block_name()
        name = self._get_name_in_sentence()
        return name[:1].upper() + name[1:]

    def _is_block_pending(self, operation):
        """An invoice that was posted under a warning is looked at until it is paid."""
        if self._went_through(operation):
            return self.payment_state in ("not_paid", "partial", "in_payment")
        return super()._is_block_pending(operation)

    def _keeps_warnings(self, operation):
        return super()._keeps_warnings(operation) or (operation == "invoice" and self.move_type == "out_invoice")

    def _went_through(self, operation):
        return super()._went_through(operation) or (self._keeps_warnings(operation) and self.state == "posted")

    def _get_block_clerk(self):
        return self.invoice_user_id

    def _get_block_amounts(self):
        return {move: abs(move.amount_total_signed) for move in self}

    def _get_block_reasons(self, operation):
        """Add the reasons that speak against the invoices' orders."""
        reasons = super()._get_block_reasons(operation)
        # sudo: accounting need not be able to read the orders it invoices
        orders = {move: move.sudo().invoice_line_ids.sale_line_ids.order_id for move in self}
        # sudo: and the refusal names what the order says, to whoever posts
        everything = self.env["sale.order"].sudo().union(*orders.values())
        by_order = everything._get_block_reasons(operation) if everything else {}
        for move, own in orders.items():
            codes = {}
            for order in own:
                for reason in by_order.get(order, []):
                    codes.setdefault((reason["code"], reason["group"]), {**reason, "document": order})
            reasons[move] = [*reasons.get(move, []), *codes.values()]
        return reasons

    @api.depends("state", "partner_id", "amount_total")
    def _compute_block_text(self):
        return super()._compute_block_text()

    # -- posting (002-13) ---------------------------------------------------------------------------------------------

    def action_post(self):
        """Post invoices; on the screen, what speaks against it is told first, in a dialog with the proposals (002-13).

        :return: as core does, or the action that opens the dialog
        """
        if self.env.context.get("ask_about_risk"):  # only asks: without it, the same is judged and kept on the list
            warned = self._get_warned_invoices()
            if warned:
                return self.env["kontor.release.wizard"]._open_posting(self, warned)
        return super().action_post()

    def _get_warned_invoices(self):
        """Return those of these invoices that can be posted, but not without a warning."""
        invoices = self._invoices_to_judge()
        if not invoices:
            return invoices
        judgement = invoices._get_judgement("invoice")
        return invoices.filtered(lambda move: judgement["warn"][move] and not judgement["block"][move])

    def _post(self, soft=True):
        # First, as a change of status does it: the orders are claimed before what the blocks count.
        self._check_posting()
        invoices = self._invoices_to_judge()
        if not invoices:
            return super()._post(soft=soft)
        warnings = invoices._judge_posting()
        with invoices._judged("invoice"):
            posted = super()._post(soft=soft)
        self.env["kontor.release"]._mark_used(invoices, "invoice")
        invoices._keep_warnings({move: reasons for move, reasons in warnings.items() if move.state == "posted"}, "invoice")
        return posted

    def _judge_posting(self):
        """Refuse to post invoices that something stops.

        :return: what only warns, ``{move: [reason]}``
        :raises UserError: naming who can release
        """
        self._claim_for_judgement()
        judgement = self._get_judgement("invoice")
        self._refuse_blocked(judgement["block"], "invoice")
        return judgement["warn"]

    def _guard_blocks(self, change):
        if change.vals.get("state") == "posted":
            invoices = self._invoices_to_judge()  # nobody gets around the check by writing the state
            if invoices:
                invoices._judge_posting()
        return super()._guard_blocks(change)

    def _invoices_to_judge(self):
        invoices = self.filtered(lambda move: move.move_type == "out_invoice" and move.state != "posted")
        invoices = invoices._not_judged("invoice")
        orders = self.env["sale.order"]
        if not invoices or not outermost(orders, judged("invoice")):
            return invoices
        # the work on their orders has judged these already
        # sudo: as in _get_block_reasons
        own = {move: move.sudo().invoice_line_ids.sale_line_ids.order_id for move in invoices}
        return invoices.filtered(lambda move: not own[move] or own[move]._not_judged("invoice"))

    def _claim_for_judgement(self):
        """Make sure that nobody else uses up the same room at the same moment; see kontor_credit_risk."""

    @contextmanager
    def _watch_change(self, change):
        with super()._watch_change(change), self._watch_clerk(change):
            yield
