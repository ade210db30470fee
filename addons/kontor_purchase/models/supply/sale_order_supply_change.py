from markupsafe import Markup, escape
from odoo import models
from odoo.tools import format_date


class SaleOrder(models.Model):
    """The buyer is told when a customer order changes for which something is on order (002-15)."""

    _inherit = "sale.order"

    def _action_cancel(self):
        lines = self.filtered(lambda order: order.state == "sale").order_line
        res = super()._action_cancel()
        lines._tell_buyers(lambda line: line.env._("cancelled"))
        return res

    def _activity_cancel_on_purchase(self):
        """Leave out core's activity: the buyer is told once, by ``_action_cancel``."""

    def _back_to_quotation(self):
        lines = self.order_line
        res = super()._back_to_quotation()
        lines._tell_buyers(lambda line: line.env._("back to the quotation"))
        return res

    def write(self, vals):
        before = {order: order.commitment_date for order in self} if "commitment_date" in vals else {}
        res = super().write(vals)
        for order, date in before.items():
            if order.state == "sale" and order.commitment_date != date:
                day = format_date(self.env, order.commitment_date) if order.commitment_date else "–"
                order.order_line._tell_buyers(
                    lambda line, day=day: line.env._("the customer's delivery date is now %(date)s", date=day)
                )
        return res


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def write(self, vals):
        before = {}
        if "product_uom_qty" in vals:
            before = {line: line.product_uom_qty for line in self if line.state == "sale"}
        res = super().write(vals)
        changed = self.browse(
            line.id
            for line, quantity in before.items()
            if line.product_uom_id._compare_quantities(quantity, line.product_uom_qty)
        )
        if changed:
            changed._tell_buyers(
                lambda line: line.env._(
                    "%(old)s → %(new)s",
                    old=line._quantity_text(before[line]),
                    new=line._quantity_text(line.product_uom_qty),
                )
            )
        return res

    def _tell_buyers(self, change):
        """Put an activity on the supplier orders that are still open for these positions; one for each.

        :param change: function that says for a position what has changed
        """
        if not self:
            return
        # sudo: the clerk who changes the order need not have any right in purchasing
        purchase_lines = (
            self.env["purchase.order.line"]
            .sudo()
            .search([("sale_line_id", "in", self.ids), ("state", "!=", "cancel")])
            .filtered(lambda line: line.product_uom_id._compare_quantities(line.product_qty, line.qty_received) > 0)
        )
        for purchase, lines in purchase_lines.grouped("order_id").items():
            buyer = purchase.user_id or purchase.partner_id.buyer_id or self.env.user
            speaking = self.with_context(lang=buyer.lang or self.env.lang)
            items = [
                Markup("<li>%s %s: %s</li>") % (line.order_id.name, escape(line.name.splitlines()[0]), change(line))
                for line in lines.sale_line_id.with_env(speaking.env)
            ]
            purchase._tell_buyer(
                buyer,
                speaking.env._(
                    "Customer order changed: %(orders)s", orders=", ".join(lines.sale_line_id.order_id.mapped("name"))
                ),
                Markup("<ul>%s</ul>") % Markup("").join(items),
            )

    def _purchase_decrease_ordered_qty(self, new_qty, origin_values):
        """Leave out core's activity: the buyer is told of every change, in one of them."""


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    def _tell_buyer(self, buyer, summary, note):
        """Put an activity on this supplier order, or add to the one about the same that is still open.

        :param buyer: ``res.users``
        :param str summary: what it is about, in the buyer's language
        :param Markup note: what has changed
        """
        self.ensure_one()
        warning = self.env.ref("mail.mail_activity_data_warning")
        there = self.activity_ids.filtered(
            lambda activity: (activity.activity_type_id, activity.user_id, activity.summary) == (warning, buyer, summary)
        )[:1]
        if there:
            there.write({"note": (there.note or Markup("")) + note})
        else:
            self.activity_schedule("mail.mail_activity_data_warning", user_id=buyer.id, summary=summary, note=note)
