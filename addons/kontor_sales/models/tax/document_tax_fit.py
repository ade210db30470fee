"""Orders and invoices say where their taxes don't fit the customer, and invoices that are surely wrong aren't posted."""

from odoo import api, models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "kontor.tax.fit.mixin"]

    @api.depends(
        "state",
        "invoice_status",
        "partner_id.vat",
        "partner_id.country_id",
        "partner_shipping_id.country_id",
        "order_line.tax_ids",
        "order_line.product_id",
        "order_line.price_subtotal",
    )
    @api.depends_context("lang")
    def _compute_tax_warning(self):
        return super()._compute_tax_warning()

    def _judges_taxes(self):
        return super()._judges_taxes() and self.state != "cancel" and self.invoice_status != "invoiced"

    def _taxed_lines(self):
        lines = self.order_line.filtered(lambda line: not line.display_type and line.product_id and line.price_subtotal)
        return [(line, line._tax_kind()) for line in lines if not line.is_downpayment]

    def _consequences_order(self, **options):
        """Say before the order is confirmed what speaks against its taxes."""
        return [*super()._consequences_order(**options), *self._tax_warnings()]

    def _consequences_invoice(self, **options):
        """Say before the invoice is posted what speaks against its taxes; a quotation has said it on its way."""
        told = super()._consequences_invoice(**options)
        return [*told, *(warning for warning in self._tax_warnings() if warning not in told)]


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "kontor.tax.fit.mixin"]

    @api.depends(
        "state",
        "move_type",
        "partner_id.vat",
        "partner_id.country_id",
        "partner_shipping_id.country_id",
        "invoice_line_ids.tax_ids",
        "invoice_line_ids.product_id",
        "invoice_line_ids.price_subtotal",
    )
    @api.depends_context("lang")
    def _compute_tax_warning(self):
        return super()._compute_tax_warning()

    def _judges_taxes(self):
        """Credit notes follow what they correct, however wrong that was."""
        return super()._judges_taxes() and self.state == "draft" and self.move_type in ("out_invoice", "out_receipt")

    def _taxed_lines(self):
        lines = self.invoice_line_ids.filtered(lambda line: line.display_type == "product" and line.price_subtotal)
        kinds = {True: "service", False: "consu"}
        return [(line, None if line.is_downpayment else kinds[line._is_sold_service()]) for line in lines]

    def _is_picked_up(self):
        # sudo: who bills may know how the goods of the invoice travel
        return any(order._is_picked_up() for order in self.sudo().line_ids.sale_line_ids.order_id)

    def _post(self, soft=True):
        for move in self:
            refusal = move._posting_refusal()
            if refusal:
                raise UserError(refusal)
        return super()._post(soft=soft)
