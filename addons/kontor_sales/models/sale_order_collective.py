from odoo import Command, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .collective_invoicing import AT_ONCE


class SaleOrder(models.Model):
    """Invoicing by the customer's rule, many at once (002-5, 002-7, 002-8)."""

    _inherit = "sale.order"

    def invoice_by_rule(self):
        """Invoice these orders by their customers' rules.

        Per order: a final invoice, once everything is delivered. Per delivery: an invoice for each delivery. Collective:
        one invoice for all deliveries of a customer with the same addresses, terms and currency.

        :return: dict: ``batch_id`` (``kontor.collective.invoicing``), ``invoice_ids``, ``remaining`` (invoices that the
            job still makes), ``messages`` (what was left out or failed, and why)
        :raises UserError: on no order, or without the right to make invoices
        """
        return self._invoice_by_rule()._get_result()

    def action_invoice_by_rule(self):
        """Invoice these orders by their customers' rules, and show what became of each.

        :return: action that opens the batch
        :raises UserError: see ``invoice_by_rule``
        """
        return self._invoice_by_rule()._get_open_action()

    def _invoice_by_rule(self, pickings=None):
        if not self:
            raise UserError(self.env._("Choose at least one order or delivery to invoice."))
        self.check_access("read")
        self.env["kontor.collective.invoicing"]._check_right()
        not_confirmed = self.filtered(lambda order: order.state != "sale")
        if not_confirmed:
            raise UserError(self.env._("%(order)s: Only a confirmed order can be invoiced.", order=not_confirmed[0].name))
        # sudo: batches are written by the server alone; the right to make invoices was checked above
        batches = self.env["kontor.collective.invoicing"].sudo()
        for company, orders in self.grouped("company_id").items():
            model = self.env["kontor.collective.invoicing"].with_company(company)
            batches |= model._start(company, orders, pickings=pickings)
        if sum(len(batch.item_ids) for batch in batches) <= AT_ONCE:
            batches._process()
        else:
            # sudo: the job goes on, whoever started it
            self.env.ref("kontor_sales.cron_invoice_by_rule").sudo()._trigger()
        return batches

    def _create_collective_invoice(self, pickings, invoice_date):
        """Make one draft invoice for what was delivered of these orders and isn't invoiced yet.

        Each delivery has a heading with the numbers and dates of order and delivery note. Positions that aren't goods
        go along with their order; discounts of the whole order only when it is delivered completely.

        :param pickings: the deliveries (``stock.picking``) that count
        :return: the draft (``account.move``), or none when there is nothing to invoice
        """
        commands, origins, references = [], [], []
        for order in self.sorted(lambda order: (order.date_order, order.id)):
            order = order.with_context(lang=order.partner_invoice_id.lang or self.env.lang)
            lines = order._prepare_collective_lines(pickings, len(commands))
            if lines:
                commands += lines
                origins.append(order.name)
                references.append(order.client_order_ref or order.name)
        if not commands:
            return self.env["account.move"]
        first = self[:1]
        values = {
            **first._prepare_invoice(),
            "ref": ", ".join(dict.fromkeys(references))[:2000],
            "invoice_origin": ", ".join(origins),
            "invoice_date": invoice_date,
            "delivery_ids": [Command.set((pickings & self.picking_ids).ids)],
            "invoice_line_ids": commands,
        }
        if len(origins) > 1:
            values["payment_reference"] = False
        move = first._create_account_invoices([values], False)
        first._date_invoices(move, invoice_date)
        orders = move.invoice_line_ids.sale_line_ids.order_id
        if len(orders) > 1:
            complete = not any(line._volume_to_invoice() > 0 for line in orders._invoiceable_positions())
            earlier = orders._posted_invoices() - move
            move.order_invoice_type = "full" if complete and not earlier else "partial"
        move.message_post_with_source(
            "mail.message_origin_link", render_values={"self": move, "origin": orders}, subtype_xmlid="mail.mt_note"
        )
        return move

    def _prepare_collective_lines(self, pickings, sequence):
        """Return the commands for this order's lines on a collective invoice; see ``_create_collective_invoice``."""
        self.ensure_one()
        blocks = [
            (self._collective_heading(picking), quantities)
            for picking, quantities in self._allocate_deliveries().items()
            if picking in pickings
        ]
        other = self._get_other_quantities(bool(blocks))
        if other:
            blocks.append((self._collective_heading(), other))
        commands = []
        for heading, quantities in blocks:
            commands.append(
                Command.create({"display_type": "line_section", "name": heading, "sequence": sequence + len(commands) + 1})
            )
            for line, quantity in quantities.items():
                line = line.with_env(self.env)
                values = line._prepare_invoice_line(quantity=quantity, sequence=sequence + len(commands) + 1)
                commands.append(Command.create(values))
        return commands

    def _get_other_quantities(self, with_goods):
        """Return what is to be invoiced of positions that aren't goods, ``{line: quantity}``.

        :param bool with_goods: goods of this order are on the same invoice
        """
        if not with_goods and any(line._is_stock_line() for line in self.order_line):
            return {}
        quantities = {}
        for line in self._invoiceable_positions().filtered(lambda line: not line._is_stock_line()):
            quantity = min(line._volume_to_invoice(), line.qty_to_invoice)
            if quantity > 0 and not (line.price_subtotal < 0 and self.is_left_to_deliver):
                quantities[line] = quantity
        return quantities

    def _collective_heading(self, picking=None):
        """Return the heading of a block: order and delivery note with their dates, and the customer's reference."""
        heading = self.env._("Order %(order)s of %(date)s", order=self.name, date=format_date(self.env, self.date_order))
        if self.client_order_ref:
            heading += " " + self.env._("(your reference %s)", self.client_order_ref)
        if picking:
            heading += ", " + self.env._(
                "delivery note %(delivery)s of %(date)s",
                delivery=picking.name,
                date=format_date(self.env, picking.date_done),
            )
        return heading


