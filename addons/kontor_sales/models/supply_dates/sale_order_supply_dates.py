from odoo import fields, models


class SaleOrder(models.Model):
    """When the services of an order are rendered: the default of its next invoices."""

    _inherit = "sale.order"

    service_date_start = fields.Date(
        string="Service From",
        copy=False,
        help="First day of the services; the next invoices of this order take it over. Goods have the days of their"
        " deliveries.",
    )
    service_date_end = fields.Date(string="Service To", copy=False, help="Last day of the services.")

    _service_period = models.Constraint(
        "CHECK (service_date_end IS NULL OR service_date_start IS NULL OR service_date_end >= service_date_start)",
        "The service can't end before it begins.",
    )

    def _prepare_invoice(self):
        # the day follows from what is on the invoice, not from the first delivery of the order
        values = {**super()._prepare_invoice(), **self._prepare_service_period()}
        values.pop("delivery_date", None)
        return values

    def _prepare_service_period(self):
        """Return the period of the services of these orders as values of an invoice: from the first to the last day."""
        days = {day for order in self for day in (order.service_date_start, order.service_date_end) if day}
        return {"service_date_start": min(days, default=False), "service_date_end": max(days, default=False)}

    def _lacks_supply(self):
        """Tell whether an invoice of this order would name no day: nothing is to be delivered, and no period is known."""
        self.ensure_one()
        positions = self._invoiceable_positions()
        return (
            any(line.price_subtotal > 0 for line in positions)
            and not any(line._is_supplied_by_delivery() for line in positions)
            and not (self.service_date_start or self.service_date_end)
            and not self.company_id.supply_is_invoice_date
        )

    def _consequences_invoice(self, invoice_type="final", **options):
        """Say before the invoice is posted that it would name no day of supply (§ 14 Abs. 4 Nr. 6 UStG)."""
        told = super()._consequences_invoice(invoice_type=invoice_type, **options)
        if invoice_type != "down_payment" and self._lacks_supply():
            told.append(
                self.env._(
                    "The invoice will name no day of supply, which the law asks for: enter the period of the service in the"
                    " order first."
                )
            )
        return told

    def _is_supplied_by_delivery(self):
        """Tell whether the goods of this order are supplied with their delivery: hook for those that become the customer's
        later (consignment)."""
        self.ensure_one()
        return True
