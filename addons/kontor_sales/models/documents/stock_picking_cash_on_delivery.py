from odoo import models
from odoo.exceptions import UserError


class StockPicking(models.Model):
    """The Nachnahmerechnung: prices of a delivery, and what the carrier has to collect for it (001-12).

    It is no invoice: its prices include tax for every customer, and the tax isn't stated.
    """

    _inherit = "stock.picking"

    def _get_cash_on_delivery_amounts(self):
        """Return the prices of this delivery and the amount to collect for it.

        To collect is the gross value of what this delivery contains, less the payments for the order that earlier
        deliveries haven't used up: down payments above all, and whatever else was paid in advance. It is never
        negative. A delivery that isn't done yet counts with its planned quantities.

        :return: dict: ``currency``; ``lines``, each ``{'line', 'quantity', 'unit', 'total'}`` with the
            ``sale.order.line``, its quantity in the line's unit, and prices including tax; ``tax_totals`` of core's tax
            engine; ``amount_total`` (gross); ``amount_paid`` (the part of it that is paid already);
            ``amount_to_collect``
        :raises UserError: when the delivery belongs to no order, or to orders in different currencies
        """
        self.ensure_one()
        # sudo: the warehouse prints this document without having the right to read orders and invoices
        picking = self.sudo()
        quantities = picking._get_order_line_quantities()
        orders = self.env["sale.order"].sudo().union(*(line.order_id for line in quantities))
        if len(orders.currency_id) != 1:
            raise UserError(
                self.env._(
                    "%(delivery)s has no positions of an order (in one currency), so there is nothing to collect.",
                    delivery=self.name,
                )
            )
        tax_engine = self.env["account.tax"]
        base_lines = picking._get_delivery_base_lines(quantities)
        tax_totals = tax_engine._get_tax_totals_summary(base_lines, orders.currency_id, picking.company_id)
        prices = tax_engine._get_printed_prices(base_lines, gross=True)
        amount_total = orders.currency_id.round(tax_totals["total_amount_currency"])
        paid = sum(min(picking._get_gross_value(order), picking._get_unused_payments(order)) for order in orders)
        amount_paid = min(max(orders.currency_id.round(paid), 0.0), max(amount_total, 0.0))
        return {
            "currency": orders.currency_id,
            "lines": [
                {"line": base_line["record"], "quantity": base_line["quantity"], **prices[base_line["record"]]}
                for base_line in base_lines
            ],
            "tax_totals": tax_totals,
            "amount_total": amount_total,
            "amount_paid": amount_paid,
            "amount_to_collect": max(orders.currency_id.round(amount_total - amount_paid), 0.0),
        }

    def _get_cash_on_delivery_numbers(self):
        """Return the numbers of the positions on the Nachnahme document, as on the order: ``{sale.order.line: number}``."""
        # sudo: as for the note
        return self.sudo().move_ids.sale_line_id.order_id._get_position_numbers()

    def _get_delivery_base_lines(self, quantities):
        """Return these quantities as base lines of the tax engine, computed and rounded together.

        Discounts of the whole order go along with their share.

        :param dict quantities: ``{sale.order.line: quantity}``
        """
        tax_engine = self.env["account.tax"]
        base_lines = [line._prepare_base_line_for_taxes_computation(quantity=qty) for line, qty in quantities.items()]
        orders = self.env["sale.order"].union(*(line.order_id for line in quantities))
        for discount in orders.order_line.filtered(lambda line: line._is_order_discount()):
            share = discount._get_discount_share(quantities)
            if share:
                base_lines.append(
                    discount._prepare_base_line_for_taxes_computation(
                        quantity=discount.product_uom_qty, price_unit=discount.price_unit * share, extra_tax_data=None
                    )
                )
        tax_engine._add_tax_details_in_base_lines(base_lines, self.company_id)
        tax_engine._round_base_lines_tax_details(base_lines, self.company_id)
        return base_lines

    def _get_gross_value(self, order):
        """Return the value including tax of what this transfer contains of one order, in the order's currency."""
        quantities = {line: qty for line, qty in self._get_order_line_quantities().items() if line.order_id == order}
        base_lines = self._get_delivery_base_lines(quantities)
        totals = self.env["account.tax"]._get_tax_totals_summary(base_lines, order.currency_id, self.company_id)
        return totals["total_amount_currency"]

    def _get_unused_payments(self, order):
        """Return what was paid for an order and isn't used up by deliveries before this one, in its currency.

        Each delivery uses what is there, up to its value; goods taken back give their part back.
        """
        unused, used = max(order._get_received_amount(), 0.0), 0.0
        for transfer in order.picking_ids.filtered(lambda transfer: transfer.state == "done").sorted(
            lambda transfer: (transfer._delivered_at(), transfer.id)
        ):
            if self.state == "done" and (transfer._delivered_at(), transfer.id) >= (self._delivered_at(), self.id):
                break
            step = 0.0
            if transfer.location_dest_id._is_outgoing():
                step = min(unused, transfer._get_gross_value(order))
            elif transfer.location_id._is_outgoing():
                step = -min(used, transfer._get_gross_value(order))
            unused, used = unused - step, used + step
        return unused


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_position_numbers(self):
        """Return the numbers that the positions of these orders have on their documents: ``{sale.order.line: number}``."""
        numbers = {}
        for order in self:
            lines = order.order_line.filtered(lambda line: not line.display_type)
            numbers.update((line, number) for number, line in enumerate(lines.sorted(), start=1))
        return numbers

    def _get_received_amount(self):
        """Return the money received for this order so far, refunds deducted, in the order's currency.

        Counted are payments reconciled with its invoices (credit notes settle an invoice too, but are no money), and
        online payments that no invoice has taken up yet.
        """
        self.ensure_one()
        # sudo: as in _get_cash_on_delivery_amounts
        order = self.sudo()
        received = 0.0
        for move in order.invoice_ids.filtered(lambda move: move.state == "posted" and move.amount_total):
            partials = move._get_all_reconciled_invoice_partials()
            paid = sum(
                partial["amount"]
                for partial in partials
                if not partial["is_exchange"] and not partial["aml"].move_id.is_invoice(include_receipts=True)
            )
            paid = move.currency_id._convert(paid, order.currency_id, move.company_id, move.date)
            if move.line_ids.sale_line_ids.order_id != order:  # a collective invoice: this order's share of it
                total = move.currency_id._convert(move.amount_total, order.currency_id, move.company_id, move.date)
                paid *= abs(move._get_sale_order_invoiced_amount(order)) / total
            received += -move.direction_sign * paid
        online = order.transaction_ids.filtered(
            lambda transaction: transaction.state == "done" and not transaction.payment_id.reconciled_invoice_ids
        )
        return received + sum(
            transaction.currency_id._convert(
                transaction.amount, order.currency_id, order.company_id, transaction.last_state_change
            )
            for transaction in online
        )


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _is_order_discount(self):
        """Tell whether this position is a discount on the whole order."""
        self.ensure_one()
        return not self.display_type and not self.is_downpayment and self.price_subtotal < 0 and not self._is_stock_line()

    def _get_discount_share(self, quantities):
        """Return which part of this discount on the order falls on some quantities of its goods, 0 to 1.

        Core makes one discount for each tax; it falls on the goods with this tax.

        :param dict quantities: ``{sale.order.line: quantity}``
        """
        self.ensure_one()
        goods = self.order_id.order_line.filtered(lambda line: not line.display_type and line._is_stock_line())
        goods = goods.filtered(lambda line: line.tax_ids == self.tax_ids) or goods
        total = sum(goods.mapped("price_subtotal"))
        here = sum(
            line.price_subtotal * quantities.get(line, 0.0) / line.product_uom_qty for line in goods if line.product_uom_qty
        )
        return min(max(here / total, 0.0), 1.0) if total > 0 else 0.0
