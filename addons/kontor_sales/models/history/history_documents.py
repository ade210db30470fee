from odoo import api, fields, models
from odoo.tools import SQL

from ..lifecycle.lifecycle_payment import SETTLED_PAYMENT_STATES


class ResCompany(models.Model):
    """When documents leave the daily lists (002-20)."""

    _inherit = "res.company"

    history_rule = fields.Selection(
        [("never", "Never"), ("after", "Some time after completion"), ("before", "Completed before a date")],
        string="Documents Go into the Historie",
        default="after",
        required=True,
    )
    history_count = fields.Integer(string="Time after Completion", default=12)
    history_unit = fields.Selection([("days", "Days"), ("months", "Months")], default="months", required=True)
    history_date = fields.Date(string="Completed Before")

    _history_count_positive = models.Constraint(
        "CHECK(COALESCE(history_count, 0) >= 0)", "The time after completion can't be negative."
    )

    def _history_cutoff(self):
        """Return the last day of completion that is due for the Historie, or False.

        :return: date or False
        """
        self.ensure_one()
        if self.history_rule == "after":
            return fields.Date.subtract(fields.Date.context_today(self), **{self.history_unit: self.history_count})
        if self.history_rule == "before" and self.history_date:
            return fields.Date.subtract(self.history_date, days=1)
        return False


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    history_rule = fields.Selection(related="company_id.history_rule", readonly=False, required=True)
    history_count = fields.Integer(related="company_id.history_count", readonly=False)
    history_unit = fields.Selection(related="company_id.history_unit", readonly=False, required=True)
    history_date = fields.Date(related="company_id.history_date", readonly=False)


class HistoryMixin(models.AbstractModel):
    _inherit = "kontor.history.mixin"

    @api.model
    def _history_cutoffs(self):
        # sudo: the job serves all companies, whoever started it
        companies = self.env["res.company"].sudo().search([("history_rule", "!=", "never")])
        cutoffs = [*super()._history_cutoffs(), *((company, company._history_cutoff()) for company in companies)]
        return [(company, cutoff) for company, cutoff in cutoffs if cutoff]

    @api.model
    def _history_models(self):
        return [*super()._history_models(), "sale.order", "stock.picking", "account.move"]


