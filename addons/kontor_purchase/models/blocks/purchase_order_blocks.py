from contextlib import contextmanager, nullcontext

from odoo import api, models

#: The terms of an order that make it worth more; see ``_watch_growth``.
VALUE_TERMS = frozenset(("currency_id", "date_order", "fiscal_position_id", "order_line", "partner_id", "user_id"))
LINE_TERMS = frozenset(("discount", "order_id", "price_unit", "product_id", "product_qty", "product_uom_id", "tax_ids"))


class PurchaseOrder(models.Model):
    """What stops a supplier order: the supplier's block and the buyer's limit, released by those with the right.

    The framework of kontor_sales does the work: reasons, releases that cover an amount, the list of blocked documents.
    """

    _name = "purchase.order"
    _inherit = ["purchase.order", "kontor.block.growth.mixin"]

    def _get_block_operations(self):
        return ("purchase", "receipt")

    def _get_pending_operation(self):
        return "purchase" if self.state in ("draft", "sent", "to approve") else False

    def _is_block_pending(self, operation):
        """A request may be refused for its receipt, too; an order for what has still to come."""
        if self.state in ("draft", "sent", "to approve"):
            return True
        return operation == "receipt" and self.state == "purchase" and self.lifecycle_status in ("order", "receipt", "bill")

    def _get_block_amounts(self):
        """Return the orders' totals in company currency."""
        return {order: order.amount_total / (order.currency_rate or 1.0) for order in self}

    def _get_block_clerk(self):
        return self.user_id

    @api.depends("partner_id", "user_id", "amount_total", "state")
    def _compute_block_text(self):
        return super()._compute_block_text()

    def _get_block_reasons(self, operation):
        """Add the supplier's block and the buyer's limit; see the mixin."""
        reasons = super()._get_block_reasons(operation)
        if operation == "receipt":
            for order in self:
                block = order._get_blocked_supplier()._get_receipt_block_reason()
                if block:
                    reasons[order].append(block)
        if operation != "purchase":
            return reasons
        for order in self:
            block = order._get_blocked_supplier()._get_supplier_block_reason()
            if block:
                reasons[order].append(block)
            limit = order._get_limit_reason()
            if limit:
                reasons[order].append(limit)
        return reasons

    def _get_blocked_supplier(self):
        """Return the supplier, with what this order's company decided about him."""
        return self.partner_id.commercial_partner_id.with_company(self.company_id or self.env.company)

    def _get_limit_reason(self):
        """Return the reason that this order is above the limit of its buyer, or of who is at work on it, or None."""
        amount = self._get_block_amounts()[self]
        company = self.company_id
        # nobody gets more room by putting a colleague's name on the order
        people = self.user_id if self.env.user._is_superuser() else self.user_id | self.env.user
        exceeded = [
            (limit, user)
            for user in people
            for limit in [user._get_purchase_limit(company)]
            if limit is not None and company.currency_id.compare_amounts(amount, limit) > 0
        ]
        if not exceeded:
            return None
        limit, user = min(exceeded, key=lambda item: item[0])
        text = self.env._(
            "The order is worth %(amount)s, the order limit of %(buyer)s is %(limit)s.",
            amount=self._format_block_amount(amount, company),
            buyer=user.sudo().name,  # sudo: the name of a colleague
            limit=self._format_block_amount(limit, company),
        )
        return self.env["kontor.block.rule"]._make_reason("order_limit", text, amount - limit)

    # -- where it is checked --------------------------------------------------------------------------------------

    def _remember_refused_change(self, target):
        """What a block refused stands on the work list, as when a button refuses it."""
        waiting = target in ("order", "receipt") and self.state in ("draft", "sent", "to approve")
        if waiting and not self._table_obstacle(target) and not self._rights_obstacle(target):
            self._remember_blocked("purchase")
            blocks = self._pick_reasons(self._get_blocks("purchase"))
            if blocks:
                return self._get_refusal_context(blocks, "purchase")
        return super()._remember_refused_change(target)

    def _confirmation_error_message(self):
        message = super()._confirmation_error_message()
        if message or not self._not_judged("purchase"):
            return message
        reasons = self._get_blocks("purchase")[self]
        return self._get_block_message({self: reasons}, "purchase") if reasons else False

    def button_confirm(self):
        return self._judge_orders("button_confirm")

    def button_approve(self, force=False):
        return self._judge_orders("button_approve", force=force)

    def _judge_orders(self, method, **arguments):
        """Confirm or approve these orders, after the reasons against it were judged."""
        orders = self.filtered(lambda order: order.state in ("draft", "sent", "to approve"))._not_judged("purchase")
        if not orders:
            return getattr(super(), method)(**arguments)
        orders._refuse_terms_by_others()  # before anything is judged by figures that not everybody may read
        orders._check_blocks("purchase")
        with orders._judged("purchase"):
            res = getattr(super(), method)(**arguments)
        ordered = orders.filtered(lambda order: order.state == "purchase")
        if ordered:
            self.env["kontor.release"]._mark_used(ordered, "purchase")
        return res

    def _get_growth_facts(self, creates):
        """Return value and supplier of the confirmed orders; see the mixin."""
        orders = self.filtered(lambda order: order.state == "purchase")
        return {order: (amount, order.partner_id) for order, amount in orders._get_block_amounts().items()}

    def _judge_growth(self, before, said):
        """Judge orders anew that are worth more, or that another supplier has got; see the mixin."""
        changed = self._not_judged("purchase")._filter_grown(before)
        if changed:
            changed._check_growth("purchase", before, said)

    def _filter_grown(self, before):
        """Return those of these orders that are worth more than before, or that another supplier has got.

        :param dict before: see ``_get_growth_facts``
        """
        after = self._get_block_amounts()
        return self.filtered(
            lambda order: (
                order.partner_id != before[order][1]
                or order.company_id.currency_id.compare_amounts(after[order], before[order][0]) > 0
            )
        )

    def _get_saving_blocks(self):
        """Say before what ``_judge_growth`` will say about an order that is being changed on the screen."""
        blocks = super()._get_saving_blocks()
        edited = self.filtered(lambda order: order.state == "purchase" and not order.id and order._origin)
        before = edited._origin._get_growth_facts(creates=False)
        grown = edited._filter_grown({order: before[order._origin] for order in edited if order._origin in before})
        return blocks | grown._get_blocks("purchase") if grown else blocks

    @contextmanager
    def _watch_change(self, change):
        watched = change.operation == "write" and bool(change.names & VALUE_TERMS)
        with super()._watch_change(change), self._watch_clerk(change), self._watch_saving(change, watched):
            yield


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    @contextmanager
    def _watch_change(self, change):
        orders = self.env["purchase.order"]
        if change.operation == "create" or change.names & LINE_TERMS:
            # a position that moves counts where it goes
            orders = self.order_id | orders.browse(change.ids("order_id"))
        with super()._watch_change(change), orders._watch_growth() if orders else nullcontext():
            yield


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_supplier_block_reason(self):
        """Return the reason of the block framework for a blocked supplier, or None."""
        if not self or self.supplier_block in (False, "none"):
            return None
        name = dict(self._fields["supplier_block"]._description_selection(self.env))[self.supplier_block]
        text = self.env._("%(supplier)s is blocked: %(block)s.", supplier=self.display_name, block=name)
        if self.supplier_block_reason:
            text += " " + self.env._("Reason: %s", self.supplier_block_reason)
        return self.env["kontor.block.rule"]._make_reason("supplier_block", text, effect="block")

    def _get_receipt_block_reason(self):
        """Return the reason of a supplier from whom nothing is received, or None."""
        return self._get_supplier_block_reason() if self.supplier_block == "receipt" else None
