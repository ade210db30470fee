from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_amount

from ...tools.records import claim
from .sale_order_down_payment import posted_along


class AccountMove(models.Model):
    """What is posted adds up to the order (004-19, 004-21, 004-25), whatever way it was made.

    After a Schlussrechnung nothing is left of the down payments, and no more is invoiced than the order's volume; and no
    more is credited than was invoiced. Where it would be otherwise, posting is refused with the figures.
    """

    _inherit = "account.move"

    def _check_posting(self):
        """Refuse to post what can't be posted, whoever decides: hook; ``checks`` asks it before it judges any reason.

        :raises UserError:
        """
        self._check_settlements()

    def _check_settlements(self):
        """Refuse to post what wouldn't add up to the orders.

        :raises UserError: with the figures
        """
        # sudo: the check is the same, whoever may read the orders
        documents = self.sudo().filtered(lambda move: move.order_invoice_type and move.state == "draft")
        if not documents:
            return
        # what somebody else posts for the same orders at this moment counts, too
        claim(documents.invoice_line_ids.sale_line_ids.order_id)
        documents._check_credited_down_payments()
        with posted_along(self):
            documents._check_requested_down_payments()
            documents.filtered(lambda move: move.move_type == "out_refund")._check_credited_quantities()
            for move in documents:
                if move.move_type == "out_invoice" and move.order_invoice_type in ("final", "full"):
                    move._check_final_quantities()
                    move._check_down_payments_deducted()
                elif move.move_type == "out_refund" and move._lists_earlier_invoices():
                    move._check_down_payments_deducted()

    def _check_requested_down_payments(self):
        """Refuse down payments that would exceed the order together with those before."""
        requested = {}
        for line in self.invoice_line_ids.filtered("is_downpayment"):
            if line.move_id.move_type == "out_invoice" and line.price_total > 0:
                for order in line.sale_line_ids.order_id:
                    requested[order] = requested.get(order, 0.0) + line.price_total
        for order, new in requested.items():
            lines = order.order_line.filtered(lambda line: line.is_downpayment and not line.display_type)
            facts = lines._get_position_facts().values()
            earlier = sum(fact["requested"] - fact["amount_credited"] for fact in facts)
            order._check_down_payment_total(earlier, new)
            order._check_down_payment_deductible(sum(fact["left"] for fact in facts), new)

    def _check_final_quantities(self):
        """Refuse a Schlussrechnung with which more would be invoiced of a position than its volume."""
        if self.order_invoice_type != "final":
            return
        facts, own = self._get_facts_with_this()
        for line, quantity in own.items():
            invoiced, volume = facts[line.id]["invoiced"], facts[line.id]["volume"]
            if quantity > 0 and line.product_uom_id._compare_quantities(invoiced, volume) > 0:
                raise UserError(
                    self.env._(
                        "%(order)s: With this final invoice %(invoiced)s of “%(line)s” would be invoiced, but only"
                        " %(volume)s are to be invoiced in the end. Delete the draft, and make the final invoice again.",
                        order=line.order_id.name,
                        line=(line.name or "").split("\n", 1)[0],
                        invoiced=line._quantity_text(invoiced),
                        volume=line._quantity_text(volume),
                    )
                )

    def _check_credited_quantities(self):
        """Refuse credit notes with which more would be credited of a position than is invoiced of it."""
        facts, own = self._get_facts_with_this()
        for line, quantity in own.items():
            invoiced, least = facts[line.id]["invoiced"], min(facts[line.id]["volume"], 0.0)
            if quantity < 0 and line.product_uom_id._compare_quantities(invoiced, least) < 0:
                raise UserError(
                    self.env._(
                        "%(order)s: %(credited)s of “%(line)s” would be credited, but only %(left)s are invoiced and not"
                        " credited yet. Lower the quantity of the credit note, or delete it when the invoice was credited"
                        " before.",
                        order=line.order_id.name,
                        credited=line._quantity_text(-quantity),
                        line=(line.name or "").split("\n", 1)[0],
                        left=line._quantity_text(max(invoiced - quantity, 0.0)),
                    )
                )

    def _check_credited_down_payments(self):
        """Refuse credit notes that take back what a final invoice has deducted of a down payment."""
        credit_notes = self.filtered(lambda move: move.move_type == "out_refund")
        lines = credit_notes.invoice_line_ids.sale_line_ids.filtered("is_downpayment")
        for order in lines.order_id:
            before = {(entry["line"], entry["tax_ids"]): entry["credited"] for entry in order._get_down_payments()}
            with posted_along(self):
                entries = order._get_down_payments()
            for entry in entries:
                left = order.currency_id.round(entry["left"])
                credited = entry["credited"] - before.get((entry["line"], entry["tax_ids"]), 0.0)
                if left >= 0 or order.currency_id.compare_amounts(credited, 0.0) <= 0:
                    continue
                amounts = {"credited": credited, "left": max(left + credited, 0.0), "deducted": entry["deducted"]}
                deducting = (entry["line"].invoice_lines - entry["source"]).move_id
                deducting = deducting.filtered(lambda move: move.state == "posted" and move.move_type == "out_invoice")
                raise UserError(
                    self.env._(
                        "%(order)s: %(credited)s of the down payment %(invoice)s would be credited (net), but only %(left)s"
                        " are left of it: %(deducted)s are deducted in %(documents)s. Credit that invoice first: its credit"
                        " note gives back what it deducted.",
                        order=order.name,
                        invoice=", ".join(entry["source"].move_id.mapped("name")),
                        documents=", ".join(deducting.mapped("name")),
                        **{name: format_amount(self.env, amount, order.currency_id) for name, amount in amounts.items()},
                    )
                )

    def _get_facts_with_this(self):
        """Return the facts about the positions of these orders as they will be once these documents are posted.

        :return: ``{line_id: facts}`` (see ``sale.order.line._get_position_facts``), and what the documents themselves
            contain of each position that is on them, ``{sale.order.line: quantity}`` in the position's unit
        """
        positions = self.invoice_line_ids.sale_line_ids.order_id._invoiceable_positions()
        positions = positions.filtered(lambda line: line.product_id.type != "combo")
        facts = positions._get_position_facts()
        own = {}
        for invoice_line in self.invoice_line_ids:
            for line in invoice_line.sale_line_ids & positions:
                quantity = invoice_line.product_uom_id._compute_quantity(
                    invoice_line.quantity, line.product_uom_id, round=False
                )
                own[line] = own.get(line, 0.0) - invoice_line.move_id.direction_sign * quantity
        for line, quantity in own.items():
            facts[line.id]["invoiced"] += quantity
        return facts, own

    def _check_down_payments_deducted(self):
        """Refuse what invoices the last of an order, or settles it, and leaves something of its down payments."""
        orders = self.invoice_line_ids.sale_line_ids.order_id
        if not any(orders.order_line.mapped("is_downpayment")):
            return
        facts, _own = self._get_facts_with_this()
        for order in orders:
            positions = order._invoiceable_positions().filtered(lambda line: line.id in facts)
            if any(
                line.product_uom_id._compare_quantities(facts[line.id]["volume"], facts[line.id]["invoiced"]) > 0
                for line in positions
            ):
                continue  # no final invoice yet: what is left is deducted from the next
            entries = order._get_down_payments()
            if all(
                order.currency_id.is_zero(entry["left"])
                and all(order.currency_id.is_zero(tax) for _base, tax in entry["left_taxes"].values())
                for entry in entries
            ):
                continue
            figures = {
                name: format_amount(self.env, sum(entry[name] for entry in entries), order.currency_id)
                for name in ("requested", "credited", "deducted", "left")
            }
            raise UserError(
                self.env._(
                    "%(order)s: This invoice is the last of the order, but it doesn't deduct exactly what is left of the"
                    " down payments: %(requested)s were requested, %(credited)s credited; with this invoice %(deducted)s"
                    " would be deducted, and %(left)s left (net). Post the down payments first, or delete the draft and"
                    " make the invoice again.",
                    order=order.name,
                    **figures,
                )
            )
