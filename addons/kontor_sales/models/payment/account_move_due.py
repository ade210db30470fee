from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

#: The documents that somebody has to pay on a day. What is to be given back is never overdue.
PAYABLE_TYPES = ("out_invoice", "out_receipt", "in_invoice", "in_receipt")

DUE_STATES = [
    ("settled", "Settled"),
    ("not_due", "Not Due"),
    ("due", "Due Today"),
    ("overdue", "Overdue"),
]


class AccountMoveLine(models.Model):
    """The one rule about what is due (002-6, 004-24, 003-20): each instalment on its own day; overdue from the day after.

    Whatever tells what is due or overdue, in Python or in SQL, takes it from here.
    """

    _inherit = "account.move.line"

    is_overdue = fields.Boolean(
        string="Overdue",
        compute="_compute_is_overdue",
        search="_search_is_overdue",
        help="An open instalment that was to be paid by yesterday, or earlier.",
    )

    @api.depends("parent_state", "account_type", "reconciled", "amount_residual", "date_maturity", "date")
    def _compute_is_overdue(self):
        today = fields.Date.context_today(self)
        for line in self:
            sign = 1 if line.account_type == "asset_receivable" else -1
            line.is_overdue = (
                line._is_open_instalment() and sign * line.amount_residual > 0 and (line.date_maturity or line.date) < today
            )

    @api.model
    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        owed = (Domain("account_type", "=", "asset_receivable") & Domain("amount_residual", ">", 0)) | (
            Domain("account_type", "=", "liability_payable") & Domain("amount_residual", "<", 0)
        )
        overdue = self._due_domain("<", fields.Date.context_today(self)) & owed
        return Domain.OR(overdue if item else ~overdue for item in value)

    @api.model
    def _due_date_sql(self, alias):
        """Return the SQL of the day on which a journal item is due; without an own one, the day of its entry.

        :param str alias: the table ``account_move_line`` in the query
        """
        return SQL("COALESCE(%s, %s)", SQL.identifier(alias, "date_maturity"), SQL.identifier(alias, "date"))

    @api.model
    def _overdue_sql(self, due, today):
        """Return the SQL condition that what was due on a day is overdue: from the day after.

        :param SQL due: the day
        :param today: SQL of a date, or a date
        """
        return SQL("(%s) < %s", due, today)

    @api.model
    def _due_domain(self, operator, day):
        """Return the domain of the open instalments that are due before, on or after a day.

        :param str operator: ``<`` (overdue on that day), ``<=``, ``=``
        :param date day: as the user counts days
        :return: ``Domain`` on ``account.move.line``
        """
        due = Domain("date_maturity", operator, day) | (Domain("date_maturity", "=", False) & Domain("date", operator, day))
        return self._open_instalments_domain() & due

    @api.model
    def _open_instalments_domain(self):
        """Return the domain of the posted instalments that aren't settled yet."""
        return (
            Domain("parent_state", "=", "posted")
            & Domain("account_type", "in", ("asset_receivable", "liability_payable"))
            & Domain("reconciled", "=", False)
            & Domain("amount_residual", "!=", 0)
        )

    def _is_open_instalment(self):
        """Tell whether this is a posted instalment that isn't settled yet; ``_open_instalments_domain`` for one."""
        self.ensure_one()
        return (
            self.parent_state == "posted"
            and self.account_type in ("asset_receivable", "liability_payable")
            and not self.reconciled
            and bool(self.amount_residual)
        )