class SaleOrder(models.Model):
    """Completed and cancelled orders go into the Historie with their deliveries and invoices, and quotations that expired
    without ever having been ordered."""

    _inherit = "sale.order"

    # What the daily lists read, and what the job looks for, whatever lies in the Historie.
    # The conditions are those of the lists: PostgreSQL takes a partial index only where the query asks for nothing
    # less, and without one it misjudges how few of so many documents a list shows. They have the order of the list, or
    # it would find all of its rows and sort them; and they include what the lists filter and the counters group by, so
    # that counting reads none of the documents.
    _daily_idx = models.Index("(date_order DESC, id DESC) WHERE is_history IS NOT TRUE")
    _daily_status_idx = models.Index(
        "(lifecycle_status, date_order DESC, id DESC) INCLUDE (fulfilment_stage, company_id) WHERE is_history IS NOT TRUE"
    )
    _daily_open_idx = models.Index(
        "(date_order DESC, id DESC) INCLUDE (lifecycle_status, company_id)"
        " WHERE is_history IS NOT TRUE AND fulfilment_stage IN ('open', 'waiting', 'unpaid') AND is_settled IS NOT TRUE"
    )
    _daily_to_deliver_idx = models.Index(
        "(date_order DESC, id DESC) INCLUDE (lifecycle_status, company_id)"
        " WHERE is_history IS NOT TRUE AND is_left_to_deliver IS TRUE"
    )
    _history_idx = models.Index("(date_order DESC, id DESC) WHERE is_history IS TRUE")
    _history_due_idx = models.Index(
        "(company_id, (COALESCE(completed_on, date_order::date)))"
        " WHERE is_history IS NOT TRUE AND lifecycle_status IN ('done', 'cancel')"
    )
    _history_expired_idx = models.Index(
        "(company_id, validity_date) WHERE is_history IS NOT TRUE AND lifecycle_status = 'quotation'"
    )

    @api.model
    def _history_due_query(self, company, cutoff, limit):
        """Add quotations whose validity ended on the last due day at the latest; see the mixin.

        Their last day of validity is to them what the day of completion is to an order. One without a validity doesn't
        expire; one that is renewed comes back, as everything that changes.
        """
        return SQL(
            """
            (%(completed)s)
             UNION ALL
            (SELECT o.id
               FROM sale_order o
              WHERE o.is_history IS NOT TRUE
                AND o.lifecycle_status = 'quotation'
                AND o.company_id = %(company)s
                AND o.validity_date <= %(cutoff)s
                AND o.validity_date < %(today)s
                AND (o.history_returned_on IS NULL OR o.history_returned_on <= %(cutoff)s)
                AND NOT (%(open)s)
           ORDER BY o.validity_date
              LIMIT %(limit)s)
              LIMIT %(limit)s
            """,
            completed=super()._history_due_query(company, cutoff, limit),
            company=company.id,
            cutoff=cutoff,
            today=fields.Date.context_today(self),
            open=SQL(" OR ").join(self._history_open_documents()),
            limit=limit,
        )

    @api.model
    def _history_open_documents(self):
        """Add deliveries and invoices that are still open; see the mixin."""
        return [
            *super()._history_open_documents(),
            SQL(
                "EXISTS (SELECT FROM stock_picking p WHERE p.sale_id = o.id AND p.state NOT IN ('done', 'cancel'))",
            ),
            SQL(
                """
                EXISTS (SELECT FROM sale_order_line l
                          JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = l.id
                          JOIN account_move_line aml ON aml.id = rel.invoice_line_id
                          JOIN account_move m ON m.id = aml.move_id
                         WHERE l.order_id = o.id
                           AND (m.state = 'draft' OR (m.state = 'posted' AND m.payment_state NOT IN %s)))
                """,
                SETTLED_PAYMENT_STATES,
            ),
        ]

    @api.model
    def _history_companions(self, ids, leave):
        """Take the orders' deliveries and invoices along; an invoice of several orders goes with the last of them."""
        others = SQL(
            """
            AND NOT EXISTS (SELECT FROM account_move_line line
                              JOIN sale_order_line_invoice_rel other ON other.invoice_line_id = line.id
                              JOIN sale_order_line sibling ON sibling.id = other.order_line_id
                              JOIN sale_order owner ON owner.id = sibling.order_id
                             WHERE line.move_id = aml.move_id AND owner.is_history IS NOT TRUE)
            """
        )
        return [
            *super()._history_companions(ids, leave),
            ("stock.picking", SQL("SELECT id FROM stock_picking WHERE sale_id = ANY(%s)", ids)),
            (
                "account.move",
                SQL(
                    """
                    SELECT aml.move_id
                      FROM sale_order_line l
                      JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = l.id
                      JOIN account_move_line aml ON aml.id = rel.invoice_line_id
                     WHERE l.order_id = ANY(%s) %s
                    """,
                    ids,
                    others if leave else SQL(),
                ),
            ),
        ]

    @api.model
    def _init_completed_on(self):
        """Give orders from before the installation the day of their last document as day of completion."""
        self.env.cr.execute(
            """
            UPDATE sale_order o
               SET completed_on = GREATEST(o.date_order::date, delivered.on_day, invoiced.on_day)
              FROM sale_order self
         LEFT JOIN LATERAL (SELECT MAX(p.date_done)::date AS on_day FROM stock_picking p WHERE p.sale_id = self.id)
                   delivered ON TRUE
         LEFT JOIN LATERAL (
                SELECT MAX(GREATEST(m.date, paid.on_day)) AS on_day
                  FROM sale_order_line l
                  JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = l.id
                  JOIN account_move_line aml ON aml.id = rel.invoice_line_id
                  JOIN account_move m ON m.id = aml.move_id
             LEFT JOIN LATERAL (SELECT MAX(r.max_date) AS on_day
                                  FROM account_move_line receivable
                                  JOIN account_partial_reconcile r
                                    ON receivable.id IN (r.debit_move_id, r.credit_move_id)
                                 WHERE receivable.move_id = m.id) paid ON TRUE
                 WHERE l.order_id = self.id) invoiced ON TRUE
             WHERE o.id = self.id AND o.completed_on IS NULL AND o.lifecycle_status IN ('done', 'cancel')
            """
        )
        self.invalidate_model(["completed_on"])


