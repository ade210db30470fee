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
        facts = order._rounded_positions()._get_position_facts()
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
        differences = order._carry_over_nets(differences, sorted(bearing))
        borne = [entry for tax_ids, entry in differences.items() if tax_ids in bearing and entry[1]]
        return sign * sum(net for net, _taxes in borne), sign * sum(sum(taxes.values()) for _net, taxes in borne)

    @api.model
    def _carry_over_nets(self, differences, bearing):
        """Let a cent without tax, of a rate that a document doesn't have, be borne by one that it has.

        :param dict differences: see ``_get_rounding_differences``
        :param list bearing: the tax ids that can bear cents, the first one bears those of the others
        :return: such differences
        """
        orphans = [
            tax_ids for tax_ids, (_net, taxes) in differences.items() if tax_ids not in bearing and not any(taxes.values())
        ]
        bearing = [tax_ids for tax_ids in bearing if tax_ids]
        if not orphans or not bearing:
            return differences
        kept = {tax_ids: entry for tax_ids, entry in differences.items() if tax_ids not in orphans}
        net, taxes = kept.get(bearing[0], (0.0, dict.fromkeys(bearing[0], 0.0)))
        kept[bearing[0]] = (net + sum(differences[tax_ids][0] for tax_ids in orphans), taxes)
        return kept

    def _get_rounding_differences(self, facts, base_lines, draft=None):
        """Return what is missing of the order's volume on its invoices and this document: cents, or nothing at all.

        :param dict facts: facts about the positions as they will be with this document; ``drafted``: on other drafts
        :param list base_lines: the document's, rounded: pairs of a base line and its sign (-1 for a credit note)
        :param draft: the document (``account.move``) where it is there already
        :return: ``{tax ids: [net, {account.tax id: tax}]}`` in the order's currency
        """
        states, target = ("posted",), self._get_rounding_target(facts, base_lines, ("posted",), draft)
        if not target:
            # the last of several that are posted later, together or one after the other
            states = ("posted", "draft")
            with_drafts = {line_id: {**own, "invoiced": own["invoiced"] + own["drafted"]} for line_id, own in facts.items()}
            target = self._get_rounding_target(with_drafts, base_lines, states, draft)
        if not target:
            return self._get_cents_below_down_payments(facts, base_lines, draft) or self._get_cents_of_finished_taxes(
                facts, base_lines, draft
            )
        earlier = self._get_earlier_base_lines(states, draft)
        return self._get_cents_missing(target, base_lines + earlier) if earlier else {}

    def _get_earlier_base_lines(self, states, draft=None):
        """Return what the other documents in these states have of this order, as rounded base lines with their sign.

        What is reduced by a cash discount is rounded by itself: with such a document there is nothing to compare.
        """
        moves = self.order_line.invoice_lines.move_id.filtered(lambda move: move != draft and move.state in states)
        if "epd" in moves.line_ids.mapped("display_type"):
            return []
        return [base_line for move in moves for base_line in move._get_order_base_lines(self)]

    def _get_cents_below_down_payments(self, facts, base_lines, draft=None):
        """Return what this part invoice bears so that the rest is no less than the down payments still to be deducted.

        30 % paid in advance are 745.69, and the last three of ten pieces 745.68: their final invoice would be a credit
        note of a cent. The invoice before it takes the cent, and all of them are the order.

        :param dict facts: see ``_get_rounding_differences``, as are the other arguments and what is returned
        """
        if not any(self.order_line.mapped("is_downpayment")) or any(
            sign < 0 or base_line["record"].is_downpayment for base_line, sign in base_lines
        ):
            return {}
        volume = self._get_volume_at_its_prices(facts, base_lines, ("posted",), draft)
        earlier = self._get_earlier_base_lines(("posted",), draft)
        if not volume or not earlier:
            return {}
        differences = self._get_cents_missing(volume, base_lines + earlier)
        total = sum(net + sum(taxes.values()) for net, taxes in differences.values())
        return differences if self.currency_id.compare_amounts(total, 0.0) < 0 else {}

    def _get_cents_of_finished_taxes(self, facts, base_lines, draft=None):
        """Return the cents of the taxes of which nothing is left to invoice: the later documents don't have them.

        :param dict facts: see ``_get_rounding_differences``, as are the other arguments and what is returned
        """
        open_taxes = {
            tuple(line.tax_ids.ids)
            for line in self._rounded_positions()
            if line.product_uom_id._compare_quantities(facts[line.id]["volume"], facts[line.id]["invoiced"])
        }
        positions = self._rounded_positions().filtered(lambda line: tuple(line.tax_ids.ids) not in open_taxes)
        if not positions:
            return {}
        volume = self._get_volume_at_its_prices(facts, base_lines, ("posted",), draft, positions=positions)
        earlier = self._get_earlier_base_lines(("posted",), draft)
        own = [
            (base_line, sign)
            for base_line, sign in base_lines + earlier
            if tuple(base_line["tax_ids"].ids) in volume and not base_line["record"].is_downpayment
        ]
        return self._get_cents_missing(volume, own) if volume and earlier else {}

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
        own = sum(net + sum(taxes.values()) for net, taxes in self._sum_by_taxes(base_lines).values())
        total = own + sum(net + sum(taxes.values()) for net, taxes in differences.values())
        deducts = any(base_line["record"].is_downpayment for base_line, _sign in base_lines)
        by_cents = deducts or self.currency_id.compare_amounts(own, 0.0) >= 0
        cents = self.currency_id.rounding * len(base_lines)  # each line may be half a cent off
        if by_cents and -cents <= self.currency_id.round(total) < 0:
            return self._get_cents_missing({}, base_lines)
        return differences

    def _get_rounding_target(self, facts, base_lines, states, draft=None):
        """Return what all invoices are to amount to once a document is the last of several, else nothing.

        :param dict facts: see ``_get_rounding_differences``, as are ``base_lines`` and ``draft``
        :param tuple states: of the other documents that count
        :return: ``{tax ids: [net, {account.tax id: tax}]}`` in the order's currency
        """
        there = self.order_line.invoice_lines.filtered(lambda line: line.parent_state != "cancel")
        if not there or there.move_id == draft:
            return {}
        for line in self._rounded_positions():
            if line.product_uom_id._compare_quantities(facts[line.id]["volume"], facts[line.id]["invoiced"]):
                return {}
        return self._get_volume_at_its_prices(facts, base_lines, states, draft)

    def _rounded_positions(self):
        """Return the positions that have an amount."""
        return self._invoiceable_positions().filtered(lambda line: line.product_id.type != "combo")

    def _get_volume_at_its_prices(self, facts, base_lines, states, draft=None, positions=None):
        """Return what the order amounts to in the end; nothing where something stays invoiced at other prices or taxes.

        Where a lower price came after an invoice, the credit note of the difference takes the old one back and charges the
        new one: then all is at the order's price again.

        :param positions: all that have the taxes in question; None: those of the whole order
        :return: see ``_get_rounding_target``
        """
        positions = self._rounded_positions() if positions is None else positions
        invoice_lines = positions.invoice_lines.filtered(lambda line: line.parent_state != "cancel")
        for line in positions:
            for invoice_line in line.invoice_lines & invoice_lines:
                same = (
                    invoice_line.currency_id == self.currency_id
                    and invoice_line.product_uom_id == line.product_uom_id
                    and invoice_line.tax_ids == line.tax_ids
                )
                if not same:
                    return {}
        counted = invoice_lines.filtered(lambda line: line.parent_state in states and line.move_id != draft)
        stays = [(line.sale_line_ids, line, -line.move_id.direction_sign) for line in counted]
        for base_line, sign in base_lines:
            record = base_line["record"]
            stays.append((record if record._name == "sale.order.line" else record.sale_line_ids, base_line, sign))
        elsewhere = {}
        for lines, values, sign in stays:
            for line in lines & positions:
                price = values["price_unit"] * (1 - values["discount"] / 100)
                dearer = price - line.price_unit * (1 - line.discount / 100)
                elsewhere[line, price] = elsewhere.get((line, price), 0.0) + sign * values["quantity"] * dearer
        if not all(self.currency_id.is_zero(amount) for amount in elsewhere.values()):
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

        All lines are fixed at the amounts that they have now: else the tax engine would round the document anew around
        the cents, and move others from one line to another, or to a deducted down payment.

        :param dict differences: ``{tax ids: [net, {account.tax id: tax}]}`` with the sign of the revenue
        :param list base_lines: see ``_get_order_base_lines``
        """
        own = {base_line["record"].id for base_line, _sign in base_lines}
        fixed, hidden_net, hidden_taxes = self._get_lines_to_fix()
        bearing = [base_line for base_line in fixed if base_line["record"].id in own]
        by_taxes = {tuple(base_line["tax_ids"].ids): base_line for base_line in reversed(bearing)}
        differences = self.env["sale.order"]._carry_over_nets(
            differences, [tuple(base_line["tax_ids"].ids) for base_line in bearing]
        )
        borne = [(by_taxes[tax_ids], *entry) for tax_ids, entry in differences.items() if tax_ids in by_taxes]
        if not borne:
            return
        sign = -self.direction_sign
        by_tax = {data["tax"].id: line for line in reversed(fixed) for data in line["tax_details"]["taxes_data"]}
        borne.append((borne[0][0], sign * hidden_net, {}))
        borne += [(by_tax[tax_id], 0.0, {tax_id: sign * tax}) for tax_id, tax in hidden_taxes.items() if tax_id in by_tax]
        for base_line, net, taxes in borne:
            details = base_line["tax_details"]
            details["total_excluded_currency"] += sign * net
            for tax_data in details["taxes_data"]:
                tax_data["base_amount_currency"] += sign * net
                tax_data["tax_amount_currency"] += sign * taxes.get(tax_data["tax"].id, 0.0)
        self._fix_lines(fixed, borne[0][0]["record"])

    def _get_lines_to_fix(self):
        """Return the lines that can be fixed at their amounts, and what rounding them together adds to the others.

        :return: rounded base lines, the largest first; the cents that lines which can't be fixed (down payments, lines
            without taxes) have beside their own amounts: net, and ``{account.tax id: tax}``
        """
        fixed, net, exact_net, taxes, exact_taxes = [], 0.0, 0.0, {}, {}
        for base_line in self._get_rounded_base_and_tax_lines()[0]:
            if base_line["computation_key"]:
                continue  # rounded by themselves
            line, details = base_line["record"], base_line["tax_details"]
            is_own = line.display_type == "product" and not line.is_downpayment
            if is_own and details["taxes_data"] and not any(line.sale_line_ids.mapped("extra_tax_data")):
                fixed.append(base_line)
                continue
            manual, manual_taxes = base_line["manual_total_excluded_currency"], base_line["manual_tax_amounts"] or {}
            net += details["total_excluded_currency"] + details["delta_total_excluded_currency"]
            exact_net += details["raw_total_excluded_currency"] if manual is None else manual
            for tax_data in details["taxes_data"]:
                tax_id = tax_data["tax"].id
                manual = manual_taxes.get(str(tax_id), {}).get("tax_amount_currency")
                taxes[tax_id] = taxes.get(tax_id, 0.0) + tax_data["tax_amount_currency"]
                exact = tax_data["raw_tax_amount_currency"] if manual is None else manual
                exact_taxes[tax_id] = exact_taxes.get(tax_id, 0.0) + exact
        rounded = self.currency_id.round
        fixed.sort(
            key=lambda base_line: (abs(base_line["tax_details"]["total_excluded_currency"]), base_line["record"].id),
            reverse=True,
        )
        hidden_taxes = {tax_id: rounded(tax - rounded(exact_taxes[tax_id])) for tax_id, tax in taxes.items()}
        return fixed, rounded(net - rounded(exact_net)), hidden_taxes

    def _get_order_base_lines(self, order):
        """Return what this document has of an order as rounded base lines of the tax engine, each with its sign.

        :param order: ``sale.order``
        """
        return [
            (base_line, -self.direction_sign)
            for base_line in self._get_rounded_base_and_tax_lines()[0]
            if base_line["record"].sale_line_ids.order_id == order
        ]

    def _fix_lines(self, base_lines, bearer):
        """Fix lines of this draft at their rounded amounts.

        :param list base_lines: see ``_get_lines_to_fix``
        :param bearer: the ``account.move.line`` of one of them; it is replaced by a new one, as core computes the taxes anew
            only with a change that it knows
        """
        updates, replacing, fixed = [], [], self.env["account.move.line"]
        for base_line in base_lines:
            line, values = base_line["record"], {"extra_tax_data": self._prepare_fixed_amounts(base_line)}
            if line == bearer:
                copied = line.with_context(include_business_fields=True).copy_data()[0]
                copied.pop("move_id", None)
                replacing = [Command.delete(line.id), Command.create({**copied, **values})]
            else:
                updates.append(Command.update(line.id, values))
                fixed |= line
        # what is fixed isn't tracked: core would look for what is, line by line
        self.with_context(tracking_disable=True).write({"invoice_line_ids": updates})
        self.write({"invoice_line_ids": replacing})
        for name in ("price_subtotal", "price_total"):  # they don't depend on what is fixed
            self.env.add_to_compute(fixed._fields[name], fixed)

    def _prepare_fixed_amounts(self, base_line):
        """Return the ``extra_tax_data`` that keeps a rounded base line at its amounts."""
        rate = base_line["rate"] or 1.0
        rounded, own = self.currency_id.round, self.company_id.currency_id.round

        def both(name, amount):
            return {f"{name}_currency": rounded(amount), name: own(amount / rate)}

        details = base_line["tax_details"]
        return {
            **both("manual_total_excluded", details["total_excluded_currency"] + details["delta_total_excluded_currency"]),
            "manual_tax_amounts": {
                str(tax_data["tax"].id): {
                    **both("base_amount", tax_data["base_amount_currency"]),
                    **both("tax_amount", tax_data["tax_amount_currency"]),
                }
                for tax_data in details["taxes_data"]
            },
            "currency_id": self.currency_id.id,
            "rate": rate,
            **{name: base_line[name] for name in ("price_unit", "discount", "quantity")},
        }
