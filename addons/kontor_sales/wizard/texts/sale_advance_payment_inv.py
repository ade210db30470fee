from odoo import models
from odoo.tools import format_amount, format_date, formatLang


class SaleAdvancePaymentInv(models.TransientModel):
    """A down payment says what it is for, and offers no Skonto (004-19)."""

    _inherit = "sale.advance.payment.inv"

    def _prepare_down_payment_invoice_values(self, order, so_lines):
        """Offer no Skonto on a down payment; whoever wants to, chooses other terms on the draft."""
        values = super()._prepare_down_payment_invoice_values(order, so_lines)
        term = self.env["account.payment.term"].browse(values.get("invoice_payment_term_id") or ())
        if term.early_discount:
            values["invoice_payment_term_id"] = self._get_term_without_discount(term).id
        return values

    def _prepare_down_payment_invoice_line_values(self, order, so_line, account):
        """Say what the down payment is for: without it, nobody may deduct its tax (§ 14 Abs. 4 Nr. 5 UStG, 004-19)."""
        values = super()._prepare_down_payment_invoice_line_values(order, so_line, account)
        return {**values, "name": self._get_down_payment_text(order)}

    def _get_down_payment_text(self, order):
        """Return the description of a down payment, in the customer's language.

        It names the order with its day and agreed price, which says kind and quantity of the goods.
        """
        order = order.with_context(lang=order._get_lang())
        env = order.env
        percent = formatLang(env, self.amount, digits=2).rstrip("0").rstrip(formatLang(env, 0, digits=1)[1])
        total = format_amount(env, order.amount_total, order.currency_id)
        if order.state == "sale":
            document = env._(
                "order confirmation %(order)s of %(date)s", order=order.name, date=format_date(env, order.date_order)
            )
        else:
            document = order.version_label or env._("quotation %(order)s", order=order.name)
        facts = {
            "percent": f"{percent} %",
            "document": document,
            "total": env._("%(total)s including tax", total=total) if order.amount_tax else total,
        }
        if self.advance_payment_method == "percentage":
            return env._("Down payment of %(percent)s on %(document)s; agreed total price %(total)s", **facts)
        return env._("Down payment on %(document)s; agreed total price %(total)s", **facts)

    def _get_term_without_discount(self, term):
        """Return the terms with the same instalments and no Skonto, where the company has any.

        :param term: ``account.payment.term``
        :return: ``account.payment.term``, or none: what has no terms is due at once
        """

        def instalments(terms):
            return sorted(
                (line.value, line.value_amount, line.delay_type, line.nb_days, line.days_next_month or "")
                for line in terms.line_ids
            )

        terms = term.search([("early_discount", "=", False), ("company_id", "in", (False, *term.company_id.ids))])
        return terms.filtered(lambda other: instalments(other) == instalments(term))[:1]
