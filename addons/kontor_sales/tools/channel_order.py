"""Reading an order that a web shop or a platform sends: check everything first, name every problem, then create it."""

import math
from datetime import UTC, datetime, timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import email_normalize, format_amount
from odoo.tools.sql import escape_psql

from .channel_customer import ADDRESS_KEYS, CUSTOMER_KEYS, ChannelCustomer

#: Every entry that an order may have; a misspelt one is refused instead of ignored.
ORDER_KEYS = {
    "source", "reference", "ordered_on", "customer", "delivery_address", "currency", "lines", "shipping", "note",
    "total", "payment",
}  # fmt: skip
LINE_KEYS = {"sku", "quantity", "price_unit", "discount", "name"}
SHIPPING_KEYS = {"method", "price"}
PAYMENT_KEYS = {"prepaid", "amount", "date", "provider", "transaction"}
#: Clocks of shops may be ahead of ours.
CLOCK_TOLERANCE = timedelta(days=1)


class ChannelOrder(ChannelCustomer):
    """One order as sent by ``import_channel_order``.

    :param env: environment of the calling user; nothing is done with more rights than that user's
    :param dict vals: what the shop sent
    """

    def __init__(self, env, vals):
        self.env = env(context={**env.context, "mail_create_nosubscribe": True})
        self.company = env.company
        self.problems = []
        if not isinstance(vals, dict):
            raise UserError(self.env._("An order is a set of named values (source, reference, customer, lines …)."))
        self.vals = vals
        self.source = vals.get("source")
        self.reference = vals.get("reference")

    # -- finding ----------------------------------------------------------------------------------------------------

    def find_existing(self):
        """Return the order that was imported from this source with this reference before (``sale.order``).

        :raises UserError: when source or reference is unusable
        """
        self._check_keys(self.vals, ORDER_KEYS, self.env._("Order"))
        if self.source is None or self.source is False or self.source == "":
            self.problem(self.env._("Source: it is missing; possible are webshop and platform."))
        elif self.source not in ("webshop", "platform"):
            self.problem(self.env._("Source: “%(value)s” is unknown; possible are webshop and platform.", value=self.source))
        if isinstance(self.reference, int) and not isinstance(self.reference, bool):
            self.reference = str(self.reference)
        if not isinstance(self.reference, str) or not self.reference.strip():
            self.problem(self.env._("Reference: the order's number in the shop is missing."))
            return self.env["sale.order"]
        self.reference = self.reference.strip()
        if self.problems:
            return self.env["sale.order"]
        orders = self.env["sale.order"]
        if not orders.has_access("create"):
            raise UserError(self._lacks_right(self.env._("create orders"), "sales_team.group_sale_salesman"))
        # sudo: the answer to a repeated call must not depend on who is the order's clerk by now
        found = orders.sudo().search(
            [
                ("company_id", "=", self.company.id),
                ("order_source", "=", self.source),
                ("source_reference", "=", self.reference),
            ],
            limit=1,
        )
        return found.with_env(self.env)

    # -- creating ---------------------------------------------------------------------------------------------------

    def take_over(self):
        """Create the order, confirm it, and enter its payment.

        :return: the new ``sale.order``
        :raises UserError: naming every problem
        """
        self._check_rights()
        ordered_on = self._read_ordered_on()
        pricelist = self._read_currency()
        customer_data = self._read_party("customer", CUSTOMER_KEYS)
        delivery_data = self._read_party("delivery_address", ADDRESS_KEYS) if self.vals.get("delivery_address") else {}
        lines = self._read_lines()
        shipping = self._read_shipping()
        note = self.vals.get("note") or ""
        if not isinstance(note, str):
            self.problem(self.env._("Note: expected a text."))
        total = self._number(self.vals, "total", self.env._("Total"), minimum=0.0)
        payment = self._read_payment()
        customer = self._find_customer(customer_data)
        self._refuse_if_problems()

        customer = customer or self._create_customer(customer_data)
        self._refuse_if_problems()
        values = {
            "order_source": self.source,
            "source_reference": self.reference,
            "client_order_ref": self.reference,
            "company_id": self.company.id,
            "partner_id": customer.id,
            "special_request": note or False,
            "user_id": self._clerk(customer).id,
        }
        if customer_data.get("street") or customer_data.get("city"):
            values["partner_invoice_id"] = self._address(customer, customer_data, "invoice").id
        if delivery_data:
            values["partner_shipping_id"] = self._address(customer, delivery_data, "delivery").id
        if pricelist:
            values["pricelist_id"] = pricelist.id
        if ordered_on:
            values["date_order"] = ordered_on
        order = self.env["sale.order"]._create_channel_order(values)
        self._check_currency(order)
        self._add_positions(order, lines, shipping)
        self._check_total(order, total, payment)
        self._refuse_if_problems()
        order._log_tax_warnings()
        if payment:
            payment["amount"] = payment["amount"] if payment["amount"] is not None else order.amount_total
            payment["date"] = payment["date"] or fields.Date.to_string(
                min((ordered_on or fields.Datetime.now()).date(), fields.Date.context_today(order))
            )
            # sudo: the field is hidden from users; the right to enter payments was checked above
            order.sudo().channel_payment = payment
        self._confirm(order, ordered_on)
        return order

    def _confirm(self, order, ordered_on):
        """Confirm the order, unless the customer is blocked: then it waits, with its reasons, on the work list."""
        blocked = order._channel_block_texts()
        if blocked:
            order._record_blocked("order")
            order.message_post(body=self.env._("Imported, but not confirmed: %(reasons)s", reasons="; ".join(blocked)))
            return
        order.action_confirm()
        if ordered_on:
            with order._state_work():
                order.date_order = ordered_on  # core puts the moment of the confirmation there

    # -- problems ---------------------------------------------------------------------------------------------------

    def problem(self, text):
        """Note a problem; all of them are reported together."""
        self.problems.append(text)

    def _refuse_if_problems(self):
        if self.problems:
            start = (
                self.env._("The order %(reference)s can't be imported:", reference=self.reference)
                if self.reference
                else self.env._("The order can't be imported:")
            )
            raise UserError(start + "".join(f"\n– {text}" for text in self.problems))

    def _lacks_right(self, work, group_xmlid):
        # sudo: the name of the missing right, for somebody who may not read the groups
        group = self.env.ref(group_xmlid).sudo()
        return self.env._(
            "The user %(user)s lacks the right to %(work)s. It belongs to “%(group)s”; an administrator can give it.",
            user=self.env.user.name,
            work=work,
            group=group.full_name,
        )

    def _check_rights(self):
        """Note every right that the calling user lacks for this order."""
        if not self.env.su and not self.env.user.has_group("sales_team.group_sale_salesman_all_leads"):
            self.problem(
                self._lacks_right(self.env._("handle the orders of all clerks"), "sales_team.group_sale_salesman_all_leads")
            )
        payment = self.vals.get("payment")
        if isinstance(payment, dict) and payment.get("prepaid"):
            for model in ("account.move", "account.payment"):
                if not self.env[model].has_access("create"):
                    self.problem(
                        self._lacks_right(self.env._("enter invoices and payments"), "account.group_account_invoice")
                    )
                    break

    # -- reading values ---------------------------------------------------------------------------------------------

    def _check_keys(self, data, known, label):
        unknown = {str(key) for key in data} - known
        if unknown:
            self.problem(self.env._("%(label)s: unknown entries: %(names)s.", label=label, names=", ".join(sorted(unknown))))

    def _number(self, data, key, label, default=None, minimum=None, maximum=None):
        """Return a number of ``data``, or the default; note what is wrong with it."""
        value = data.get(key)
        if value is None or value is False or value == "":
            return default
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
            self.problem(self.env._("%(label)s: “%(value)s” is not a number.", label=label, value=value))
            return default
        if (minimum is not None and value < minimum) or (maximum is not None and value > maximum):
            self.problem(self.env._("%(label)s: %(value)s is not possible.", label=label, value=value))
            return default
        return value

    def _read_ordered_on(self):
        """Return when the customer ordered (UTC, without time zone), or None."""
        value = self.vals.get("ordered_on")
        if not value:
            return None
        try:
            moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value).strip())
        except ValueError:
            self.problem(
                self.env._("Order date: “%(value)s” is not a date (YYYY-MM-DD or YYYY-MM-DD HH:MM:SS).", value=value)
            )
            return None
        if moment.tzinfo:
            moment = moment.astimezone(UTC).replace(tzinfo=None)
        if moment > fields.Datetime.now() + CLOCK_TOLERANCE:
            self.problem(self.env._("Order date: %(value)s lies in the future.", value=value))
        return moment.replace(microsecond=0)

    def _read_currency(self):
        """Return the price list for a currency other than the company's, or an empty recordset."""
        pricelists = self.env["product.pricelist"]
        code = self.vals.get("currency")
        if not code:
            return pricelists
        currency = (
            self.env["res.currency"].with_context(active_test=False).search([("name", "=", str(code).upper())], limit=1)
        )
        if not currency:
            self.problem(self.env._("Currency: “%(code)s” is unknown.", code=code))
            return pricelists
        self.currency = currency
        if currency == self.company.currency_id:
            return pricelists
        pricelist = pricelists.search(
            [("currency_id", "=", currency.id), ("company_id", "in", (False, self.company.id))], limit=1
        )
        if not currency.active or not pricelist:
            self.problem(
                self.env._(
                    "Currency: there is no price list in %(code)s. A sales manager can create one.", code=currency.name
                )
            )
        return pricelist

    currency = None

    def _check_currency(self, order):
        """Give the order a price list in its currency when the customer's own has another one."""
        if not self.currency or order.currency_id == self.currency:
            return
        pricelists = self.env["product.pricelist"]
        order.pricelist_id = pricelists.search(
            [("currency_id", "=", self.currency.id), ("company_id", "in", (False, self.company.id))], limit=1
        )
        if order.currency_id != self.currency:
            self.problem(
                self.env._(
                    "Currency: the order would be in %(currency)s, not in %(code)s. A sales manager can create a price"
                    " list in %(code)s.",
                    currency=order.currency_id.name,
                    code=self.currency.name,
                )
            )

    def _read_party(self, key, known):
        """Return the data of the customer or of an address, with its country as ``country_id``."""
        label = self.env._("Customer") if key == "customer" else self.env._("Delivery address")
        data = self.vals.get(key)
        if not data:
            self.problem(self.env._("%(label)s: the data is missing.", label=label))
            return {}
        if not isinstance(data, dict):
            self.problem(self.env._("%(label)s: expected named values (name, street, zip, city …).", label=label))
            return {}
        self._check_keys(data, known, label)
        party = self._read_texts(data, known, label)
        code = party.pop("country_code", None)
        if code:
            country = self.env["res.country"].search([("code", "=", code.upper())], limit=1)
            if not country:
                self.problem(self.env._("%(label)s: there is no country “%(code)s”.", label=label, code=code))
            party["country_id"] = country.id
        if party.get("email") and not email_normalize(party["email"]):
            self.problem(self.env._("%(label)s: “%(email)s” is no e-mail address.", label=label, email=party["email"]))
        if key == "delivery_address" and not (party.get("street") and party.get("city")):
            self.problem(self.env._("%(label)s: street and city are needed.", label=label))
        return party

    def _read_texts(self, data, known, label):
        """Return the known values of an address as texts, without those that say nothing."""
        party = {}
        for name, value in data.items():
            if name not in known or value is None or value is False:
                continue
            if name == "is_company":
                party[name] = bool(value)
            elif isinstance(value, (str, int)) and not isinstance(value, bool):
                party[name] = str(value).strip()
            else:
                self.problem(self.env._("%(label)s: “%(name)s” is no text.", label=label, name=name))
        return party

    def _read_lines(self):
        """Return ``[(product, values)]`` of the order lines; note unknown articles and unusable figures."""
        lines = self.vals.get("lines")
        if not lines or not isinstance(lines, (list, tuple)):
            self.problem(self.env._("Lines: the order has no positions."))
            return []
        skus = [str(line.get("sku") or "").strip() for line in lines if isinstance(line, dict)]
        products = self._find_products(skus)
        result = []
        for number, line in enumerate(lines, start=1):
            label = self.env._("Line %(number)s", number=number)
            if not isinstance(line, dict):
                self.problem(self.env._("%(label)s: expected sku, quantity and price_unit.", label=label))
                continue
            self._check_keys(line, LINE_KEYS, label)
            product = self._line_product(line, products, label)
            quantity = self._number(line, "quantity", self.env._("%(label)s, quantity", label=label), minimum=0)
            if not quantity:
                self.problem(self.env._("%(label)s: the quantity must be above 0.", label=label))
            values = {
                "quantity": quantity,
                "price_unit": self._number(line, "price_unit", self.env._("%(label)s, price", label=label)),
                "discount": self._number(
                    line, "discount", self.env._("%(label)s, discount", label=label), minimum=0, maximum=100
                ),
                "name": line.get("name"),
            }
            result.append((product, values))
        return result

    def _find_products(self, skus):
        """Return the sellable articles by their number, in one query: ``{number: product.product}``."""
        products = self.env["product.product"].search(
            [("default_code", "in", list({sku for sku in skus if sku})), ("company_id", "in", (False, self.company.id))]
        )
        return products.grouped("default_code")

    def _line_product(self, line, products, label):
        sku = str(line.get("sku") or "").strip()
        found = products.get(sku, self.env["product.product"])
        if not sku:
            self.problem(self.env._("%(label)s: the article number (sku) is missing.", label=label))
        elif not found:
            self.problem(self.env._("%(label)s: there is no article “%(sku)s”.", label=label, sku=sku))
        elif len(found) > 1:
            self.problem(
                self.env._(
                    "%(label)s: %(count)s articles have the number “%(sku)s”.", label=label, count=len(found), sku=sku
                )
            )
        elif not found.sale_ok:
            self.problem(self.env._("%(label)s: the article “%(sku)s” is not for sale.", label=label, sku=sku))
        return found[:1]

    def _read_shipping(self):
        """Return ``(method, net price)`` of the shipping, or None."""
        data = self.vals.get("shipping")
        if not data:
            return None
        label = self.env._("Shipping")
        if not isinstance(data, dict):
            self.problem(self.env._("%(label)s: expected method and price.", label=label))
            return None
        self._check_keys(data, SHIPPING_KEYS, label)
        price = self._number(data, "price", self.env._("Shipping, price"), default=0.0, minimum=0.0)
        return str(data.get("method") or "").strip() or label, price

    def _read_payment(self):
        """Return the payment of a prepaid order as it is kept until the invoice exists, or None."""
        data = self.vals.get("payment")
        if not data:
            return None
        label = self.env._("Payment")
        if not isinstance(data, dict):
            self.problem(self.env._("%(label)s: expected prepaid, amount, date …", label=label))
            return None
        self._check_keys(data, PAYMENT_KEYS, label)
        amount = self._number(data, "amount", self.env._("Payment, amount"), minimum=0.0)
        date = None
        if data.get("date"):
            try:
                date = fields.Date.to_string(fields.Date.to_date(str(data["date"])[:10]))
            except ValueError:
                self.problem(self.env._("Payment: “%(value)s” is not a date (YYYY-MM-DD).", value=data["date"]))
        if not data.get("prepaid"):
            return None
        if amount == 0.0:
            self.problem(self.env._("Payment: a prepaid order was paid with more than 0."))
        return {
            "amount": amount,
            "date": date,
            "provider": str(data.get("provider") or ""),
            "transaction": str(data.get("transaction") or ""),
        }

    # -- positions --------------------------------------------------------------------------------------------------

    def _add_positions(self, order, lines, shipping):
        """Add the articles, and the shipping costs as a position of their own, in one go."""
        positions = [self._line_values(order, product, data) for product, data in lines]
        if shipping:
            positions.append(self._shipping_values(order, *shipping))
        order.order_line = [Command.create(values) for values in positions]

    def _line_values(self, order, product, data):
        values = {"product_id": product.id, "product_uom_qty": data["quantity"]}
        if data["price_unit"] is not None:
            values["price_unit"] = self._document_price(order, product, data["price_unit"])
            # the shop's price is final: no discount of the customer on top of it
            values["discount"] = data["discount"] or 0.0
        elif data["discount"] is not None:
            values["discount"] = data["discount"]
        if data["name"]:
            values["name"] = str(data["name"])
        return values

    def _shipping_values(self, order, method, price):
        values = {"name": method}
        product = self.company._get_shipping_product()
        if "delivery.carrier" in self.env:
            carrier = self.env["delivery.carrier"].search(
                [("name", "=ilike", escape_psql(method)), ("company_id", "in", (False, self.company.id))], limit=1
            )
            if carrier:
                order.carrier_id = carrier
                product = carrier.product_id
                values.update(name=carrier.name, is_delivery=True)
        return {
            **values,
            "product_id": product.id,
            "product_uom_qty": 1.0,
            "price_unit": self._document_price(order, product, price, "consu"),
            "discount": 0.0,
            "sequence": 9999,
        }

    def _document_price(self, order, product, net_price, kind=None):
        """Return the price that a position must have for the shop's net price: gross when its tax is included."""
        taxes = order._taxes_of_product(product, kind)
        if not any(tax.price_include for tax in taxes):
            return net_price
        amounts = taxes.with_context(round=False, round_base=False).compute_all(
            net_price, currency=order.currency_id, product=product, handle_price_include=False
        )
        return amounts["total_included"]

    def _check_total(self, order, total, payment):
        """Note a total, or an amount paid, that doesn't fit the order, with both figures, and where the tax may be why."""
        paid = payment and payment["amount"]
        if total is not None and order.currency_id.compare_amounts(total, order.amount_total):
            self.problem(
                self.env._(
                    "Total: the shop says %(shop)s, the positions with tax amount to %(order)s.",
                    shop=format_amount(self.env, total, order.currency_id),
                    order=format_amount(self.env, order.amount_total, order.currency_id),
                )
            )
        if paid and order.currency_id.compare_amounts(paid, order.amount_total) > 0:
            self.problem(
                self.env._(
                    "Payment: %(paid)s were paid, but the order amounts to %(order)s.",
                    paid=format_amount(self.env, paid, order.currency_id),
                    order=format_amount(self.env, order.amount_total, order.currency_id),
                )
            )
        reason = self.problems and order._explain_shop_amount(total if total is not None else paid or 0.0)
        if reason:
            self.problem(reason)