class AccountMove(models.Model):
    """Whether an invoice is due, by its earliest open instalment: ``invoice_date_due`` is the last one only."""

    _inherit = "account.move"

    due_on = fields.Date(
        string="Due",
        compute="_compute_due",
        compute_sudo=True,  # who may read an invoice may know when it is due
        search="_search_due_on",
        help="The day of the earliest instalment that is still open; of what is settled, the last one.",
    )
    due_state = fields.Selection(
        DUE_STATES,
        compute="_compute_due",
        compute_sudo=True,
        search="_search_due_state",
        help="Whether something of this invoice is due, by its instalments.",
    )

    @api.depends("state", "payment_state", "invoice_date_due", "line_ids.date_maturity", "line_ids.amount_residual")
    def _compute_due(self):
        today = fields.Date.context_today(self)
        for move in self:
            move.due_on = move.invoice_date_due
            if move.state != "posted" or not move.is_invoice(include_receipts=True):
                move.due_state = False
                continue
            dates = [line.date_maturity or line.date for line in move.line_ids if line._is_open_instalment()]
            if not dates:
                move.due_state = "settled"
                continue
            move.due_on = min(dates)
            if move.move_type not in PAYABLE_TYPES or move.due_on > today:
                move.due_state = "not_due"
            else:
                move.due_state = "overdue" if move.due_on < today else "due"

    @api.model
    def _search_due_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        lines, today = self.env["account.move.line"], fields.Date.context_today(self)
        posted = Domain("state", "=", "posted") & Domain("move_type", "in", self.get_invoice_types(include_receipts=True))
        payable = posted & Domain("move_type", "in", PAYABLE_TYPES)
        # who finds an invoice may know its instalments
        is_open = Domain("line_ids", "any!", lines._open_instalments_domain())
        overdue = Domain("line_ids", "any!", lines._due_domain("<", today))
        reached = Domain("line_ids", "any!", lines._due_domain("<=", today))
        states = {
            "overdue": payable & overdue,
            "due": payable & reached & ~overdue,
            "not_due": posted & is_open & (Domain("move_type", "not in", PAYABLE_TYPES) | ~reached),
            "settled": posted & ~is_open,
            False: ~posted,
        }
        return Domain.OR(states[item] for item in value if item in states)

    @api.model
    def _search_due_on(self, operator, value):
        sql_operators = {"<": SQL("<"), "<=": SQL("<="), ">": SQL(">"), ">=": SQL(">=")}
        if operator in sql_operators:
            condition = SQL("%s %s", sql_operators[operator], value)
        elif operator == "in":
            days = tuple(day for day in value if day)
            condition = SQL("IN %s", days) if days else SQL("IS NULL")
        else:
            return NotImplemented
        return Domain.custom(to_sql=lambda model, alias, query: SQL("%s %s", model._due_on_sql(alias), condition))

    @api.model
    def _due_on_sql(self, alias):
        """Return the SQL of the day on which a document is due: its earliest open instalment's, else the last one's.

        :param str alias: the table ``account_move`` in the query
        """
        return SQL("COALESCE(%s, %s)", self._next_due_sql(alias), SQL.identifier(alias, "invoice_date_due"))

    @api.model
    def _next_due_sql(self, alias):
        """Return the SQL of the day of the earliest open instalment of a document; NULL when nothing is open.

        :param str alias: the table ``account_move`` in the query
        """
        lines = self.env["account.move.line"]
        return SQL(
            """
            CASE WHEN %(residual)s <> 0 THEN (
                SELECT MIN(%(due)s)
                  FROM account_move_line instalment
                 WHERE instalment.move_id = %(move)s AND instalment.parent_state = 'posted'
                   AND instalment.reconciled IS NOT TRUE AND instalment.amount_residual <> 0
                   AND instalment.account_id IN (SELECT id FROM account_account
                                                  WHERE account_type IN ('asset_receivable', 'liability_payable'))
            ) END
            """,
            due=lines._due_date_sql("instalment"),
            move=SQL.identifier(alias, "id"),
            # most documents are settled: their instalments need not be read
            residual=SQL.identifier(alias, "amount_residual_signed"),
            to_flush=[
                self._fields["amount_residual_signed"],
                *(lines._fields[name] for name in ("date_maturity", "parent_state", "reconciled", "amount_residual")),
            ],
        )

    @api.model
    def _is_overdue_sql(self, alias, today):
        """Return the SQL condition that an instalment of a document is overdue.

        :param str alias: the table ``account_move`` in the query
        :param today: SQL of a date, or a date
        """
        return SQL(
            "(%(type)s IN %(types)s AND %(state)s = 'posted' AND COALESCE(%(overdue)s, FALSE))",
            type=SQL.identifier(alias, "move_type"),
            types=PAYABLE_TYPES,
            state=SQL.identifier(alias, "state"),
            overdue=self.env["account.move.line"]._overdue_sql(self._next_due_sql(alias), today),
        )

    def _field_to_sql(self, alias, field_expr, query=None):
        """Let lists be sorted by the day on which an invoice is due."""
        if field_expr == "due_on":
            return self._due_on_sql(alias)
        return super()._field_to_sql(alias, field_expr, query)


class AccountJournal(models.Model):
    """The cards of accounting's start page count as late what is overdue."""

    _inherit = "account.journal"

    def _get_open_sale_purchase_query(self, journal_type):
        query, selects = super()._get_open_sale_purchase_query(journal_type)
        late = self.env["account.move"]._is_overdue_sql("account_move", fields.Date.context_today(self))
        return query, [SQL("%s AS late", late) if select.code.endswith(" AS late") else select for select in selects]
