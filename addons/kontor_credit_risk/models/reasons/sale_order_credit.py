from odoo import api, fields, models
from odoo.addons.kontor_sales.tools.records import check_ids
from odoo.exceptions import UserError

from .res_partner_reasons import Subject


class SaleOrder(models.Model):
    """The customer's credit as a reason against quotations, orders, and what follows from them (002-13)."""

    _inherit = "sale.order"

    credit_hold = fields.Boolean(string="Order Blocked", readonly=True, copy=False, tracking=True)
    credit_hold_reason = fields.Char(string="Reason for the Order Block", readonly=True, copy=False)

    @api.depends("partner_id", "partner_invoice_id", "amount_total", "order_line")
    def _compute_credit_figures_panel(self):
        return super()._compute_credit_figures_panel()

    def _get_credit_debtor(self):
        return (self.partner_invoice_id or self.partner_id).commercial_partner_id

    def _get_block_reasons(self, operation):
        reasons = super()._get_block_reasons(operation)
        for company, orders in self.grouped("company_id").items():
            company = company or self.env.company
            values = orders._get_block_amounts()
            found = self.env["res.partner"]._get_credit_reasons(
                company, operation, [order._get_credit_subject(operation, values[order]) for order in orders]
            )
            for order in orders:
                reasons[order] = [*reasons.get(order, []), *found[order], *order._get_hold_reasons(operation)]
        return reasons

    def _get_credit_subject(self, operation, value):
        """Return what of this order is to be judged. A confirmed order is in the open orders already."""
        debtor = self._get_credit_debtor()._origin
        confirmed = self.state == "sale"
        added = value
        if confirmed:
            # on the screen, what is being added isn't stored yet
            edited = not self.id and self._origin
            added = max(0.0, value - self._origin._get_block_amounts()[self._origin]) if edited else 0.0
        return Subject(
            document=self,
            debtor=debtor,
            customers=self._get_blockable_customers(),
            added=added,
            uses_credit=self.uses_credit,
            cumulative=not confirmed and operation != "quotation",
        )

    def _get_blockable_customers(self):
        """Return the customers whose manual block counts for this order: who ordered, and who pays."""
        return self.partner_id.commercial_partner_id._origin | self._get_credit_debtor()._origin

    def _possibly_closed(self):
        """Add orders that are blocked themselves, and those of customers with an order block (002-14, 003-27)."""
        return super()._possibly_closed() | self.filtered(
            lambda order: (
                order.credit_hold or order._get_blockable_customers()._closes_orders(order.company_id or self.env.company)
            )
        )

    def _get_hold_reasons(self, operation):
        """An order that is blocked itself stays as it is: no change, no delivery, no invoice (002-14)."""
        if not self.credit_hold or operation not in self._get_block_operations():
            return []
        text = self.env._("%s was blocked by the credit management.", self.display_name)
        if self.credit_hold_reason:
            text += f" {self.credit_hold_reason}"
        return [self.env["kontor.block.rule"]._make_reason("manual_block", text, effect="block")]

    def _claim_for_judgement(self):
        """Touch the guard rows of the customers, so that no two users use up the same room."""
        res = super()._claim_for_judgement()
        self.env["kontor.credit.guard"]._claim((order._get_credit_debtor().id, order.company_id.id) for order in self)
        return res

    # -- blocking one order (002-14) ------------------------------------------------------------------------------

    def action_block_order(self, reason=None):
        """Block these orders: they can't be confirmed, changed, delivered or invoiced until they are unblocked or released.

        :param str reason: kept and shown
        :return: True
        """
        self._check_hold_right()
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Say why the order is blocked."))
        self._set_hold(True, reason.strip())
        return True

    def action_unblock_order(self):
        """Take the block off these orders.

        :return: True
        """
        self._check_hold_right()
        self._set_hold(False, False)
        return True

    def _check_hold_right(self):
        if not check_ids(self).exists():
            raise UserError(self.env._("Choose at least one order."))
        self.check_access("read")
        if not self._may_hold():
            raise UserError(
                "\n".join(
                    [
                        self.env._("You lack the right to block or unblock orders."),
                        *self._get_changer_texts({"kontor_credit_risk.group_override_block"}),
                    ]
                )
            )

    @api.model
    def _may_hold(self):
        """Tell whether the user may block single orders."""
        user = self.env.user
        return user.has_group("kontor_credit_risk.group_credit_manager") or user.has_group(
            "kontor_credit_risk.group_override_block"
        )

    def _set_hold(self, hold, reason):
        # sudo: the credit management need not be able to change orders
        self.sudo().with_context(tracking_disable=False).write({"credit_hold": hold, "credit_hold_reason": reason})

    def _guard_figures(self, change):
        for vals in change.vals_list:
            self._refuse_written_hold(vals)
        return super()._guard_figures(change)

    def _refuse_written_hold(self, vals):
        """Nobody writes the block of an order by hand.

        :raises UserError:
        """
        if not self.env.su and any(
            name in vals and (vals[name] or False) != (self[:1][name] if self else False)
            for name in ("credit_hold", "credit_hold_reason", "uses_credit")
        ):
            raise UserError(self.env._("The block of an order is set and lifted by the credit management, not written."))
