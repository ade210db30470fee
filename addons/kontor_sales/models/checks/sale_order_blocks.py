from contextlib import contextmanager, nullcontext

from odoo import api, models

from ...tools.records import check_ids

#: What a change of an order is: the terms and positions agreed with the customer. Deliveries, invoices and statuses
#: are written by their own documents and aren't meant.
ORDER_TERMS = frozenset(
    (
        "carrier_id",
        "client_order_ref",
        "commitment_date",
        "currency_id",
        "fiscal_position_id",
        "note",
        "order_line",
        "partner_id",
        "partner_invoice_id",
        "partner_shipping_id",
        "payment_term_id",
        "preferred_payment_method_line_id",
        "pricelist_id",
        "special_request",
        "warehouse_id",
    )
)
LINE_TERMS = frozenset(
    (
        "discount",
        "name",
        "order_id",
        "price_unit",
        "product_id",
        "product_uom_id",
        "product_uom_qty",
        "special_request",
        "tax_ids",
    )
)

#: Which operations a change of status carries out, by present status and target.
STATUS_OPERATIONS = {
    ("quotation", "order"): ("order",),
    ("quotation", "delivery"): ("order", "delivery"),
    ("quotation", "invoice"): ("order", "invoice"),
    ("order", "delivery"): ("delivery",),
    ("delivery", "delivery"): ("delivery",),
    ("order", "invoice"): ("invoice",),
    ("delivery", "invoice"): ("invoice",),
}

#: Which changes of status complete an order: what closes it stops them (003-27).
CLOSED_CHANGES = {
    ("invoice", "done"): "invoice",
    ("dunning", "done"): "invoice",
}


def closes(reason):
    """Tell whether a reason closes its document, whatever the document is worth; see ``kontor.block.mixin``."""
    return bool(reason.get("on_change"))


