from odoo import api, models


class SaleOrder(models.Model):
    """The portal calls a document what the paper calls it."""

    _inherit = "sale.order"

    @api.depends("state")
    def _compute_type_name(self):
        res = super()._compute_type_name()
        for order in self.filtered(lambda order: order.state == "sale"):
            order.type_name = self.env._("Order Confirmation")
        return res

    def _get_paper_number(self):
        """Return the number that stands on the paper: an issued quotation has one of its own.

        :return: str
        """
        self.ensure_one()
        return self.state in ("draft", "sent") and self.quotation_number or self.name


class AccountMove(models.Model):
    _inherit = "account.move"

    def _has_to_be_paid(self):
        """Offer to pay online only where somebody takes the payment."""
        return super()._has_to_be_paid() and self._has_payment_provider()

    def _has_payment_provider(self):
        """Tell whether the company has set up a way to pay online; cash on delivery and a bank transfer are none."""
        self.ensure_one()
        # sudo: customers read no payment providers
        providers = self.env["payment.provider"].sudo()
        domain = [
            ("state", "in", ("enabled", "test")),
            ("code", "not in", ("none", "custom")),
            ("company_id", "parent_of", self.company_id.id),
        ]
        return bool(providers.search_count(domain, limit=1))