class StockPicking(models.Model):
    """Deliveries go into the Historie with their order; those without an order by their own date."""

    _name = "stock.picking"
    _inherit = ["stock.picking", "kontor.history.mixin"]

    _daily_idx = models.Index("(picking_type_id, state, scheduled_date) WHERE is_history IS NOT TRUE")
    _history_idx = models.Index("(date_done DESC, id DESC) WHERE is_history IS TRUE")

    @api.model
    def _history_due_query(self, company, cutoff, limit):
        """Return the query for finished deliveries and customers' returns that belong to no order."""
        return SQL(
            """
            SELECT p.id
              FROM stock_picking p
              JOIN stock_picking_type t ON t.id = p.picking_type_id
              JOIN stock_location source ON source.id = p.location_id
             WHERE p.is_history IS NOT TRUE AND p.state IN ('done', 'cancel')
               AND p.company_id = %(company)s AND p.sale_id IS NULL
               AND (t.code = 'outgoing' OR source.usage = 'customer')
               AND COALESCE(p.date_done, p.scheduled_date)::date <= %(cutoff)s
               AND (p.history_returned_on IS NULL OR p.history_returned_on <= %(cutoff)s)
             LIMIT %(limit)s
            """,
            company=company.id,
            cutoff=cutoff,
            limit=limit,
        )

    @api.model_create_multi
    def create(self, vals_list):
        pickings = super().create(vals_list)
        pickings.return_id._history_return()  # goods come back: so does the delivery
        return pickings

    @api.model
    def _history_return_ids(self, ids):
        historic = super()._history_return_ids(ids)
        # sudo: the order comes back whoever changes its delivery
        self.env["sale.order"]._history_return_ids(self.sudo().browse(historic).sale_id.ids)
        return historic


class AccountMove(models.Model):
    """Invoices go into the Historie with their order; those without an order when they are paid and old enough."""

    _name = "account.move"
    _inherit = ["account.move", "kontor.history.mixin"]

    # One for all, open, paid and draft invoices, for their lists and for the counters beside these (see the orders).
    _daily_idx = models.Index(
        "(date DESC, name DESC, invoice_date DESC, id DESC) INCLUDE (state, payment_state, move_type, company_id)"
        " WHERE is_history IS NOT TRUE AND move_type IN ('out_invoice', 'out_refund')"
    )
    _history_idx = models.Index("(date DESC, name DESC, invoice_date DESC, id DESC) WHERE is_history IS TRUE")
    _history_due_idx = models.Index(
        "(company_id, date) WHERE is_history IS NOT TRUE"
        " AND move_type IN ('out_invoice', 'out_refund', 'out_receipt') AND state IN ('posted', 'cancel')"
    )

    @api.model
    def _history_due_query(self, company, cutoff, limit):
        """Return the query for invoices that belong to no order, or whose orders are all in the Historie."""
        return SQL(
            """
            SELECT m.id
              FROM account_move m
             WHERE m.is_history IS NOT TRUE AND m.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
               AND m.state IN ('posted', 'cancel') AND m.company_id = %(company)s AND m.date <= %(cutoff)s
               AND (m.state = 'cancel' OR m.payment_state IN %(settled)s)
               AND (m.history_returned_on IS NULL OR m.history_returned_on <= %(cutoff)s)
               AND NOT EXISTS (SELECT FROM account_move_line l
                                 JOIN account_partial_reconcile r ON r.debit_move_id = l.id OR r.credit_move_id = l.id
                                WHERE l.move_id = m.id AND r.max_date > %(cutoff)s)
               AND NOT EXISTS (SELECT FROM account_move_line l
                                 JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = l.id
                                 JOIN sale_order_line sol ON sol.id = rel.order_line_id
                                 JOIN sale_order o ON o.id = sol.order_id
                                WHERE l.move_id = m.id AND o.is_history IS NOT TRUE)
             LIMIT %(limit)s
            """,
            company=company.id,
            cutoff=cutoff,
            settled=SETTLED_PAYMENT_STATES,
            limit=limit,
        )

    def _compute_payment_state(self):
        """Bring an invoice back whose payment is reversed, or that is paid again (002-20)."""
        res = super()._compute_payment_state()
        self._history_return()
        return res

    @api.model
    def _history_return_ids(self, ids):
        historic = super()._history_return_ids(ids)
        # sudo: the orders come back whoever changes their invoice
        self.env["sale.order"]._history_return_ids(self.sudo().browse(historic).line_ids.sale_line_ids.order_id.ids)
        return historic
