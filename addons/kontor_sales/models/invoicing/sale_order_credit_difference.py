from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_is_zero

from ...tools.records import check_ids


class SaleOrder(models.Model):
    """The Gutschrift of exactly what was invoiced above the order's volume (004-25, 004-26).

    More is invoiced when goods come back, or when positions or prices of the order are reduced after an invoice. When
    the down payments exceed what is left to invoice (half of 1,000 paid, then only 200 delivered), the credit note
    settles the order: it invoices what is left, and gives back the rest of the down payments.
    """

    _inherit = "sale.order"

    credit_difference_amount = fields.Monetary(
        string="Invoiced Above the Order",
        compute="_compute_credit_difference_amount",
        help="What was invoiced above the volume of the order, including tax: a credit note can be made for exactly this.",
    )

    @api.depends(
        "state",
        "invoice_ids.state",
        "order_line.product_uom_qty",
        "order_line.price_total",
        "order_line.position_facts",
    )
    def _compute_credit_difference_amount(self):
        for order in self:
            order.credit_difference_amount = order._origin._get_credit_difference() if order._origin else 0.0

    def action_create_credit_note_difference(self):
        """Make the credit note of exactly what was invoiced above the volume of these orders (004-25/26).

        :return: list of ids of the draft credit notes (``account.move``), one for each order of which too much is
            invoiced; empty when nothing is
        :raises UserError: on no order, or without the right to change the order
        """
        if not check_ids(self):
            raise UserError(self.env._("Choose at least one order to credit."))
        self.check_access("write")
        credit_notes = self.env["account.move"]
        with self.env.cr.savepoint():
            self._claim_for_status_change()
            for order in self:
                credit_notes |= order.with_company(order.company_id)._create_credit_note_difference()
        return credit_notes.ids

    def action_credit_difference(self):
        """Make the credit note of the difference, and open it."""
        self._ensure_one_order()
        ids = self.action_create_credit_note_difference()
        if not ids:
            raise UserError(self.env._("%(order)s: Nothing is invoiced above the order.", order=self.name))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Credit Note"),
            "res_model": "account.move",
            "res_id": ids[0],
            "views": [(False, "form")],
            "target": "current",
        }

    # -- what is too much -----------------------------------------------------------------------------------------

    def _get_credit_difference(self):
        """Return what was invoiced above the volume of this order, gross, in its currency; 0 when nothing was."""
        items = self._get_credit_items()
        if not items:
            return 0.0
        base_lines = self._get_credit_base_lines(items)
        cents = sum(self._get_rounding_of_items(items, base_lines, -1.0))
        return max(self.currency_id.round(self._get_base_lines_total(base_lines) + cents), 0.0)

    def _get_credit_items(self):
        """Return what a credit note of the difference consists of.

        :return: list of dicts: ``line`` (``sale.order.line``), ``quantity`` in its unit (negative: still invoiced),
            ``price_unit``, ``discount``, ``tax_ids``, ``source`` (the invoice line that is credited)
        """
        self.ensure_one()
        # sudo: the clerk of an order need not be able to read invoices
        order = self.sudo()
        if order.state != "sale" or not order._posted_invoices():
            return []
        items = []
        for line in order._invoiceable_positions().filtered("invoice_lines"):
            items += line._get_credit_items()
        return items + order._get_settlement_items()

    def _get_settlement_items(self):
        """Return what settles the order when more of down payments is open than is left to invoice, else nothing."""
        source = self.env["account.move.line"]
        left = [
            {
                "line": line,
                "quantity": -quantity,
                "price_unit": line.price_unit,
                "discount": line.discount,
                "tax_ids": line.tax_ids,
                "source": source,
            }
            for line, quantity in self._final_quantities().items()
            if quantity > 0
        ]
        down_payments = self._get_deductions(credit=True)
        items = down_payments + left
        if not items or self._get_base_lines_total(self._get_credit_base_lines(items)) <= 0:
            return []
        return items

    def _get_credit_base_lines(self, items):
        """Return base lines of the tax engine for the items of a credit note, rounded together."""
        tax_engine = self.env["account.tax"]
        base_lines = []
        for item in items:
            line = item["line"]
            base_lines.append(
                line._prepare_base_line_for_taxes_computation(
                    quantity=item["quantity"],
                    price_unit=item["price_unit"],
                    discount=item["discount"],
                    tax_ids=item["tax_ids"],
                    extra_tax_data=self._get_item_tax_data(item),
                )
            )
        tax_engine._add_tax_details_in_base_lines(base_lines, self.company_id)
        tax_engine._round_base_lines_tax_details(base_lines, self.company_id)
        return base_lines

    @api.model
    def _get_item_tax_data(self, item):
        """Return what is kept about the taxes of an item: a down payment's own, or what the position keeps."""
        if "extra_tax_data" in item:
            return item["extra_tax_data"]
        return item["line"]._get_extra_tax_data(item["quantity"])

    def _get_base_lines_total(self, base_lines):
        """Return the total including tax of rounded base lines, in the order's currency."""
        if not base_lines:
            return 0.0
        totals = self.env["account.tax"]._get_tax_totals_summary(base_lines, self.currency_id, self.company_id)
        return self.currency_id.round(totals["total_amount_currency"])

    def _is_only_to_be_credited(self):
        """Tell whether nothing of this order is left to invoice, and what core would credit is the difference.

        :raises AccessError: without the right to make it
        """
        self.ensure_one()
        if not self.env["account.move"].has_access("create"):
            self.check_access("write")
        lines = self._get_invoiceable_lines(final=True).filtered(lambda line: not line.display_type)
        if not lines or any(line.is_downpayment or line.qty_to_invoice > 0 for line in lines):
            return False
        quantities = dict.fromkeys(lines.ids, 0.0)
        for item in self._get_credit_items():
            quantities[item["line"].id] = quantities.get(item["line"].id, 0.0) + item["quantity"]
        return all(
            line.id in lines.ids and line.product_uom_id._compare_quantities(quantities[line.id], -line.qty_to_invoice) == 0
            for line in self.env["sale.order.line"].browse(quantities)
        )

    # -- the credit note ------------------------------------------------------------------------------------------

    def _create_credit_note_difference(self):
        """Make the draft credit note of this order; nothing when nothing is invoiced above the order."""
        items = self._get_credit_items()
        if not items or self._get_base_lines_total(self._get_credit_base_lines(items)) <= 0:
            return self.env["account.move"]
        invoices = self.env["account.move"].sudo().union(*(item["source"].move_id for item in items))
        invoices = invoices.sorted(lambda move: (move.invoice_date, move.id))
        # sudo: as core does, so that a clerk without accounting rights can make a draft
        order = self.sudo().with_context(lang=self._get_lang())
        values = {
            **order._prepare_invoice(),
            "move_type": "out_refund",
            "invoice_payment_term_id": False,
            "payment_reference": False,
            "transaction_ids": False,
            "ref": order.env._("Credit note for %(invoices)s", invoices=", ".join(invoices.mapped("name"))),
            "reversed_entry_id": invoices[-1:].id,
            "credited_invoice_ids": [Command.set(invoices.ids)],
            "invoice_line_ids": order._prepare_credit_note_lines(items),
        }
        credit_note = order.env["account.move"].with_context(default_move_type="out_refund").create(values)
        credit_note._absorb_rounding()
        credit_note.message_post_with_source(
            "mail.message_origin_link",
            render_values={"self": credit_note, "origin": order},
            subtype_xmlid="mail.mt_note",
        )
        return credit_note.sudo(self.env.su)

    def _prepare_credit_note_lines(self, items):
        """Return the commands for the lines of a credit note; see ``_get_credit_items``."""
        commands = []
        down_payment_section = False
        # the down payments stand at the end, in a section of their own, as on the invoices
        for sequence, item in enumerate(sorted(items, key=lambda item: item["line"].is_downpayment), start=1):
            line = item["line"].with_env(self.env)
            if line.is_downpayment and not down_payment_section:
                commands.append(Command.create(self._prepare_down_payment_section_line(sequence=sequence)))
                down_payment_section = True
            values = {
                "sequence": sequence + int(down_payment_section),
                "quantity": item["quantity"],
                "price_unit": item["price_unit"],
                "discount": item["discount"],
                "tax_ids": [Command.set(item["tax_ids"].ids)],
                "extra_tax_data": self._get_item_tax_data(item),
            }
            if item["source"]:
                values["account_id"] = item["source"][:1].account_id.id
            commands.append(Command.create(line._prepare_invoice_line(**values)))
        return commands


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _get_extra_tax_data(self, quantity):
        """Return what core keeps about this line's taxes (global discounts, down payments), for a signed quantity."""
        if quantity < 0:
            return self.env["account.tax"]._reverse_quantity_base_line_extra_tax_data(self.extra_tax_data)
        return self.extra_tax_data

    def _get_invoiced_entries(self):
        """Return what was invoiced of this position, credit notes taken off, the oldest first.

        :return: list of dicts with ``quantity`` in the position's unit, ``price_unit`` in it too, ``discount``,
            ``tax_ids``, ``source`` (the invoice line); drafts count among the credit notes only
        """
        self.ensure_one()
        entries, taken = [], []
        lines = self.invoice_lines.filtered(
            lambda line: line.move_id.is_sale_document() and line.currency_id == self.currency_id
        )
        for line in lines.sorted(lambda line: (line.move_id.invoice_date or line.date, line.move_id.id, line.id)):
            is_refund = line.move_id.move_type == "out_refund"
            if line.parent_state == "cancel" or (line.parent_state == "draft" and not is_refund):
                continue
            factor = line.product_uom_id._compute_quantity(1.0, self.product_uom_id, round=False) or 1.0
            quantity = line.quantity * factor * (-1 if is_refund else 1)
            entry = {
                "quantity": abs(quantity),
                "price_unit": line.price_unit / factor,
                "discount": line.discount,
                "tax_ids": line.tax_ids,
                "source": line,
            }
            (entries if quantity > 0 else taken).append(entry)
        for credit in taken:
            self._take_off(entries, credit)
        return [entry for entry in entries if not self._is_nothing(entry["quantity"])]

    def _take_off(self, entries, credit):
        """Reduce what was invoiced by a credit: of the invoice it refers to, of the same price, then of the latest."""
        origin = credit["source"].move_id.reversed_entry_id
        left = credit["quantity"]

        def preference(entry):
            same_price = (entry["price_unit"], entry["discount"]) == (credit["price_unit"], credit["discount"])
            return (same_price, bool(origin) and entry["source"].move_id == origin)

        for entry in sorted(reversed(entries), key=preference, reverse=True):
            quantity = min(entry["quantity"], left)
            entry["quantity"] -= quantity
            left -= quantity

    def _is_nothing(self, quantity):
        return float_is_zero(quantity, precision_rounding=self.product_uom_id.rounding or 0.01)

    def _get_credit_items(self):
        """Return what was invoiced above this position's volume; see ``sale.order._get_credit_items``.

        Quantities above the volume are credited at the price they were invoiced at: first of the invoices over the
        deliveries that they came back from, then the latest. For what stays invoiced at a higher price than the order's,
        the old price is credited and the new one charged.
        """
        self.ensure_one()
        entries = self._get_invoiced_entries()
        over = sum(entry["quantity"] for entry in entries) - self._invoicing_volume()
        items, origins = [], self._get_returned_deliveries()
        of_return = [bool(entry["source"].move_id.delivery_ids & origins) for entry in entries]
        ranked = sorted(range(len(entries)), key=lambda index: (of_return[index], index), reverse=True)
        for entry in (entries[index] for index in ranked):
            quantity = min(entry["quantity"], max(over, 0.0))
            if not self._is_nothing(quantity):
                items.append({**entry, "line": self, "quantity": quantity})
                over -= quantity
                entry["quantity"] -= quantity
        return items + [item for entry in entries for item in self._get_price_items(entry)]

    def _get_returned_deliveries(self):
        """Return the deliveries (``stock.picking``) of this position of which something came back to be refunded."""
        back = self.move_ids.filtered(lambda move: move.state == "done" and move.to_refund)
        return back.filtered(lambda move: move.location_id._is_outgoing()).picking_id.return_id

    def _get_price_items(self, entry):
        """Return the credit for what was invoiced at a higher price than the order now has."""
        quantity = entry["quantity"]
        then = entry["price_unit"] * (1 - entry["discount"] / 100)
        now = self.price_unit * (1 - self.discount / 100)
        if self._is_nothing(quantity) or entry["tax_ids"] != self.tax_ids:
            return []
        if self.currency_id.compare_amounts(then * quantity, now * quantity) <= 0:
            return []
        return [
            {**entry, "line": self},
            {
                **entry,
                "line": self,
                "quantity": -quantity,
                "price_unit": self.price_unit,
                "discount": self.discount,
            },
        ]


class AccountMove(models.Model):
    _inherit = "account.move"

    credited_invoice_ids = fields.Many2many(
        "account.move",
        "kontor_credited_invoice_rel",
        "credit_note_id",
        "invoice_id",
        string="Credited Invoices",
        readonly=True,
        copy=False,
        help="The invoices of which this credit note takes something back.",
    )
