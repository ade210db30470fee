from collections import defaultdict

from markupsafe import Markup
from odoo import api, fields, models
from odoo.tools import format_amount, format_date, formatLang, groupby


class EarlierInvoice(models.Model):
    """What a Schlussrechnung says about an invoice before it, at one tax rate (§ 14 UStG, 004-21).

    The rows are written when the Schlussrechnung is posted and never change after that: printed years later, it still
    says what it said.
    """

    _name = "kontor.earlier.invoice"
    _description = "Earlier Invoice on a Final Invoice"
    _order = "id"  # as they were written: by date and number, the highest rate first

    move_id = fields.Many2one("account.move", string="Final Invoice", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="move_id.company_id", store=True, index=True)
    currency_id = fields.Many2one("res.currency", required=True)
    invoice_id = fields.Many2one("account.move", string="Earlier Invoice", required=True, ondelete="restrict", index=True)
    number = fields.Char(required=True)
    invoice_date = fields.Date()
    invoice_type = fields.Char(string="Type", required=True, help="Type of the earlier invoice (order_invoice_type).")
    is_deducted = fields.Boolean(
        string="Deducted", help="This down payment is deducted from the final invoice; part invoices are only listed."
    )
    tax_rate = fields.Float(string="Tax Rate (%)", digits=(16, 4))
    amount_untaxed = fields.Monetary(string="Net")
    amount_tax = fields.Monetary(string="Tax")
    amount_total = fields.Monetary(string="Gross")


