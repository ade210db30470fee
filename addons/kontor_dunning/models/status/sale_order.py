from odoo import api, fields, models
from odoo.addons.kontor_sales.models.lifecycle.lifecycle_payment import SETTLED_PAYMENT_STATES
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column


class SaleOrder(models.Model):
    """The status "Mahnung" and its levels (001-1, 001-2, 001-4)."""

    _inherit = "sale.order"

    dunning_level_id = fields.Many2one(
        "kontor.dunning.level",
        compute="_compute_dunning_level",
        store=True,
        index="btree_not_null",
        help="The highest level at which an open invoice of the order stands.",
    )

    def _auto_init(self):
        # No order has a level yet: create the column empty instead of computing it for every order there is.
        if not column_exists(self.env.cr, "sale_order", "dunning_level_id"):
            create_column(self.env.cr, "sale_order", "dunning_level_id", "int4")
        return super()._auto_init()

    @api.depends("order_line.invoice_lines.move_id.dunning_level_id", "order_line.invoice_lines.move_id.payment_state")
    def _compute_dunning_level(self):
        levels = self._dunning_levels()
        for order in self:
            order.dunning_level_id = levels.get(order._origin.id, False)

    def _dunning_levels(self):
        """Return the highest level of the open invoices of these orders: ``{order_id: level}``, with one query."""
        self.env["account.move"].flush_model(["dunning_level_id", "state", "payment_state", "move_type"])
        self.env["sale.order.line"].flush_model(["order_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT l.order_id, m.dunning_level_id
                  FROM sale_order_line l
                  JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = l.id
                  JOIN account_move_line aml ON aml.id = rel.invoice_line_id
                  JOIN account_move m ON m.id = aml.move_id
                 WHERE l.order_id IN %s AND m.dunning_level_id IS NOT NULL AND m.state = 'posted'
                   AND m.move_type = 'out_invoice' AND m.payment_state NOT IN %s
                """,
                tuple(self._origin.ids) or (0,),
                SETTLED_PAYMENT_STATES,
            )
        )
        # sudo: the level is part of the status, which is shown to everybody who may see the order
        levels = self.env["kontor.dunning.level"].sudo()
        by_order = {}
        for order_id, level_id in rows:
            by_order[order_id] = by_order.get(order_id, levels) | levels.browse(level_id)
        return {order_id: found._highest() for order_id, found in by_order.items()}

    # -- status ---------------------------------------------------------------------------------------------------

    @api.depends("order_line.invoice_lines.move_id.dunning_level_id")
    def _compute_lifecycle_status(self):
        return super()._compute_lifecycle_status()

    def _get_status_facts(self):
        facts = super()._get_status_facts()
        unpaid = self.browse(order_id for order_id, fact in facts.items() if fact["unpaid"])
        if unpaid:  # only an open invoice stands at a level; most orders need no query
            for order_id in unpaid._dunning_levels():
                facts[order_id]["dunned"] = True
        return facts

    def _get_dunning_kind(self):
        # sudo: as in _dunning_levels
        return self.sudo().dunning_level_id.kind or False

    def _status_text(self, names):
        text = super()._status_text(names)
        if self.lifecycle_status == "dunning" and self.dunning_level_id:
            return f"{text} ({self.sudo().dunning_level_id.name})"  # sudo: as in _dunning_levels
        return text

    def _guard_figures(self, change):
        if not self.env.su and "dunning_level_id" in change.names:
            raise UserError(self.env._("Dunning levels are set by dunning letters only and can't be written."))
        return super()._guard_figures(change)
