from odoo import models

#: Which operations the two switches of a level stop.
STOPPED_BY = {"order": ("block_order",), "delivery": ("block_delivery",)}


class SaleOrder(models.Model):
    """A dunning level may stop new orders or deliveries, through the block framework of kontor_sales."""

    _inherit = "sale.order"

    def _get_block_reasons(self, operation):
        """Add the reason ``dunning_level`` for customers who stand at a level that stops this operation.

        :param str operation: ``quotation`` ``order`` ``delivery`` ``invoice``
        :return: ``{order: [{'code', 'text', 'amount', 'group'}]}``
        """
        reasons = super()._get_block_reasons(operation)
        switches = STOPPED_BY.get(operation)
        if not switches or not self:
            return reasons
        # sudo: the rule holds for everybody, also for those who may not read invoices
        moves = self.env["account.move"].sudo()
        for company, orders in self.grouped("company_id").items():
            customers = orders.partner_id.commercial_partner_id
            groups = moves._read_group(
                [
                    ("company_id", "=", company.id),
                    ("commercial_partner_id", "in", customers.ids),
                    ("dunning_level_id", "!=", False),
                    ("state", "=", "posted"),
                ],
                ["commercial_partner_id", "dunning_level_id"],
                ["amount_residual_signed:sum", "__count"],
            )
            stopping = {}
            for customer, level, amount, count in groups:
                if any(level[switch] for switch in switches):
                    stopping.setdefault(customer.id, []).append((level, amount, count))
            for order in orders:
                rows = stopping.get(order.partner_id.commercial_partner_id.id)
                if rows:
                    reasons[order].append(self._dunning_block(company, rows))
        return reasons

    def _dunning_block(self, company, rows):
        """Return one reason of the block framework for a customer's dunned invoices.

        :param list rows: tuples ``(level, open amount, number of invoices)``
        """
        # sudo: the levels come from a query that reads for everybody, see _get_block_reasons
        level = self.env["kontor.dunning.level"].sudo().union(*[row[0] for row in rows])._highest()
        amount = sum(row[1] for row in rows)
        count = sum(row[2] for row in rows)
        values = {"level": level.name, "count": count, "amount": company.currency_id.format(amount)}
        if count == 1:
            text = self.env._(
                "The customer stands at the dunning level “%(level)s”: one invoice, %(amount)s open.", **values
            )
        else:
            text = self.env._(
                "The customer stands at the dunning level “%(level)s”: %(count)s invoices, %(amount)s open.", **values
            )
        return self.env["kontor.block.rule"]._make_reason("dunning_level", text, amount)