class AccountMove(models.Model):
    _inherit = "account.move"

    earlier_invoice_ids = fields.One2many(
        "kontor.earlier.invoice",
        "move_id",
        string="Earlier Invoices",
        readonly=True,
        copy=False,
        help="The down payments and part invoices before this final invoice, as they were when it was posted.",
    )
    earlier_invoices_html = fields.Html(string="Earlier Invoices of the Order", compute="_compute_earlier_invoices_html")

    def _lists_earlier_invoices(self):
        """Tell whether this document settles an order: a Schlussrechnung, or a credit note that does its work."""
        self.ensure_one()
        if self.move_type == "out_invoice":
            return self.order_invoice_type == "final"
        lines = self.invoice_line_ids.filtered(lambda line: line.display_type == "product")
        down_payments = lines.filtered("is_downpayment")
        # a refunded down payment alone settles nothing
        return (
            self.move_type == "out_refund"
            and not self.reversed_entry_id.is_cancellation_invoice
            and bool(down_payments and lines - down_payments and not self.is_cancellation_invoice)
        )

    def _get_earlier_moves(self):
        """Return the posted invoices and credit notes of the same orders that came before this one, as superuser.

        An invoice that was taken back completely, and what took it back, say nothing any more.
        """
        self.ensure_one()
        # sudo: the list is the same whoever makes the invoice
        orders = self.sudo().invoice_line_ids.sale_line_ids.order_id
        moves = orders.order_line.invoice_lines.move_id.filtered(
            lambda move: move.state == "posted" and move.is_sale_document() and move != self
        )
        later = moves.filtered(lambda move: self in move.earlier_invoice_ids.invoice_id)
        reversed_moves = moves.filtered(lambda move: move.payment_state == "reversed" or move.is_cancellation_invoice)
        reversing = moves.filtered(lambda move: move.reversed_entry_id & reversed_moves)
        return (moves - later - reversed_moves - reversing).sorted(lambda move: (move.invoice_date or move.date, move.id))

    def _get_earlier_invoices(self):
        """Return what this Schlussrechnung says about the invoices before it.

        :return: list of dicts with the fields of ``kontor.earlier.invoice``: as posted, or, for a draft, as it would be
            posted now; empty for every other invoice
        """
        self.ensure_one()
        # sudo: what stands on the document is no secret from those who may read it
        rows = self.sudo().earlier_invoice_ids
        names = ["invoice_id", "number", "invoice_date", "invoice_type", "is_deducted", "tax_rate"]
        names += ["amount_untaxed", "amount_tax", "amount_total"]
        if self.state == "posted":
            return [{name: row[name].id if name == "invoice_id" else row[name] for name in names} for row in rows]
        return self._prepare_earlier_invoices() if self._lists_earlier_invoices() else []

    def _prepare_earlier_invoices(self):
        """Return the values of ``earlier_invoice_ids``, one for each invoice and tax rate."""
        self.ensure_one()
        own = self.sudo()  # sudo: as in _get_earlier_moves
        orders = own.invoice_line_ids.sale_line_ids.order_id
        deducted = own.invoice_line_ids.filtered("is_downpayment").sale_line_ids
        values = []
        for move in own._get_earlier_moves():
            amounts = move._get_amounts_by_tax_rate(orders)
            common = {
                "invoice_id": move.id,
                "number": move.name,
                "invoice_date": move.invoice_date,
                "invoice_type": move.order_invoice_type or "partial",
                "is_deducted": bool(deducted & move.invoice_line_ids.filtered(lambda line: line.quantity > 0).sale_line_ids),
            }
            values += [
                {
                    **common,
                    "tax_rate": rate,
                    "amount_untaxed": net,
                    "amount_tax": tax,
                    "amount_total": self.currency_id.round(net + tax),
                }
                for rate, (net, tax) in sorted(amounts.items(), reverse=True)
            ]
        return values

    def _get_amounts_by_tax_rate(self, orders):
        """Return net and tax of the orders' part of this invoice, exactly as it was booked.

        :param orders: ``sale.order``; of a collective invoice only their lines count
        :return: ``{rate in percent: (net, tax)}`` in the invoice's currency; a credit note's are negative
        """
        self.ensure_one()
        base_lines, _tax_lines = self._get_rounded_base_and_tax_lines()
        shared = self.invoice_line_ids.sale_line_ids.order_id - orders
        sign = -1 if self.move_type == "out_refund" else 1
        amounts = defaultdict(lambda: [0.0, 0.0])
        for base_line in base_lines:
            if shared and not base_line["record"].sale_line_ids.order_id & orders:
                continue
            taxes = base_line["tax_ids"].flatten_taxes_hierarchy()
            rate = sum(tax.amount for tax in taxes if tax.amount_type in ("percent", "division"))
            details = base_line["tax_details"]
            net = details["total_excluded_currency"] + details["delta_total_excluded_currency"]
            if base_line["record"].display_type == "epd":
                net = 0.0  # cash discount on the tax only: its lines cancel each other out
            tax = sum(tax_data["tax_amount_currency"] for tax_data in details["taxes_data"])
            amounts[rate][0] += sign * net
            amounts[rate][1] += sign * tax
        currency = self.currency_id
        rounded = {rate: (currency.round(net), currency.round(tax)) for rate, (net, tax) in amounts.items()}
        return {rate: pair for rate, pair in rounded.items() if any(pair)}

    def _store_earlier_invoices(self):
        """Write down what these invoices, posted just now, say about the invoices before them."""
        invoices = self.filtered(lambda move: move.is_sale_document() and move.invoice_line_ids.sale_line_ids)
        # sudo: the rows are written by the server alone
        invoices.sudo().earlier_invoice_ids.unlink()
        self.env["kontor.earlier.invoice"].sudo().create(
            [
                {"move_id": move.id, "currency_id": move.currency_id.id, **values}
                for move in invoices
                if move._lists_earlier_invoices()
                for values in move._prepare_earlier_invoices()
            ]
        )

    def _post(self, soft=True):
        posted = super()._post(soft=soft)
        posted._store_earlier_invoices()
        return posted

    # -- showing them ---------------------------------------------------------------------------------------------

    def _get_earlier_invoices_table(self):
        """Return the list of the earlier invoices as the document and the form show it.

        :return: dict with ``invoices`` (for each a list of its rates: dicts of ``number``, ``date``, ``type``, ``rate``,
            ``net``, ``tax``, ``gross``: texts; ``is_deducted``), ``sums`` (of the earlier invoices) and ``total`` (with this
            invoice); False when nothing came before
        """
        self.ensure_one()
        earlier = self._get_earlier_invoices()
        if not earlier:
            return False
        currency = self.currency_id
        rows = []
        for values in earlier:
            rows.append(
                {
                    "number": values["number"],
                    "date": format_date(self.env, values["invoice_date"]) if values["invoice_date"] else "",
                    "type": self._get_invoice_type_title(values["invoice_type"]),
                    "rate": self._format_tax_rate(values["tax_rate"]),
                    "is_deducted": values["is_deducted"],
                    **self._format_net_tax_gross(values["amount_untaxed"], values["amount_tax"]),
                }
            )
        net = currency.round(sum(values["amount_untaxed"] for values in earlier))
        tax = currency.round(sum(values["amount_tax"] for values in earlier))
        sign = -1 if self.move_type == "out_refund" else 1
        return {
            "invoices": [group for _number, group in groupby(rows, key=lambda row: row["number"])],
            "sums": self._format_net_tax_gross(net, tax),
            "total": self._format_net_tax_gross(net + sign * self.amount_untaxed, tax + sign * self.amount_tax),
        }

    def _format_net_tax_gross(self, net, tax):
        return {
            "net": format_amount(self.env, net, self.currency_id),
            "tax": format_amount(self.env, tax, self.currency_id),
            "gross": format_amount(self.env, self.currency_id.round(net + tax), self.currency_id),
        }

    @api.model
    def _format_tax_rate(self, rate):
        text = formatLang(self.env, rate, digits=2)
        point = formatLang(self.env, 0, digits=1)[1]
        return f"{text.rstrip('0').rstrip(point)} %"

    def _get_invoice_title(self):
        """Return what this document is called when it is printed, in the language of the environment."""
        self.ensure_one()
        # sudo: whoever prints an invoice need not have the right to read the orders
        if self.move_type == "out_refund":
            if self.is_cancellation_invoice:
                return self.env._("Credit Note (Cancellation)")
            return self._get_invoice_type_title("credit_note")
        if len(self.sudo().invoice_line_ids.sale_line_ids.order_id) > 1:
            return self.env._("Collective Invoice")
        return self._get_invoice_type_title(self.order_invoice_type)

    @api.model
    def _get_invoice_type_title(self, invoice_type):
        """Return what a document of this type is called when it is printed, in the language of the environment.

        :param str invoice_type: a value of ``order_invoice_type``
        """
        titles = {
            "down_payment": self.env._("Down Payment Invoice"),
            "partial": self.env._("Part Invoice"),
            "full": self.env._("Invoice"),
            "final": self.env._("Final Invoice"),
            "credit_note": self.env._("Credit Note"),
        }
        return titles.get(invoice_type, titles["full"])

    @api.depends("state", "order_invoice_type", "invoice_line_ids.price_total", "earlier_invoice_ids")
    @api.depends_context("lang")
    def _compute_earlier_invoices_html(self):
        for move in self:
            table = isinstance(move.id, int) and move.is_sale_document() and move._get_earlier_invoices_table()
            move.earlier_invoices_html = (
                Markup(self.env["ir.qweb"]._render("kontor_sales.document_earlier_invoices", {"earlier_invoices": table}))
                if table
                else False
            )
