from contextlib import contextmanager

from odoo import models

#: With these an order that needed no credit may need it from now on.
CREDIT_TERMS = {"preferred_payment_method_line_id", "partner_id"}


class SaleOrder(models.Model):
    """An order paid on delivery needs no credit (003-17); who lets it be paid otherwise afterwards asks for credit then."""

    _inherit = "sale.order"

    @contextmanager
    def _watch_change(self, change):
        """Judge confirmed orders that use credit only after this change as if they were just confirmed."""
        without = self.browse()
        if change.operation == "write" and CREDIT_TERMS & change.names:
            without = self.filtered(lambda order: order.state == "sale" and not order.uses_credit)
        with super()._watch_change(change):
            yield
        now = without.exists().filtered("uses_credit")
        if now:
            now._claim_for_judgement()
            now._check_blocks("order")