class SaleOrder(models.Model):
    """Where orders are checked: quotation, confirmation, change and completion of a confirmed order."""

    _name = "sale.order"
    _inherit = ["sale.order", "kontor.block.growth.mixin"]

    _clerk_fields = frozenset(("partner_id", "user_id"))

    def _get_block_operations(self):
        return ("quotation", "order", "delivery", "invoice")

    def _get_pending_operation(self):
        if self.state in ("draft", "sent"):
            return "order"
        if self.state == "sale" and self.is_left_to_deliver:
            return "delivery"
        return "invoice" if self.state == "sale" and self.is_left_to_invoice else False

    def _get_open_operations(self):
        """A quotation can be refused to be saved and to be ordered, an order to be changed and to be completed, too."""
        operations = super()._get_open_operations()
        if self.state in ("draft", "sent"):
            return ["quotation", *operations]
        if self.state == "sale" and self.lifecycle_status != "done":
            operations = list(dict.fromkeys([*operations, "order", "invoice"]))
        return operations

    def _get_reasons_to_open(self, operation):
        """Of an order that isn't at this step, just what closes it is to be decided."""
        reasons = super()._get_reasons_to_open(operation)
        for order in self.filtered(lambda order: order.state == "sale" and order._get_pending_operation() != operation):
            reasons[order] = [reason for reason in reasons[order] if closes(reason)]
        return reasons

    def _is_block_pending(self, operation):
        """A quotation may be refused for any step that leads on from it, an order for what is left to be done."""
        if self.state in ("draft", "sent"):
            return True
        if self.state != "sale":
            return False
        closed = self.lifecycle_status != "done" and bool(self._possibly_closed())
        pending = {
            "delivery": self.is_left_to_deliver,
            "invoice": self.is_left_to_invoice or closed,
            "order": closed,
        }
        return pending.get(operation, False)

    def _get_block_amounts(self):
        """Return the orders' totals in company currency."""
        return {order: order.amount_total / (order.currency_rate or 1.0) for order in self}

    def _get_block_clerk(self):
        return self.user_id

    def _get_documents_of_clerk(self):
        return [*super()._get_documents_of_clerk(), self.picking_ids]

    @api.depends("partner_id", "partner_invoice_id", "amount_total", "state", "is_left_to_deliver", "is_left_to_invoice")
    def _compute_block_text(self):
        return super()._compute_block_text()

    # -- confirmation ---------------------------------------------------------------------------------------------

    def _confirmation_error_message(self):
        message = super()._confirmation_error_message()
        if message or not self._not_judged("order"):
            return message
        reasons = self._get_blocks("order")[self]
        return self._get_block_message({self: reasons}, "order") if reasons else False

    def action_confirm(self):
        orders = self.filtered(lambda order: order.state in ("draft", "sent"))._not_judged("order")
        if not orders:
            return super().action_confirm()
        orders._claim_for_judgement()
        # all orders of the call together and in order: alone, each of them might still have room
        orders._check_blocks("order")
        with orders._judged("order"):
            res = super().action_confirm()
        self.env["kontor.release"]._mark_used(orders, "order")
        return res

    def _claim_for_judgement(self):
        """Make sure that nobody else uses up the same room at the same moment; see kontor_credit_risk."""

    # -- quotations -----------------------------------------------------------------------------------------------

    def _guard_blocks(self, change):
        if change.vals.get("state") == "sent":
            self.filtered(lambda order: order.state == "draft")._not_judged("quotation")._check_blocks("quotation")
        return super()._guard_blocks(change)

    @contextmanager
    def _watch_change(self, change):
        watched = change.operation == "create" or bool(change.names & ORDER_TERMS)
        with super()._watch_change(change), self._watch_clerk(change), self._watch_saving(change, watched):
            yield

    def action_quotation_send(self):
        self.filtered(lambda order: order.state in ("draft", "sent"))._check_blocks("quotation")
        return super().action_quotation_send()

    def action_quotation_sent(self):
        self._check_blocks("quotation")
        return super().action_quotation_sent()

    # -- changes --------------------------------------------------------------------------------------------------

    def _get_growth_facts(self, creates):
        """Return the value of each order in company currency; see the mixin."""
        new = self.browse()
        if creates:  # an order whose lines are just being created has no total yet
            new = self & self.env.records_to_compute(self._fields["amount_total"])
        return {**dict.fromkeys(new), **(self - new)._get_block_amounts()}

    def _judge_growth(self, before, said):
        """Refuse a change of quotations or orders that a reason forbids; see the mixin."""
        quotations = self.filtered(lambda order: order.state in ("draft", "sent"))._not_judged("quotation")
        if quotations:
            quotations._check_growth("quotation", before, said)
        orders = self.filtered(lambda order: order.state == "sale")._not_judged("order")
        if not orders:
            return
        after = orders._get_block_amounts()
        grown = orders.filtered(
            lambda order: order.company_id.currency_id.compare_amounts(after[order], before[order] or 0.0) > 0
        )
        if grown:
            grown._claim_for_judgement()
            grown._check_growth("order", before, said)
        if orders - grown:
            (orders - grown)._check_growth("order", before, said, only=closes)

    def _get_saving_blocks(self):
        """Say before what ``_judge_growth`` will say; nothing is looked up where nothing can speak against it."""
        blocks = super()._get_saving_blocks()
        closed = self._possibly_closed()
        quotations = self.filtered(lambda order: order.state in ("draft", "sent") and order.partner_id)
        stopped = self.env["kontor.block.rule"]._stops_any("quotation", quotations.company_id or self.env.company)
        if not stopped:
            quotations &= closed
        if quotations:
            blocks |= quotations._get_blocks("quotation")
        orders = self.filtered(lambda order: order.state == "sale")
        edited = orders.filtered(lambda order: not order.id and order._origin)
        after, before = edited._get_block_amounts(), edited._origin._get_block_amounts()
        grown = edited.filtered(
            lambda order: order.company_id.currency_id.compare_amounts(after[order], before[order._origin]) > 0
        )
        if grown:
            blocks |= grown._get_blocks("order")
        closed = ((orders - grown) & closed).filtered(lambda order: order in edited or order._get_open_operations())
        if closed:
            blocks |= {
                order: [reason for reason in reasons if closes(reason)]
                for order, reasons in closed._get_blocks("order").items()
            }
        return blocks

    def _possibly_closed(self):
        """Return those of these orders that a reason may close (``on_change``), found without judging them: hook."""
        return self.browse()

    # -- completing them (003-27) -----------------------------------------------------------------------------------

    def _check_completion(self):
        """Refuse to invoice or complete orders that a reason closes.

        What a reason says against the amount is judged when the invoice is posted.

        :raises UserError: naming who can release
        """
        res = super()._check_completion()
        closed = self._possibly_closed()._not_judged("invoice")
        if closed:
            closed._check_blocks("invoice", only=closes)
        return res

    def _finish_preparation(self, draft_ids=None, without_drafts=False):
        self._check_completion()
        return super()._finish_preparation(draft_ids=draft_ids, without_drafts=without_drafts)

    def create_invoice_of_type(self, invoice_type, **options):
        """Make an invoice of one of the four types, unless a reason closes the order; see there.

        :return: list of ``account.move`` ids
        :raises UserError: when the order is blocked
        """
        check_ids(self)._check_completion()
        return super().create_invoice_of_type(invoice_type, **options)

    def preview_invoice_of_type(self, invoice_type, **options):
        """Return what ``create_invoice_of_type`` would make, or that a reason closes the order; see there.

        :return: dict of amounts, and ``error``
        """
        preview = super().preview_invoice_of_type(invoice_type, **options)
        if not preview["error"]:
            blocks = self._pick_reasons(self._possibly_closed()._get_blocks("invoice"), closes)
            preview["error"] = self._get_block_message(blocks, "invoice") if blocks else ""
        return preview

    def _get_posting_warning(self):
        """Return what speaks against invoices of this order that may be posted all the same (002-13); empty for nothing."""
        self.ensure_one()
        reasons = self._get_blocks("invoice", effect="warn")[self]
        if not reasons:
            return ""
        lines = "".join(f"\n– {reason['text']}" for reason in reasons)
        return self.env._(
            "This speaks against an invoice. It is posted all the same, and kept on the list of blocked documents:%s", lines
        )

    def _consequences_invoice(self, **options):
        """Say what speaks against the invoice, too; not about a Rückbuchung."""
        told = super()._consequences_invoice(**options)
        warning = self._get_posting_warning() if self.lifecycle_status != "done" else ""
        return [*told, warning] if warning else told

    def _create_invoices(self, grouped=False, final=False, date=None):
        self._check_completion()
        return super()._create_invoices(grouped=grouped, final=final, date=date)

    # -- the status dialog ----------------------------------------------------------------------------------------

    def _status_obstacle(self, target):
        return super()._status_obstacle(target) or self._block_obstacle(target)

    def _block_obstacle(self, target):
        """Say which block stops a change of status, or return False."""
        blocks, operation = self._get_change_blocks(target)
        if not blocks:
            return False
        return self._get_block_message({self: next(iter(blocks.values()))}, operation)

    def _remember_refused_change(self, target):
        """What a block refused stands on the work list, as when a button refuses it."""
        if not self._table_obstacle(target) and not self._rights_obstacle(target):
            blocks, operation = self._get_change_blocks(target)
            if blocks:
                self._remember_refusal(blocks, operation)
                return next(iter(blocks))._get_refusal_context(blocks, operation)
        return super()._remember_refused_change(target)

    def _get_change_blocks(self, target):
        """Return what stops the first blocked step of a change of status.

        :param str target: code of a status
        :return: ``{document: [reason]}`` (this order, or its open deliveries) and the operation; empty when nothing does
        """
        operation = CLOSED_CHANGES.get((self.lifecycle_status, target))
        if operation:
            return self._pick_reasons(self._possibly_closed()._get_blocks(operation), closes), operation
        operations = STATUS_OPERATIONS.get((self.lifecycle_status or "quotation", target), ())
        if target == "invoice" and self.lifecycle_status in ("quotation", "order") and self.is_left_to_deliver:
            operations += ("delivery",)  # the way to the invoice delivers what can be delivered
        for operation in operations:
            blocks = self._get_step_blocks(operation)
            if blocks:
                return blocks, operation
        return {}, False

    def _get_step_blocks(self, operation):
        """Return what stops the next step of this order; a delivery may have been released by itself.

        :return: ``{document: [reason]}``, empty when nothing does
        """
        if operation == "delivery" and self.state == "sale":
            # sudo: sales need not be able to read deliveries
            pickings = self.sudo().picking_ids.filtered(lambda picking: picking._get_pending_operation())
            blocks = pickings._get_blocks("delivery") if pickings else {}
            if blocks:
                return blocks if all(blocks.values()) else {}
        reasons = self._get_blocks(operation)[self]
        return {self: reasons} if reasons else {}


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    @contextmanager
    def _watch_change(self, change):
        orders = self.env["sale.order"]
        if change.operation == "create":
            positions = [vals for vals in change.vals_list if vals.get("order_id") and not vals.get("is_downpayment")]
            orders = orders.browse({vals["order_id"] for vals in positions})
        elif change.operation == "unlink" or change.names & LINE_TERMS:
            orders = self.filtered(lambda line: not line.is_downpayment).order_id
            orders |= orders.browse(change.ids("order_id"))  # a position that moves counts where it goes
        with super()._watch_change(change), orders._watch_growth() if orders else nullcontext():
            yield
