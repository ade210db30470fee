from odoo import fields, models
from odoo.tools import SQL

from ..levels.kontor_dunning_level import DUNNING_KINDS

#: § 288 (5) BGB, in euros.
LUMP_SUM = 40

#: The sums of a letter, as a simulation returns them.
LETTER_AMOUNTS = (
    "amount_due", "credit_amount", "fee_amount", "interest_amount", "lump_sum_amount", "amount_total", "balance",
)  # fmt: skip
#: Letters of a simulation that are taken from the database at a time.
FETCH = 500


class KontorDunningEngine(models.AbstractModel):
    """Finds what is to be dunned, by a fixed number of SQL statements whatever the number of items.

    ``_items_query`` is a plain query: it is read for a simulation, and written into a temporary table for a proposal.
    """

    _name = "kontor.dunning.engine"
    _description = "Dunning Proposals"

    # -- items ----------------------------------------------------------------------------------------------------

    def _flush(self):
        """Write pending changes of everything that the queries read."""
        self.env["account.move.line"].flush_model()
        self.env["account.move"].flush_model()
        self.env["account.partial.reconcile"].flush_model()
        self.env["res.partner"].flush_model()
        for model in ("procedure", "level", "letter", "letter.line"):
            self.env[f"kontor.dunning.{model}"].flush_model()

    def _items_query(
        self,
        company,
        date,
        *,
        partners=None,
        categories=None,
        procedures=None,
        moves=None,
        max_kind=None,
        automatic=False,
        early=False,
    ):
        """Return the query for the open items of the customers who may be dunned: one row per item.

        Columns: ``move_line_id`` ``move_id`` ``partner_id`` (the commercial one) ``currency_id`` ``due`` ``amount``
        ``company_amount`` (what is open) ``role`` ``is_new`` (this run brings the item to ``level_id``) ``level_id``
        ``rank`` ``procedure_id`` ``is_business`` ``days_overdue`` ``ripe_on`` (the day from which the item comes to its
        next level, when it is overdue by then). Roles: ``due``; ``charge``: booked fees and interest of earlier letters;
        ``credit``: not yet assigned; ``future``: not due yet; ``blocked``: exempt, disputed, or in another proposal.

        :param company: the one ``res.company``
        :param date date: the day for which is dunned
        :param partners: only these customers (with all of their contacts)
        :param categories: only customers with one of these tags
        :param procedures: only customers of these procedures
        :param moves: only these invoices: a clerk duns an order by hand
        :param str max_kind: no level above this kind
        :param bool automatic: only as far as the procedures allow the daily job
        :param bool early: what is overdue doesn't wait for its day: a clerk has a reason not to
        """
        lines = self.env["account.move.line"]
        only_items, only_customers, only_levels = SQL("TRUE"), SQL("TRUE"), SQL("TRUE")
        if moves is not None:
            only_items = SQL("aml.move_id IN %s", tuple(moves.ids) or (0,))
        elif partners:
            only_items = SQL("p.commercial_partner_id IN %s", tuple(partners.commercial_partner_id.ids))
        if categories:
            only_customers = SQL(
                "EXISTS (SELECT 1 FROM res_partner_res_partner_category_rel rel"
                " WHERE rel.partner_id = cp.id AND rel.category_id IN %s)",
                tuple(categories.ids),
            )
        if procedures:
            only_customers = SQL("%s AND COALESCE(own.id, fitting.id) IN %s", only_customers, tuple(procedures.ids))
        if max_kind:
            kinds = [kind for kind, _name in DUNNING_KINDS]
            only_levels = SQL("next.kind IN %s", tuple(kinds[: kinds.index(max_kind) + 1]))
        if automatic:
            only_levels = SQL("%s AND next.rank <= automatic.rank", only_levels)
        return SQL(
            """
            WITH level AS (
                SELECT l.*, ROW_NUMBER() OVER (PARTITION BY procedure_id ORDER BY sequence, id) AS rank
                  FROM kontor_dunning_level l
            ),
            open_item AS MATERIALIZED (
                SELECT aml.id, aml.move_id, p.commercial_partner_id AS partner_id, aml.currency_id,
                       %(due)s AS due,
                       aml.amount_residual_currency AS amount, aml.amount_residual AS company_amount,
                       aml.dunning_level_id, aml.last_dunning_date,
                       COALESCE(m.is_dunning_charge, FALSE) AS is_charge,
                       COALESCE(aml.no_followup, FALSE) OR COALESCE(m.is_disputed, FALSE)
                       OR (COALESCE(m.dunning_exempt, FALSE)
                           AND (m.dunning_exempt_until IS NULL OR m.dunning_exempt_until >= %(date)s))
                       OR EXISTS (
                        SELECT 1 FROM kontor_dunning_letter_line claim
                         WHERE claim.move_line_id = aml.id AND claim.is_new
                           AND NOT claim.withdrawn AND NOT claim.excluded AND claim.dunned_on IS NULL
                       ) AS is_blocked
                  FROM account_move_line aml
                  JOIN account_account a ON a.id = aml.account_id AND a.account_type = 'asset_receivable'
                  JOIN account_move m ON m.id = aml.move_id
                  JOIN res_partner p ON p.id = aml.partner_id
                 WHERE aml.company_id = %(company)s
                   AND aml.parent_state = 'posted'
                   AND aml.reconciled IS NOT TRUE
                   AND aml.amount_residual_currency <> 0
                   AND %(only_items)s
            ),
            customer AS MATERIALIZED (
                SELECT cp.id AS partner_id, COALESCE(cp.business_customer, FALSE) AS is_business,
                       COALESCE(own.id, fitting.id) AS procedure_id
                  FROM res_partner cp
             LEFT JOIN kontor_dunning_procedure own
                    ON own.id = (cp.dunning_procedure_id ->> %(company_key)s)::int
                   AND own.active AND own.company_id = %(company)s
             LEFT JOIN LATERAL (
                SELECT pr.id
                  FROM kontor_dunning_procedure pr
                 WHERE pr.company_id = %(company)s AND pr.active
                   AND (pr.audience = 'all' OR (pr.audience = 'business') = COALESCE(cp.business_customer, FALSE))
                   AND (NOT EXISTS (SELECT 1 FROM kontor_dunning_procedure_res_partner_category_rel g
                                     WHERE g.kontor_dunning_procedure_id = pr.id)
                        OR EXISTS (SELECT 1 FROM kontor_dunning_procedure_res_partner_category_rel g
                                     JOIN res_partner_res_partner_category_rel tag
                                       ON tag.category_id = g.res_partner_category_id
                                    WHERE g.kontor_dunning_procedure_id = pr.id AND tag.partner_id = cp.id))
              ORDER BY pr.sequence, pr.id
                 LIMIT 1
                ) fitting ON own.id IS NULL
                 WHERE cp.id IN (SELECT partner_id FROM open_item
                                  WHERE amount > 0 AND %(overdue)s AND NOT is_blocked)
                   AND NOT (COALESCE((cp.dunning_exempt ->> %(company_key)s)::boolean, FALSE)
                            AND COALESCE((cp.dunning_exempt_until ->> %(company_key)s)::date >= %(date)s, TRUE))
                   AND COALESCE(own.id, fitting.id) IS NOT NULL
                   AND %(only_customers)s
            ),
            judged AS (
                SELECT o.*, c.procedure_id, c.is_business, next.id AS next_level_id, next.rank AS next_rank,
                       -- the later of the two days; before the first letter only one counts
                       GREATEST(o.due + next.days, o.last_dunning_date + next.min_days_since_last) AS ripe_on,
                       CASE WHEN o.amount < 0 THEN 'credit'
                            WHEN o.is_blocked THEN 'blocked'
                            WHEN NOT %(overdue_item)s THEN 'future'
                            WHEN o.is_charge THEN 'charge'
                            ELSE 'due' END AS role,
                       next.id IS NOT NULL AND %(only_levels)s
                       AND (%(early)s
                            OR (o.due + next.days <= %(date)s
                                AND (o.last_dunning_date IS NULL
                                     OR o.last_dunning_date + next.min_days_since_last <= %(date)s))) AS is_ripe
                  FROM open_item o
                  JOIN customer c ON c.partner_id = o.partner_id
                  JOIN kontor_dunning_procedure pr ON pr.id = c.procedure_id
             LEFT JOIN level automatic ON automatic.id = pr.automatic_level_id
             LEFT JOIN level present ON present.id = o.dunning_level_id
             LEFT JOIN level next ON next.procedure_id = c.procedure_id AND next.rank = COALESCE(present.rank, 0) + 1
            )
            SELECT id AS move_line_id, move_id, partner_id, currency_id, due, amount, company_amount, role,
                   role = 'due' AND COALESCE(is_ripe, FALSE) AS is_new,
                   CASE WHEN role = 'due' AND is_ripe THEN next_level_id
                        WHEN role = 'due' THEN dunning_level_id END AS level_id,
                   CASE WHEN role = 'due' AND is_ripe THEN next_rank END AS rank,
                   procedure_id, is_business, %(date)s - due AS days_overdue, ripe_on
              FROM judged
            """,
            due=lines._due_date_sql("aml"),
            overdue=lines._overdue_sql(SQL("due"), date),
            overdue_item=lines._overdue_sql(SQL("o.due"), date),
            company=company.id,
            company_key=str(company.id),
            date=date,
            early=early,
            only_items=only_items,
            only_customers=only_customers,
            only_levels=only_levels,
        )

    # -- letters --------------------------------------------------------------------------------------------------

    def _letters_ctes(self, items, company, date, by_hand=False):
        """Return the common table expressions ``priced`` (items) and ``letter_row`` (letters) over the items.

        :param SQL items: table or query with the columns of ``_items_query``
        """
        self.env.cr.execute(
            """
            SELECT DISTINCT aml.currency_id FROM account_move_line aml
              JOIN account_account a ON a.id = aml.account_id AND a.account_type = 'asset_receivable'
             WHERE aml.company_id = %s AND aml.reconciled IS NOT TRUE AND aml.parent_state = 'posted'
            """,
            [company.id],
        )
        currencies = self.env["res.currency"].browse([row[0] for row in self.env.cr.fetchall()]) | company.currency_id
        euro = self.env.ref("base.EUR", raise_if_not_found=False) or company.currency_id
        convert = currencies._get_conversion_rate
        rates = SQL(", ").join(
            SQL(
                "(%s, %s::numeric, %s::numeric, %s)",
                currency.id,
                convert(company.currency_id, currency, company, date),
                convert(euro, currency, company, date),
                currency.decimal_places,
            )
            for currency in currencies
        )
        return SQL(
            """
            item AS MATERIALIZED (SELECT * FROM %(items)s source),
            -- an item to be dunned makes a letter; everything else of the customer in that currency goes along
            letter_key AS (SELECT partner_id, currency_id, MAX(rank) AS rank FROM item WHERE is_new
                         GROUP BY partner_id, currency_id),
            mine AS MATERIALIZED (
                SELECT i.*, k.rank AS letter_rank FROM item i JOIN letter_key k USING (partner_id, currency_id)
            ),
            currency(id, rate, euro_rate, decimals) AS (VALUES %(rates)s),
            level AS (
                SELECT l.*, ROW_NUMBER() OVER (PARTITION BY procedure_id ORDER BY sequence, id) AS rank
                  FROM kontor_dunning_level l
            ),
            interest AS (%(interest)s),
            priced AS MATERIALIZED (
                SELECT m.*, l.id AS letter_level_id,
                       CASE WHEN l.interest AND m.role = 'due'
                            THEN ROUND(COALESCE(interest.interest, 0)::numeric, c.decimals) ELSE 0 END AS interest_amount,
                       -- once for each invoice, on its first instalment; never again once it was booked
                       CASE WHEN l.lump_sum AND m.is_business AND m.is_new
                             AND m.move_line_id = MIN(m.move_line_id) FILTER (WHERE m.is_new) OVER (PARTITION BY m.move_id)
                             AND NOT EXISTS (SELECT 1 FROM kontor_dunning_letter_line line
                                               JOIN kontor_dunning_letter letter ON letter.id = line.letter_id
                                              WHERE line.move_id = m.move_id AND line.lump_sum_amount > 0
                                                AND letter.charge_move_id IS NOT NULL AND letter.withdrawn_on IS NULL)
                            THEN ROUND(%(lump_sum)s * c.euro_rate, c.decimals) ELSE 0 END AS lump_sum_amount
                  FROM mine m
                  JOIN level l ON l.procedure_id = m.procedure_id AND l.rank = m.letter_rank
                  JOIN currency c ON c.id = m.currency_id
             LEFT JOIN interest ON interest.move_line_id = m.move_line_id
            ),
            letter_row AS MATERIALIZED (
                SELECT t.*, ROUND(COALESCE(l.fee, 0) * c.rate, c.decimals) AS fee_amount,
                       %(date)s + l.payment_days AS payment_deadline,
                       amount_due - credit_amount + ROUND(COALESCE(l.fee, 0) * c.rate, c.decimals)
                           + interest_amount + lump_sum_amount AS amount_total,
                       COALESCE(invoice_contact.id, t.partner_id) AS address_id,
                       CASE WHEN COALESCE(cp.dunning_channel, l.channel) = 'email'
                             AND COALESCE(invoice_contact.email, cp.email, '') <> ''
                            THEN 'email' ELSE 'print' END AS channel
                  FROM (
                    SELECT partner_id, currency_id, procedure_id, is_business, letter_level_id AS level_id,
                           SUM(amount) FILTER (WHERE role IN ('due', 'charge')) AS amount_due,
                           COALESCE(-SUM(amount) FILTER (WHERE role = 'credit'), 0) AS credit_amount,
                           SUM(company_amount) FILTER (WHERE role IN ('due', 'charge', 'credit')) AS company_amount,
                           SUM(interest_amount) AS interest_amount, SUM(lump_sum_amount) AS lump_sum_amount,
                           SUM(amount) AS balance, COUNT(*) FILTER (WHERE role IN ('due', 'charge')) AS item_count
                      FROM priced
                  GROUP BY partner_id, currency_id, procedure_id, is_business, letter_level_id
                  ) t
                  JOIN kontor_dunning_level l ON l.id = t.level_id
                  JOIN currency c ON c.id = t.currency_id
                  JOIN res_partner cp ON cp.id = t.partner_id
             LEFT JOIN (
                    SELECT DISTINCT ON (parent_id) parent_id, id, email FROM res_partner
                     WHERE parent_id IS NOT NULL AND type = 'invoice' AND active
                  ORDER BY parent_id, id
                  ) invoice_contact ON invoice_contact.parent_id = t.partner_id
                 WHERE amount_due > credit_amount
                   AND (%(by_hand)s OR t.company_amount >= COALESCE(l.minimum_amount, 0))
            )
            """,
            items=items,
            rates=rates,
            interest=self._interest_query(SQL("(SELECT * FROM mine WHERE role = 'due')"), date),
            lump_sum=LUMP_SUM,
            date=date,
            by_hand=by_hand,
        )

    def _simulate(self, company, date, **selection):
        """Compute the letters of a run without writing anything; sorted by customer.

        PostgreSQL puts the items of each letter together, and the answer is taken up some letters at a time: so the
        answer itself is all that many thousand letters need of memory.

        :return: list of dicts with the columns of a letter, the names of ``partner`` and ``currency``, and ``items``
        """
        self._flush()
        self._plan_for_many()
        query = self._items_query(company, date, **selection)
        ctes = self._letters_ctes(SQL("(%s)", query), company, date, by_hand=selection.get("moves") is not None)
        levels = {level.id: level.name for level in self.env["kontor.dunning.level"].search([])}
        cr = self.env.cr
        cr.execute(
            SQL(
                """
                WITH %(ctes)s
                SELECT l.partner_id, partner.complete_name AS partner, currency.name AS currency, l.level_id, l.channel,
                       %(amounts)s,
                       json_agg(json_build_object(
                           'document', move.name, 'due', p.due, 'days_overdue', p.days_overdue, 'role', p.role,
                           'is_new', p.is_new, 'level', p.level_id, 'amount', p.amount,
                           'interest_amount', p.interest_amount) ORDER BY p.due, p.move_line_id) AS items
                  FROM letter_row l
                  JOIN priced p USING (partner_id, currency_id)
                  JOIN account_move move ON move.id = p.move_id
                  JOIN res_partner partner ON partner.id = l.partner_id
                  JOIN res_currency currency ON currency.id = l.currency_id
                 WHERE p.role IN ('due', 'charge', 'credit')
              GROUP BY l.partner_id, partner.complete_name, currency.name, l.level_id, l.channel, %(amounts)s
              ORDER BY partner.complete_name, l.partner_id, currency.name
                """,
                ctes=ctes,
                amounts=SQL(", ").join(SQL.identifier("l", name) for name in LETTER_AMOUNTS),
            )
        )
        names = [column.name for column in cr.description]
        letters = []
        while rows := cr.fetchmany(FETCH):
            for row in rows:
                letter = dict(zip(names, row, strict=True))
                letter.update((name, float(letter[name])) for name in LETTER_AMOUNTS)
                letter["level"] = levels[letter["level_id"]]
                for item in letter["items"]:
                    item["level"] = levels.get(item["level"], "")
                    item["amount"], item["interest_amount"] = float(item["amount"]), float(item["interest_amount"])
                letters.append(letter)
        self._plan_as_usual()
        return letters

    def _plan_for_many(self):
        """Let PostgreSQL join by hash or by sorting only.

        It can't know how many rows a step of these long queries gives to the next, guesses "one" and loops: 60,000 items
        then took minutes. Compiling the query (JIT) takes longer than running it. The settings end with the transaction,
        or before.
        """
        self.env.cr.execute("SET LOCAL enable_nestloop TO off; SET LOCAL jit TO off")

    def _plan_as_usual(self):
        """Take back ``_plan_for_many``."""
        self.env.cr.execute("SET LOCAL enable_nestloop TO DEFAULT; SET LOCAL jit TO DEFAULT")

    def _propose(self, company, date, origin=None, **selection):
        """Write the letters of a run, or of an order, as drafts.

        :param dict origin: columns of the letters that say whose they are, ``{name: id}``; none of a letter made by hand
        :return: the new ``kontor.dunning.letter`` records
        """
        self.env["kontor.dunning.procedure"]._claim_company(company)
        self._flush()
        cr = self.env.cr
        cr.execute("DROP TABLE IF EXISTS kontor_dunning_item")
        cr.execute(
            SQL(
                "CREATE TEMPORARY TABLE kontor_dunning_item ON COMMIT DROP AS (%s)",
                self._items_query(company, date, **selection),
            )
        )
        cr.execute("ANALYZE kontor_dunning_item")
        self._plan_for_many()
        by_hand = selection.get("moves") is not None
        origin = origin or {}
        cr.execute(
            SQL(
                """
                WITH %(ctes)s,
                letter AS (
                    INSERT INTO kontor_dunning_letter (
                        %(origin_names)s company_id, partner_id, address_id, currency_id, procedure_id, level_id, date,
                        payment_deadline, is_business, state, channel, excluded, amount_due, credit_amount, fee_amount,
                        interest_amount, lump_sum_amount, amount_total, balance, item_count, user_id, create_uid,
                        write_uid, create_date, write_date)
                    SELECT %(origin_ids)s %(company)s, partner_id, address_id, currency_id, procedure_id, level_id, %(date)s,
                           payment_deadline, is_business, 'draft', channel, FALSE, amount_due, credit_amount, fee_amount,
                           interest_amount, lump_sum_amount, amount_total, balance, item_count, %(user)s, %(user)s,
                           %(user)s, %(now)s, %(now)s
                      FROM letter_row
                  ORDER BY partner_id
                 RETURNING id, partner_id, currency_id
                ),
                line AS (
                    INSERT INTO kontor_dunning_letter_line (
                        letter_id, company_id, partner_id, move_line_id, move_id, name, date_due,
                        date_invoice, role, is_new, excluded, withdrawn, level_id, amount, interest_amount,
                        lump_sum_amount, days_overdue, create_date, write_date)
                    SELECT letter.id, %(company)s, p.partner_id, p.move_line_id, p.move_id, move.name,
                           p.due, COALESCE(move.invoice_date, move.date), p.role, p.is_new, FALSE, FALSE, p.level_id,
                           p.amount, p.interest_amount, p.lump_sum_amount, GREATEST(p.days_overdue, 0), %(now)s, %(now)s
                      FROM priced p
                      JOIN letter USING (partner_id, currency_id)
                      JOIN account_move move ON move.id = p.move_id
                     WHERE p.role IN ('due', 'charge', 'credit')
                  ORDER BY letter.id, p.role = 'credit', p.due, p.move_line_id
                )
                SELECT id FROM letter ORDER BY id
                """,
                ctes=self._letters_ctes(SQL("kontor_dunning_item"), company, date, by_hand=by_hand),
                origin_names=SQL().join(SQL("%s,", SQL.identifier(name)) for name in origin),
                origin_ids=SQL().join(SQL("%s,", record_id) for record_id in origin.values()),
                company=company.id,
                date=date,
                user=self.env.uid,
                now=fields.Datetime.now(),
            )
        )
        letter_ids = [row[0] for row in cr.fetchall()]
        self._plan_as_usual()
        cr.execute("DROP TABLE kontor_dunning_item")
        self.env["kontor.dunning.letter"].invalidate_model()
        self.env["kontor.dunning.letter.line"].invalidate_model()
        self.env["account.move.line"].invalidate_model(["dunning_line_ids"])
        self.env["account.move"].invalidate_model(["dunning_line_ids"])
        return self.env["kontor.dunning.letter"].browse(letter_ids)
