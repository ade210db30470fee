from odoo import api, fields, models
from odoo.addons.kontor_sales.models.framework.quantity_text import quantity_text
from odoo.addons.kontor_sales.tools.records import check_ids
from odoo.tools import float_compare, float_round, format_amount


class AccountMove(models.Model):
    """The check of a supplier's bill against the order and what came (000-8)."""

    _inherit = "account.move"

    is_bill_checked = fields.Boolean(compute="_compute_is_bill_checked", help="The bill belongs to a supplier order.")

    bill_check_line_ids = fields.One2many(
        "account.move.line", "move_id", string="Bill Check", readonly=True, domain=[("display_type", "=", "product")]
    )

    @api.depends("move_type", "invoice_line_ids.purchase_line_id")
    def _compute_is_bill_checked(self):
        for move in self:
            move.is_bill_checked = move.move_type == "in_invoice" and bool(move.invoice_line_ids.purchase_line_id)

    @api.readonly
    def get_bill_check(self):
        """Compare this bill with the order and its receipts, position by position.

        :return: ``[{'line_id', 'name', 'ordered', 'received', 'billed', 'allowed_quantity', 'order_price', 'bill_price',
            'deviation', 'kinds': [], 'text', 'accepted'}]``; quantities in the unit of the order line, ``billed`` together
            with the order's other bills, prices net per unit in the bill's currency, ``deviation`` net in that currency;
            ``kinds``: ``quantity`` ``price`` ``not_ordered``; ``accepted``: within the tolerance
        """
        check_ids(self).check_access("read")
        return [self._bill_check_values(line) for line in self.invoice_line_ids if line.display_type == "product"]

    def _bill_check_values(self, line):
        """Return one row of ``get_bill_check``."""
        facts = line._bill_check()
        return {
            "line_id": line.id,
            "name": line.name or "",
            **{name: facts[name] for name in ("ordered", "received", "billed", "allowed_quantity", "order_price")},
            "bill_price": line._net_price(),
            "deviation": facts["deviation"],
            "kinds": facts["kinds"],
            "text": facts["text"],
            "accepted": facts["accepted"],
        }

    # -- the block ------------------------------------------------------------------------------------------------

    def _get_block_operations(self):
        return (*super()._get_block_operations(), "bill")

    def _get_pending_operation(self):
        if self.move_type == "in_invoice" and self.state == "draft":
            return "bill"
        return super()._get_pending_operation()

    def _get_block_clerk(self):
        if self.move_type == "in_invoice":
            # sudo: accounting need not be able to read supplier orders
            return self.sudo().invoice_line_ids.purchase_line_id.order_id[:1].user_id or self.invoice_user_id
        return super()._get_block_clerk()

    def _get_block_reasons(self, operation):
        """Add the deviations of supplier bills that no tolerance accepts; see the mixin."""
        reasons = super()._get_block_reasons(operation)
        if operation != "bill":
            return reasons
        for move in self.filtered("is_bill_checked"):
            refused = [facts for line in move.invoice_line_ids for facts in [line._bill_check()] if not facts["accepted"]]
            if refused:
                text = self.env._(
                    "The bill deviates from the order and its receipts:%(lines)s",
                    lines="".join(f"\n– {facts['text']}" for facts in refused),
                )
                amount = sum(facts["deviation"] for facts in refused)
                reasons[move].append(self.env["kontor.block.rule"]._make_reason("bill_deviation", text, amount))
        return reasons

    @api.depends(
        "invoice_line_ids.quantity",
        "invoice_line_ids.price_unit",
        "invoice_line_ids.discount",
        "invoice_line_ids.purchase_line_id",
    )
    def _compute_block_text(self):
        return super()._compute_block_text()

    def _post(self, soft=True):
        bills = self._bills_to_judge()
        if not bills:
            return super()._post(soft=soft)
        positions = [position for bill in bills for position in bill.invoice_line_ids.purchase_line_id]
        if len(positions) > len(set(positions)):
            # two bills for the same position: the second one is judged with the first one posted
            return self.browse().union(*[move._post(soft=soft) for move in self])
        bills._check_blocks("bill")
        with bills._judged("bill"):
            posted = super()._post(soft=soft)
        self.env["kontor.release"]._mark_used(bills, "bill")
        return posted

    def _guard_blocks(self, change):
        if change.vals.get("state") == "posted":
            bills = self._bills_to_judge()  # nobody gets around the check by writing the state
            if bills:
                bills._check_blocks("bill")
        return super()._guard_blocks(change)

    def _bills_to_judge(self):
        return self.filtered(lambda move: move.is_bill_checked and move.state != "posted")._not_judged("bill")


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    bill_ordered = fields.Float(string="Ordered", digits="Product Unit", compute="_compute_bill_check")
    bill_received = fields.Float(string="Received", digits="Product Unit", compute="_compute_bill_check")
    bill_order_price = fields.Float(string="Order Price", min_display_digits="Product Price", compute="_compute_bill_check")
    bill_deviation = fields.Monetary(string="Deviation", compute="_compute_bill_check", currency_field="currency_id")
    bill_deviation_text = fields.Char(string="Deviation in Words", compute="_compute_bill_check")
    bill_accepted = fields.Boolean(compute="_compute_bill_check")

    @api.depends("quantity", "price_unit", "discount", "purchase_line_id", "product_uom_id", "move_id.move_type")
    def _compute_bill_check(self):
        for line in self:
            facts = line._bill_check()
            line.bill_ordered = facts["ordered"]
            line.bill_received = facts["received"]
            line.bill_order_price = facts["order_price"]
            line.bill_deviation = facts["deviation"]
            line.bill_deviation_text = facts["text"]
            line.bill_accepted = facts["accepted"]

    def _net_price(self):
        """Return the price of one unit after the discount."""
        return self.price_unit * (1 - (self.discount or 0.0) / 100)

    def _bill_check(self):
        """Compare one line of a supplier's bill with its order and what came.

        :return: see ``get_bill_check``; a line that is not checked is accepted without a deviation
        """
        self.ensure_one()
        facts = {
            "ordered": 0.0,
            "received": 0.0,
            "billed": 0.0,
            "allowed_quantity": 0.0,
            "order_price": 0.0,
            "deviation": 0.0,
            "kinds": [],
            "text": "",
            "accepted": True,
        }
        if self.move_id.move_type != "in_invoice" or self.display_type != "product" or not self.move_id.is_bill_checked:
            return facts
        company = self.move_id.company_id or self.env.company
        currency = self.currency_id or company.currency_id
        # sudo: accounting need not be able to read supplier orders
        ordered = self.purchase_line_id.sudo()
        if not ordered:
            facts["deviation"] = currency.round(self.price_subtotal)
            if currency.compare_amounts(facts["deviation"], 0.0) > 0:
                facts["kinds"].append("not_ordered")
        else:
            self._compare_with_order(ordered, facts, currency)
        small = company.currency_id._convert(
            company.bill_amount_tolerance, currency, company, self.move_id.invoice_date or fields.Date.context_today(self)
        )
        if facts["kinds"]:
            beyond = facts.pop("beyond", True)
            facts["accepted"] = not beyond or currency.compare_amounts(facts["deviation"], small) <= 0
            facts["text"] = self._bill_deviation_sentence(ordered, facts, currency)
        facts.pop("beyond", None)
        return facts

    def _compare_with_order(self, ordered, facts, currency):
        """Add what the order says to the facts about a line of a bill."""
        company = self.move_id.company_id or self.env.company
        uom = ordered.product_uom_id
        quantity = self._in_order_unit(self, ordered, self.quantity)
        position = ordered.position_facts
        before = position["billed"] - self._billed_by_own_bill(ordered)
        allowed = position["due"]
        price = ordered.currency_id._convert(
            ordered.price_unit * (1 - (ordered.discount or 0.0) / 100),
            currency,
            company,
            self.move_id.invoice_date or fields.Date.context_today(self),
            round=False,
        )
        unit_price = self._net_price() * (quantity and self.quantity / quantity or 1.0)
        too_many = min(max(before + quantity - allowed, 0.0), quantity)
        too_dear = unit_price - price
        facts.update(
            ordered=position["ordered"],
            received=position["received"],
            billed=before + quantity,
            allowed_quantity=allowed,
            order_price=price,
        )
        beyond = False
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        if float_compare(too_many, 0.0, precision_digits=digits) > 0:
            facts["kinds"].append("quantity")
            beyond |= float_compare(too_many, allowed * company.bill_quantity_tolerance / 100, precision_digits=digits) > 0
        price_digits = self.env["decimal.precision"].precision_get("Product Price")
        if float_compare(too_dear, 0.0, precision_digits=price_digits) > 0:
            facts["kinds"].append("price")
            tolerated = price * company.bill_price_tolerance / 100
            beyond |= float_compare(too_dear, tolerated, precision_digits=price_digits) > 0
        if facts["kinds"]:
            dearer = max(too_dear, 0.0) * (quantity - too_many)
            facts["deviation"] = currency.round(too_many * unit_price + dearer)
            facts["beyond"] = beyond
        facts["unit_price"] = float_round(unit_price, precision_digits=price_digits)
        facts["uom"] = uom

    def _billed_by_own_bill(self, ordered):
        """Return what this line's own bill has in the facts of a position: what it says, once it is posted.

        :param ordered: ``purchase.order.line``
        :return: quantity in the position's unit
        """
        bill = self.move_id._origin
        if bill.state != "posted":
            return 0.0
        own = bill.line_ids.filtered(lambda line: line.purchase_line_id.id == ordered.id)
        return sum(self._in_order_unit(line, ordered, line.quantity) for line in own)

    def _in_order_unit(self, line, ordered, quantity):
        """Return the quantity of a bill's line in the unit of the order's line."""
        if not line.product_uom_id or line.product_uom_id == ordered.product_uom_id:
            return quantity
        return line.product_uom_id._compute_quantity(quantity, ordered.product_uom_id, round=False)

    def _bill_deviation_sentence(self, ordered, facts, currency):
        """Say with the figures how a line deviates."""
        name = (self.name or self.product_id.display_name or "").split("\n", 1)[0]
        amount = format_amount(self.env, facts["deviation"], currency)
        if "not_ordered" in facts["kinds"]:
            return self.env._("“%(line)s”: not ordered, %(amount)s", line=name, amount=amount)
        texts = []
        if "quantity" in facts["kinds"]:
            texts.append(
                self.env._(
                    "%(billed)s billed, %(ordered)s ordered, %(received)s received",
                    billed=quantity_text(self.env, facts["billed"], facts["uom"]),
                    ordered=quantity_text(self.env, facts["ordered"], facts["uom"]),
                    received=quantity_text(self.env, facts["received"], facts["uom"]),
                )
            )
        if "price" in facts["kinds"]:
            texts.append(
                self.env._(
                    "price %(price)s instead of %(order_price)s",
                    price=currency._format_price(facts["unit_price"]),
                    order_price=currency._format_price(facts["order_price"]),
                )
            )
        return self.env._("“%(line)s”: %(texts)s; too much: %(amount)s", line=name, texts="; ".join(texts), amount=amount)
