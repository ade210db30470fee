from odoo import api, fields, models
from odoo.addons.kontor_sales.models.sale_order_line_facts import SETTLED_PAYMENT_STATES
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date
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

    # -- dunning an order by hand ---------------------------------------------------------------------------------

    def _obstacle_dunning(self):
        """Say why no letter can be made for the open invoices of this order, or return False."""
        if self.env.ref("kontor_sales.order_status_dunning", raise_if_not_found=False) is None:
            return super()._obstacle_dunning()
        invoices = self._open_invoices()
        if not invoices:
            return self.env._("The order has no open invoice.")
        today = fields.Date.context_today(self)
        engine = self.env["kontor.dunning.engine"].sudo()  # sudo: as for the letter itself, see _do_dunning
        engine._flush()
        query = engine._items_query(self.company_id, today, moves=invoices)
        rows = self.env.execute_query_dict(query)
        if any(row["is_new"] for row in rows):
            return False
        return self._no_dunning_reason(invoices, rows, today)

    def _no_dunning_reason(self, invoices, rows, today):
        """Explain why none of the open invoices can be dunned.

        :param invoices: the open invoices
        :param list rows: what the engine found about them
        """
        names = ", ".join(invoices.mapped("name"))
        # sudo: why a customer isn't dunned is told to everybody who may see the order
        customer = self.partner_id.commercial_partner_id.sudo().with_company(self.company_id)
        if customer._is_dunning_exempt(today):
            return self.env._(
                "%(customer)s is exempt from dunning%(until)s: %(reason)s",
                customer=customer.name,
                until=self.env._(" until %s", format_date(self.env, customer.dunning_exempt_until))
                if customer.dunning_exempt_until
                else "",
                reason=customer.dunning_exempt_reason or "",
            )
        disputed = invoices.filtered("is_disputed")
        if disputed == invoices:
            return self.env._(
                "%(invoices)s: disputed (%(reason)s).",
                invoices=names,
                reason=", ".join(filter(None, disputed.mapped("dispute_reason"))),
            )
        blocked = self._blocked_reason(invoices, names, today)
        if blocked:
            return blocked
        items = invoices.line_ids.filtered(lambda line: line.account_type == "asset_receivable" and not line.reconciled)
        due = [line.date_maturity or line.date for line in items]
        if due and not any(items.mapped("is_overdue")):
            if min(due) == today:
                return self.env._("%s: due today, and overdue from tomorrow on.", names)
            return self.env._("%(invoices)s: not due before %(date)s.", invoices=names, date=format_date(self.env, min(due)))
        if any(row["level_id"] for row in rows):
            return self.env._("%s: the last dunning level is reached.", names)
        return self.env._(
            "There is no dunning procedure with a level for this customer. Someone with the right to configure dunning can"
            " help."
        )

    def _blocked_reason(self, invoices, names, today):
        """Explain what blocks the items: a proposal, or an exemption of the invoice; False when nothing does."""
        # sudo: that a run has them is told to everybody who may see the order
        drafts = invoices.sudo().dunning_line_ids.letter_id.filtered(
            lambda letter: letter.state == "draft" and not letter.excluded
        )
        if drafts:
            return self.env._(
                "%(invoices)s: in the proposal of the dunning run %(runs)s. Confirm or reset it first.",
                invoices=names,
                runs=", ".join(drafts.run_id.mapped("name")),
            )
        exempt = invoices.filtered(
            lambda move: move.no_followup
            or (move.dunning_exempt and (not move.dunning_exempt_until or move.dunning_exempt_until >= today))
        )
        if exempt != invoices:
            return False
        reasons = ", ".join(filter(None, exempt.mapped("dunning_exempt_reason")))
        return self.env._("%(invoices)s: exempt from dunning. %(reason)s", invoices=names, reason=reasons)

    def _consequences_dunning(self):
        """Say which invoices a letter would dun."""
        invoices = self._open_invoices()
        return [
            self.env._(
                "A dunning letter is issued for what is due on %(invoices)s, each item at its next level; open are"
                " %(amount)s.",
                invoices=", ".join(invoices.mapped("name")),
                amount=self._money(sum(invoices.mapped("amount_residual"))),
            )
        ]

    def _do_dunning(self):
        """Send a letter for the open invoices of this order, each at its next level. Waiting periods don't hold here."""
        obstacle = self._obstacle_dunning()
        if obstacle:
            raise UserError(obstacle)
        today = fields.Date.context_today(self)
        # sudo: whoever may post the order's invoices may dun them, through this status change, without the right to
        # make whole dunning runs (kontor_sales checked the rights for the change)
        engine = self.env["kontor.dunning.engine"].sudo()
        letters = engine._propose(self.company_id, today, moves=self._open_invoices())
        if not letters._issue():
            raise UserError(self.env._("There is nothing to dun on this order any more."))
