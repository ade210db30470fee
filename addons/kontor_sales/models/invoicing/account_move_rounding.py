from odoo import Command, api, models


class SaleOrder(models.Model):
    """The cents by which the last invoice, or the credit note of the difference, is more or less than its lines."""

    _inherit = "sale.order"

    def _create_account_invoices(self, invoice_vals_list, final):
        # before core looks which of them are credit notes: a cent is no reason for one
        moves = super()._create_account_invoices(invoice_vals_list, final)
        # sudo: the draft was made as superuser, for a clerk who need not be able to read it
        for move in moves.sudo():
            move._absorb_rounding()
        return moves

    def _get_rounding_of_items(self, items, base_lines, sign):
        """Return the cents that a document still to be made will bear beside what its lines amount to.

        :param list items: see ``_get_credit_items``
        :param list base_lines: the items', rounded together (see ``_get_credit_base_lines``)
        :param float sign: 1 for an invoice, -1 for a credit note
        :return: pair of net and tax in the order's currency, to be added to the document's
        """
        # sudo: what was invoiced is the same, whoever may read the invoices
        order = self.sudo()
        positions = order._invoiceable_positions().filtered(lambda line: line.product_id.type != "combo")
        facts = positions._get_position_facts()
        for item in items:
            if item["line"].id in facts:
                facts[item["line"].id]["invoiced"] += sign * item["quantity"]
        bearing = {
            tuple(item["tax_ids"].ids)
            for item in items
            if not item["line"].is_downpayment and not self._get_item_tax_data(item)
        }
        signed = [(base_line, sign) for base_line in base_lines]
        differences = order._get_rounding_differences(facts, signed)
        if sign > 0:
            differences = order._level_out(differences, signed)
        borne = [entry for tax_ids, entry in differences.items() if tax_ids in bearing and entry[1]]
        return sign * sum(net for net, _taxes in borne), sign * sum(sum(taxes.values()) for _net, taxes in borne)

    def _get_rounding_differences(self, facts, base_lines, draft=None):
        """Return what is missing of the order's volume on its invoices and this document: cents, or nothing at all.

        :param dict facts: facts about the positions as they will be with this document; ``drafted``: on other drafts
        :param list base_lines: the document's, rounded: pairs of a base line and its sign (-1 for a credit note)
        :param draft: the document (``account.move``) where it is there already
        :return: ``{tax ids: [net, {account.tax id: tax}]}`` in the order's currency
        """
        states, target = {"posted"}, self._get_rounding_target(facts, draft)
        if not target:
            # the last of several that are posted later, together or one after the other
            states.add("draft")
            with_drafts = {line_id: {**own, "invoiced": own["invoiced"] + own["drafted"]} for line_id, own in facts.items()}
            target = self._get_rounding_target(with_drafts, draft)
        if not target:
            return {}
        for move in self.order_line.invoice_lines.move_id:
            if move == draft or move.state not in states:
                continue
            if "epd" in move.line_ids.mapped("display_type"):
                return {}  # what is reduced by a cash discount is rounded by itself
            base_lines = base_lines + move._get_order_base_lines(self)
        return self._get_cents_missing(target, base_lines)

    def _get_cents_missing(self, target, base_lines):
        """Return by how many cents documents miss what they are to amount to, or nothing when it is more than cents.

        :param dict target: see ``_get_rounding_target``; empty: together they are to be nothing
        :param list base_lines: the documents', rounded: pairs of a base line and its sign
        :return: ``{tax ids: [net, {account.tax id: tax}]}`` in the order's currency
        """
        # each line of each invoice may be half a cent off
        limit = self.currency_id.rounding * (len(base_lines) + len(target))
        differences = {}
        actual = self._sum_by_taxes(base_lines)
        for tax_ids in target.keys() | actual.keys():
            net, taxes = target.get(tax_ids, (0.0, {}))
            own_net, own_taxes = actual.get(tax_ids, (0.0, {}))
            net = self.currency_id.round(net - own_net)
            taxes = {
                tax_id: self.currency_id.round(taxes.get(tax_id, 0.0) - own_taxes.get(tax_id, 0.0))
                for tax_id in taxes.keys() | own_taxes.keys()
            }
            if any(abs(amount) > limit for amount in (net, *taxes.values())):
                return {}
            if net or any(taxes.values()):
                differences[tax_ids] = (net, taxes)
        return differences

    def _level_out(self, differences, base_lines):
        """Let a final invoice be nothing at all, rather than a credit note of a few cents.

        A down payment of 30 % and the last three of ten pieces may differ by a cent: then the order could neither be
        invoiced nor credited.

        :param dict differences: see ``_get_rounding_differences``
        :param list base_lines: the whole document's, rounded: pairs of a base line and its sign
        :return: the differences, or what makes the document nothing
        """
        entries = [*self._sum_by_taxes(base_lines).values(), *differences.values()]
        total = sum(net + sum(taxes.values()) for net, taxes in entries)
        deducts = any(base_line["record"].is_downpayment for base_line, _sign in base_lines)
        cents = self.currency_id.rounding * len(base_lines)  # each line may be half a cent off
        if deducts and -cents <= self.currency_id.round(total) < 0:
            return self._get_cents_missing({}, base_lines)
        return differences

    def _get_rounding_target(self, facts, draft=None):
        """Return what all invoices are to amount to once a document is the last of several, else nothing.

        Where prices, taxes or the currency changed between the invoices, each keeps what it said.

        :param dict facts: see ``_get_rounding_differences``
        :return: ``{tax ids: [net, {account.tax id: tax}]}`` in the order's currency
        """
        positions = self._invoiceable_positions().filtered(lambda line: line.product_id.type != "combo")
        there = self.order_line.invoice_lines.filtered(lambda line: line.parent_state != "cancel")
        if not there or there.move_id == draft:
            return {}
        invoice_lines = positions.invoice_lines & there
        for line in positions:
            if line.product_uom_id._compare_quantities(facts[line.id]["volume"], facts[line.id]["invoiced"]):
                return {}
            for invoice_line in line.invoice_lines & invoice_lines:
                same = (
                    invoice_line.currency_id == self.currency_id
                    and invoice_line.product_uom_id == line.product_uom_id
                    and invoice_line.tax_ids == line.tax_ids
                    and (invoice_line.price_unit, invoice_line.discount) == (line.price_unit, line.discount)
                )
                if not same:
                    return {}
        items = [self._preview_item(line, facts[line.id]["volume"]) for line in positions]
        return self._sum_by_taxes((base_line, 1.0) for base_line in self._get_credit_base_lines(items))

    @api.model
    def _sum_by_taxes(self, signed_base_lines):
        """Return ``{tax ids: [net, {account.tax id: tax}]}`` of rounded base lines, given with their sign."""
        sums = {}
        for base_line, sign in signed_base_lines:
            entry = sums.setdefault(tuple(base_line["tax_ids"].ids), [0.0, {}])
            details = base_line["tax_details"]
            entry[0] += sign * (details["total_excluded_currency"] + details["delta_total_excluded_currency"])
            for tax_data in details["taxes_data"]:
                tax_id = tax_data["tax"].id
                entry[1][tax_id] = entry[1].get(tax_id, 0.0) + sign * tax_data["tax_amount_currency"]
        return sums

    def _get_uncancelled_invoices(self):
        """Return the documents with positions of this order that aren't cancelled, drafts and credit notes included."""
        return self.order_line.invoice_lines.filtered(lambda line: line.parent_state != "cancel").move_id


