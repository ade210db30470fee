from odoo import models
from odoo.addons.kontor_sales.models.framework.frozen_values import frozen_values

#: What a supplier order says, whatever the supplier is called today.
SAID_FIELDS = (
    "partner_id",
    "partner_ref",
    "dest_address_id",
    "currency_id",
    "date_planned",
    "fiscal_position_id",
    "incoterm_id",
    "note",
    "payment_term_id",
    "picking_type_id",
)
SAID_LINE_FIELDS = (
    "date_planned",
    "discount",
    "display_type",
    "name",
    "price_unit",
    "product_id",
    "product_qty",
    "product_uom_id",
    "tax_ids",
)
#: By which report a supplier order goes out, as what it is kept.
REPORTS = {
    "supplier_request": "purchase.report_purchase_quotation",
    "supplier_order": "purchase.action_report_purchase_order",
    "supplier_cancellation": "purchase.action_report_purchase_order",
}


class PurchaseOrder(models.Model):
    """Request and confirmed order are kept as they were sent; of one that changes afterwards it is another version."""

    _name = "purchase.order"
    _inherit = ["purchase.order", "kontor.issued.mixin"]

    def _issued_kind(self, report):
        kind = self._issued_open_kind() or self._issued_cancelled_kind()
        if kind and report == self.env.ref(REPORTS[kind]):
            return kind
        return super()._issued_kind(report)

    def _issued_cancelled_kind(self):
        """Return as what the paper is kept that takes an order back; False for a request, which is none yet."""
        self.ensure_one()
        return "supplier_cancellation" if self.state == "cancel" and self.date_approve else False

    def _fitting_report(self, report):
        """Return the report that prints this order as what it is: a confirmed one asks for no offer any more.

        :param report: the ``ir.actions.report`` that was asked for
        :return: that one, or the other of the two that Odoo has for purchase orders
        """
        self.ensure_one()
        kind = self._issued_open_kind() or self._issued_cancelled_kind()
        return self.env.ref(REPORTS[kind]) if kind else report

    def _issued_open_kind(self):
        if self.state == "purchase":
            return "supplier_order"
        return "supplier_request" if self.state in ("draft", "sent") else super()._issued_open_kind()

    def _issued_number(self, kind):
        return self.name

    def _issued_content(self, kind):
        """Return the positions, prices, days, texts and terms of the order; the name of nobody."""
        return {
            "header": frozen_values(self, (*SAID_FIELDS, "date_order") if kind == "supplier_request" else SAID_FIELDS),
            "lines": [
                frozen_values(line, SAID_LINE_FIELDS)
                for line in self.order_line.filtered(lambda line: not line.is_downpayment)
            ],
        }


class PurchaseOrderChange(models.Model):
    """A Bestelländerung never changes."""

    _name = "purchase.order.change"
    _inherit = ["purchase.order.change", "kontor.issued.mixin"]

    def _issued_kind(self, report):
        is_change = report == self.env.ref("kontor_purchase.action_report_order_change")
        return "supplier_change" if is_change else super()._issued_kind(report)
