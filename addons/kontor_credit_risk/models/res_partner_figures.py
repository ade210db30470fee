from odoo import api, fields, models
from odoo.tools import SQL

#: Statuses of the open items, the more severe the later (003-19).
OVERDUE_STATUSES = [
    ("none", "None"),
    ("overdue", "Overdue"),
    ("internal", "Internally Overdue"),
    ("delivery_stop", "Delivery Stop"),
]

#: Up to how many customers are read by the function in the database. Its plan is made for pages of a list; for many
#: more customers PostgreSQL had better make a plan of its own.
PLANNED_CUSTOMERS = 200


class ResPartner(models.Model):
    """The risk figures of customers: one query, for one customer, a page of them, or all.

    Nothing of it is stored on the customer, so that no invoice, payment or order has to write there.
    """

    _inherit = "res.partner"

    def _get_credit_figures(self, company):
        """Return the risk figures of commercial customers in a company.

        :param company: ``res.company``; its open items, orders, limits and currency
        :return: ``{id: {...}}`` with ``open_items``, ``open_orders``, ``overdue_amount``, ``overdue``, ``internal``,
            ``delivery_stop`` (does it apply), ``first_due`` (the oldest due date among what is overdue),
            ``last_return_date``, and for ``limit`` and ``internal_limit``: the amount (None: unlimited), ``…_from``,
            ``…_to``, ``…_remaining`` and ``…_remaining_with_orders``
        """
        if not self.ids:
            return {}
        self._flush_credit_sources()
        today = fields.Date.context_today(self)
        if len(self.ids) <= PLANNED_CUSTOMERS:
            query = SQL("SELECT * FROM kontor_credit_figures(%s::int[], %s, %s)", self.ids, company.id, today)
        else:
            query = self._credit_figures_query(company, self.ids)
        return {row["id"]: row for row in self.env.execute_query_dict(query)}

    def _flush_credit_sources(self):
        """Write pending changes of everything that the figures depend on."""
        self.env["sale.order.line"].flush_model(["credit_open_amount", "credit_debtor_id", "company_id"])
        self.env["account.move.line"].flush_model(
            ["amount_residual", "reconciled", "parent_state", "date_maturity", "partner_id", "account_id"]
        )
        self.env["account.move"].flush_model(["invoice_payment_term_id"])
        self.env["account.payment.term"].flush_model(["internal_due_days", "delivery_stop_days"])
        self.env["kontor.credit.limit"].flush_model()
        self.env["kontor.credit.limit.default"].flush_model()
        self.env["res.company"].flush_model(["limit_without_row", "delay_counts_for_limit"])
        self.env["res.partner"].flush_model(["commercial_partner_id", "category_id"])
        self.env["account.payment"].flush_model()
        if self.env["kontor.payment.delay"]._is_used(self.env.company.id):
            self.env["account.partial.reconcile"].flush_model()

    def _credit_figures_query(self, company, partner_ids=None):
        """Return the query behind the figures: one row per customer.

        :param company: ``res.company``
        :param partner_ids: ids of commercial partners; None: all
        """
        today = fields.Date.context_today(self)
        return self._compose_figures_query(
            SQL("%s", company.id),
            SQL("%s", today),
            None if partner_ids is None else SQL("%s::int[]", list(partner_ids)),
            with_defaults=self.env["kontor.credit.limit.default"]._is_used(company.id),
            with_delays=self.env["kontor.payment.delay"]._is_used(company.id),
        )

    @api.model
    def _compose_figures_query(self, company, today, ids, with_defaults, with_delays):
        """Return the query behind the figures; planning it takes as long as a page of customers does.

        :param company: SQL of the company's id
        :param today: SQL of a date
        :param ids: SQL of an array of ids of commercial partners; None: all
        :param bool with_defaults: does the company know default limits of customer groups
        :param bool with_delays: does the company know delays of payment methods
        """
        some = ids is not None
        families = SQL("AND p.commercial_partner_id = ANY(%s)", ids) if some else SQL()
        without = SQL(
            "(SELECT CASE limit_without_row WHEN 'zero' THEN 0::numeric END FROM res_company WHERE id = %s)", company
        )
        return SQL(
            """
            WITH item AS (
                %(items)s
            ),
            items AS (
                SELECT i.partner_id,
                       SUM(i.counted) AS amount,
                       SUM(i.judged) FILTER (WHERE i.judged > 0 AND i.due < %(today)s) AS overdue_amount,
                       MIN(i.due) FILTER (WHERE i.judged > 0 AND i.due < %(today)s) AS first_due,
                       BOOL_OR(i.judged > 0 AND i.due < %(today)s) AS overdue,
                       BOOL_OR(i.judged > 0 AND t.internal_due_days > 0
                               AND i.due + t.internal_due_days <= %(today)s) AS internal,
                       BOOL_OR(i.judged > 0 AND t.delivery_stop_days > 0
                               AND i.due + t.delivery_stop_days <= %(today)s) AS delivery_stop
                  FROM item i
             LEFT JOIN account_payment_term t ON t.id = i.term_id
              GROUP BY i.partner_id
            ),
            orders AS (
                SELECT credit_debtor_id AS partner_id, SUM(credit_open_amount) AS amount
                  FROM sale_order_line
                 WHERE credit_open_amount <> 0 AND company_id = %(company)s %(order_filter)s
              GROUP BY credit_debtor_id
            ),
            limits AS (
                SELECT partner_id,
                       COUNT(*) FILTER (WHERE kind = 'external') > 0 AS has_external,
                       COUNT(*) FILTER (WHERE kind = 'internal') > 0 AS has_internal,
                       MAX(amount) FILTER (WHERE kind = 'external' AND is_valid) AS external_amount,
                       MAX(valid_from) FILTER (WHERE kind = 'external' AND is_valid) AS external_from,
                       MAX(valid_to) FILTER (WHERE kind = 'external' AND is_valid) AS external_to,
                       MAX(amount) FILTER (WHERE kind = 'internal' AND is_valid) AS internal_amount,
                       MAX(valid_from) FILTER (WHERE kind = 'internal' AND is_valid) AS internal_from,
                       MAX(valid_to) FILTER (WHERE kind = 'internal' AND is_valid) AS internal_to
                  FROM (SELECT *, COALESCE(valid_from, %(today)s) <= %(today)s
                                  AND COALESCE(valid_to, %(today)s) >= %(today)s AS is_valid
                          FROM kontor_credit_limit
                         WHERE company_id = %(company)s %(limit_filter)s) limit_row
              GROUP BY partner_id
            ),
            %(defaults)s
            returns AS (
                SELECT p.commercial_partner_id AS partner_id, MAX(payment.returned_on) AS last_return_date
                  FROM account_payment payment
                  JOIN res_partner p ON p.id = payment.partner_id
                 WHERE payment.returned_on IS NOT NULL AND payment.company_id = %(company)s %(families)s
              GROUP BY p.commercial_partner_id
            ),
            figures AS (
                SELECT partner.id,
                   COALESCE(items.amount, 0) AS open_items,
                   COALESCE(orders.amount, 0) AS open_orders,
                   COALESCE(items.overdue_amount, 0) AS overdue_amount,
                   items.first_due,
                   COALESCE(items.overdue, FALSE) AS overdue,
                   COALESCE(items.internal, FALSE) AS internal,
                   COALESCE(items.delivery_stop, FALSE) AS delivery_stop,
                   CASE WHEN limits.has_external THEN COALESCE(limits.external_amount, 0)
                        ELSE %(default_external)s END AS "limit",
                   limits.external_from AS limit_from,
                   limits.external_to AS limit_to,
                   CASE WHEN limits.has_internal THEN COALESCE(limits.internal_amount, 0)
                        ELSE %(default_internal)s END AS internal_limit,
                   limits.internal_from AS internal_limit_from,
                   limits.internal_to AS internal_limit_to,
                   returns.last_return_date
              FROM (%(partners)s) partner
         LEFT JOIN items ON items.partner_id = partner.id
         LEFT JOIN orders ON orders.partner_id = partner.id
         LEFT JOIN limits ON limits.partner_id = partner.id
         LEFT JOIN returns ON returns.partner_id = partner.id
         %(join_defaults)s
            )
            SELECT *,
                   "limit" - open_items AS limit_remaining,
                   "limit" - open_items - open_orders AS limit_remaining_with_orders,
                   internal_limit - open_items AS internal_limit_remaining,
                   internal_limit - open_items - open_orders AS internal_limit_remaining_with_orders
              FROM figures
            """,
            items=self._compose_items_query(company, today, families, with_delays),
            today=today,
            company=company,
            order_filter=SQL("AND credit_debtor_id = ANY(%s)", ids) if some else SQL(),
            limit_filter=SQL("AND partner_id = ANY(%s)", ids) if some else SQL(),
            families=families,
            defaults=SQL(
                """
            defaults AS (
                SELECT rel.partner_id,
                       MIN(d.amount) FILTER (WHERE d.kind = 'external') AS external_amount,
                       MIN(d.amount) FILTER (WHERE d.kind = 'internal') AS internal_amount
                  FROM kontor_credit_limit_default d
                  JOIN res_partner_res_partner_category_rel rel ON rel.category_id = d.category_id
                 WHERE d.company_id = %s %s
              GROUP BY rel.partner_id
            ),
                """,
                company,
                SQL("AND rel.partner_id = ANY(%s)", ids) if some else SQL(),
            )
            if with_defaults
            else SQL(),
            default_external=SQL("COALESCE(defaults.external_amount, %s)", without) if with_defaults else without,
            default_internal=SQL("COALESCE(defaults.internal_amount, %s)", without) if with_defaults else without,
            join_defaults=SQL("LEFT JOIN defaults ON defaults.partner_id = partner.id") if with_defaults else SQL(),
            partners=SQL("SELECT UNNEST(%s) AS id", ids)
            if some
            else SQL("SELECT id FROM res_partner WHERE commercial_partner_id = id"),
        )

    @api.model
    def _compose_items_query(self, company, today, families, with_delays):
        """Return the query for the open items, one row per instalment.

        ``counted`` goes into the open items, ``judged`` into the overdue status: a payment whose method has a delay
        (003-24) doesn't count yet for the status, and by setting not for the remaining limit either.

        :param company: SQL of the company's id
        :param today: SQL of a date
        :param families: SQL condition that restricts ``p``, the partner of the item
        :param bool with_delays: does the company know delays of payment methods
        """
        # looked up once per query; the items' company says which company they belong to
        receivable = SQL("ANY(ARRAY(SELECT id FROM account_account WHERE account_type = 'asset_receivable'))")
        query = SQL(
            """
            SELECT p.commercial_partner_id AS partner_id, l.amount_residual AS counted, l.amount_residual AS judged,
                   COALESCE(l.date_maturity, l.date) AS due, m.invoice_payment_term_id AS term_id
              FROM res_partner p
              JOIN account_move_line l ON l.partner_id = p.id
         LEFT JOIN account_move m ON m.id = l.move_id
             WHERE l.account_id = %(receivable)s AND l.reconciled IS NOT TRUE AND l.parent_state = 'posted'
               AND l.amount_residual <> 0 AND l.company_id = %(company)s %(families)s
            """,
            receivable=receivable,
            company=company,
            families=families,
        )
        if not with_delays:
            return query
        return SQL(
            """
            %(query)s
            UNION ALL
            SELECT p.commercial_partner_id, %(factor)s * part.amount, part.amount,
                   COALESCE(debit.date_maturity, debit.date), m.invoice_payment_term_id
              FROM (%(payments)s) credit
              JOIN account_partial_reconcile part ON part.credit_move_id = credit.id
              JOIN account_move_line debit ON debit.id = part.debit_move_id
              JOIN account_move m ON m.id = debit.move_id AND m.move_type IN ('out_invoice', 'entry')
              JOIN res_partner p ON p.id = debit.partner_id
             WHERE TRUE %(families)s
            UNION ALL
            SELECT p.commercial_partner_id, %(factor)s * -credit.amount_residual, 0, credit.date, NULL
              FROM (%(payments)s) credit
              JOIN res_partner p ON p.id = credit.partner_id
             WHERE credit.reconciled IS NOT TRUE %(families)s
            """,
            query=query,
            factor=SQL("(SELECT COALESCE(delay_counts_for_limit, FALSE)::int FROM res_company WHERE id = %s)", company),
            families=families,
            payments=SQL(
                """
                SELECT l.*
                  FROM kontor_payment_delay delay
                  JOIN account_payment payment ON payment.payment_method_line_id = delay.payment_method_line_id
                   AND payment.date + delay.days > %(today)s
                  JOIN account_move_line l ON l.move_id = payment.move_id AND l.account_id = %(receivable)s
                 WHERE delay.company_id = %(company)s AND payment.payment_type = 'inbound'
                   AND payment.state IN ('in_process', 'paid') AND l.company_id = %(company)s
                   AND l.parent_state = 'posted'
                """,
                today=today,
                receivable=receivable,
                company=company,
            ),
        )

    def _over_limit_query(self, company):
        """Return the query for the customers whose open items and orders exceed one of their limits.

        It needs less than ``_credit_figures_query``: one grouping, and nothing about due dates.
        """
        today = fields.Date.context_today(self)
        # sudo: a setting that holds for everybody
        without = SQL("0::numeric") if company.sudo().limit_without_row == "zero" else SQL("NULL::numeric")
        return SQL(
            """
            SELECT part.id
              FROM (
                SELECT i.partner_id AS id, i.counted AS used, NULL::numeric AS external, NULL::numeric AS internal,
                       NULL::numeric AS default_external, NULL::numeric AS default_internal
                  FROM (%(items)s) i
             UNION ALL
                SELECT credit_debtor_id, credit_open_amount, NULL, NULL, NULL, NULL
                  FROM sale_order_line
                 WHERE credit_open_amount <> 0 AND company_id = %(company)s
             UNION ALL
                SELECT partner_id, 0, CASE WHEN kind = 'external' THEN effective END,
                       CASE WHEN kind = 'internal' THEN effective END, NULL, NULL
                  FROM (SELECT partner_id, kind,
                               CASE WHEN COALESCE(valid_from, %(today)s) <= %(today)s
                                     AND COALESCE(valid_to, %(today)s) >= %(today)s THEN amount ELSE 0 END AS effective
                          FROM kontor_credit_limit
                         WHERE company_id = %(company)s) limit_row
             UNION ALL
                SELECT rel.partner_id, 0, NULL, NULL, CASE WHEN d.kind = 'external' THEN d.amount END,
                       CASE WHEN d.kind = 'internal' THEN d.amount END
                  FROM kontor_credit_limit_default d
                  JOIN res_partner_res_partner_category_rel rel ON rel.category_id = d.category_id
                 WHERE d.company_id = %(company)s
                ) part
          GROUP BY part.id
            HAVING ROUND(SUM(part.used), 2) > COALESCE(MAX(part.external), MIN(part.default_external), %(without)s)
                OR ROUND(SUM(part.used), 2) > COALESCE(MAX(part.internal), MIN(part.default_internal), %(without)s)
            """,
            items=self._compose_items_query(
                SQL("%s", company.id), SQL("%s", today), SQL(), self.env["kontor.payment.delay"]._is_used(company.id)
            ),
            company=company.id,
            today=today,
            without=without,
        )


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    # The open items alone, with all that their sum needs: however much a customer ever bought, only what is open is read.
    _credit_open_items_idx = models.Index(
        "(partner_id, company_id) INCLUDE (account_id, amount_residual, date_maturity, date, move_id)"
        " WHERE reconciled IS NOT TRUE AND parent_state = 'posted' AND amount_residual <> 0"
    )


class AccountMove(models.Model):
    _inherit = "account.move"

    # The payment term of an open item, without reading the invoice.
    _credit_payment_term_idx = models.Index("(id) INCLUDE (invoice_payment_term_id)")