class AccountMove(models.Model):
    """The last invoice of an order takes the cents that rounding each invoice by itself has left (004-21, 004-25).

    Three part invoices of 33.33 bear 18.99 of tax, the order of 99.99 bears 19.00: the Schlussrechnung bears the cent.
    The credit note of the difference does the same, so that what stays invoiced is the order's volume.
    """

    _inherit = "account.move"

    def _post(self, soft=True):
        # drafts may be posted in another order than they were made, or without one of them
        for move in self:
            move._absorb_rounding()
        return super()._post(soft=soft)

    def _absorb_rounding(self):
        """Let this draft, the last of orders, make the sum of all their invoices the orders' volumes to the cent.

        On a collective invoice each order that was invoiced before bears its own cents.
        """
        self.ensure_one()
        if not self.is_sale_document() or self.state != "draft":
            return
        orders = self.invoice_line_ids.sale_line_ids.order_id.filtered(
            lambda order: order.currency_id == self.currency_id and order._get_uncancelled_invoices() - self
        )
        if not orders:
            return  # the only invoice is the whole order by itself
        facts, own = self._get_facts_with_this()
        for line, quantity in own.items():
            facts[line.id]["drafted"] -= quantity  # this document is a draft itself
        for order in orders:
            base_lines = self._get_order_base_lines(order)
            differences = order._get_rounding_differences(facts, base_lines, draft=self)
            if len(orders) == 1 and self.move_type == "out_invoice":
                differences = order._level_out(differences, base_lines)
            self._bear_cents(differences, base_lines)

    def _absorb_rounding_of(self, invoice):
        """Let this draft, the last credit note of an invoice, leave nothing of it, not even the cents (001-7).

        :param invoice: the posted ``account.move`` that it takes back
        """
        self.ensure_one()
        earlier = invoice.reversal_move_ids.filtered(lambda move: move.state == "posted")
        documents = self | invoice | earlier
        order = documents.invoice_line_ids.sale_line_ids.order_id
        if len(order) != 1 or documents.currency_id != order.currency_id:
            return
        base_lines = self._get_order_base_lines(order)
        others = [base_line for move in invoice | earlier for base_line in move._get_order_base_lines(order)]
        self._bear_cents(order._get_cents_missing({}, base_lines + others), base_lines)

    def _bear_cents(self, differences, base_lines):
        """Let the largest line of each tax bear some cents.

        :param dict differences: ``{tax ids: [net, {account.tax id: tax}]}`` with the sign of the revenue
        :param list base_lines: see ``_get_order_base_lines``
        """
        lines = self.invoice_line_ids.browse(base_line["record"].id for base_line, _sign in base_lines)
        lines = lines.filtered(lambda line: line.move_id == self and not line.is_downpayment)
        commands = []
        for tax_ids, (net, taxes) in differences.items():
            own = lines.filtered(
                lambda line, tax_ids=tax_ids: tuple(line.tax_ids.ids) == tax_ids and not line.extra_tax_data
            )
            if own and taxes:
                line = own.sorted(lambda line: (abs(line.price_subtotal), line.id))[-1:]
                sign = -self.direction_sign
                hidden_net, hidden_taxes = self._get_hidden_fractions(base_lines, tax_ids)
                commands += self._prepare_absorbing_line(
                    line,
                    sign * net + hidden_net,
                    {tax_id: sign * tax + hidden_taxes.get(tax_id, 0.0) for tax_id, tax in taxes.items()},
                )
        if commands:
            self.write({"invoice_line_ids": commands})

    def _get_hidden_fractions(self, base_lines, tax_ids):
        """Return what rounding this document as a whole adds to its lines, less than a cent: net, and by tax.

        The line that bears the cents bears them, too: else the tax engine would find another line for them, and that
        may be a deducted down payment.

        :param list base_lines: see ``_get_order_base_lines``
        :param tuple tax_ids: the lines with these taxes
        """
        net, taxes = 0.0, {}
        if self.company_id.tax_calculation_rounding_method != "round_globally":
            return net, taxes
        for base_line, _sign in base_lines:
            if tuple(base_line["tax_ids"].ids) != tax_ids:
                continue
            details = base_line["tax_details"]
            net += details["total_excluded_currency"] + details["delta_total_excluded_currency"]
            net -= details["raw_total_excluded_currency"]
            for tax_data in details["taxes_data"]:
                fraction = tax_data["tax_amount_currency"] - tax_data["raw_tax_amount_currency"]
                taxes[tax_data["tax"].id] = taxes.get(tax_data["tax"].id, 0.0) + fraction
        return net, taxes

    def _get_order_base_lines(self, order):
        """Return what this document has of an order as rounded base lines of the tax engine, each with its sign.

        :param order: ``sale.order``
        """
        return [
            (base_line, -self.direction_sign)
            for base_line in self._get_rounded_base_and_tax_lines()[0]
            if base_line["record"].sale_line_ids.order_id == order
        ]

    def _prepare_absorbing_line(self, line, net, taxes):
        """Return the commands that replace a line of this draft by one that bears some cents more or less.

        :param line: ``account.move.line``
        :param float net: to be added to its net amount, in the invoice's currency
        :param dict taxes: ``{account.tax id: to be added}``
        """
        base_line = self._prepare_product_base_line_for_taxes_computation(line)
        self.env["account.tax"]._add_tax_details_in_base_line(base_line, self.company_id)
        details, rate = base_line["tax_details"], base_line["rate"] or 1.0
        is_global = self.company_id.tax_calculation_rounding_method == "round_globally"
        rounded = (lambda amount: amount) if is_global else self.currency_id.round
        own = self.company_id.currency_id.round

        def both(name, amount):
            return {f"{name}_currency": amount, name: own(amount / rate)}

        manual = {}
        for tax_data in details["taxes_data"]:
            tax_id = tax_data["tax"].id
            manual[str(tax_id)] = {
                **both("base_amount", rounded(tax_data["raw_base_amount_currency"]) + net),
                **both("tax_amount", rounded(tax_data["raw_tax_amount_currency"]) + taxes.get(tax_id, 0.0)),
            }
        values = line.with_context(include_business_fields=True).copy_data()[0]
        values["extra_tax_data"] = {
            **both("manual_total_excluded", rounded(details["raw_total_excluded_currency"]) + net),
            "manual_tax_amounts": manual,
            "currency_id": self.currency_id.id,
            "price_unit": line.price_unit,
            "discount": line.discount,
            "quantity": line.quantity,
            "rate": rate,
        }
        values.pop("move_id", None)
        return [Command.delete(line.id), Command.create(values)]
