from odoo import api, fields, models


class SaleOrder(models.Model):
    """The order's Zahlungsart (000-14, 004-16), which decides whether its deliveries are paid on delivery (001-12)."""

    _inherit = "sale.order"

    is_cash_on_delivery = fields.Boolean(
        string="Paid on Delivery",
        compute="_compute_is_cash_on_delivery",
        compute_sudo=True,  # for everybody who delivers
        help="By the order's payment method; without one, by the customer's mark.",
    )

    @api.depends("preferred_payment_method_line_id.payment_kind", "partner_id.commercial_partner_id.cash_on_delivery")
    def _compute_is_cash_on_delivery(self):
        for order in self:
            order.is_cash_on_delivery = order.preferred_payment_method_line_id._is_cash_on_delivery(order.partner_id)

    def _compute_preferred_payment_method_line_id(self):
        """Take the Zahlungsart of the company where its contact has none of his own."""
        res = super()._compute_preferred_payment_method_line_id()
        for order in self._taking("creation_payment_method"):
            if not order.preferred_payment_method_line_id:
                customer = order.partner_id.commercial_partner_id.with_company(order.company_id)
                order.preferred_payment_method_line_id = customer.property_inbound_payment_method_line_id
        return res


class AccountMove(models.Model):
    _inherit = "account.move"

    def _compute_preferred_payment_method_line_id(self):
        """Take the Zahlungsart of the company where its invoice address has none of its own."""
        res = super()._compute_preferred_payment_method_line_id()
        for move in self:
            if not move.preferred_payment_method_line_id and move.is_sale_document():
                customer = move.partner_id.commercial_partner_id.with_company(move.company_id)
                move.preferred_payment_method_line_id = customer.property_inbound_payment_method_line_id
        return res

    def _is_cash_on_delivery(self):
        """Tell whether the carrier collects what this invoice asks for."""
        self.ensure_one()
        # sudo: for everybody who may read the invoice
        move = self.sudo()
        return move.preferred_payment_method_line_id._is_cash_on_delivery(move.partner_id)

    def _get_kind_without_transfer(self):
        """Return how this invoice is paid where the customer transfers nothing, so that nobody pays twice (000-13).

        :return: ``direct_debit`` ``cash`` ``paypal`` ``card``, or False
        """
        self.ensure_one()
        # sudo: for everybody who may read the invoice
        kind = self.sudo().preferred_payment_method_line_id.payment_kind
        return kind if self.move_type == "out_invoice" and kind in ("direct_debit", "cash", "paypal", "card") else False


class AccountPaymentMethodLine(models.Model):
    _inherit = "account.payment.method.line"

    def _is_cash_on_delivery(self, customer):
        """Tell whether a document with this Zahlungsart is paid on delivery.

        :param customer: ``res.partner`` of the document, whose mark decides where the document has no Zahlungsart, or
            one of which nothing is known
        """
        if self.payment_kind in (False, "other"):
            return customer.commercial_partner_id.cash_on_delivery
        return self.payment_kind == "cod"
