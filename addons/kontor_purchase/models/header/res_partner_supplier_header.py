from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.addons.kontor_sales.tools.records import check_ids, ensure_one_record
from odoo.exceptions import UserError
from odoo.tools import SQL, date_utils, format_date

#: How many months the chart and the delivery reliability look back.
MONTHS = 12


class ResPartner(models.Model):
    """The supplier at a glance, above the supplier's form and every supplier order."""

    _inherit = "res.partner"

    @api.readonly
    def get_supplier_header(self):
        """Return the supplier's terms, contact, open orders, delivery reliability and purchases of twelve months.

        :return: ``{'supplier': {'id', 'name', 'number', 'street', 'city', 'country', 'phone', 'email', 'vat'},
            'contact': {'id', 'name', 'function', 'phone', 'email'} or False, 'terms': {'payment', 'currency', 'incoterm',
            'buyer'}, 'block': {'code', 'label', 'reason'}, 'requests': {'count', 'amount'}, 'open_orders': {'count',
            'amount'}, 'overdue': {'count', 'since'}, 'reliability': {'percent', 'on_time', 'receipts'}, 'chart': {'months':
            [{'month', 'label', 'amount'}], 'max_thousands', 'total'}, 'currency': name}``; amounts in company currency,
            orders gross, purchases net; ``percent`` is False without a receipt in twelve months
        :raises UserError: when called for no supplier, or several, or without the right to read supplier orders
        """
        if len(check_ids(self)) != 1 or not self.exists():
            raise UserError(self.env._("Choose exactly one supplier; this call is for %(count)s.", count=len(self)))
        self.check_access("read")
        if not self.env["purchase.order"].has_access("read"):
            raise UserError(self.env._("You lack the right to read supplier orders."))
        supplier = self.commercial_partner_id
        return {
            "supplier": supplier._supplier_header_address(),
            "contact": self._supplier_header_contact(),
            "terms": supplier._supplier_header_terms(),
            "block": {
                "code": supplier.supplier_block or "none",
                "label": dict(self._fields["supplier_block"]._description_selection(self.env))[
                    supplier.supplier_block or "none"
                ],
                "reason": supplier.supplier_block_reason or "",
            },
            "requests": supplier._supplier_header_orders([("lifecycle_status", "=", "request")]),
            "open_orders": supplier._supplier_header_orders(
                ["|", ("is_left_to_receive", "=", True), ("is_left_to_bill", "=", True)]
            ),
            "overdue": supplier._supplier_header_overdue(),
            "reliability": supplier._supplier_header_reliability(),
            "chart": supplier._supplier_header_chart(),
            "currency": self.env.company.currency_id.name,
        }

    def _supplier_header_address(self):
        return {
            "id": self.id,
            "name": self.name or "",
            "number": self.ref or "",
            "street": self.street or "",
            "city": " ".join(filter(None, [self.zip, self.city])),
            "country": self.country_id.code or "",
            "phone": self.phone or "",
            "email": self.email or "",
            "vat": self.vat or "",
        }

    def _supplier_header_contact(self):
        """Return the contact: this one, when it is a person of the supplier, else the supplier's marked one (003-9)."""
        contact = self._get_document_contact()
        if not contact:
            return False
        return {
            "id": contact.id,
            "name": contact.name or "",
            "function": contact.function or "",
            "phone": contact.phone or "",
            "email": contact.email or "",
        }

    def _supplier_header_terms(self):
        partner = self.with_company(self.env.company)
        return {
            "payment": partner.property_supplier_payment_term_id.name or "",
            "currency": (partner.property_purchase_currency_id or self.env.company.currency_id).name,
            "incoterm": partner.purchase_incoterm_id.code or "",
            "buyer": partner.buyer_id.sudo().name or "",  # sudo: the name of a colleague
        }

    def _supplier_header_orders(self, domain):
        """Return number and value (company currency, tax included) of the supplier's orders."""
        ((count, amount),) = self.env["purchase.order"]._read_group(
            [("partner_id", "child_of", self.id), ("company_id", "=", self.env.company.id), *domain],
            aggregates=["__count", "amount_total_cc:sum"],
        )
        return {"count": count, "amount": amount or 0.0}

    def _supplier_header_overdue(self):
        orders = self.env["purchase.order"].search(
            [
                ("partner_id", "child_of", self.id),
                ("company_id", "=", self.env.company.id),
                ("is_receipt_overdue", "=", True),
            ]
        )
        since = min(orders.order_line.filtered("is_receipt_open").mapped("date_planned"), default=False)
        return {"count": len(orders), "since": format_date(self.env, since) if since else ""}

    def _supplier_header_reliability(self):
        """Return how many receipts of the last twelve months came on the promised day or before."""
        self.env["stock.move"].flush_model(["state", "date", "purchase_line_id"])
        self.env["purchase.order.line"].flush_model(["date_planned"])
        start = fields.Date.subtract(fields.Date.context_today(self), months=MONTHS)
        # The supplier orders and their moves are read as one figure; the right to read orders was checked.
        ((receipts, on_time),) = self.env.execute_query(
            SQL(
                """
                SELECT COUNT(*), COUNT(*) FILTER (WHERE m.date::date <= l.date_planned::date)
                  FROM stock_move m
                  JOIN purchase_order_line l ON l.id = m.purchase_line_id
                  JOIN purchase_order o ON o.id = l.order_id
                  JOIN res_partner p ON p.id = o.partner_id
                  JOIN stock_location source ON source.id = m.location_id
                 WHERE p.commercial_partner_id = %s AND o.company_id = %s
                   AND m.state = 'done' AND m.quantity > 0 AND source.usage = 'supplier' AND m.date >= %s
                """,
                self.id,
                self.env.company.id,
                start,
            )
        )
        return {
            "percent": round(100 * on_time / receipts) if receipts else False,
            "on_time": on_time,
            "receipts": receipts,
        }

    def _supplier_header_chart(self):
        """Return the purchases of the last twelve months, net, from posted bills and credit notes."""
        this_month = date_utils.start_of(fields.Date.context_today(self), "month")
        start = this_month - relativedelta(months=MONTHS - 1)
        # sudo: a buyer sees what was bought, also without access to the accounts
        groups = (
            self.env["account.invoice.report"]
            .sudo()
            ._read_group(
                [
                    ("commercial_partner_id", "=", self.id),
                    ("company_id", "=", self.env.company.id),
                    ("move_type", "in", ("in_invoice", "in_refund")),
                    ("state", "=", "posted"),
                    ("invoice_date", ">=", start),
                ],
                ["invoice_date:month"],
                ["price_subtotal:sum"],
            )
        )
        amounts = {fields.Date.to_date(month): -amount for month, amount in groups}
        months = [start + relativedelta(months=number) for number in range(MONTHS)]
        currency = self.env.company.currency_id
        rows = [
            {
                "month": month.isoformat(),
                "label": format_date(self.env, month, date_format="MMM yy"),
                "amount": currency.round(amounts.get(month, 0.0)),
            }
            for month in months
        ]
        tallest = max((row["amount"] for row in rows), default=0.0)
        return {
            "months": rows,
            "max_thousands": round(max(tallest, 0.0) / 1000),
            "total": currency.round(sum(row["amount"] for row in rows)),
        }

    def action_open_supplier_orders(self, kind="open"):
        """Return the list of the supplier's orders.

        :param str kind: ``request`` ``open`` ``overdue``
        :return: an ``ir.actions.act_window``
        :raises UserError: when there is no such list, or this isn't exactly one supplier
        """
        ensure_one_record(self)
        domains = {
            "request": [("lifecycle_status", "=", "request")],
            "open": ["|", ("is_left_to_receive", "=", True), ("is_left_to_bill", "=", True)],
            "overdue": [("is_receipt_overdue", "=", True)],
        }
        if not isinstance(kind, str) or kind not in domains:
            raise UserError(
                self.env._("“%(kind)s” is no list. Possible are: %(kinds)s.", kind=kind, kinds=", ".join(domains))
            )
        action = self.env["ir.actions.act_window"]._for_xml_id("kontor_purchase.action_open")
        partner = self.commercial_partner_id
        return {
            **action,
            "display_name": self.env._("Supplier Orders: %s", partner.name),
            "domain": [("partner_id", "child_of", partner.ids), *domains[kind]],
        }
