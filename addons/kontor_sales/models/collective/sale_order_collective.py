from odoo import Command, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...tools.records import check_ids
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

    def _invoice_by_rule(self, pickings=None, refused=()):
        """Start the batches that invoice these orders, one for each company, and do them when they are few.

        :param pickings: only these deliveries
        :param refused: deliveries that can't be invoiced: pairs of a delivery and the reason
        :return: the batches, as superuser
        :raises UserError: on no order, without the right to make invoices, or when nothing of it can be invoiced
        """
        if not check_ids(self) and not refused:
            raise UserError(self.env._("Choose at least one order or delivery to invoice."))
        self.env["kontor.collective.invoicing"]._check_right()
        orders, refused = self._split_invoiceable(refused)
        if not orders:
            raise UserError("\n".join(dict.fromkeys(reason for _document, reason in refused)))
        # sudo: batches are written by the server alone; the right to make invoices was checked above
        batches = self.env["kontor.collective.invoicing"].sudo()
        for company, own in orders.grouped("company_id").items():
            model = self.env["kontor.collective.invoicing"].with_company(company)
            batches |= model._start(company, own, pickings=pickings, refused=refused if not batches else ())
        if sum(len(batch.item_ids) for batch in batches) <= AT_ONCE:
            batches._process()
        else:
            # sudo: the job goes on, whoever started it
            self.env.ref("kontor_sales.cron_invoice_by_rule").sudo()._trigger()
        return batches

    def _split_invoiceable(self, refused=()):
        """Leave out the orders that can't be invoiced, whatever else was chosen with them.

        :param refused: pairs of a document and a reason, to which those left out are added
        :return: the others, and the pairs
        """
        refused = list(refused)
        found = check_ids(self).exists()
        for order_id in (self - found).ids:
            reason = self.env._("The order with the id %s was deleted meanwhile.", order_id)
            refused.append((self.browse(), reason))
        readable = found._filtered_access("read")
        for order in found - readable:
            # its number is none of the user's business
            refused.append((self.browse(), self.env._("You may not see the order with the id %s.", order.id)))
        for order in readable.filtered(lambda order: order.state != "sale"):
            if order.state == "cancel":
                reason = self.env._("%s is cancelled; there is nothing to invoice.", order.name)
            else:
                reason = self.env._("%(order)s: Only a confirmed order can be invoiced.", order=order.name)
            refused.append((order, reason))
        return readable.filtered(lambda order: order.state == "sale"), refused

    def _create_collective_invoice(self, pickings, invoice_date):
        """Make one draft invoice for what was delivered of these orders and isn't invoiced yet.

        Each delivery has a heading with the numbers and dates of order and delivery note. Positions that aren't goods
        go along with their order; discounts of the whole order only when it is delivered completely.

        :param pickings: the deliveries (``stock.picking``) that count
        :return: the draft (``account.move``), or none when there is nothing to invoice
        """
        commands, origins, references = [], [], []
        for order in self.sorted(lambda order: (order.date_order, order.id)):
            order = order.with_context(lang=order.partner_invoice_id._get_document_lang())
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
            **self._prepare_service_period(),
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
            move._set_order_invoice_type("full" if complete and not earlier else "partial")
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
                date=format_date(self.env, picking._get_delivery_day()),
            )
        return heading


class StockPicking(models.Model):
    """Invoicing deliveries by the customer's rule (002-7)."""

    _inherit = "stock.picking"

    def invoice_by_rule(self):
        """Invoice these deliveries by their customers' rules; see ``sale.order.invoice_by_rule``.

        :return: dict, as there
        :raises UserError: on no delivery, when none of them can be invoiced, or without the right
        """
        return self._invoice_by_rule()._get_result()

    def action_invoice_by_rule(self):
        """Invoice these deliveries by their customers' rules, and show what became of each.

        :return: action that opens the batch
        :raises UserError: see ``invoice_by_rule``
        """
        return self._invoice_by_rule()._get_open_action()

    def _invoice_by_rule(self):
        pickings, refused = self._split_invoiceable()
        # an order that the user may not see is left out, with the reason
        orders = self.env["sale.order"].browse(pickings.sudo().move_ids.sale_line_id.order_id.ids)
        return orders._invoice_by_rule(pickings, refused)

    def _split_invoiceable(self):
        """Leave out the deliveries that can't be invoiced.

        :return: the others, and pairs of a delivery and the reason
        """
        found = check_ids(self).exists()
        readable = found._filtered_access("read")
        refused = [
            (self.browse(), self.env._("The delivery with the id %s was deleted meanwhile.", picking_id))
            for picking_id in (self - found).ids
        ]
        refused += [
            (self.browse(), self.env._("You may not see the delivery with the id %s.", picking.id))
            for picking in found - readable
        ]
        invoiceable = self.browse()
        for picking in readable:
            if picking.state != "done" or not picking.location_dest_id._is_outgoing():
                reason = self.env._("%s is no finished delivery to a customer.", picking.name)
            elif not picking.sudo().move_ids.sale_line_id:  # sudo: only whether there is an order at all
                reason = self.env._("%s belongs to no order, so it can't be invoiced.", picking.name)
            else:
                invoiceable |= picking
                continue
            refused.append((picking, reason))
        return invoiceable, refused

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
