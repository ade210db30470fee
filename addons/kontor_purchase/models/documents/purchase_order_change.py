from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, formatLang

#: What a supplier is told about a position; a change of one of them is a Bestelländerung.
LINE_TERMS = frozenset(("date_planned", "discount", "price_unit", "product_id", "product_qty", "product_uom_id"))


class PurchaseOrder(models.Model):
    """What the supplier knows of a confirmed order, and what has changed since (Bestelländerung)."""

    _inherit = "purchase.order"

    told_lines = fields.Json(readonly=True, copy=False, help="The positions as the supplier knows them, before a change.")
    has_untold_changes = fields.Boolean(compute="_compute_has_untold_changes")
    change_ids = fields.One2many("purchase.order.change", "order_id", string="Order Changes", readonly=True)

    @api.depends(
        "state",
        "told_lines",
        "order_line.product_qty",
        "order_line.price_unit",
        "order_line.date_planned",
        "order_line.discount",
        "order_line.product_id",
    )
    def _compute_has_untold_changes(self):
        for order in self:
            order.has_untold_changes = bool(
                order.state == "purchase"
                and order.told_lines is not False
                and order.told_lines is not None
                and order._told_differences()
            )

    @api.model
    def _work_fields(self):
        return (*super()._work_fields(), "told_lines")

    def _told_snapshot(self):
        """Return the positions as JSON takes them, by line id; units are named in the supplier's language."""
        lang = self.partner_id._get_document_lang()
        return {
            str(line.id): {
                "name": (line.name or "").split("\n", 1)[0],
                "quantity": line.product_qty,
                "uom": line.product_uom_id.with_context(lang=lang).name or "",
                "price": line.price_unit,
                "discount": line.discount,
                "date": line.date_planned.date().isoformat() if line.date_planned else False,
            }
            for line in self.order_line
            if not line.display_type and not line.is_downpayment
        }

    def _keep_told(self):
        """Keep what the supplier knows before a confirmed order is changed for the first time."""
        for order in self.filtered(lambda order: order.state == "purchase" and not order.told_lines):
            # sudo: kept by the server, whoever changes the order
            order.sudo().told_lines = order._told_snapshot()

    def _told_differences(self):
        """Return what has changed since the supplier was told.

        :return: ``[{'change': 'added'|'removed'|'changed', 'name', 'old': {}|False, 'new': {}|False}]``
        """
        old, new = self.told_lines or {}, self._told_snapshot()
        differences = []
        for key in [*old, *(key for key in new if key not in old)]:
            before, after = old.get(key), new.get(key)
            if before == after:
                continue
            change = "changed" if before and after else "removed" if before else "added"
            differences.append(
                {"change": change, "name": (after or before)["name"], "old": before or False, "new": after or False}
            )
        return differences

    def record_change(self):
        """Make a Bestelländerung of what has changed since the supplier was told.

        :return: id of the ``purchase.order.change``
        :raises UserError: when nothing has changed
        """
        self._ensure_one_order()
        self.check_access("write")
        differences = self._told_differences() if self.state == "purchase" and self.told_lines else []
        if not differences:
            raise UserError(self.env._("%s: nothing has changed since the supplier was told.", self.name))
        change = (
            self.env["purchase.order.change"]
            # sudo: changes are kept by the server alone; the right to write the order was checked above
            .sudo()
            .create(
                {
                    "order_id": self.id,
                    "number": max(self.change_ids.mapped("number"), default=0) + 1,
                    "user_id": self.env.uid,
                    "lines": differences,
                    "amount_total": self.amount_total,
                }
            )
        )
        self.sudo().told_lines = self._told_snapshot()  # sudo: as above
        return change.id

    def action_print_change(self):
        """Make the Bestelländerung, or take the last one, and print it.

        :return: a report action
        """
        self._ensure_one_order()
        if self.has_untold_changes:
            self.record_change()
            self.invalidate_recordset(["change_ids"])
        if not self.change_ids:
            raise UserError(self.env._("%s: nothing has changed since the supplier was told.", self.name))
        return self.env.ref("kontor_purchase.action_report_order_change").report_action(
            self.change_ids[:1], data={}, config=False
        )


class PurchaseOrderChange(models.Model):
    """One Bestelländerung: what was agreed, and what is to count from now on. Kept as it was."""

    _name = "purchase.order.change"
    _description = "Supplier Order Change"
    _order = "order_id, number desc"

    order_id = fields.Many2one("purchase.order", required=True, readonly=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="order_id.company_id", store=True)
    partner_id = fields.Many2one(related="order_id.partner_id")
    currency_id = fields.Many2one(related="order_id.currency_id")
    number = fields.Integer(required=True, readonly=True)
    date = fields.Date(required=True, readonly=True, default=fields.Date.context_today)
    user_id = fields.Many2one("res.users", required=True, readonly=True)
    lines = fields.Json(readonly=True)
    amount_total = fields.Monetary(readonly=True)

    _number_unique = models.Constraint("UNIQUE(order_id, number)", "This change was made by somebody else already.")

    @api.depends("order_id.name", "number")
    def _compute_display_name(self):
        for change in self:
            change.display_name = self.env._(
                "%(order)s, change %(number)s", order=change.order_id.name, number=change.number
            )

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("An order change is kept as it was sent; it can't be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("An order change is kept as it was sent; it can't be deleted."))

    def _report_lines(self):
        """Return the changes as texts for the document: ``[{'name', 'change', 'old', 'new'}]``."""
        kinds = {
            "added": self.env._("new"),
            "removed": self.env._("dropped"),
            "changed": self.env._("changed"),
        }
        return [
            {
                "name": line["name"],
                "change": kinds[line["change"]],
                "old": self._term_text(line["old"]),
                "new": self._term_text(line["new"]),
            }
            for line in self.lines or []
        ]

    def _term_text(self, terms):
        """Return the terms of a position as one text."""
        if not terms:
            return "–"
        text = self.env._(
            "%(quantity)s %(uom)s at %(price)s",
            quantity=formatLang(self.env, terms["quantity"], dp="Product Unit"),
            uom=terms["uom"],
            price=self.currency_id._format_price(terms["price"]),
        )
        if terms["discount"]:
            text += self.env._(", discount %s %%", formatLang(self.env, terms["discount"], digits=2))
        if terms["date"]:
            text += self.env._(", for %s", format_date(self.env, terms["date"]))
        return text


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        orders = self.env["purchase.order"].browse({vals.get("order_id") for vals in vals_list} - {None, False})
        orders._keep_told()
        return super().create(vals_list)

    def write(self, vals):
        if vals.keys() & LINE_TERMS:
            self.order_id._keep_told()
        return super().write(vals)

    def unlink(self):
        self.order_id._keep_told()
        return super().unlink()
