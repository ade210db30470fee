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
            ``…_to``, ``…_remaining`` and ``…_remaining_with_orders``; where the last limit has ended and none is valid,
            the amount is 0, ``…_ended`` is what it was, and ``…_from`` and ``…_to`` are its period
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
        self.env["res.company"].flush_model(["limit_without_row", "default_limit", "delay_counts_for_limit"])
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
    def _compose_figures_query(self, company, today, ids, with_defaults, with_delays, one_by_one=False):
        """Return the query behind the figures; planning it takes as long as a page of customers does.

        :param company: SQL of the company's id
        :param today: SQL of a date
        :param ids: SQL of an array of ids of commercial partners; None: all
        :param bool with_defaults: does the company know default limits of customer groups
        :param bool with_delays: does the company know delays of payment methods
        :param bool one_by_one: for few customers, of whom each may have thousands of open items
        """
        some = ids is not None
        families = SQL("AND p.commercial_partner_id = ANY(%s)", ids) if some else SQL()
        without = SQL(
            "(SELECT CASE limit_without_row WHEN 'zero' THEN 0 WHEN 'amount' THEN default_limit::numeric END"
            " FROM res_company WHERE id = %s)",
            company,
        )
        without_internal = SQL(
            "(SELECT CASE limit_without_row WHEN 'zero' THEN 0::numeric END FROM res_company WHERE id = %s)", company
        )
        return SQL(
            """
            WITH items AS (
                %(items)s
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
                       MAX(valid_to) FILTER (WHERE kind = 'internal' AND is_valid) AS internal_to,
                       MAX(%(ended)s) FILTER (WHERE kind = 'external' AND valid_to < %(today)s) AS external_ended,
                       MAX(%(ended)s) FILTER (WHERE kind = 'internal' AND valid_to < %(today)s) AS internal_ended
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
                   CASE WHEN %(overdue)s THEN items.first_due END AS first_due,
                   COALESCE(%(overdue)s, FALSE) AS overdue,
                   %(internal)s AS internal,
                   %(delivery_stop)s AS delivery_stop,
                   CASE WHEN limits.has_external THEN COALESCE(limits.external_amount, 0)
                        ELSE %(default_external)s END AS "limit",
                   COALESCE(limits.external_from, ended_external.valid_from) AS limit_from,
                   COALESCE(limits.external_to, ended_external.valid_to) AS limit_to,
                   ended_external.amount AS limit_ended,
                   CASE WHEN limits.has_internal THEN COALESCE(limits.internal_amount, 0)
                        ELSE %(default_internal)s END AS internal_limit,
                   COALESCE(limits.internal_from, ended_internal.valid_from) AS internal_limit_from,
                   COALESCE(limits.internal_to, ended_internal.valid_to) AS internal_limit_to,
                   ended_internal.amount AS internal_limit_ended,
                   returns.last_return_date
              FROM (%(partners)s) partner
         LEFT JOIN items ON items.partner_id = partner.id
         LEFT JOIN orders ON orders.partner_id = partner.id
         LEFT JOIN limits ON limits.partner_id = partner.id
         LEFT JOIN kontor_credit_limit ended_external
                ON ended_external.id = limits.external_ended[2] AND limits.external_amount IS NULL
         LEFT JOIN kontor_credit_limit ended_internal
                ON ended_internal.id = limits.internal_ended[2] AND limits.internal_amount IS NULL
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
            items=self._compose_item_sums(company, today, ids, with_delays, one_by_one),
            overdue=self.env["account.move.line"]._overdue_sql(SQL("items.first_due"), today),
            internal=self._compose_late_condition("internal_due_days", company, today, with_delays, one_by_one),
            delivery_stop=self._compose_late_condition("delivery_stop_days", company, today, with_delays, one_by_one),
            today=today,
            # the last one that has ended, with its id
            ended=SQL("ARRAY[valid_to - DATE '1970-01-01', id]"),
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
            default_internal=SQL("COALESCE(defaults.internal_amount, %s)", without_internal)
            if with_defaults
            else without_internal,
            join_defaults=SQL("LEFT JOIN defaults ON defaults.partner_id = partner.id") if with_defaults else SQL(),
            partners=SQL("SELECT UNNEST(%s) AS id", ids)
            if some
            else SQL("SELECT id FROM res_partner WHERE commercial_partner_id = id"),
        )

    @api.model
    def _compose_item_sums(self, company, today, ids, with_delays, one_by_one):
        """Return the query for what the open items of each customer add up to; see ``_compose_figures_query``."""
        sums = SQL(
            """
            SUM(i.counted) AS amount,
            SUM(i.judged) FILTER (WHERE i.judged > 0 AND %(overdue)s) AS overdue_amount,
            MIN(i.due) FILTER (WHERE i.judged > 0) AS first_due
            """,
            overdue=self.env["account.move.line"]._overdue_sql(SQL("i.due"), today),
        )
        if one_by_one:
            return SQL(
                """
                SELECT customer.id AS partner_id, own.*
                  FROM UNNEST(%s) customer (id), LATERAL (SELECT %s FROM (%s) i) own
                """,
                ids,
                sums,
                self._compose_items_query(
                    company, today, self._compose_family(SQL("customer.id")), with_delays, with_terms=False
                ),
            )
        family = None if ids is None else self._compose_family(SQL("ANY(%s)", ids))
        return SQL(
            """
            SELECT p.commercial_partner_id AS partner_id, SUM(own.amount) AS amount,
                   SUM(own.overdue_amount) AS overdue_amount, MIN(own.first_due) AS first_due,
                   BOOL_OR(own.internal_due_days) AS internal_due_days, BOOL_OR(own.delivery_stop_days) AS delivery_stop_days
              FROM (SELECT i.contact_id, %(sums)s,
                           BOOL_OR(%(internal)s) AS internal_due_days, BOOL_OR(%(delivery_stop)s) AS delivery_stop_days
                      FROM (%(items)s) i
                 LEFT JOIN account_payment_term t ON t.id = i.term_id
                  GROUP BY i.contact_id) own
              JOIN res_partner p ON p.id = own.contact_id
          GROUP BY p.commercial_partner_id
            """,
            sums=sums,
            internal=self._compose_late_item("internal_due_days", today),
            delivery_stop=self._compose_late_item("delivery_stop_days", today),
            items=self._compose_items_query(company, today, family, with_delays),
        )

    @api.model
    def _compose_family(self, customer):
        """Return the query for the ids of a customer's contacts, the customer included."""
        return SQL("SELECT id FROM res_partner WHERE commercial_partner_id = %s", customer)

    @api.model
    def _compose_late_item(self, days, today):
        """Return the condition on an item ``i`` and its payment term ``t``: overdue for as many days as the term allows."""
        return SQL(
            "i.judged > 0 AND t.%(days)s > 0 AND i.due + t.%(days)s <= %(today)s", days=SQL.identifier(days), today=today
        )

    @api.model
    def _compose_late_condition(self, days, company, today, with_delays, one_by_one):
        """Return the condition on ``items``: has an item been overdue for as many days as its payment term allows?

        One by one, the first such item of a customer answers it. So the invoices, where the terms stand, aren't read for
        thousands of items; and not at all for customers who are not overdue for as long as the strictest term allows. For a
        page of customers it takes less time to read the terms of all items at once, as the sums do.

        :param str days: the payment term's column with the number of days; 0: never
        """
        column = SQL.identifier(days)
        if not one_by_one:
            return SQL("COALESCE(items.%s, FALSE)", column)
        return SQL(
            """
            (items.first_due + (SELECT MIN(%(column)s) FROM account_payment_term WHERE %(column)s > 0) <= %(today)s
             AND EXISTS (SELECT FROM (%(items)s) i JOIN account_payment_term t ON t.id = i.term_id WHERE %(late)s)) IS TRUE
            """,
            column=column,
            today=today,
            items=self._compose_items_query(company, today, self._compose_family(SQL("items.partner_id")), with_delays),
            late=self._compose_late_item(days, today),
        )

    @api.model
    def _compose_items_query(self, company, today, contacts, with_delays, with_terms=True):
        """Return the query for the open items, one row per instalment, with the contact in whose name it was posted.

        ``counted`` goes into the open items, ``judged`` into the overdue status: a payment whose method has a delay
        (003-24) doesn't count yet for the status, and by setting not for the remaining limit either.

        :param company: SQL of the company's id
        :param today: SQL of a date
        :param contacts: SQL that selects the ids of some contacts; None: all
        :param bool with_delays: does the company know delays of payment methods
        :param bool with_terms: is the payment term wanted? It stands on the invoice, which has to be read for it
        """
        items = self.env["account.move.line"]
        # looked up once per query; the items' company says which company they belong to
        receivable = SQL("ANY(ARRAY(SELECT id FROM account_account WHERE account_type = 'asset_receivable'))")
        contacts = SQL("IS NOT NULL") if contacts is None else SQL("= ANY(ARRAY(%s))", contacts)
        query = SQL(
            """
            SELECT l.partner_id AS contact_id, l.amount_residual AS counted, l.amount_residual AS judged,
                   %(due)s AS due, %(term)s AS term_id
              FROM account_move_line l
              %(join_move)s
             WHERE l.account_id = %(receivable)s AND l.reconciled IS NOT TRUE AND l.parent_state = 'posted'
               AND l.amount_residual <> 0 AND l.company_id = %(company)s AND l.partner_id %(contacts)s
            """,
            due=items._due_date_sql("l"),
            term=SQL("m.invoice_payment_term_id") if with_terms else SQL("NULL::integer"),
            join_move=SQL("LEFT JOIN account_move m ON m.id = l.move_id") if with_terms else SQL(),
            receivable=receivable,
            company=company,
            contacts=contacts,
        )
        if not with_delays:
            return query
        return SQL(
            """
            %(query)s
            UNION ALL
            SELECT debit.partner_id, %(factor)s * part.amount, part.amount,
                   %(due)s, m.invoice_payment_term_id
              FROM (%(payments)s) credit
              JOIN account_partial_reconcile part ON part.credit_move_id = credit.id
              JOIN account_move_line debit ON debit.id = part.debit_move_id
              JOIN account_move m ON m.id = debit.move_id AND m.move_type IN ('out_invoice', 'entry')
             WHERE debit.partner_id %(contacts)s
            UNION ALL
            SELECT credit.partner_id, %(factor)s * -credit.amount_residual, 0, credit.date, NULL
              FROM (%(payments)s) credit
             WHERE credit.reconciled IS NOT TRUE AND credit.partner_id %(contacts)s
            """,
            query=query,
            due=items._due_date_sql("debit"),
            factor=SQL("(SELECT COALESCE(delay_counts_for_limit, FALSE)::int FROM res_company WHERE id = %s)", company),
            contacts=contacts,
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
        without = company.sudo()._get_limit_without_row()
        return SQL(
            """
            SELECT part.id
              FROM (
                SELECT p.commercial_partner_id AS id, i.counted AS used, NULL::numeric AS external,
                       NULL::numeric AS internal, NULL::numeric AS default_external, NULL::numeric AS default_internal
                  FROM (%(items)s) i
                  JOIN res_partner p ON p.id = i.contact_id
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
                OR ROUND(SUM(part.used), 2) > COALESCE(MAX(part.internal), MIN(part.default_internal), %(internal)s)
            """,
            items=self._compose_items_query(
                SQL("%s", company.id),
                SQL("%s", today),
                None,
                self.env["kontor.payment.delay"]._is_used(company.id),
                with_terms=False,
            ),
            company=company.id,
            today=today,
            without=SQL("%s::numeric", without["external"]),
            internal=SQL("%s::numeric", without["internal"]),
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
