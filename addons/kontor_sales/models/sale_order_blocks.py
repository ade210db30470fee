from contextlib import contextmanager, nullcontext

from odoo import api, models

#: What a change of an order is: the terms and positions agreed with the customer. Deliveries, invoices and statuses
#: are written by their own documents and aren't meant.
ORDER_TERMS = frozenset(
    (
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
        "pricelist_id",
        "special_request",
        "warehouse_id",
    )
)
LINE_TERMS = frozenset(
    ("discount", "name", "price_unit", "product_id", "product_uom_id", "product_uom_qty", "special_request", "tax_ids")
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


class SaleOrder(models.Model):
    """Where orders are checked: quotation, confirmation, change of a confirmed order."""

    _name = "sale.order"
    _inherit = ["sale.order", "kontor.block.mixin"]

    def _get_block_operations(self):
        return ("quotation", "order", "delivery", "invoice")

    def _get_pending_operation(self):
        if self.state in ("draft", "sent"):
            return "order"
        if self.state == "sale" and self.is_left_to_deliver:
            return "delivery"
        return "invoice" if self.state == "sale" and self.is_left_to_invoice else False

    def _is_block_pending(self, operation):
        """A quotation may be refused for any step that leads on from it, an order for what is left to be done."""
        if self.state in ("draft", "sent"):
            return True
        left = {"delivery": self.is_left_to_deliver, "invoice": self.is_left_to_invoice}
        return self.state == "sale" and left.get(operation, False)

    def _get_block_amounts(self):
        """Return the orders' totals in company currency."""
        return {order: order.amount_total / (order.currency_rate or 1.0) for order in self}

    def _get_block_clerk(self):
        return self.user_id

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
        with super()._watch_change(change):
            if change.operation == "create":
                with self._watch_growth(creates=True) as work:
                    yield
                    change.records._note_growth(work, created=True)
            elif change.names & ORDER_TERMS:
                with self._watch_growth():
                    yield
            else:
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

    def _judge_growth(self, before):
        """Refuse a change of quotations or orders that a reason forbids; see the mixin."""
        quotations = self.filtered(lambda order: order.state in ("draft", "sent"))._not_judged("quotation")
        if quotations:
            quotations._check_blocks("quotation")
        orders = self.filtered(lambda order: order.state == "sale")._not_judged("order")
        if not orders:
            return
        after = orders._get_block_amounts()
        grown = orders.filtered(
            lambda order: order.company_id.currency_id.compare_amounts(after[order], before[order] or 0.0) > 0
        )
        if grown:
            grown._claim_for_judgement()
            grown._check_blocks("order")
        if orders - grown:
            (orders - grown)._check_blocks("order", only=lambda reason: reason.get("on_change"))

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
        return super()._remember_refused_change(target)

    def _get_change_blocks(self, target):
        """Return what stops the first blocked step of a change of status.

        :param str target: code of a status
        :return: ``{document: [reason]}`` (this order, or its open deliveries) and the operation; empty when nothing does
        """
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
        elif change.names & LINE_TERMS:
            orders = self.filtered(lambda line: not line.is_downpayment).order_id
        with super()._watch_change(change), orders._watch_growth() if orders else nullcontext():
            yield