class StockPicking(models.Model):
    """Invoicing deliveries by the customer's rule (002-7)."""

    _inherit = "stock.picking"

    def invoice_by_rule(self):
        """Invoice these deliveries by their customers' rules; see ``sale.order.invoice_by_rule``.

        :return: dict, as there
        :raises UserError: on no delivery, on one that isn't finished or has no order, or without the right
        """
        return self._get_orders_to_invoice()._invoice_by_rule(self)._get_result()

    def action_invoice_by_rule(self):
        """Invoice these deliveries by their customers' rules, and show what became of each.

        :return: action that opens the batch
        :raises UserError: see ``invoice_by_rule``
        """
        return self._get_orders_to_invoice()._invoice_by_rule(self)._get_open_action()

    def _get_orders_to_invoice(self):
        """Return the orders of these deliveries.

        :raises UserError: when one can't be invoiced, naming it
        """
        for picking in self:
            if picking.state != "done" or not picking.location_dest_id._is_outgoing():
                raise UserError(self.env._("%s is no finished delivery to a customer.", picking.name))
            if not picking.move_ids.sale_line_id:
                raise UserError(self.env._("%s belongs to no order, so it can't be invoiced.", picking.name))
        return self.move_ids.sale_line_id.order_id

    def _action_done(self):
        res = super()._action_done()
        delivered = self.filtered(lambda picking: picking.state == "done" and picking.location_dest_id._is_outgoing())
        # sudo: the warehouse need not be able to read the customer's terms
        partners = delivered.sudo().move_ids.sale_line_id.order_id.partner_id.commercial_partner_id
        if "delivery" in partners.mapped("invoicing_rule"):
            # sudo: the invoice follows by itself, whoever validated the delivery
            self.env.ref("kontor_sales.cron_invoice_by_rule").sudo()._trigger()
        return res


class CollectiveInvoicing(models.Model):
    _inherit = "kontor.collective.invoicing"

    def _get_result(self):
        """Return what became of these batches, as an interface takes it."""
        items = self.item_ids
        return {
            "batch_id": self[:1].id,
            "invoice_ids": items.move_ids.ids,
            "remaining": len(items.filtered(lambda item: item.state == "todo")),
            "messages": [item.message for item in items if item.message],
        }

    def _get_open_action(self):
        """Return the action that opens these batches."""
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Invoicing by Rule"),
            "res_model": self._name,
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", self.ids)],
            "target": "current",
        }
        if len(self) == 1:
            action.update(res_id=self.id, views=[(False, "form")])
        return action
